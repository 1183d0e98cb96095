//! A line of text to fill in, with its label, hint and error.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// A text field and its label, hint and error.
#[component]
pub fn TextField(
    /// The field's name, which is also its id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// Help below the label.
    #[prop(into, optional)]
    hint: String,
    /// What was typed.
    #[prop(into, optional)]
    value: String,
    /// An example inside the field.
    #[prop(into, optional)]
    placeholder: String,
    /// What is wrong with it; empty if nothing.
    #[prop(into, optional)]
    error: String,
    /// Which keyboard a phone shows, such as `numeric` or `tel`.
    #[prop(into, optional)]
    inputmode: String,
    /// What the browser may fill in; nothing unless said.
    #[prop(into, default = "off".to_owned())]
    autocomplete: String,
    /// Most characters; no limit in the browser if zero.
    #[prop(optional)]
    max: usize,
) -> impl IntoView {
    let described = described_by(&name, !hint.is_empty(), !error.is_empty());
    view! {
        <div class="field" class:bad=!error.is_empty()>
            <label for=name.clone()>{label}</label>
            {notes(&name, hint, &error)}
            <input
                id=name.clone()
                name=name
                type="text"
                value=value
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                autocomplete=autocomplete
                maxlength=(max > 0).then(|| max.to_string())
                aria-describedby=described
                aria-invalid=(!error.is_empty()).then_some("true")
            />
        </div>
    }
    .into_any()
}

/// The ids of the notes that [`notes`] writes, for `aria-describedby`.
fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<_> = [(error, "error"), (hint, "hint")]
        .into_iter()
        .filter(|(present, _)| *present)
        .map(|(_, kind)| format!("{name}-{kind}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The hint and the error of a field, with the ids that [`described_by`] names.
fn notes(name: &str, hint: String, error: &str) -> AnyView {
    let hint_id = format!("{name}-hint");
    view! {
        {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
        {error_message(name, error)}
    }
    .into_any()
}

/// The error beside a field; nothing if it is empty.
fn error_message(name: &str, error: &str) -> AnyView {
    (!error.is_empty())
        .then(|| {
            let id = format!("{name}-error");
            view! { <p class="wrong" id=id>{icon(Icon::Alert)}<span>{error.to_owned()}</span></p> }
        })
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_error_are_announced_with_the_field() {
        let html = view! {
            <TextField name="receipt" label="查询码" hint="16 位数字" value="\"><script>" error="少了一位" />
        }
        .to_html();
        assert!(
            html.contains(r#"aria-describedby="receipt-error receipt-hint""#),
            "{html}"
        );
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(
            html.contains(r#"id="receipt-error""#) && html.contains(r#"id="receipt-hint""#),
            "{html}"
        );
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn a_good_field_has_no_traces_of_an_error() {
        let html = view! { <TextField name="receipt" label="查询码" /> }.to_html();
        assert!(
            !html.contains("aria-invalid") && !html.contains("aria-describedby"),
            "{html}"
        );
    }
}
