//! What is wrong with a refused form, at its top, each message a link to its field.

use leptos::prelude::*;

use crate::forms::FormErrors;

/// The summary; nothing if nothing is wrong. Fields named in `order` come first, in that order.
pub fn error_summary(errors: &FormErrors, order: &[&str]) -> AnyView {
    if errors.is_empty() {
        return ().into_any();
    }
    let mut list: Vec<_> = errors.iter().collect();
    list.sort_by_key(|(field, _)| order.iter().position(|o| o == field).unwrap_or(order.len()));
    let items: Vec<_> = list
        .iter()
        .map(|(field, message)| view! { <li><a href=format!("#{field}")>{(*message).to_owned()}</a></li> })
        .collect();
    let title = match list.len() {
        1 => "有一处要改一下".to_owned(),
        many => format!("有 {many} 处要改一下"),
    };
    view! {
        <section class="errors" id="errors" role="alert" tabindex="-1" autofocus=true aria-labelledby="errors-title">
            <h2 id="errors-title">{title}</h2>
            <ul>{items}</ul>
            <p class="small">"您填的都还在，改好再发就行。"</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_link_to_their_fields_in_the_forms_order() {
        let mut errors = FormErrors::default();
        errors.add("a", "甲");
        errors.add("text", "请写一句");
        let html = error_summary(&errors, &["text", "a"]).to_html();
        let text = html.find(r##"href="#text""##).unwrap();
        let other = html.find(r##"href="#a""##).unwrap();
        assert!(text < other && html.contains("有 2 处"), "{html}");
        assert!(!error_summary(&FormErrors::default(), &[]).to_html().contains("要改"));
    }
}
