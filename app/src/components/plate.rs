//! The village's plate and, on the same post below it, the verdict.

use leptos::prelude::*;

use super::status::{status_class, status_icon, status_words};
use crate::{domain::zone::ZoneStatus, icon::icon};

/// The blue enamel place-name plate everyone knows from the village gate: name, reading, county and town.
pub fn plate(name: String, pinyin: String, area: String) -> AnyView {
    // A long name takes a smaller hand, so that it stays on one line of a narrow phone.
    let class = if name.chars().count() > 5 {
        "plate long"
    } else {
        "plate"
    };
    view! {
        <div class=class>
            <div>
                <h1>{name}</h1>
                <p class="py" aria-hidden="true">{pinyin}</p>
                <p class="in">{area}</p>
            </div>
        </div>
    }
    .into_any()
}

/// The answer in one word and one line, whose clauses stay whole.
pub fn verdict(status: ZoneStatus, clauses: &[&'static str]) -> AnyView {
    let class = format!("verdict {}", status_class(status));
    let clauses: Vec<_> = clauses.iter().map(|clause| super::tag::whole(*clause)).collect();
    view! {
        <div class=class>
            {icon(status_icon(status))}
            <div>
                <b>{status_words(status)}</b>
                <p>{clauses}</p>
            </div>
        </div>
    }
    .into_any()
}
