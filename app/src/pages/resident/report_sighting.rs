//! Further places and times of somebody who moves about: folded away, for few have any.

use leptos::prelude::*;

use super::report_field::Errors;
use crate::domain::{
    category::Category,
    tip::{PLACE_TEXT_MAX, SIGHTING_WHEN_MAX, SIGHTINGS_MAX, Sighting},
};

/// Rows of place and time, in the categories of sellers who move about.
pub fn sightings(category: Category, typed: &[Sighting], errors: &Errors) -> Option<AnyView> {
    if !category.moves_about() {
        return None;
    }
    let rows: Vec<AnyView> = (1..=SIGHTINGS_MAX)
        .map(|number| row(number, typed.get(number - 1).cloned().unwrap_or_default(), errors))
        .collect();
    let open = typed.iter().any(|sighting| *sighting != Sighting::default());
    Some(
        view! {
            <details class="more" open=open>
                <summary>"还在别处、别的时候见过？（可不填）"</summary>
                <ol class="seen">{rows}</ol>
            </details>
        }
        .into_any(),
    )
}

fn row(number: usize, typed: Sighting, errors: &Errors) -> AnyView {
    let field = |part: &str| format!("sighting.{number}.{part}");
    let id = |part: &str| format!("sighting-{number}-{part}");
    let (place, when) = (field("place"), field("when"));
    view! {
        <li class="field">
            {errors.beside(&place)}
            <input
                type="text"
                id=id("place")
                name=place.clone()
                value=typed.place
                maxlength=PLACE_TEXT_MAX.to_string()
                placeholder="在哪，比如：邻村集上"
                aria-label=format!("第 {number} 处，在哪")
                aria-describedby=errors.described(&place, None)
                aria-invalid=errors.get(&place).map(|_| "true")
                autocomplete="off"
            />
            {errors.beside(&when)}
            <input
                type="text"
                id=id("when")
                name=when.clone()
                value=typed.when
                maxlength=SIGHTING_WHEN_MAX.to_string()
                placeholder="什么时候，比如：上周三早上"
                aria-label=format!("第 {number} 处，什么时候")
                aria-describedby=errors.described(&when, None)
                aria-invalid=errors.get(&when).map(|_| "true")
                autocomplete="off"
            />
        </li>
    }
    .into_any()
}
