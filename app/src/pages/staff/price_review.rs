//! What stands beside a price rule's form: what is wrong, what households would pay, what to do next, what was done.

use leptos::prelude::*;

use super::{
    deadline::moment,
    field::{Field, long_field},
};
use crate::{
    domain::{edition::EditionState, heating::rule::HeatingWay},
    forms::rule_form::KINDS,
    icon::{Icon, icon},
    ports::price_desk::PriceDesk,
    text,
};

/// What cannot be changed any more, as it was typed.
pub fn fixed(desk: &PriceDesk) -> AnyView {
    let form = &desk.form;
    let kind = KINDS
        .iter()
        .find(|(code, _)| *code == form.kind)
        .map_or("", |(_, words)| words);
    let ways: Vec<&str> = form
        .ways
        .iter()
        .filter_map(|code| code.parse::<HeatingWay>().ok())
        .map(HeatingWay::label)
        .collect();
    let ends = if form.ends_only == "1" {
        "只停用这一条"
    } else {
        ""
    };
    let season = format!("{} {}", form.season_first, form.season_last);
    let rows = [
        ("替换", form.replaces.as_str()),
        ("停用", ends),
        ("哪一种", kind),
        ("名称", &form.name),
        ("核实", &form.certainty),
        ("说明", &form.note),
        ("从", &form.from),
        ("到", &form.until),
        ("季节", season.trim()),
        ("地方", &form.places),
        ("集中供热", &form.central_heating),
        ("一户一表", &form.own_meter),
        ("在名单里", &form.on_register),
        ("什么的价", &form.energy),
        ("档怎么数", &form.per),
        ("分档", &form.tiers),
        ("谷段", &form.valley),
        ("峰段", &form.peak),
        ("取暖方式", &ways.join("、")),
        ("最多", &form.cap),
        ("百分之", &form.percent),
        ("谁出钱", &form.payers),
        ("去哪领", &form.claim_place),
        ("什么时候前", &form.claim_by),
        ("带什么", &form.papers),
        ("文件", &form.document),
        ("文号", &form.number),
        ("日期", &form.date),
        ("链接", &form.link),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <p class="fixed"><span>{name}</span> " " <b>{value.to_owned()}</b></p> })
    .collect_view();
    view! { <section class="box" aria-labelledby="px"><h2 id="px">"规则"</h2>{rows}</section> }.into_any()
}

/// What this person may do next.
pub fn actions(desk: &PriceDesk) -> AnyView {
    let may = &desk.may;
    let reason = (may.approve || may.withdraw).then(|| {
        long_field(
            &Field {
                id: "remark",
                name: "remark",
                label: "为什么（退回、撤回要写）",
                error: desk.errors.get("remark"),
                ..Field::default()
            },
            500,
        )
    });
    let edit = may.edit.then(|| {
        view! {
            <button class="b main" name="action" value="save">"存草稿，看前后"</button>
            <button class="b" name="action" value="check">"核对，送审"</button>
        }
    });
    let approve = may.approve.then(|| {
        view! {
            <button class="b main" name="action" value="approve">"发布"</button>
            <button class="b" name="action" value="send_back">"退回修改"</button>
        }
    });
    let withdraw = may
        .withdraw
        .then(|| view! { <button class="b" name="action" value="withdraw">"撤回"</button> });
    view! {
        <section class="box act" aria-labelledby="pa">
            <h2 id="pa">"下一步"</h2>
            {(!may.hint.is_empty()).then(|| view! { <p>{may.hint}</p> })}
            {edit}
            {reason}
            {approve}
            {withdraw}
        </section>
    }
    .into_any()
}

/// What still stands against publishing.
pub fn faults(desk: &PriceDesk) -> AnyView {
    if !matches!(desk.state, EditionState::Draft | EditionState::Checked) {
        return ().into_any();
    }
    if desk.faults.is_empty() {
        return view! {
            <section class="box" aria-labelledby="pf"><h2 id="pf">{icon(Icon::Tick)} " 核对：没有发现问题"</h2></section>
        }
        .into_any();
    }
    let lines = desk
        .faults
        .iter()
        .map(|(field, message)| view! { <li><a href=format!("#{field}")>{message.clone()}</a></li> })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="pf">
            <h2 id="pf">{format!("核对：还有 {} 处", desk.faults.len())}</h2>
            <ul class="plain">{lines}</ul>
        </section>
    }
    .into_any()
}

/// Typical households before and after.
pub fn preview(desk: &PriceDesk) -> AnyView {
    if desk.preview.is_empty() {
        return ().into_any();
    }
    let rows = desk
        .preview
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.household.clone()}</th>
                    <td>{row.before.clone()}</td>
                    <td>{row.after.clone()}</td>
                    <td><b>{row.difference.clone()}</b></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="box" aria-labelledby="pp">
            <h2 id="pp">"一户人家一冬自己付多少" <small>"在名单里、补贴以后；按存上的草稿"</small></h2>
            <div class="scroll">
                <table class="q nl">
                    <caption class="sr">"前后比较"</caption>
                    <thead>
                        <tr><th scope="col">"人家"</th><th scope="col">"改前"</th><th scope="col">"改后"</th><th scope="col">"差"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// What was done, latest first.
pub fn history(desk: &PriceDesk) -> AnyView {
    let lines = desk
        .history
        .iter()
        .map(|(at, who, what, why)| {
            view! { <li>{moment(*at, text::short_date_time(*at))} " " {who.clone()} " " <b>{what.clone()}</b> " " {why.clone()}</li> }
        })
        .collect_view();
    view! { <section class="box" aria-labelledby="ph"><h2 id="ph">"经过"</h2><ul class="plain">{lines}</ul></section> }
        .into_any()
}
