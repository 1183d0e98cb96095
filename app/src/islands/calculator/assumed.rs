//! The figures that an answer takes from the rule book because the household did not say its own.

use leptos::prelude::*;

use super::Setup;
use super::compare::Comparison;
use crate::domain::heating::{
    house::{Figure, Insulation, figures_of},
    rule::Assumption,
    way::HeatingWay,
};
use crate::forms::heating_form::{HeatingForm, figure_field};
use crate::icon::{Icon, icon};

/// Each of them with its mark, beside the answer that rests on it; nothing where all are the household's own.
pub fn assumed(setup: &Setup, form: &HeatingForm, all: &Comparison<'_>) -> AnyView {
    if all.heat.is_none() {
        return ().into_any();
    }
    let taken: Vec<&Assumption> = used(form, all)
        .into_iter()
        .filter(|figure| form.get(&figure_field(*figure)).is_empty())
        .filter_map(|figure| setup.rules.assumption(figure))
        .collect();
    if taken.is_empty() {
        return ().into_any();
    }
    // Said before the fold is opened: what rests on a demonstration is one.
    let mark = taken.iter().find_map(|taken| taken.certainty.mark());
    let mark = mark.map(|mark| view! { " "<span class="tag">{mark}</span> });
    let figures: Vec<_> = taken
        .into_iter()
        .map(|taken| {
            let mark = taken
                .certainty
                .mark()
                .map(|mark| view! { " "<span class="tag">{mark}</span> });
            view! { <li>{format!("{}：{} {}", taken.figure.label(), taken.value, taken.figure.unit())}{mark}</li> }
        })
        .collect();
    view! {
        <div class="tip care gap-s">
            {icon(Icon::Ask)}
            <details>
                <summary>"要多少热、顶几度热，不是您家的数，看看按多少算的"{mark}</summary>
                <ul class="dots small">{figures}</ul>
                <p class="small">"在“这些数可以改”里换成您家的。"</p>
            </details>
        </div>
    }
    .into_any()
}

/// Every figure that the heat and the priced ways rest on, once, in the order asked.
fn used(form: &HeatingForm, all: &Comparison<'_>) -> Vec<Figure> {
    let by_last_winter = (form.get("by") == "bill")
        .then(|| form.get("used").parse::<HeatingWay>().ok())
        .flatten();
    let house =
        || Insulation::from_code(form.get("insulation")).map(|kind| [kind.figure(), Figure::Indoor, Figure::Outdoor]);
    let mut used: Vec<Figure> = match by_last_winter {
        Some(way) => figures_of(way).to_vec(),
        None => house().into_iter().flatten().collect(),
    };
    used.extend(all.priced.iter().flat_map(|priced| figures_of(priced.way)));
    Figure::ALL
        .iter()
        .copied()
        .filter(|figure| used.contains(figure))
        .collect()
}
