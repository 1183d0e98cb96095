//! When it was: a rough answer with one touch, the day and the hour for who knows them.

use leptos::prelude::*;

use super::report_field::{Errors, Question, field_id, radios};
use crate::domain::category::TipKind;
use crate::forms::happened_form::{CLOCK, DAY, HappenedForm, SAID};

/// The question of when.
pub fn when(kind: TipKind, typed: &HappenedForm, errors: &Errors<'_>) -> AnyView {
    let now = match kind {
        TipKind::Report => "现在还在",
        TipKind::Help | TipKind::Question => "就是现在",
    };
    let options = [("now", now), ("today", "今天"), ("earlier", "以前")];
    let question = Question {
        name: SAID,
        label: "什么时候？",
        hint: "",
        example: "",
    };
    let chosen = if typed.said.is_empty() { "now" } else { &typed.said };
    let is_open = [&typed.day, &typed.clock].iter().any(|typed| !typed.is_empty())
        || [DAY, CLOCK].iter().any(|field| errors.get(field).is_some());
    view! {
        <div id="when">
            {radios(&question, &options, chosen, errors)}
            <details class="more" open=is_open>
                <summary>"记得是哪天、几点？（可不填）"</summary>
                <div class="exact">
                    {input("date", DAY, "哪天", "比如：2026-11-23", &typed.day, errors)}
                    {input("time", CLOCK, "几点", "比如：8:15", &typed.clock, errors)}
                </div>
            </details>
        </div>
    }
    .into_any()
}

/// A browser that knows no such field shows a line of text, with the example in it.
fn input(
    kind: &'static str,
    name: &'static str,
    label: &'static str,
    example: &'static str,
    typed: &str,
    errors: &Errors<'_>,
) -> AnyView {
    let id = field_id(name);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {errors.beside(name)}
            <input
                id=id
                type=kind
                name=name
                value=typed.to_owned()
                placeholder=example
                autocomplete="off"
                aria-describedby=errors.described(name, None)
                aria-invalid=errors.get(name).map(|_| "true")
            />
        </div>
    }
    .into_any()
}
