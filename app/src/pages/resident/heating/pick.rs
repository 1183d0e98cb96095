//! Which village prices or subsidies are asked for: a search, and the villages that fit.

use leptos::prelude::*;

use super::Section;
use crate::{
    components::{button::back, status::status_badge, tag, village_search_form::village_search_to},
    forms::heating_form::HeatingForm,
    icon::{Icon, icon},
    ports::Choices,
    shell::{Page, Tab},
};

/// The page; `carried` is what was filled in already and goes along.
pub fn page(section: Section, query: &str, choices: &Choices, carried: &HeatingForm) -> Page {
    Page {
        title: "选村 · 净暖".into(),
        description: "选您的村，看那里的取暖价格和补贴。".into(),
        path: String::new(),
        tab: Some(Tab::Heating),
        islands: false,
        public: false,
        form: false,
        main: main(section, query, choices, carried),
    }
}

fn main(section: Section, query: &str, choices: &Choices, carried: &HeatingForm) -> AnyView {
    let kept = |form: &HeatingForm| {
        form.pairs()
            .filter(|(name, _)| *name != "village" && section == Section::Calculator)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let rows: Vec<_> = choices
        .villages
        .iter()
        .map(|village| {
            let mut form = HeatingForm::from_pairs(kept(carried));
            form.set("village", &village.code.to_string());
            let query = form.address();
            let query = query.split_once('?').map_or("", |(_, query)| query);
            let address = format!("{}?{query}", section.path());
            view! {
                <li>
                    <a href=address>
                        <span>
                            <b>{format!("{} · {}", village.county, village.town)}</b>
                            <span class="sub">{village.name.clone()}" "{status_badge(village.status)}</span>
                        </span>
                        <span class="end">{icon(Icon::Next)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let lead = match (query.is_empty(), rows.is_empty()) {
        (true, _) => "输入村名、拼音，或拼音头一个字母。",
        (false, true) => "没有找到，换个写法试试。",
        (false, false) => "看清县和乡镇再选。",
    };
    let list = (!rows.is_empty()).then(|| view! { <ul class="pick gap-s2">{rows}</ul> });
    view! {
        <div class="wrap read">
            {back(section.path(), "不选村，回去")}
            <h1>"您是哪个村的？"</h1>
            <p class="soft">{lead}</p>
            {village_search_to(section.path(), query, kept(carried))}
            {list}
            {choices
                .demonstration
                .then(|| view! { <p class="gap-s small soft">"禁煤区范围为演示"{tag::demonstration(true)}</p> })}
        </div>
    }
    .into_any()
}
