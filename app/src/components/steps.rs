//! Steps in time: what is done, and what comes next.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Already done.
    pub done: bool,
    /// What.
    pub title: String,
    /// When, who or how; may be empty.
    pub detail: String,
}

impl Step {
    /// A step that is done.
    pub fn done(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            done: true,
            title: title.into(),
            detail: detail.into(),
        }
    }

    /// A step still to come.
    pub fn next(title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            done: false,
            ..Self::done(title, detail)
        }
    }
}

/// The list. Done steps carry a tick, the others their number.
pub fn steps(list: Vec<Step>) -> AnyView {
    let items: Vec<_> = list
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let mark = if step.done {
                view! { {icon(Icon::Tick)}<span class="sr">"已完成："</span> }.into_any()
            } else {
                (at + 1).to_string().into_any()
            };
            view! {
                <li class=step.done.then_some("done")>
                    <span class="dot num">{mark}</span>
                    <b>{step.title}</b>
                    {(!step.detail.is_empty()).then(|| view! { <p class="soft">{step.detail}</p> })}
                </li>
            }
        })
        .collect();
    view! { <ol class="steps">{items}</ol> }.into_any()
}
