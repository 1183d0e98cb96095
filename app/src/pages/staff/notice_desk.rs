//! The desk on which a case notice is written, approved and withdrawn.

use leptos::prelude::*;

use super::{
    deadline::moment,
    field::{Field, long_field, short_field, summary},
    frame::{NOTICES, RailItem, StaffPage, case_address},
    notice_preview::preview,
    notices::state_tag,
};
use crate::{
    domain::case_notice::NoticeState,
    icon::{Icon, icon},
    ports::{NoticeDesk, SignedIn},
    text,
};

/// Every field, as the error summary links to them.
const FIELDS: [(&str, &str); 10] = [
    ("title", "title"),
    ("summary", "summary"),
    ("document_number", "document_number"),
    ("party", "party"),
    ("violation", "violation"),
    ("penalty", "penalty"),
    ("legal_basis", "legal_basis"),
    ("authority", "authority"),
    ("decided_on", "decided_on"),
    ("remark", "remark"),
];

/// The page.
#[expect(clippy::needless_pass_by_value, reason = "every page takes over what it shows")]
pub fn page(data: NoticeDesk, signed_in: &SignedIn) -> StaffPage {
    let refused = summary("没有存上，请改一下再交。写过的都还在下面", &data.errors, &FIELDS);
    let heading = if data.id.is_none() {
        "起草案例通报"
    } else {
        "案例通报"
    };
    let address = match data.id {
        Some(id) => format!("{NOTICES}/{id}"),
        None => format!("{}/notice", case_address(&data.case_number)),
    };
    let writing = may_write(&data);
    let seen = preview(&data.form, &data.place);
    let actions = actions(&data, writing);
    let content = if writing {
        view! { {written(&data)} <div class="col">{seen}{actions}</div> }.into_any()
    } else {
        view! { <div class="col">{seen}</div> <div class="col">{actions}</div> }.into_any()
    };
    let main = view! {
        {refused}
        {head(&data, heading)}
        <form method="post" action=address data-main="1" class="two">
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            {content}
        </form>
    }
    .into_any();
    let title = format!("{heading} {}", data.case_number);
    StaffPage {
        title: if data.errors.is_empty() {
            title
        } else {
            format!("没有存上：{title}")
        },
        main,
        current: RailItem::Notices,
        signed_in: Some(signed_in.clone()),
        counts: None,
        query: String::new(),
        islands: false,
    }
}

/// What waits for approval is read, not rewritten: whoever wants it otherwise sends it back.
fn may_write(data: &NoticeDesk) -> bool {
    data.may_edit && data.state == NoticeState::Draft
}

fn head(data: &NoticeDesk, heading: &'static str) -> AnyView {
    let public = data.public_from.map(|at| {
        view! { <span>"公开时间：" {moment(at, text::date_time(at))}</span> }
    });
    let drafted =
        (!data.drafted_by.is_empty()).then(|| view! { <span>{format!("起草人：{}", data.drafted_by)}</span> });
    let told = (!data.form.remark.is_empty())
        .then(|| remark_words(data.state))
        .flatten()
        .map(|what| view! { <p class="eyes"><b>{what}</b> <span class="said">{data.form.remark.clone()}</span></p> });
    view! {
        <div class="casehead">
            <p><a class="backl" href=case_address(&data.case_number) data-back="1">{icon(Icon::Back)} {format!("案件 {}", data.case_number)}</a> <kbd class="hand">"Esc"</kbd></p>
            <h1>{heading}</h1>
            <p class="tags">{state_tag(data.state)} {drafted} {public}</p>
        </div>
        {told}
    }
    .into_any()
}

fn written(data: &NoticeDesk) -> AnyView {
    let form = &data.form;
    let field = |name: &'static str, label, hint, value| Field {
        id: name,
        name,
        label,
        hint,
        value,
        error: data.errors.get(name),
    };
    view! {
        <div class="col">
            <section class="box" aria-labelledby="w1">
                <h2 id="w1">"居民先看到的"</h2>
                {short_field(&field("title", "标题", "一句话说清罚了什么事，60 字内。也是转发时的标题。", &form.title), "text", "off")}
                {long_field(&field("summary", "经过", "怎么发现、怎么查、怎么处理。别写举报人和举报的时间、方式。", &form.summary), 1_000)}
                <p class="fixed"><span>"地点"</span> <b>{data.place.clone()}</b> <small>"只到乡镇，改不了"</small></p>
            </section>
            <section class="box" aria-labelledby="w2">
                <h2 id="w2">"法定内容 " <small>"《市场监督管理行政处罚信息公示规定》第四条"</small></h2>
                {short_field(&field("document_number", "文书号", "处罚决定书的文号。", &form.document_number), "text", "off")}
                {short_field(&field("party", "当事人", "单位写全称；个人写“某某”，如“王某某”。", &form.party), "text", "off")}
                {long_field(&field("violation", "违法事实", "车牌、电话、身份证号、门牌要先隐去，不然存不上。", &form.violation), 500)}
                {long_field(&field("penalty", "处罚内容", "没收、罚款的数目。只是警告的不公示。", &form.penalty), 500)}
                {long_field(&field("legal_basis", "法律依据", "写到条、款。", &form.legal_basis), 500)}
                {short_field(&field("authority", "决定机关", "作出处罚决定的单位，写全称。", &form.authority), "text", "off")}
                {short_field(&field("decided_on", "决定日期", "", &form.decided_on), "date", "off")}
            </section>
        </div>
    }
    .into_any()
}

fn actions(data: &NoticeDesk, writing: bool) -> AnyView {
    let hint = (!data.approval_hint.is_empty())
        .then(|| view! { <p class="eyes">{icon(Icon::Shield)} " " {data.approval_hint.clone()}</p> });
    let approving = data.may_approve && data.state == NoticeState::Proposed;
    let withdrawing = data.may_withdraw && data.state == NoticeState::Published;
    let remark = (approving || withdrawing).then(|| {
        let (label, hint) = if approving {
            ("意见（退回时必写）", "哪里要改，只有本单位能看到。")
        } else {
            ("为什么撤下", "决定被变更、撤销的，3 日内撤下。")
        };
        let field = Field {
            id: "remark",
            name: "remark",
            label,
            hint,
            value: "",
            error: data.errors.get("remark"),
        };
        long_field(&field, 500)
    });
    let buttons = [
        // The first is what Enter in a field presses: nothing is proposed by accident.
        (writing, "save", "存草稿", false),
        (writing, "propose", "送审", true),
        (approving, "approve", "发布", true),
        (approving, "send_back", "退回修改", false),
        (withdrawing, "withdraw", "撤下", false),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, value, label, main)| {
        let class = if main { "b pri" } else { "b" };
        view! { <button class=class name="action" value=value>{label}</button> }
    })
    .collect_view();
    let idle = !(writing || approving || withdrawing);
    let idle = (idle && data.approval_hint.is_empty()).then(|| view! { <p>{idle_words(data.state)}</p> });
    view! {
        <section class="box act" aria-labelledby="ac">
            <h2 id="ac">{action_heading(data.state)}</h2>
            {hint}
            {idle}
            {remark}
            {buttons}
        </section>
    }
    .into_any()
}

const fn action_heading(state: NoticeState) -> &'static str {
    match state {
        NoticeState::Draft => "写好以后",
        NoticeState::Proposed => "审核",
        NoticeState::Published => "已经发布",
        NoticeState::Withdrawn => "已经撤下",
    }
}

/// What the last remark was: why it came back, or why it was taken down.
const fn remark_words(state: NoticeState) -> Option<&'static str> {
    match state {
        NoticeState::Draft => Some("退回意见："),
        NoticeState::Withdrawn => Some("撤下原因："),
        NoticeState::Proposed | NoticeState::Published => None,
    }
}

const fn idle_words(state: NoticeState) -> &'static str {
    match state {
        NoticeState::Draft => "你可以看，不能改。由本单位的经办人来写。",
        NoticeState::Proposed => "等本单位另一位审核人来看。",
        NoticeState::Published => "居民已经能看到，或者到公开时间就能看到。",
        NoticeState::Withdrawn => "居民看不到了。记录还在这里。",
    }
}
