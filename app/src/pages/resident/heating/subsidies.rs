//! The subsidies in force: how much, where to claim, by when, with which papers; and whom to ask where none is known.

use leptos::prelude::*;

use super::{Section, help, mark, onward, place_line, rule_words, source, village_words};
use crate::{
    components::button::{Weight, call_button},
    domain::heating::rule::{EquipmentSubsidyTerms, HeatingWay, Rule, RunningSubsidyTerms, Terms},
    ports::heating::HeatingPlace,
    shell::{Page, Tab},
};

/// The page.
pub fn page(place: &HeatingPlace) -> Page {
    let whose = place.village.as_ref().map_or_else(|| "焦作".to_owned(), village_words);
    Page {
        title: format!("{whose}取暖补贴：补多少、去哪领 · 净暖"),
        description: format!("{whose}的“双替代”取暖补贴：补多少、去哪领、什么时候、带什么；没有查到的，告诉您问谁。"),
        path: Section::Subsidies.of(place.village.as_ref()),
        tab: Some(Tab::Heating),
        islands: false,
        public: true,
        form: false,
        main: main(place),
    }
}

fn main(place: &HeatingPlace) -> AnyView {
    let rules: Vec<&Rule> = place
        .rules
        .rules
        .iter()
        .filter(|rule| rule.is_subsidy() && rule.valid.contains(place.today))
        .collect();
    let body = if rules.is_empty() {
        unknown()
    } else {
        rules.into_iter().map(panel).collect_view().into_any()
    };
    view! {
        <div class="wrap">
            <h1 class="top-gap">"取暖补贴"</h1>
            {place_line(Section::Subsidies, place)}
            <div class="cols gap-s2">
                <div>{body}</div>
                <div>
                    {how_to_ask()} {help(place)}
                    {onward(Section::Calculator, place, "算算补贴以后一冬多少钱")}
                    {onward(Section::Prices, place, "看电价、气价")}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn unknown() -> AnyView {
    view! {
        <section class="panel warm">
            <h2>"还没有查到公开文件"</h2>
            <p class="gap-s">"焦作现在补多少，没有查到公开的文件，我们不乱说。请打 12345 问准数。"</p>
            <p class="gap-s2">{call_button(Weight::Main, "打 12345 问准数")}</p>
        </section>
    }
    .into_any()
}

fn how_to_ask() -> AnyView {
    view! {
        <section class="panel warm" aria-labelledby="ask">
            <h2 id="ask">"打 12345 这样问"</h2>
            <ul class="dots gap-s">
                <li>"我家在不在“双替代”（煤改电、煤改气）名单里？"</li>
                <li>"买设备补多少，电费、气费补多少，最多补多少？"</li>
                <li>"什么时候发，发到哪张卡上，补到哪一年？"</li>
            </ul>
        </section>
    }
    .into_any()
}

fn panel(rule: &Rule) -> AnyView {
    let sums = match &rule.terms {
        Terms::RunningSubsidy(terms) => running(terms),
        Terms::EquipmentSubsidy(terms) => equipment(terms),
        _ => return ().into_any(),
    };
    let claim = rule.claim.clone().unwrap_or_default();
    let all: u32 = rule.payers.iter().map(|payer| payer.parts).sum();
    let payers: Vec<String> = rule
        .payers
        .iter()
        .map(|payer| format!("{} {}/{all}", payer.name, payer.parts))
        .collect();
    let facts: Vec<_> = [
        ("给谁", rule_words::for_whom(rule)),
        ("去哪领", claim.place),
        ("什么时候", claim.by),
        ("带什么", claim.papers.join("、")),
        ("谁出钱", payers.join("，")),
    ]
    .into_iter()
    .map(|(name, fact)| {
        let fact = if fact.is_empty() {
            "文件没有写，打 12345 问".to_owned()
        } else {
            fact
        };
        view! { <div><dt>{name}</dt><dd>{fact}</dd></div> }
    })
    .collect();
    view! {
        <section class="panel gap-s2" id=rule.id.clone()>
            <h2>{rule.name.clone()}</h2>
            <p class="small soft">{format!("{} ", rule_words::when(rule))}{mark(rule)}</p>
            <p class="gap-s big-p">{rule_words::subsidy_example(rule)}</p>
            {sums}
            <dl class="facts gap-s">{facts}</dl>
            {source(rule)}
        </section>
    }
    .into_any()
}

fn running(terms: &RunningSubsidyTerms) -> AnyView {
    let unit = rule_words::subsidised(&terms.ways).unit();
    let tiers: Vec<_> = terms
        .tiers
        .iter()
        .map(|tier| {
            let yuan = tier.price.to_string();
            view! {
                <div>
                    <dt>{rule_words::tier(tier, unit)}</dt>
                    <dd>"补 "<b class="num">{yuan}</b>{format!(" 元/{unit}")}</dd>
                </div>
            }
        })
        .collect();
    let cap = terms
        .cap
        .map(|cap| view! { <div><dt>{format!("{}最多", terms.per.words())}</dt><dd><b class="num">{cap.yuan()}</b>" 元"</dd></div> });
    view! { {ways(&terms.ways)}<dl class="sums gap-s">{tiers}{cap}</dl> }.into_any()
}

fn equipment(terms: &EquipmentSubsidyTerms) -> AnyView {
    let cap = terms
        .cap
        .map(|cap| view! { <div><dt>"最多"</dt><dd><b class="num">{cap.yuan()}</b>" 元"</dd></div> });
    view! {
        {ways(&terms.ways)}
        <dl class="sums gap-s">
            <div><dt>"设备价的"</dt><dd><b class="num">{terms.share.percent()}</b>" %"</dd></div>
            {cap}
        </dl>
    }
    .into_any()
}

fn ways(all: &[HeatingWay]) -> AnyView {
    view! { <p class="small soft">{format!("补给：{}", rule_words::ways(all))}</p> }.into_any()
}
