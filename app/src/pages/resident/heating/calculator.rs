//! The calculator's page: the island, families like mine, and the way to prices and subsidies.

use leptos::prelude::*;

use super::{Section, help, onward, village_words};
use crate::{
    components::button::back,
    domain::heating::period::write_date,
    forms::heating_form::HeatingForm,
    islands::calculator::{Calculator, Setup},
    ports::heating::HeatingPlace,
    shell::{Page, Tab},
};

/// Families to start from: what is said of them, and their answers.
const FAMILIES: [(&str, &[(&str, &str)]); 3] = [
    (
        "老两口，烧一间屋，白天晚上都在家",
        &[
            ("area", "30"),
            ("insulation", "ordinary"),
            ("hours", "24"),
            ("temperature", "18"),
            ("night", "50"),
        ],
    ),
    (
        "三口之家，两间屋，早晚在家",
        &[
            ("area", "60"),
            ("insulation", "ordinary"),
            ("hours", "12"),
            ("temperature", "18"),
            ("night", "80"),
        ],
    ),
    (
        "三代人，老房漏风，全天烧",
        &[
            ("area", "90"),
            ("insulation", "leaky"),
            ("hours", "24"),
            ("temperature", "18"),
            ("night", "50"),
        ],
    ),
];

/// The page for a form, which is filled in with a family's usual answers where it is empty.
pub fn page(place: &HeatingPlace, form: HeatingForm) -> Page {
    let whose = place.village.as_ref().map_or_else(String::new, village_words);
    Page {
        title: "算算一冬取暖多少钱 · 净暖".into(),
        description: "比一比热泵、燃气、电暖气一冬花多少钱，补贴能领多少，哪种在您村合法又省钱。".into(),
        path: Section::Calculator.path().into(),
        tab: Some(Tab::Heating),
        islands: true,
        public: true,
        form: false,
        main: main(place, whose, form),
    }
}

fn main(place: &HeatingPlace, whose: String, mut form: HeatingForm) -> AnyView {
    if let Some(village) = &place.village {
        form.set("village", &village.code.to_string());
    }
    let form = form.with_defaults();
    let mut again = form.address();
    again.push_str("&q=");
    let village = if whose.is_empty() {
        "还没有选村。".to_owned()
    } else {
        whose.clone()
    };
    let change = if whose.is_empty() { "选村" } else { "换村" };
    let setup = Setup {
        form,
        standing: place.standing(),
        village: whose,
        today: write_date(place.today),
        rules: place.rules.clone(),
    };
    view! {
        <div class="wrap">
            {back("/prices", "取暖账")}
            <h1>"算算一冬取暖多少钱"</h1>
            <p class="soft">"点几下就行。"{village}" "<a class="hit" href=again>{change}</a></p>
            {families(place)}
            <Calculator setup=setup />
            <div class="cols even gap">
                <div>{onward(Section::Subsidies, place, "补贴怎么领")}{onward(Section::Prices, place, "电价、气价的出处")}</div>
                <div>{help(place)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn families(place: &HeatingPlace) -> AnyView {
    let items: Vec<_> = FAMILIES
        .iter()
        .map(|(words, answers)| {
            let pairs = answers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let mut form = HeatingForm::from_pairs(pairs);
            if let Some(village) = &place.village {
                form.set("village", &village.code.to_string());
            }
            let address = format!("{}#answer", form.address());
            view! { <li><a class="hit" href=address>{*words}</a></li> }
        })
        .collect();
    view! {
        <details class="gap-s2">
            <summary>"看看和我家差不多的"</summary>
            <ul class="dots">{items}</ul>
        </details>
    }
    .into_any()
}
