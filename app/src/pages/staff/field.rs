//! Fields of staff forms: label, hint, message and control, tied together; and the summary of a refused form.

use leptos::prelude::*;

use crate::{
    components::textarea::Textarea,
    forms::FormErrors,
    icon::{Icon, icon},
};

/// A field's words.
#[derive(Debug, Clone, Default)]
pub struct Field<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Its name in the form, also in [`FormErrors`].
    pub name: &'a str,
    /// Its label.
    pub label: &'a str,
    /// A hint; empty for none.
    pub hint: &'a str,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<&'a str>,
}

impl Field<'_> {
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-wrong", self.id));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The control between its label and whatever follows.
    fn around(&self, control: AnyView) -> AnyView {
        let class = if self.error.is_some() { "fl bad" } else { "fl" };
        let hint = (!self.hint.is_empty()).then(|| {
            view! { <p class="hint" id=format!("{}-hint", self.id)>{self.hint.to_owned()}</p> }
        });
        view! {
            <div class=class>
                <label for=self.id.to_owned()>{self.label.to_owned()}</label>
                {hint}
                {message(self.id, self.error)}
                {control}
            </div>
        }
        .into_any()
    }
}

/// The message beside a field.
pub fn message(id: &str, error: Option<&str>) -> Option<AnyView> {
    error.map(|error| {
        view! { <p class="wrong" id=format!("{id}-wrong")>{icon(Icon::Alert)} {error.to_owned()}</p> }.into_any()
    })
}

/// A field of several lines, of at most `max` characters.
pub fn long_field(field: &Field<'_>, max: usize) -> AnyView {
    let described = field.described_by();
    let value = field.value.to_owned();
    let invalid = field.error.is_some();
    field.around(
        view! { <Textarea id=field.id.to_owned() name=field.name.to_owned() value=value max=max described=described invalid=invalid /> }
            .into_any(),
    )
}

/// A field of one line; `kind` is the input's type, `autocomplete` what browsers may fill in.
pub fn short_field(field: &Field<'_>, kind: &'static str, autocomplete: &'static str) -> AnyView {
    let described_by = field.described_by();
    field.around(
        view! {
            <input
                id=field.id.to_owned()
                name=field.name.to_owned()
                type=kind
                value=field.value.to_owned()
                autocomplete=autocomplete
                aria-describedby=described_by
                aria-invalid=field.error.map(|_| "true")
            />
        }
        .into_any(),
    )
}

/// A choice among values, each with its words; the empty value asks for one.
pub fn choice_field(field: &Field<'_>, options: &[(String, String)]) -> AnyView {
    let described_by = field.described_by();
    let options: Vec<_> = options
        .iter()
        .map(|(value, words)| {
            let chosen = value == field.value;
            view! { <option value=value.clone() selected=chosen>{words.clone()}</option> }
        })
        .collect();
    field.around(
        view! {
            <select
                id=field.id.to_owned()
                name=field.name.to_owned()
                aria-describedby=described_by
                aria-invalid=field.error.map(|_| "true")
            >
                {options}
            </select>
        }
        .into_any(),
    )
}

/// What is wrong with a refused form, with a link to each field; focused when the page opens. `heading` says what did not happen.
///
/// `ids` names the control of each field; a message without one stands as plain text.
pub fn summary(heading: &'static str, errors: &FormErrors, ids: &[(&str, &str)]) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let lines = errors
        .iter()
        .map(|(field, message)| {
            let message = message.to_owned();
            match ids.iter().find(|(name, _)| *name == field) {
                Some((_, id)) => view! { <li><a href=format!("#{id}")>{message}</a></li> }.into_any(),
                None => view! { <li>{message}</li> }.into_any(),
            }
        })
        .collect_view();
    Some(
        view! {
            <div class="refused" role="alert" tabindex="-1" autofocus>
                <h2>{icon(Icon::Alert)} {heading}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
