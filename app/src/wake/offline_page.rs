//! The offline page: reads the address it is shown at, asks the file on the phone, and fills one of its ready-made pieces.

use leptos::{
    prelude::{document, window},
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::{future::Future, pin::Pin};

use crate::{
    domain::village_search::QUERY_MAX,
    islands::phone::{self, Answered},
    offline::template::{ANSWER, PATH, Piece, Slot, fill},
    ports::{Choices, VillageAnswer},
    text,
};

/// Most villages listed for one name.
const CHOICES_MAX: usize = 60;

/// Answers in the page. The start script opens it anew once the network is back.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn answer() -> Result<Pin<Box<dyn Future<Output = ()>>>, SplitLoaderError> {
    Ok(Box::pin(async {
        let html = look_up().await;
        if let Some(element) = document().get_element_by_id(ANSWER) {
            element.set_inner_html(&html);
            _ = element.remove_attribute("aria-busy");
            if let Ok(Some(heading)) = element.query_selector("h1") {
                let title = heading.text_content().unwrap_or_default();
                document().set_title(&format!("{title} · 净暖"));
            }
        }
    }))
}

async fn look_up() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if let Some(code) = path.strip_prefix("/v/") {
        let Ok(code) = code.parse() else {
            return piece(Piece::Unknown, &[]);
        };
        return match phone::village(code).await {
            Ok(answered) => format!(
                "{}{}",
                as_of(&answered),
                answered
                    .answer
                    .as_ref()
                    .map_or_else(|| piece(Piece::Unknown, &[]), village)
            ),
            Err(_) => piece(Piece::NothingStored, &[]),
        };
    }
    match path.as_str() {
        "/check" => {
            let query = query(&location.search().unwrap_or_default());
            match phone::search(&query, CHOICES_MAX).await {
                Ok(answered) => format!("{}{}", as_of(&answered), choices(&query, &answered.answer)),
                Err(_) => piece(Piece::NothingStored, &[]),
            }
        }
        PATH => piece(Piece::Itself, &[]),
        _ => piece(Piece::NeedsNetwork, &[]),
    }
}

fn piece(piece: Piece, slots: &[(Slot, &str)]) -> String {
    let template = document().get_element_by_id(piece.id());
    template.map(|t| fill(&t.inner_html(), slots)).unwrap_or_default()
}

fn as_of<T>(answered: &Answered<T>) -> String {
    let day = answered.as_of.map(text::date).unwrap_or_default();
    let mut html = piece(Piece::AsOf, &[(Slot::AsOf, &day)]);
    if answered.is_old {
        html.push_str(&piece(Piece::Old, &[]));
    }
    html
}

fn village(answer: &VillageAnswer) -> String {
    let source = answer.source.as_ref();
    let in_force = source.map(|s| text::date(s.in_force)).unwrap_or_default();
    let (area, roads) = answer
        .cutting
        .as_ref()
        .map(|(area, roads)| (area.as_str(), roads.join("、")))
        .unwrap_or_default();
    let mut html = piece(
        Piece::of(answer),
        &[
            (Slot::Name, &answer.name),
            (Slot::Pinyin, &answer.pinyin),
            (Slot::County, &answer.county),
            (Slot::Town, &answer.town),
            (
                Slot::Title,
                source.map_or("", |s| s.title.strip_suffix("（示例）").unwrap_or(&s.title)),
            ),
            (Slot::Number, source.map_or("", |s| &s.number)),
            (Slot::InForce, &in_force),
            (Slot::Area, area),
            (Slot::Roads, &roads),
        ],
    );
    if source.is_some_and(|s| s.demonstration) {
        html.push_str(&piece(Piece::Demonstration, &[]));
    }
    html
}

fn choices(query: &str, choices: &Choices) -> String {
    if choices.villages.is_empty() {
        return piece(Piece::Nothing, &[]);
    }
    let mut html = piece(Piece::Choices, &[(Slot::Query, query)]);
    html.push_str("<ul class=\"pick\">");
    for village in &choices.villages {
        html.push_str(&piece(
            Piece::choice(village.status),
            &[
                (Slot::Name, &village.name),
                (Slot::County, &village.county),
                (Slot::Town, &village.town),
                (Slot::Code, &village.code.to_string()),
            ],
        ));
    }
    html.push_str("</ul>");
    if choices.demonstration {
        html.push_str(&piece(Piece::Demonstration, &[]));
    }
    html
}

/// `?q=` as it was typed.
fn query(search: &str) -> String {
    let value = search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("q="));
    let value = value.unwrap_or_default().replace('+', " ");
    let decoded = js_sys::decode_uri_component(&value).map_or(value, String::from);
    decoded.trim().chars().take(QUERY_MAX).collect()
}
