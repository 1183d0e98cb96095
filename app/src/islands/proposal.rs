//! Who is not sure what it is: the category that their own words speak of, with the reason. They always choose.

use leptos::prelude::*;

use super::outbox;
use super::report_flow::Flow;
use crate::domain::proposal::{CategoryWords, Proposal as Proposed, propose};
use crate::icon::{Icon, icon};

/// What the words look like.
#[crate::piece]
pub fn Proposal(
    /// The categories with their words.
    categories: Vec<CategoryWords>,
) -> impl IntoView {
    let flow = expect_context::<Flow>();
    let categories = StoredValue::new(categories);
    let proposed = Memo::new(move |_| {
        flow.words
            .with(|words| categories.with_value(|c| Likely(propose(words, c))))
    });
    let able = move || flow.post.with(|post| post.able && !post.busy);
    let offers = move || {
        let offered = if able() { proposed.get().0 } else { Vec::new() };
        offered.into_iter().map(offer).collect_view()
    };
    view! {
        <div class="like" role="status">{offers}</div>
    }
}

#[derive(Clone, PartialEq)]
struct Likely(Vec<Proposed>);

fn offer(proposed: Proposed) -> impl IntoView {
    let reason = proposed.reason();
    let code = proposed.category.code();
    view! {
        <p class="tip">
            {icon(Icon::Bulb)}
            <span>
                {format!("看着像“{}”，{reason}。", proposed.name)}
                <button type="button" class="hit" on:click=move |_| outbox::become_category(code)>
                    {format!("改成“{}”", proposed.name)}
                </button>
                " 不像就不用管。"
            </span>
        </p>
    }
}
