//! What a case shares with others: further tips, what reporters and offices wrote, duplicates.

use leptos::prelude::*;

use super::{
    case::pin,
    deadline::moment,
    field::{Field, choice_field, long_field, short_field},
    frame::case_address,
};
use crate::{
    icon::{Icon, icon},
    ports::{CasePage, FollowedMessage, FurtherTip, MessageKind, SignedIn},
    text,
};

/// Said above everything while a reporter's word or deed waits for somebody to act on it.
pub fn news(data: &CasePage) -> Option<AnyView> {
    let at = data.reporter_at?;
    Some(
        view! {
            <p class="eyes news">
                {icon(Icon::Message)}
                {format!(" {}，举报人有新动静，看", text::short_date_time(at))}
                <a href="#ms">"来往的话"</a>
                "和"
                <a href="#hi">"办理记录"</a>
                "。记下一步或回一句话，这个提醒就消失。"
            </p>
        }
        .into_any(),
    )
}

/// The tips after the first.
pub fn further_tips(tips: &[FurtherTip]) -> Option<AnyView> {
    if tips.is_empty() {
        return None;
    }
    let items: Vec<_> = tips.iter().map(further).collect();
    Some(
        view! {
            <section class="box" aria-labelledby="fu">
                <h2 id="fu">"同一件事的其他线索 " <small>"各有各的查询码和答复"</small></h2>
                <ol class="talk">{items}</ol>
            </section>
        }
        .into_any(),
    )
}

fn further(tip: &FurtherTip) -> AnyView {
    let words = if tip.text.is_empty() {
        "没写字，只有照片。".to_owned()
    } else {
        tip.text.clone()
    };
    let of_case = (!tip.of_case.is_empty()).then(|| {
        let address = case_address(&tip.of_case);
        view! { " 原案件 " <a href=address>{tip.of_case.clone()}</a> }
    });
    let answers: Vec<_> = tip
        .answers
        .iter()
        .map(|(asked, answer)| view! { <div><dt>{asked.clone()}</dt><dd>{answer.clone()}</dd></div> })
        .collect();
    let entered = tip
        .entered
        .as_ref()
        .map(|entered| view! { <div><dt>"代录"</dt><dd>{entered.clone()}</dd></div> });
    let place = (!tip.place.is_empty()).then(|| view! { <div><dt>"地点"</dt><dd>{tip.place.clone()}</dd></div> });
    view! {
        <li>
            <p><b>{tip.label.clone()}</b> " " {moment(tip.filed_at, text::short_date_time(tip.filed_at))} {of_case}</p>
            <blockquote>{words}</blockquote>
            <dl class="kv">{entered}{place}{answers}</dl>
            {tip.position.as_ref().map(pin)}
        </li>
    }
    .into_any()
}

/// What was written to the reporters and by them.
pub fn messages(messages: &[FollowedMessage]) -> AnyView {
    let content = if messages.is_empty() {
        view! { <p class="silent">"还没有写过。"</p> }.into_any()
    } else {
        let items: Vec<_> = messages.iter().map(message).collect();
        view! { <ol class="talk">{items}</ol> }.into_any()
    };
    view! {
        <section class="box" aria-labelledby="ms">
            <h2 id="ms">"和举报人来往的话 " <small>"举报人用查询码能看到"</small></h2>
            {content}
        </section>
    }
    .into_any()
}

fn message(one: &FollowedMessage) -> AnyView {
    let tag = match one.kind {
        MessageKind::Question => Some("提问"),
        MessageKind::FromReporter => Some("来话"),
        MessageKind::FromOffice => None,
    };
    let tag = tag.map(|tag| view! { " " <span class="tag">{tag}</span> });
    view! {
        <li>
            <p>{moment(one.at, text::short_date_time(one.at))} " " <b>{one.from.clone()}</b> {tag}</p>
            <p class="said">{one.text.clone()}</p>
        </li>
    }
    .into_any()
}

/// Whom a message goes to; a choice only where there are several reporters.
pub fn recipients(data: &CasePage) -> Option<AnyView> {
    if data.recipients.is_empty() {
        return None;
    }
    let field = Field {
        id: "to",
        name: "to",
        label: "告诉谁",
        hint: "几位举报人里，也可能有被举报的人。不用大家都知道的，只告诉一位，别的人看不到。",
        value: &data.typed.to,
        error: data.errors.get("to"),
    };
    Some(choice_field(&field, &data.recipients))
}

/// Joining with a duplicate, or parting from it.
pub fn duplicates(data: &CasePage, signed_in: &SignedIn) -> Option<AnyView> {
    if let Some((number, at)) = &data.joined_into {
        let part = data.may_join.then(|| part_form(data, signed_in, "分开，单独办"));
        return Some(
            view! {
                <section class="box" aria-labelledby="jo">
                    <h2 id="jo">"已并案"</h2>
                    <p>
                        {format!("{} 起并入 ", text::short_date_time(*at))}
                        <a href=case_address(number)>{number.clone()}</a>
                        " 一起办。举报人的查询码照样用，答复和先后都在。"
                    </p>
                    {part}
                </section>
            }
            .into_any(),
        );
    }
    let joined: Vec<_> = data
        .duplicates
        .iter()
        .map(|(number, at)| {
            view! {
                <li>
                    <a href=case_address(number)>{number.clone()}</a>
                    {format!(" {} 并入", text::short_date_time(*at))}
                </li>
            }
        })
        .collect();
    let list = (!joined.is_empty()).then(|| view! { <ul class="plain">{joined}</ul> });
    let form =
        (data.may_join && data.duplicates.is_empty() && !data.steps.is_empty()).then(|| join_form(data, signed_in));
    (list.is_some() || form.is_some()).then(|| {
        view! {
            <section class="box" aria-labelledby="jo">
                <h2 id="jo">"同一件事"</h2>
                {list}
                {form}
            </section>
        }
        .into_any()
    })
}

fn address(data: &CasePage) -> String {
    format!("{}/join", case_address(&data.row.number))
}

fn part_form(data: &CasePage, signed_in: &SignedIn, label: &'static str) -> AnyView {
    view! {
        <form method="post" action=address(data)>
            <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
            <input type="hidden" name="action" value="part" />
            <button class="b">{label}</button>
        </form>
    }
    .into_any()
}

fn join_form(data: &CasePage, signed_in: &SignedIn) -> AnyView {
    let near: Vec<_> = data
        .near_by
        .iter()
        .map(|(number, words)| {
            view! { <li><a href=case_address(number)>{number.clone()}</a> <small>{words.clone()}</small></li> }
        })
        .collect();
    let near = (!near.is_empty()).then(|| {
        view! { <p class="note">"同一乡镇、同一类、在办的："</p><ul class="plain">{near}</ul> }
    });
    let number = Field {
        id: "number",
        name: "number",
        label: "并入哪一件（编号）",
        hint: "本件就此办结为“重复”，线索转到那一件。以后可以再分开。",
        value: &data.typed_join.number,
        error: data.errors.get("number"),
    };
    let note = Field {
        id: "join-note",
        name: "note",
        label: "凭什么说是同一件（可不写）",
        value: &data.typed_join.note,
        error: data.errors.get("note").filter(|_| data.errors.get("number").is_some()),
        ..Field::default()
    };
    let open = data.errors.get("number").is_some();
    view! {
        <details class="more" open=open>
            <summary>"与别的案件是同一件事？"</summary>
            {near}
            <form method="post" action=address(data)>
                <input type="hidden" name="csrf" value=signed_in.csrf.clone() />
                <input type="hidden" name="action" value="join" />
                {short_field(&number, "text", "off")}
                {long_field(&note, 500)}
                <p class="fl"><button class="b">"并案"</button></p>
            </form>
        </details>
    }
    .into_any()
}
