//! What warmth costs: prices, subsidies and the calculator, for one village or for the whole city.

pub mod calculator;
pub mod pick;
pub mod prices;
pub mod rule_words;
pub mod subsidies;

use leptos::prelude::*;

use crate::{
    components::{
        button::{Weight, link_button},
        link,
    },
    domain::{category::Category, heating::rule::Rule},
    icon::{Icon, icon},
    ports::{VillageChoice, heating::HeatingPlace},
    text,
};

/// Which of the three pages a village is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `/prices`.
    Prices,
    /// `/subsidies`.
    Subsidies,
    /// `/prices/calculator`.
    Calculator,
}

impl Section {
    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Prices => "/prices",
            Self::Subsidies => "/subsidies",
            Self::Calculator => "/prices/calculator",
        }
    }

    /// Its address for a village.
    pub fn of(self, village: Option<&VillageChoice>) -> String {
        village.map_or_else(
            || self.path().to_owned(),
            |village| format!("{}?village={}", self.path(), village.code),
        )
    }
}

/// 王庄（修武县城关镇）.
pub fn village_words(village: &VillageChoice) -> String {
    format!("{}（{}{}）", village.name, village.county, village.town)
}

/// For which place the page speaks, with a way to choose another.
fn place_line(section: Section, place: &HeatingPlace) -> AnyView {
    let (words, again) = match &place.village {
        Some(village) => (village_words(village), "换村"),
        None => ("全市都一样的价；各县、各村另有的，选了村才看得到".to_owned(), "选村"),
    };
    let carry = match &place.village {
        Some(village) => format!("{}?village={}&q=", section.path(), village.code),
        None => format!("{}?q=", section.path()),
    };
    view! { <p class="soft">{words}" "<a class="hit" href=carry>{again}</a></p> }.into_any()
}

/// How sure a rule is.
fn mark(rule: &Rule) -> AnyView {
    rule.certainty
        .mark()
        .map(|mark| view! { <span class="tag">{mark}</span> })
        .into_any()
}

/// The document, one tap away.
fn source(rule: &Rule) -> AnyView {
    let source = &rule.source;
    let link = (!source.link.is_empty())
        .then(|| view! { <p><a class="hit" href=source.link.clone() rel="noreferrer">"看原文（转载）"</a></p> });
    view! {
        <details class="gap-s">
            <summary>"这是哪里来的？"</summary>
            <p>
                {format!("{}，{}，{}。", source.document, source.number, text::date(source.date))}
                {format!("{}。", rule_words::when(rule))}
                {(!rule.note.is_empty()).then(|| rule.note.clone())}
                {format!("规则编号 {}。", rule.id)}
            </p>
            {link}
        </details>
    }
    .into_any()
}

/// What to do when supply or payment fails: it goes to development and reform.
fn help(place: &HeatingPlace) -> AnyView {
    let code = place.village.as_ref().map(|village| village.code);
    view! {
        <section class="panel gap-s2" aria-labelledby="help">
            <h2 id="help">"取暖遇到难处？"</h2>
            <p class="gap-s">"补贴没到账、停电停气、价钱不对、设备坏了，告诉我们，交给发改部门办。"</p>
            <p class="gap-s">
                {link_button(Weight::Quiet, link::report_form(Category::HeatingSwitch, code), Icon::Plug, "反映取暖困难")}
            </p>
        </section>
    }
    .into_any()
}

/// A link to another of the three pages.
fn onward(section: Section, place: &HeatingPlace, words: &'static str) -> AnyView {
    view! {
        <p class="gap-s"><a class="hit" href=section.of(place.village.as_ref())>{words}{icon(Icon::Next)}</a></p>
    }
    .into_any()
}
