//! The calculator: a form, and beside it what each way of heating costs. The browser reckons with the rules that came
//! with the page and the server's own code; without scripts the form comes back with the answer.

mod assumed;
mod bill;
mod compare;
mod fields;
mod result;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

use super::focus_soon;
use crate::domain::heating::{period::parse_date, rule::RuleBook};
use crate::forms::FormErrors;
use crate::forms::heating_form::{HeatingForm, Standing};

/// The form's identifier in the page.
const FORM: &str = "calculator";
/// The heading of the answer.
const ANSWER: &str = "answer";

/// What the page gives the calculator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// What is filled in.
    pub form: HeatingForm,
    /// Where the household lives.
    pub standing: Standing,
    /// The village in words; empty if none was chosen.
    pub village: String,
    /// The day it is in China, as `2026-11-23`.
    pub today: String,
    /// The rules that concern the place.
    pub rules: RuleBook,
}

/// The calculator.
#[crate::piece]
pub fn Calculator(
    /// What the page gives it.
    setup: Setup,
) -> impl IntoView {
    let form = RwSignal::new(setup.form.clone());
    let awake = RwSignal::new(false);
    let setup = StoredValue::new(setup);
    let errors = Memo::new(move |_| setup.with_value(|setup| form.with(|form| wrong(setup, form))));
    Effect::new(move || {
        // Changed before the page was awake.
        read_into(form);
        awake.set(true);
    });
    let on_submit = move |event: SubmitEvent| {
        read_into(form);
        event.prevent_default();
        focus_soon(ANSWER);
    };
    view! {
        <div class="ledger gap-s2">
            <form
                id=FORM
                class="calc"
                action="/prices/calculator#answer"
                on:input=move |_| read_into(form)
                on:change=move |_| read_into(form)
                on:submit=on_submit
            >
                {setup.with_value(|setup| fields::fields(setup, errors))}
            </form>
            <section class="panel res" aria-labelledby=ANSWER>
                {move || setup.with_value(|setup| form.with(|form| result::answer(setup, form)))}
                <p class="sr" role="status">
                    {move || setup.with_value(|setup| form.with(|form| result::spoken(setup, form)))}
                </p>
                <p class="gap-s2" hidden=move || !awake.get()>
                    <button type="button" class="btn quiet wide" on:click=move |_| print()>
                        "打印这张账"
                    </button>
                </p>
            </section>
        </div>
    }
}

/// What is wrong with the form; nothing if it can be reckoned.
fn wrong(setup: &Setup, form: &HeatingForm) -> FormErrors {
    let Some(today) = parse_date(&setup.today) else {
        return FormErrors::default();
    };
    form.check(&setup.rules, setup.standing, today)
        .err()
        .unwrap_or_default()
}

/// Takes over what stands in the form now.
fn read_into(form: RwSignal<HeatingForm>) {
    let Some(read) = read() else {
        return;
    };
    if form.with_untracked(|known| *known != read) {
        form.set(read);
    }
}

fn read() -> Option<HeatingForm> {
    let element = document().get_element_by_id(FORM)?;
    let element = element.dyn_into::<web_sys::HtmlFormElement>().ok()?;
    let data = web_sys::FormData::new_with_form(&element).ok()?;
    let filled = HeatingForm::names().into_iter().filter_map(|name| {
        let value = data.get(&name).as_string()?;
        Some((name, value))
    });
    Some(HeatingForm::from_pairs(filled))
}

fn print() {
    // A browser that cannot print has nothing to say about it.
    _ = window().print();
}
