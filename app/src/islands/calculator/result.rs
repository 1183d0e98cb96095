//! The answer: bars, then the same as a table, then where every figure is from.

use leptos::prelude::*;

use super::assumed::assumed;
use super::bill::{claims, details, sources};
use super::compare::{Comparison, Priced, Unpriced, compare, hours};
use super::{ANSWER, Setup};
use crate::domain::heating::{decimal::Fen, estimate::Bill, period::Period, rule::Rule};
use crate::forms::FormErrors;
use crate::forms::heating_form::HeatingForm;
use crate::icon::{Icon, icon};
use crate::text;

/// The answer for a form, or what is wrong with the form.
pub fn answer(setup: &Setup, form: &HeatingForm) -> AnyView {
    match compare(setup, form) {
        Ok(comparison) => compared(setup, form, &comparison),
        Err(errors) => refused(&errors),
    }
}

/// The answer in one sentence, for whoever hears the page.
pub fn spoken(setup: &Setup, form: &HeatingForm) -> String {
    match compare(setup, form) {
        Ok(comparison) => comparison.priced.first().map_or_else(
            || "还缺几个数，算不出来".to_owned(),
            |best| format!("最省的是{}，{} 元", best.way.label(), best.bill.net.about()),
        ),
        Err(errors) => format!("有 {} 处要改一下", errors.iter().count()),
    }
}

fn refused(errors: &FormErrors) -> AnyView {
    let items: Vec<_> = errors
        .iter()
        .map(|(field, message)| {
            view! { <li><a href=format!("#{field}")>{message.to_owned()}</a></li> }
        })
        .collect();
    view! {
        <h2 id=ANSWER tabindex="-1">"改好这几处就能算"</h2>
        <ul class="dots gap-s">{items}</ul>
    }
    .into_any()
}

fn compared(setup: &Setup, form: &HeatingForm, all: &Comparison<'_>) -> AnyView {
    let best = all.priced.first().map(|priced| priced.way);
    let dearest = all
        .priced
        .iter()
        .map(|priced| priced.bill.net)
        .max()
        .unwrap_or_default();
    let cheapest = all.priced.first().map_or(Fen::ZERO, |priced| priced.bill.net);
    let bars: Vec<_> = all
        .priced
        .iter()
        .map(|priced| bar(priced, best == Some(priced.way), cheapest, dearest))
        .collect();
    let without: Vec<_> = all.unpriced.iter().map(without).collect();
    let nothing = all.priced.is_empty().then(|| {
        view! { <p class="tip care">{icon(Icon::Ask)}<span>"还缺几个数，在上面“这些数可以改”里填上就能算。"</span></p> }
    });
    view! {
        <h2 id=ANSWER tabindex="-1">{heading(all.period)}</h2>
        <p class="small soft">{basis(setup, all)}</p>
        {assumed(setup, form, all)}
        {nothing}
        <ul class="bars gap-s2">{bars}{without}</ul>
        {all.coal.map(|coal| view! { <p class="gap-s small">{format!("现在烧的煤，一冬 {} 元。", coal.yuan())}</p> })}
        {table(all)}
        {details(all)}
        {break_even(setup, all)}
        {claims(all)}
        {sources(&all.rules())}
        <p class="gap-s2">
            <a class="hit" href=form.address()>{icon(Icon::Link)}" 这张账的链接，可以发给家里人"</a>
        </p>
    }
    .into_any()
}

fn heading(period: Period) -> String {
    if Period::heating_season(period.from()).is_some_and(|season| season == period) {
        "一冬大约花多少".to_owned()
    } else {
        format!("{}到{}花多少", text::date(period.from()), text::date(period.to()))
    }
}

fn basis(setup: &Setup, all: &Comparison<'_>) -> String {
    let place = if setup.village.is_empty() {
        "没有选村"
    } else {
        setup.village.as_str()
    };
    let heat = all.heat.map_or_else(String::new, |heat| {
        format!("；家里要 {} 度热", Fen(heat.steps() / 10).about())
    });
    format!(
        "{place}；{}到{}；补贴以后的钱，不含买设备{heat}",
        text::date(all.period.from()),
        text::date(all.period.to())
    )
}

/// Length repeats what the number says; so it is silent.
fn bar(priced: &Priced<'_>, best: bool, cheapest: Fen, dearest: Fen) -> AnyView {
    let percent = |part: Fen, whole: Fen| {
        let whole = whole.0.max(1);
        (part.0.max(0) * 100 / whole).clamp(2, 100)
    };
    let name = if priced.by_hours {
        format!("{}＋峰谷电价", priced.way.label())
    } else {
        priced.way.label().to_owned()
    };
    let bill = &priced.bill;
    view! {
        <li class=best.then_some("best")>
            <p class="t">
                <span>{name}{best.then(|| view! { " "<span class="pill">"最省"</span> })}</span>
                <span class="sum num">{format!("{} 元", bill.net.about())}</span>
            </p>
            <svg class="bar" aria-hidden="true">
                <rect width=format!("{}%", percent(bill.net, dearest)) height="100%" rx="7"></rect>
            </svg>
            <p class="more">{more(priced, cheapest)}</p>
        </li>
    }
    .into_any()
}

fn more(priced: &Priced<'_>, cheapest: Fen) -> String {
    let bill = &priced.bill;
    let mut words = Vec::new();
    if bill.subsidy > Fen::ZERO {
        words.push(format!(
            "补贴前 {} 元，补 {} 元",
            bill.cost.about(),
            bill.subsidy.about()
        ));
    }
    if bill.net > cheapest {
        words.push(format!("比最省的多 {} 元", (bill.net - cheapest).about()));
    }
    if let Some(other) = &priced.other {
        let (switch, difference) = if priced.by_hours {
            ("不开通峰谷要多", other.net - bill.net)
        } else {
            ("开通峰谷反而多", other.net - bill.net)
        };
        if difference > Fen::ZERO {
            words.push(format!("{switch} {} 元", difference.about()));
        }
    }
    words.push(format!("用 {} {}", bill.amount.grouped(), priced.way.energy().unit()));
    words.join("；")
}

fn without(way: &Unpriced) -> AnyView {
    let (class, mark, sign, words) = if way.forbidden {
        (Some("off"), "sum is is-ban", Icon::No, "不能烧")
    } else {
        (None, "sum is is-ask", Icon::Ask, "还不能算")
    };
    view! {
        <li class=class>
            <p class="t"><span>{way.way.label()}</span>" "<span class=mark>{icon(sign)}{words}</span></p>
            <svg class="bar" aria-hidden="true"></svg>
            <p class="more">{way.why.clone()}</p>
        </li>
    }
    .into_any()
}

/// The same figures, to the fen, for a screen reader and for paper.
fn table(all: &Comparison<'_>) -> AnyView {
    if all.priced.is_empty() {
        return ().into_any();
    }
    let row = |name: String, bill: &Bill<'_>| {
        let before = (bill.subsidy > Fen::ZERO)
            .then(|| view! { <small>{format!("补贴前 {}，补 {}", bill.cost.yuan(), bill.subsidy.yuan())}</small> });
        view! {
            <tr>
                <th scope="row">{name}{before}</th>
                <td class="num">
                    <b>{bill.net.yuan()}</b>
                    <small>{format!("每月 {}", bill.per_month(&all.period).about())}</small>
                </td>
            </tr>
        }
    };
    let rows: Vec<_> = all
        .priced
        .iter()
        .flat_map(|priced| {
            let plain = priced.way.label();
            let hourly = format!("{plain}＋峰谷");
            let name = |by_hours: bool| if by_hours { hourly.clone() } else { plain.to_owned() };
            let first = row(name(priced.by_hours), &priced.bill);
            let second = priced.other.as_ref().map(|other| row(name(!priced.by_hours), other));
            std::iter::once(first).chain(second)
        })
        .collect();
    view! {
        <table class="burn money gap-s2">
            <caption>"算到分（元）"</caption>
            <thead>
                <tr>
                    <th scope="col">"取暖方式"</th>
                    <th scope="col">"自己付"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn break_even(setup: &Setup, all: &Comparison<'_>) -> AnyView {
    let Some((rule, share)) = hours(setup) else {
        return ().into_any();
    };
    view! {
        <p class="tip">
            {icon(Icon::Bulb)}
            <span>
                {format!("夜里用的电超过 {share}% ，开通峰谷电价就划算。您填的是 {}%。", all.night)}
                {mark(rule)}
            </span>
        </p>
    }
    .into_any()
}

/// How sure a rule is, beside what it says.
pub fn mark(rule: &Rule) -> impl IntoView + use<> {
    rule.certainty
        .mark()
        .map(|mark| view! { " "<span class="tag">{mark}</span> })
}
