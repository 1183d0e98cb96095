//! Links that look like buttons, and the way back.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// How much a button stands out. One filled button a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Filled: the screen's main action.
    Main,
    /// Outlined.
    Quiet,
    /// Words alone.
    Plain,
}

impl Weight {
    /// The class of a button of this weight.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Main => "btn",
            Self::Quiet => "btn quiet",
            Self::Plain => "btn plain",
        }
    }
}

/// A link that looks like a button.
pub fn link_button(weight: Weight, href: impl Into<String>, sign: Icon, text: impl Into<String>) -> AnyView {
    view! { <a class=weight.class() href=href.into()>{icon(sign)}" "{text.into()}</a> }.into_any()
}

/// A button that dials 12345, the one number for everything (12369 is closed).
pub fn call_button(weight: Weight, text: &'static str) -> AnyView {
    link_button(weight, "tel:12345", Icon::Phone, text)
}

/// The way back, above the page's heading.
pub fn back(href: impl Into<String>, text: &'static str) -> AnyView {
    view! { <a class="back" href=href.into()>{icon(Icon::Back)}" "{text}</a> }.into_any()
}
