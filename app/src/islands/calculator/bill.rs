//! A bill line by line, how to claim its subsidies, and the documents behind it.

use leptos::prelude::*;

use super::compare::{Comparison, Priced, line_words};
use super::result::mark;
use crate::domain::heating::{
    decimal::Fen,
    estimate::{Bill, Line, LineKind, among},
    rule::Rule,
};
use crate::icon::{Icon, icon};
use crate::text;

/// Every bill, each behind a fold.
pub fn details(all: &Comparison<'_>) -> AnyView {
    let bills: Vec<_> = all.priced.iter().map(folded).collect();
    bills.into_any()
}

fn folded(priced: &Priced<'_>) -> AnyView {
    let bill = &priced.bill;
    let other = priced.other.as_ref().map(|other| {
        let name = if priced.by_hours {
            "不开通峰谷的话"
        } else {
            "开通峰谷的话"
        };
        view! { <p><b>{name}</b></p>{lines(other)} }
    });
    view! {
        <details class="gap-s">
            <summary>{format!("{}：一笔一笔怎么算的", priced.way.label())}</summary>
            {lines(bill)}
            {other}
            {priced.equipment.map(|price| equipment(price, bill))}
        </details>
    }
    .into_any()
}

fn lines(bill: &Bill<'_>) -> AnyView {
    let rows: Vec<_> = bill.lines.iter().map(|line| row(line, bill)).collect();
    view! {
        <dl class="facts">
            {rows}
            <div><dt>"自己付"</dt><dd><b class="num">{format!("{} 元", bill.net.yuan())}</b></dd></div>
        </dl>
    }
    .into_any()
}

fn row(line: &Line<'_>, bill: &Bill<'_>) -> AnyView {
    let energy = bill.way.energy();
    let unit = energy.unit();
    let subsidy = matches!(line.kind, LineKind::RunningSubsidy | LineKind::EquipmentSubsidy);
    let sum = if subsidy { Fen::ZERO - line.fen } else { line.fen };
    let sum = match line.price {
        Some(price) => format!("{} {unit} × {price} 元 = {} 元", line.quantity.grouped(), sum.yuan()),
        None => format!("{} 元", sum.yuan()),
    };
    let rule = line.rule.map(|rule| view! { <br />{rule.name.clone()}{mark(rule)} });
    view! { <div><dt>{line_words(line.kind, energy)}</dt><dd><span class="num">{sum}</span>{rule}</dd></div> }
        .into_any()
}

fn equipment(price: Fen, bill: &Bill<'_>) -> AnyView {
    let rows: Vec<_> = bill
        .equipment
        .iter()
        .map(|line| {
            let rule = line.rule.map(|rule| view! { <br />{rule.name.clone()}{mark(rule)} });
            view! { <div><dt>"补"</dt><dd><span class="num">{format!("{} 元", line.fen.yuan())}</span>{rule}</dd></div> }
        })
        .collect();
    view! {
        <p><b>"买设备（只花一次）"</b></p>
        <dl class="facts">
            <div><dt>"设备价"</dt><dd class="num">{format!("{} 元", price.yuan())}</dd></div>
            {rows}
            <div><dt>"自己出"</dt><dd><b class="num">{format!("{} 元", (price - bill.equipment_subsidy()).yuan())}</b></dd></div>
        </dl>
    }
    .into_any()
}

/// What to claim, where, by when, with which papers.
pub fn claims(all: &Comparison<'_>) -> AnyView {
    let subsidies = all.subsidies();
    if subsidies.is_empty() {
        return view! {
            <h3 class="gap-s2">"补贴能领多少？"</h3>
            <p class="gap-s">"按您填的，"<b>"没有查到能领的补贴"</b>"。到底有没有，请打 12345 问准。"</p>
            <p class="gap-s"><a class="btn quiet wide" href="tel:12345">{icon(Icon::Phone)}" 打 12345 问准数"</a></p>
        }
        .into_any();
    }
    let items: Vec<_> = subsidies.into_iter().map(|rule| claim(rule, all)).collect();
    view! { <h3 class="gap-s2">"这些补贴怎么领"</h3>{items} }.into_any()
}

fn claim(rule: &Rule, all: &Comparison<'_>) -> AnyView {
    let most = all
        .bills()
        .flat_map(|bill| bill.lines.iter().chain(&bill.equipment))
        .filter(|line| line.rule.is_some_and(|of| std::ptr::eq(of, rule)))
        .map(|line| line.fen)
        .max()
        .unwrap_or_default();
    let paid = among(&rule.payers, most);
    let paid: Vec<String> = paid
        .iter()
        .map(|(name, fen)| format!("{name} {} 元", fen.yuan()))
        .collect();
    let claim = rule.claim.clone().unwrap_or_default();
    let facts = [
        ("最多领", format!("{} 元", most.yuan())),
        ("谁出钱", paid.join("，")),
        ("去哪领", claim.place),
        ("什么时候", claim.by),
        ("带什么", claim.papers.join("、")),
        (
            "要紧的",
            match rule.audience.on_register {
                Some(true) => "家里在“双替代”名单里才能领".into(),
                _ => String::new(),
            },
        ),
    ];
    let rows: Vec<_> = facts
        .into_iter()
        .map(|(name, fact)| {
            let fact = if fact.is_empty() && name != "要紧的" {
                "文件没有写，打 12345 问".to_owned()
            } else {
                fact
            };
            (name, fact)
        })
        .filter(|(_, fact)| !fact.is_empty())
        .map(|(name, fact)| view! { <div><dt>{name}</dt><dd>{fact}</dd></div> })
        .collect();
    view! { <p class="gap-s"><b>{rule.name.clone()}</b>{mark(rule)}</p><dl class="facts">{rows}</dl> }.into_any()
}

/// The documents that the figures stand in.
pub fn sources(rules: &[&Rule]) -> AnyView {
    if rules.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = rules
        .iter()
        .map(|rule| {
            let source = &rule.source;
            let link = (!source.link.is_empty())
                .then(|| view! { " "<a class="hit" href=source.link.clone() rel="noreferrer">"看原文"</a> });
            view! {
                <li>
                    {format!("{}：{}（{}，{}）", rule.name, source.document, source.number, text::date(source.date))}
                    {mark(rule)}
                    {link}
                </li>
            }
        })
        .collect();
    view! { <h3 class="gap-s2">"这些数的出处"</h3><ul class="dots small gap-s">{items}</ul> }.into_any()
}
