//! The desk on which a version of a ban zone is written, checked, agreed to and published.

use leptos::prelude::*;

use super::{
    field::{Field, long_field, short_field, summary},
    frame::{RailItem, StaffPage, ZONES},
    zone_review::{actions, answers, changes, faults, history},
    zone_scope::{rings, scope_read, tree},
};
use crate::{
    domain::edition::EditionState,
    forms::zone_form::NOTICE_TEXT_MAX,
    icon::{Icon, icon},
    ports::{SignedIn, zone_desk::ZoneDesk},
};

/// Fields whose control has the field's own name as its identifier.
const FIELDS: [&str; 12] = [
    "title",
    "issuer",
    "number",
    "issued",
    "in_force",
    "basis",
    "contact",
    "exemptions",
    "scope",
    "undecided",
    "remark",
    "scan",
];

/// The page.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(desk: ZoneDesk, signed_in: &SignedIn) -> StaffPage {
    let ids: Vec<(String, String)> = desk
        .errors
        .iter()
        .map(|(field, _)| field.to_owned())
        .filter(|field| FIELDS.contains(&field.as_str()) || field.contains('.'))
        .map(|field| (field.clone(), field))
        .collect();
    let ids: Vec<(&str, &str)> = ids.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let refused = summary("还有要改的地方。写过的都还在", &desk.errors, &ids);
    let address = format!("{ZONES}/{}", desk.id);
    let hidden = || {
        view! {
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="revision" value=desk.form.revision.to_string() />
        }
    };
    let content = if desk.may.edit {
        view! {
            <form method="post" action=address.clone() data-main="1" class="two">
                {hidden()}
                <div class="col">{notice(&desk)} {pasted(&desk)} {tree(&desk)} {rings(&desk)}</div>
                <div class="col">{actions(&desk)} {faults(&desk)} {changes(&desk)} {history(&desk)}</div>
            </form>
        }
        .into_any()
    } else {
        view! {
            <div class="two">
                <div class="col">{scope_read(&desk)}</div>
                <div class="col">
                    <form method="post" action=address.clone() data-main="1">{hidden()} {actions(&desk)}</form>
                    <form method="post" action=address.clone()>{hidden()} {answers(&desk)}</form>
                    {faults(&desk)}
                    {changes(&desk)}
                    {history(&desk)}
                </div>
            </div>
        }
        .into_any()
    };
    let main = view! { {refused} {head(&desk)} {content} {scan(&desk, signed_in)} }.into_any();
    let title = format!("{}禁煤区", desk.county.1);
    StaffPage {
        title: if desk.errors.is_empty() {
            title
        } else {
            format!("还有要改的：{title}")
        },
        main,
        current: RailItem::Zones,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: desk.may.edit,
    }
}

fn head(desk: &ZoneDesk) -> AnyView {
    let class = match desk.state {
        EditionState::Draft => "st",
        EditionState::Checked => "st st-wait",
        EditionState::Published => "st st-done",
        EditionState::Withdrawn => "st st-off",
    };
    let before = match &desk.before {
        Some((title, day)) => format!("替换：{title}（{day} 起）"),
        None => "本县第一份禁煤区".to_owned(),
    };
    let demonstration = desk.demonstration.then(|| view! { <span class="tag">"示例"</span> });
    view! {
        <div class="casehead">
            <p><a class="backl" href=ZONES data-back="1">{icon(Icon::Back)} "禁煤区"</a> <kbd class="hand">"Esc"</kbd></p>
            <h1>{format!("{}禁煤区", desk.county.1)}</h1>
            <p class="tags">
                <span class=class>{desk.state.label()}</span>
                {demonstration}
                <span>{format!("起草人：{}", desk.drafted_by)}</span>
                <span>{before}</span>
            </p>
        </div>
    }
    .into_any()
}

fn field<'a>(desk: &'a ZoneDesk, name: &'a str, label: &'a str, hint: &'a str, value: &'a str) -> Field<'a> {
    Field {
        id: name,
        name,
        label,
        hint,
        value,
        error: desk.errors.get(name),
    }
}

/// What the notice says of itself.
fn notice(desk: &ZoneDesk) -> AnyView {
    let form = &desk.form;
    view! {
        <section class="box" aria-labelledby="zn">
            <h2 id="zn">"通告"</h2>
            {short_field(&field(desk, "title", "标题", "", &form.title), "text", "off")}
            {short_field(&field(desk, "issuer", "发布单位", "写全称，如“修武县人民政府”。", &form.issuer), "text", "off")}
            {short_field(&field(desk, "number", "文号", "没有文号不能发布。", &form.number), "text", "off")}
            {short_field(&field(desk, "issued", "发布日期", "", &form.issued), "date", "off")}
            {short_field(&field(desk, "in_force", "生效日期", "到这一天自动换成新版本。", &form.in_force), "date", "off")}
            {long_field(&field(desk, "basis", "依据", "一行一条。“禁煤区”不是法律里的词，别写成“禁燃区”。", &form.basis), 1_000)}
            <label class="pick">
                <input type="checkbox" name="includes_briquettes" value="1" checked=form.includes_briquettes />
                <span>"洁净型煤也禁"</span>
            </label>
            {long_field(&field(desk, "exemptions", "不受限制的用途", "一行一条，如电煤、集中供热用煤、原料用煤。", &form.exemptions), 1_000)}
            {short_field(&field(desk, "contact", "群众打哪个电话", "12369 已经停用，写 12345。", &form.contact), "text", "off")}
        </section>
    }
    .into_any()
}

/// Where the notice's own words go, and what of them is still open.
fn pasted(desk: &ZoneDesk) -> AnyView {
    let open = desk.form.undecided.iter().enumerate().map(|(at, words)| {
        let id = if at == 0 {
            "undecided".to_owned()
        } else {
            format!("undecided-{at}")
        };
        view! {
            <li>
                <label class="pick">
                    <input type="checkbox" id=id name="undecided" value=words.clone() checked=true />
                    <span>{words.clone()}</span>
                </label>
            </li>
        }
    });
    let open = (!desk.form.undecided.is_empty()).then(|| {
        view! {
            <div class="eyes">
                <b>"没认出来的，一处一处定："</b>
                <p>"在下面勾好对应的村，再去掉这里的勾，存草稿。"</p>
                <ul>{open.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <section class="box" aria-labelledby="zp">
            <h2 id="zp">"粘贴通告原文"</h2>
            {long_field(
                &field(
                    desk,
                    "notice_text",
                    "写范围的那几段",
                    "如“花庄镇(2个村)：花庄村、陈庄村”。认出来的自动勾上，认不出来的列出来由您定。",
                    &desk.form.notice_text,
                ),
                NOTICE_TEXT_MAX,
            )}
            {open}
            <button class="b" name="action" value="recognise">"认一认"</button>
        </section>
    }
    .into_any()
}

fn scan(desk: &ZoneDesk, signed_in: &SignedIn) -> AnyView {
    let address = format!("{ZONES}/{}/scan", desk.id);
    let kept = desk
        .has_scan
        .then(|| view! { <p><a href=address.clone()>{icon(Icon::Paper)} " 看扫描件（PDF）"</a></p> });
    let upload = desk.may.edit.then(|| {
        view! {
            <form method="post" action=address.clone() enctype="multipart/form-data">
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <label for="scan">"盖章通告的扫描件（PDF，20 MB 内）"</label>
                {super::field::message("scan", desk.errors.get("scan"))}
                <input type="file" id="scan" name="scan" accept="application/pdf" />
                <button class="b">"存扫描件"</button>
            </form>
        }
    });
    if kept.is_none() && upload.is_none() {
        return ().into_any();
    }
    view! {
        <section class="box act" aria-labelledby="zs">
            <h2 id="zs">"扫描件"</h2>
            {kept}
            {upload}
        </section>
    }
    .into_any()
}
