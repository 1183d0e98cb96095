//! Small labels beside what they qualify, and pieces of text that stay whole.

use leptos::prelude::*;

/// 示例, where something is a demonstration.
pub fn demonstration(shown: bool) -> impl IntoView {
    shown.then(|| view! { " "<span class="tag">"示例"</span> })
}

/// 待主管部门核实: the source is not the primary one.
pub fn unverified() -> impl IntoView {
    view! { <span class="tag">"待主管部门核实"</span> }
}

/// A clause that stays whole, so that lines break between clauses: Chinese has no spaces to break at.
pub fn whole(text: impl Into<String>) -> impl IntoView {
    view! { <span class="nb">{text.into()}</span> }
}
