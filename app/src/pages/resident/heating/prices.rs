//! The prices in force: an example first, then the tiers, then the document.

use leptos::prelude::*;

use super::{Section, help, mark, onward, place_line, rule_words, source, village_words};
use crate::{
    components::button::{Weight, call_button, link_button},
    domain::heating::rule::{Energy, PriceTerms, Rule, Terms, TimeOfUseTerms},
    icon::{Icon, icon},
    ports::heating::HeatingPlace,
    shell::{Page, Tab},
};

/// The page.
pub fn page(place: &HeatingPlace) -> Page {
    let (title, description) = words(place);
    Page {
        title,
        description,
        path: Section::Prices.of(place.village.as_ref()),
        tab: Some(Tab::Heating),
        islands: false,
        public: true,
        form: false,
        main: main(place),
    }
}

fn words(place: &HeatingPlace) -> (String, String) {
    let whose = place.village.as_ref().map_or_else(|| "焦作".to_owned(), village_words);
    (
        format!("取暖账：{whose}供暖季电价多少，补贴找谁问 · 净暖"),
        format!("{whose}现在的居民电价、气价，每个数都有出处；没有查到的，告诉您问谁。"),
    )
}

fn main(place: &HeatingPlace) -> AnyView {
    view! {
        <div class="wrap">
            <h1 class="top-gap">"取暖账"</h1>
            {place_line(Section::Prices, place)}
            <p class="gap-s2">
                {link_button(
                    Weight::Main,
                    Section::Calculator.of(place.village.as_ref()),
                    Icon::Yuan,
                    "算算一冬取暖多少钱",
                )}
            </p>
            <div class="cols gap-s2">
                <div>{Energy::ALL.map(|energy| prices_of(energy, place)).into_iter().collect_view()}{hours(place)}</div>
                <div>{subsidy(place)}{help(place)}{changes()}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Prices of one energy that hold today; those of another part of the year follow.
fn prices_of(energy: Energy, place: &HeatingPlace) -> AnyView {
    let mut rules: Vec<(&Rule, &PriceTerms)> = place
        .rules
        .rules
        .iter()
        .filter(|rule| rule.valid.contains(place.today))
        .filter_map(|rule| match &rule.terms {
            Terms::Price(price) if price.energy == energy => Some((rule, price)),
            _ => None,
        })
        .collect();
    rules.sort_by_key(|(rule, _)| !rule.is_in_force(place.today));
    if rules.is_empty() {
        return unknown(energy);
    }
    rules
        .into_iter()
        .map(|(rule, price)| panel(rule, price, place))
        .collect_view()
        .into_any()
}

fn panel(rule: &Rule, price: &PriceTerms, place: &HeatingPlace) -> AnyView {
    let unit = price.energy.unit();
    let tiers: Vec<_> = price
        .tiers
        .iter()
        .map(|tier| {
            let yuan = tier.price.to_string();
            view! {
                <div><dt>{rule_words::tier(tier, unit)}</dt><dd><b class="num">{yuan}</b>{format!(" 元/{unit}")}</dd></div>
            }
        })
        .collect();
    let season = rule.season.map(|season| format!("{} · ", season.words()));
    let later = (!rule.is_in_force(place.today)).then_some("（现在不是这个季节）");
    view! {
        <section class="panel gap-s2" id=rule.id.clone()>
            <h2>{rule.name.clone()}{later}</h2>
            <p class="small soft">
                {season}{format!("{} · {} ", rule_words::for_whom(rule), price.per.words())}{mark(rule)}
            </p>
            <p class="gap-s">{rule_words::price_example(price)}</p>
            <dl class="sums gap-s">
                {tiers}
                {price
                    .beyond_unknown
                    .then(|| view! { <div><dt>"再往上"</dt><dd>"没有查到，请打 12345 问"</dd></div> })}
            </dl>
            {source(rule)}
        </section>
    }
    .into_any()
}

/// Never an invented figure: whom to ask instead. Coal gets no panel of its own: it is no way to comply.
fn unknown(energy: Energy) -> AnyView {
    let (title, ask) = match energy {
        Energy::Electricity => ("电价", "供电公司"),
        Energy::Gas => ("天然气价", "燃气公司"),
        Energy::Briquette | Energy::LooseCoal => return ().into_any(),
    };
    view! {
        <section class="panel gap-s2">
            <h2>{title}</h2>
            <p class="gap-s">
                "焦作现在的居民取暖" {title} "，" <b>"还没有查到公开文件"</b> {format!("。请问您的{ask}，或打 12345。")}
            </p>
        </section>
    }
    .into_any()
}

fn hours(place: &HeatingPlace) -> AnyView {
    let rules = place.rules.rules.iter().filter(|rule| rule.is_in_force(place.today));
    let mut hours = rules.filter_map(|rule| match &rule.terms {
        Terms::TimeOfUse(hours) => Some((rule, hours)),
        _ => None,
    });
    hours.next().map(|(rule, hours)| hour_panel(rule, hours)).into_any()
}

fn hour_panel(rule: &Rule, hours: &TimeOfUseTerms) -> AnyView {
    let (from, to) = (
        rule_words::clock(&hours.valley_from),
        rule_words::clock(&hours.valley_to),
    );
    let valley = format!("{from}到{to}");
    let peak = format!("{to}到{from}");
    let step = |steps: i64, price: String| {
        let verb = if steps < 0 { "每度减 " } else { "每度加 " };
        let amount = price.trim_start_matches('-').to_owned();
        view! { {verb}<b class="num">{amount}</b>" 元" }
    };
    view! {
        <section class="panel gap-s2" id=rule.id.clone()>
            <h2>"夜里用电更便宜"</h2>
            <p class="small soft">{format!("自己愿意才开通 · {} ", rule_words::for_whom(rule))}{mark(rule)}</p>
            <dl class="sums gap-s">
                <div><dt>{valley}</dt><dd>{step(hours.valley.steps(), hours.valley.to_string())}</dd></div>
                <div><dt>{peak}</dt><dd>{step(hours.peak.steps(), hours.peak.to_string())}</dd></div>
            </dl>
            {hours
                .break_even()
                .map(|share| {
                    let words = format!("夜里用的电超过 {}% ，开通就划算。", share.percent());
                    view! { <p class="tip">{icon(Icon::Bulb)}<span>{words}</span></p> }
                })}
            {source(rule)}
        </section>
    }
    .into_any()
}

fn subsidy(place: &HeatingPlace) -> AnyView {
    let known = place
        .rules
        .rules
        .iter()
        .any(|rule| rule.is_subsidy() && rule.valid.contains(place.today));
    let words = if known {
        view! { <p class="gap-s">"能补多少、去哪领、带什么："</p>{onward(Section::Subsidies, place, "看补贴")} }
            .into_any()
    } else {
        view! {
            <p class="gap-s">"焦作现在的补贴数，"<b>"还没有查到公开文件"</b>"，我们不乱说。"</p>
            <p class="gap-s2">{call_button(Weight::Quiet, "打 12345 问准数")}</p>
            {onward(Section::Subsidies, place, "打电话时这样问")}
        }
        .into_any()
    };
    view! {
        <section class="panel warm" id="subsidy" aria-labelledby="subsidy-title">
            <h2 id="subsidy-title">"补贴能领多少？"</h2>
            {words}
        </section>
    }
    .into_any()
}

fn changes() -> AnyView {
    view! { <p class="gap-s2 small"><a class="hit" href="/feeds/prices.atom">"订阅价格和补贴的变动"</a></p> }.into_any()
}
