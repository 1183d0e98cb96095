//! The case's action column: deadlines, the next step, a message to the reporter, the notice.

use leptos::prelude::*;

use super::{
    case_company::{duplicates, recipients},
    deadline::{Urgency, clock_bar, deadline, elapsed, remaining, urgency_icon},
    field::{Field, long_field, message, short_field},
    frame::{NOTICES, case_address},
};
use crate::{
    domain::case::{CaseState, Outcome, Step},
    forms::{
        FormErrors,
        case_form::{NOTE_MAX, StepForm},
    },
    icon::{Icon, icon},
    ports::{CasePage, SignedIn},
};

/// Sentences that staff often need; a help beside the field, never filled in for them.
const PHRASES: [&str; 4] = [
    "您反映的情况我们收到了，正在安排人去看，有结果会写在这里。",
    "我们到现场看了，暂时没有见到。再看到时请再报一次，最好带上时间和照片。",
    "还想问一句：在什么地方、什么时候看到的？知道多少说多少。",
    "经查属实，已依法处理。谢谢您告诉我们。",
];

const REPLY_HINT: &str = "举报人用查询码能看到。别写举报人是谁、住哪里，也别写别人的姓名、电话、车牌。";

/// The column.
pub fn action_column(data: &CasePage, signed_in: &SignedIn) -> AnyView {
    let nothing = StepForm::default();
    let no_errors = FormErrors::default();
    let replying = data.typed.step == "reply";
    let (step_typed, step_errors) = if replying {
        (&nothing, &no_errors)
    } else {
        (&data.typed, &data.errors)
    };
    let next = if data.steps.is_empty() {
        onlooker(data, step_typed, signed_in)
    } else {
        step_form(data, step_typed, step_errors, &signed_in.csrf)
    };
    let reply = data.may_reply.then(|| {
        let (typed, errors) = if replying {
            (&data.typed, &data.errors)
        } else {
            (&nothing, &no_errors)
        };
        reply_form(data, typed, errors, &signed_in.csrf)
    });
    let company = duplicates(data, signed_in);
    view! { <div class="col side">{clocks(data)}{next}{reply}{company}{notice(data)}</div> }.into_any()
}

/// What the phone's bar says: the step that comes next, if this person may take one.
pub fn next_step_label(data: &CasePage) -> Option<&'static str> {
    match data.steps.as_slice() {
        [] => None,
        [Step::Accept] => Some("去签收"),
        _ => Some("去办下一步"),
    }
}

fn clocks(data: &CasePage) -> AnyView {
    let accepted = match (data.accepted_at, data.row.state) {
        (Some(at), _) if at <= data.accept_by => view! {
            <p class="ck ok"><span>{icon(Icon::Tick)} " 按时签收"</span> <b>{format!("用了 {}", elapsed(at - data.filed_at))}</b></p>
        }
        .into_any(),
        (Some(at), _) => view! {
            <p class="ck over"><span>{icon(Icon::Alert)} " 签收晚了"</span> <b>{format!("晚 {}", elapsed(at - data.accept_by))}</b></p>
        }
        .into_any(),
        (None, CaseState::Submitted) => {
            let urgency = Urgency::of(CaseState::Submitted, Some(data.accept_by), data.now);
            view! {
                <p class=format!("ck {}", urgency.class())>
                    <span>{urgency_icon(urgency)} {format!(" {} 前签收", deadline(data.accept_by))}</span>
                    <b>{remaining(data.accept_by, data.now)}</b>
                </p>
            }
            .into_any()
        }
        (None, _) => ().into_any(),
    };
    let closing = if data.row.state == CaseState::Closed {
        view! { <p class="ck ok"><span>{icon(Icon::Tick)} " 已办结，不再计时"</span></p> }.into_any()
    } else {
        let urgency = Urgency::of(CaseState::Accepted, Some(data.close_by), data.now);
        let bar = data.row.due.map(|due| {
            clock_bar(
                data.row.used_percent,
                Urgency::of(data.row.state, Some(due), data.now),
                true,
            )
        });
        view! {
            <p class=format!("ck big {}", urgency.class())>
                <span>{urgency_icon(urgency)} {format!(" {} 前办结", deadline(data.close_by))}</span>
                <b>{remaining(data.close_by, data.now)}</b>
            </p>
            {bar}
            <p class="note">"期限按工作日推算，已扣节假日。超期先报牵头单位，再报市散烧办。"</p>
        }
        .into_any()
    };
    view! { <section class="box clocks" aria-labelledby="ck"><h2 id="ck">"期限"</h2>{accepted}{closing}</section> }
        .into_any()
}

/// Why this person cannot act.
fn onlooker(data: &CasePage, typed: &StepForm, signed_in: &SignedIn) -> AnyView {
    let row = &data.row;
    let (heading, why) = match row.state {
        CaseState::Closed => ("已经办结", "办结的案件不再改动。".to_owned()),
        CaseState::Held => (
            "还在核对",
            "这条来得集中，放行以后才由牵头单位办，期限照算。".to_owned(),
        ),
        CaseState::Returned => (
            "等市散烧办裁定",
            "退回的案件由市散烧办决定归谁办，期限照算。".to_owned(),
        ),
        _ if row.lead == signed_in.office => (
            "你不能办这件",
            format!("你的角色是{}，可以看，办理由本单位的经办人来做。", signed_in.role),
        ),
        _ => (
            "你可以看，不能办",
            format!(
                "这件由{}牵头办理，你在{}（{}）。要补充情况，请直接联系牵头单位。",
                row.lead, signed_in.office, signed_in.role
            ),
        ),
    };
    // Someone was faster: what was written is not lost.
    let kept = [&typed.note, &typed.reply]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| view! { <blockquote>{text.clone()}</blockquote> })
        .collect_view();
    let heard = (!typed.note.is_empty() || !typed.reply.is_empty())
        .then(|| view! { <p class="note">"你刚才写的，没有存："</p> });
    view! {
        <section class="box" id="next" aria-labelledby="nx">
            <h2 id="nx">{icon(Icon::Lock)} {heading}</h2>
            <p>{why}</p>
            {heard}
            {kept}
        </section>
    }
    .into_any()
}

fn step_form(data: &CasePage, typed: &StepForm, errors: &FormErrors, csrf: &str) -> AnyView {
    let only_accept = data.steps == [Step::Accept];
    let heading = if only_accept { "下一步：签收" } else { "下一步" };
    let (choice, button) = if only_accept {
        let step = view! { <input type="hidden" name="step" value=Step::Accept.code() /> }.into_any();
        (step, "签收，开始办理")
    } else {
        (steps(&data.steps, typed, errors), "记下这一步")
    };
    let note = Field {
        id: "note",
        name: "note",
        label: if only_accept {
            "内部备注（可不写）"
        } else {
            "查到了什么，做了什么"
        },
        hint: if only_accept {
            ""
        } else {
            "时间、人员、煤量、来源和去向。只有办案的人能看到。"
        },
        value: &typed.note,
        error: errors.get("note"),
    };
    let reply = Field {
        id: "reply",
        name: "reply",
        label: if only_accept {
            "顺便告诉举报人（可不写）"
        } else {
            "告诉举报人（办结时必写）"
        },
        hint: REPLY_HINT,
        value: &typed.reply,
        error: errors.get("reply"),
    };
    let texts = view! { {long_field(&note, NOTE_MAX)} {long_field(&reply, NOTE_MAX)} {phrases("reply")} };
    let texts = if only_accept {
        view! { <details class="more" open=!errors.is_empty()><summary>"顺便写几句（可不写）"</summary>{texts}</details> }.into_any()
    } else {
        texts.into_any()
    };
    view! {
        <form class="box act" id="next" method="post" action=format!("{}/step", case_address(&data.row.number)) data-main="1">
            <h2>{heading}</h2>
            {hidden(data, csrf)}
            {choice}
            {texts}
            <button class="b pri">{button} <span class="hand"><kbd>"Ctrl"</kbd> <kbd>"Enter"</kbd></span></button>
        </form>
    }
    .into_any()
}

fn hidden(data: &CasePage, csrf: &str) -> AnyView {
    view! {
        <input type="hidden" name="csrf" value=csrf.to_owned() />
        <input type="hidden" name="seen_state" value=data.row.state.code() />
    }
    .into_any()
}

/// The open steps, and under 办结 the outcomes; number keys run on from one to the other.
fn steps(open: &[Step], typed: &StepForm, errors: &FormErrors) -> AnyView {
    let chosen = open
        .iter()
        .find(|step| step.code() == typed.step)
        .or(open.first())
        .copied();
    let options = open
        .iter()
        .zip(1..)
        .map(|(step, key)| option("step", step.code(), step.label(), key, chosen == Some(*step)))
        .collect_view();
    let outcomes = open
        .contains(&Step::Close)
        .then(|| outcomes(open.len() + 1, typed, errors));
    view! {
        <fieldset id="steps" tabindex="-1">
            <legend class="sr">"做哪一步"</legend>
            {message("step", errors.get("step"))}
            {options}
        </fieldset>
        {outcomes}
    }
    .into_any()
}

fn outcomes(first_key: usize, typed: &StepForm, errors: &FormErrors) -> AnyView {
    let options = Outcome::OFFERED
        .into_iter()
        .zip(first_key..)
        .map(|(outcome, key)| {
            option(
                "outcome",
                outcome.code(),
                outcome.label(),
                key,
                outcome.code() == typed.outcome,
            )
        })
        .collect_view();
    let referred = Field {
        id: "referred_to",
        name: "referred_to",
        label: "归谁管",
        hint: "选“不归本单位管”时必写，写全称。",
        value: &typed.referred_to,
        error: errors.get("referred_to"),
    };
    view! {
        <fieldset class="ends" id="outcomes" tabindex="-1">
            <legend>"办理结果 " <small>"选了“办结”才用填"</small></legend>
            {message("outcome", errors.get("outcome"))}
            {options}
            {short_field(&referred, "text", "off")}
        </fieldset>
    }
    .into_any()
}

fn option(name: &'static str, value: &'static str, label: &'static str, key: usize, checked: bool) -> AnyView {
    view! {
        <label class="opt">
            <input type="radio" name=name value=value checked=checked data-key=key.to_string() />
            <span>{label}</span>
            <kbd class="hand" aria-hidden="true">{key.to_string()}</kbd>
        </label>
    }
    .into_any()
}

fn reply_form(data: &CasePage, typed: &StepForm, errors: &FormErrors, csrf: &str) -> AnyView {
    let field = Field {
        id: "message",
        name: "reply",
        label: "要说的话",
        hint: REPLY_HINT,
        value: &typed.reply,
        error: errors.get("reply"),
    };
    let open = !errors.is_empty() || data.steps.is_empty();
    view! {
        <details class="box" open=open>
            <summary>{icon(Icon::Message)} " 告诉或问举报人一句"</summary>
            <form method="post" action=format!("{}/step", case_address(&data.row.number))>
                {hidden(data, csrf)}
                <input type="hidden" name="step" value="reply" />
                {recipients(data)}
                {long_field(&field, NOTE_MAX)}
                {phrases("message")}
                <button class="b">"发给举报人"</button>
                <button class="b" name="ask" value="1">{icon(Icon::Ask)} "问举报人，等回答"</button>
                <p class="note">"案件的步骤和期限不变。"</p>
            </form>
        </details>
    }
    .into_any()
}

fn phrases(into: &'static str) -> AnyView {
    let items = PHRASES
        .map(|phrase| view! { <li data-phrase=into>{phrase}</li> })
        .collect_view();
    view! { <details class="phrases"><summary>"常用的话"</summary><ul>{items}</ul></details> }.into_any()
}

fn notice(data: &CasePage) -> Option<AnyView> {
    let content = match data.notice {
        Some((id, state)) => view! {
            <p>"这件已有通报：" <b>{state.label()}</b></p>
            <a class="b" href=format!("{NOTICES}/{id}")>{icon(Icon::Paper)} "打开通报"</a>
        }
        .into_any(),
        None if data.may_draft_notice => view! {
            <p>"处罚决定作出后 20 个工作日内公示。一人起草，另一人审核。"</p>
            <a class="b" href=format!("{}/notice", case_address(&data.row.number))>{icon(Icon::Paper)} "起草案例通报"</a>
        }
        .into_any(),
        None => return None,
    };
    Some(view! { <section class="box" aria-labelledby="no"><h2 id="no">"案例通报"</h2>{content}</section> }.into_any())
}
