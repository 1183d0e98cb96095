//! The one text area: Leptos writes a text area's children unescaped, so that nothing else may render one.

use leptos::prelude::*;

/// A text area.
#[component]
pub fn Textarea(
    /// Its identifier.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What was typed.
    value: String,
    /// Most characters.
    max: usize,
    /// `aria-describedby`.
    #[prop(optional_no_strip)]
    described: Option<String>,
    /// What was typed cannot be used.
    #[prop(optional)]
    invalid: bool,
) -> impl IntoView {
    view! {
        <textarea
            id=id
            name=name
            maxlength=max.to_string()
            aria-describedby=described
            aria-invalid=invalid.then_some("true")
            inner_html=escaped(&value)
        ></textarea>
    }
}

/// The value as the content of a text area; the parser drops a first line break, so one is put before it.
fn escaped(value: &str) -> String {
    let mut html = String::with_capacity(value.len() + 1);
    html.push('\n');
    for c in value.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_text() {
        let value = "</textarea><script>alert(1)</script> &amp;";
        let html =
            Owner::new().with(|| view! { <Textarea id="text" name="text" value=value.to_owned() max=100 /> }.to_html());
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
        assert!(html.contains("&amp;amp;"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }
}
