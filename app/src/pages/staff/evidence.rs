//! A case's evidence: what was received and when, what is sealed, who opened it; and the form that opens it for a reason.

use leptos::prelude::*;

use super::{
    deadline::moment,
    field::{Field, long_field, message, summary},
    frame::{OPENINGS, RailItem, StaffPage, case_address},
};
use crate::{
    icon::{Icon, icon},
    ports::{EvidencePage, KeysHere, NamedTip, Opened, OpeningLine, QueueView, SealedPhoto, SignedIn},
    text,
};

/// Most characters of a reason.
pub const REASON_MAX: usize = 200;

/// The page.
pub fn page(data: EvidencePage, signed_in: &SignedIn) -> StaffPage {
    let refused = summary(
        "没有打开，请改一下再交",
        &data.errors,
        &[("what", "what"), ("reason", "reason"), ("take_reason", "take_reason")],
    );
    let address = case_address(&data.number);
    let main = view! {
        {refused}
        <div class="casehead">
            <p><a class="backl" href=address.clone() data-back="1">{icon(Icon::Back)} "回案件"</a></p>
            <h1><span class="no">{data.number.clone()}</span> " 证据"</h1>
        </div>
        {data.opened.clone().map(opened)}
        <div class="three">
            <div class="col">{photos(&data.photos)} {named(&data.named)}</div>
            <div class="col">{open_form(&data, signed_in, &address)} {take_form(&data, signed_in, &address)}</div>
            <div class="col">{openings_box(data.openings.clone())} {key(&data.public_key)}</div>
        </div>
    }
    .into_any();
    StaffPage {
        title: format!("{} 证据", data.number),
        main,
        current: RailItem::Queue(QueueView::Open),
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

fn opened(opened: Opened) -> AnyView {
    let lines = opened
        .lines
        .into_iter()
        .map(|(term, value)| view! { <div><dt>{term}</dt><dd class="said">{value}</dd></div> })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="opened" role="status">
            <h2 id="opened">{opened.what} " " <small>"只显示这一次，已经记录"</small></h2>
            <dl class="kv">{lines}</dl>
        </section>
    }
    .into_any()
}

fn photos(photos: &[SealedPhoto]) -> AnyView {
    let items = photos.iter().zip(1..).map(|(one, at)| photo(one, at)).collect_view();
    let none = photos.is_empty().then(|| view! { <p class="silent">"没有照片。"</p> });
    view! {
        <section class="box" aria-labelledby="copies">
            <h2 id="copies">"照片原件 " <small>"收到时加密封存"</small></h2>
            {none}
            {items}
        </section>
    }
    .into_any()
}

fn photo(photo: &SealedPhoto, at: usize) -> AnyView {
    let signed = match photo.signed {
        Some(true) => view! { {icon(Icon::Tick)} " 签名有效" }.into_any(),
        Some(false) => view! { <b class="wrong">{icon(Icon::Alert)} " 签名对不上，不要当证据用"</b> }.into_any(),
        None => "没有签名".into_any(),
    };
    let came = match photo.received_at {
        Some(at) => moment(at, text::date_time(at)),
        None => "没有记录".into_any(),
    };
    let kept = match (photo.kept, photo.detail) {
        (true, true) => "有原件，有拍摄信息",
        (true, false) => "有原件",
        (false, _) => "没有原件",
    };
    let alike = (!photo.alike.is_empty()).then(|| {
        let links = photo
            .alike
            .iter()
            .map(|number| view! { <a href=case_address(number)>{number.clone()}</a> " " })
            .collect_view();
        view! { <div><dt>"一样的照片"</dt><dd>{links}</dd></div> }
    });
    view! {
        <dl class="kv">
            <div><dt>{format!("第 {at} 张")}</dt><dd>{kept}</dd></div>
            <div><dt>"收到时间"</dt><dd>{came} " " {signed}</dd></div>
            <div><dt>"SHA-256"</dt><dd><code>{photo.sha256.clone()}</code></dd></div>
            {alike}
        </dl>
    }
    .into_any()
}

fn named(named: &[NamedTip]) -> AnyView {
    let content = if named.is_empty() {
        view! { <p class="silent">"匿名举报，没有姓名和电话。"</p> }.into_any()
    } else {
        named
            .iter()
            .map(|one| {
                let tell = one
                    .tell_by
                    .map_or_else(|| "决定以后 5 个工作日内".to_owned(), |day| format!("{day} 以前"));
                view! {
                    <dl class="kv">
                        <div><dt>"留名时间"</dt><dd>{moment(one.given_at, text::date_time(one.given_at))}</dd></div>
                        <div><dt>"要告知结果"</dt><dd>{tell}</dd></div>
                    </dl>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="box" aria-labelledby="who">
            <h2 id="who">"举报人 " <small>"姓名电话另外封存，不在工作单里"</small></h2>
            {content}
        </section>
    }
    .into_any()
}

fn open_form(data: &EvidencePage, signed_in: &SignedIn, address: &str) -> AnyView {
    if !data.may_open && !data.may_reveal {
        return ().into_any();
    }
    let mut options = Vec::new();
    if data.may_open {
        for (photo, at) in data.photos.iter().zip(1..) {
            if photo.kept {
                options.push((format!("copy:{}", photo.id), format!("第 {at} 张照片的原件（下载）")));
            }
            if photo.detail {
                options.push((format!("detail:{}", photo.id), format!("第 {at} 张照片的拍摄信息")));
            }
        }
    }
    if data.may_reveal {
        let tips = data.named.iter();
        options.extend(tips.map(|tip| (format!("identity:{}", tip.tip_id), "举报人的姓名和电话".to_owned())));
        let paid = data.paid.iter();
        options.extend(paid.map(|claim| (format!("payment:{claim}"), "领奖人的身份".to_owned())));
    }
    let wrong = match &data.keys {
        KeysHere::Fit => None,
        KeysHere::Strange(why) | KeysHere::Missing(why) => {
            Some(view! { <p class="wrong">{icon(Icon::Alert)} {why.clone()}</p> })
        }
    };
    if matches!(data.keys, KeysHere::Missing(_)) {
        return view! {
            <section class="box" aria-labelledby="open">
                <h2 id="open">"打开封存的内容"</h2>
                {wrong}
            </section>
        }
        .into_any();
    }
    if options.is_empty() {
        return ().into_any();
    }
    let choices = options
        .into_iter()
        .enumerate()
        .map(|(at, (value, label))| {
            let checked = data.chosen == value;
            let id = if at == 0 { "what".to_owned() } else { format!("what-{at}") };
            view! { <label class="opt"><input id=id type="radio" name="what" value=value checked=checked /> <span>{label}</span></label> }
        })
        .collect_view();
    let reason = Field {
        id: "reason",
        name: "reason",
        label: "为什么要打开",
        hint: "会记在案件里，审计员看得到；打开姓名和电话，举报人也看得到。",
        value: &data.reason,
        error: data.errors.get("reason"),
    };
    view! {
        <section class="box" aria-labelledby="open">
            <h2 id="open">"打开封存的内容"</h2>
            {wrong}
            <form method="post" action=format!("{address}/evidence")>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <fieldset><legend>"打开什么"</legend>{message("what", data.errors.get("what"))}{choices}</fieldset>
                {long_field(&reason, REASON_MAX)}
                <button class="b pri">{icon(Icon::Key)} "打开并记录"</button>
            </form>
        </section>
    }
    .into_any()
}

fn take_form(data: &EvidencePage, signed_in: &SignedIn, address: &str) -> AnyView {
    if !data.may_take {
        return ().into_any();
    }
    let reason = Field {
        id: "take_reason",
        name: "take_reason",
        label: "为什么要取出",
        hint: "比如：移送公安、法院调取。",
        value: "",
        error: data.errors.get("take_reason"),
    };
    view! {
        <section class="box" aria-labelledby="take">
            <h2 id="take">"取出证据包"</h2>
            <p class="hint">"一个 tar 文件：封存的原件（仍然加密）、指纹、签名时间、办理记录。用 jingnuan evidence verify 谁都能核对。"</p>
            <form method="post" action=format!("{address}/evidence/package")>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                {long_field(&reason, REASON_MAX)}
                <button class="b">{icon(Icon::Save)} "取出并记录"</button>
            </form>
        </section>
    }
    .into_any()
}

fn openings_box(openings: Vec<OpeningLine>) -> AnyView {
    let content = if openings.is_empty() {
        view! { <p class="silent">"还没有人打开过。"</p> }.into_any()
    } else {
        let items = openings
            .into_iter()
            .map(|one| {
                let at = moment(one.at, text::short_date_time(one.at));
                view! { <li>{at}<div><b>{one.who}</b> " " <span>{one.what} "：" {one.reason}</span></div></li> }
            })
            .collect_view();
        view! { <ol class="hist">{items}</ol> }.into_any()
    };
    view! { <section class="box" aria-labelledby="log"><h2 id="log">"谁打开过"</h2>{content}</section> }.into_any()
}

fn key(public_key: &str) -> AnyView {
    view! {
        <section class="box" aria-labelledby="key">
            <h2 id="key">"核对签名的公钥"</h2>
            <p><code>{public_key.to_owned()}</code></p>
        </section>
    }
    .into_any()
}

/// The auditor's list of openings, newest first.
pub fn openings(lines: Vec<OpeningLine>, older: Option<i64>, signed_in: &SignedIn) -> StaffPage {
    let rows = lines
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <td class="dl">{moment(one.at, text::date_time(one.at))}</td>
                    <td class="no"><a href=format!("{}/evidence", case_address(&one.case_number))>{one.case_number.clone()}</a></td>
                    <td class="ag">{one.who}</td>
                    <th scope="row" class="ti">{one.what}</th>
                    <td>{one.reason}</td>
                </tr>
            }
        })
        .collect_view();
    let older = older.map(|id| view! { <p><a class="b" href=format!("{OPENINGS}?before={id}")>"更早的"</a></p> });
    let main = view! {
        <div class="head"><h1>"打开记录 " <small>"谁、什么时候、为什么打开了封存的内容"</small></h1></div>
        <div class="scroll">
            <table class="q nl log">
                <caption class="sr">"打开封存内容的记录"</caption>
                <thead>
                    <tr>
                        <th scope="col">"时间"</th>
                        <th scope="col">"案件"</th>
                        <th scope="col">"谁"</th>
                        <th scope="col">"打开了什么"</th>
                        <th scope="col">"理由"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {older}
    }
    .into_any();
    StaffPage {
        title: "打开记录".into(),
        main,
        current: RailItem::Openings,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}
