//! The few server functions that islands call, by their addresses (`/fn/suggest_villages?query=`).
#![allow(
    missing_docs,
    reason = "the macro makes a struct of the arguments and documents none of its fields"
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::ports::{Choices, RoutePreview};

/// The villages that fit what is being typed, best first, at most eight.
///
/// # Errors
/// When the server cannot be reached.
#[server(prefix = "/fn", endpoint = "suggest_villages", input = GetUrl)]
pub async fn suggest_villages(query: String) -> Result<Choices, ServerFnError> {
    let places = expect_context::<std::sync::Arc<dyn crate::ports::Places>>();
    Ok(places.choices(&query, 8))
}

/// Who would get a tip of this category from this village (its code; empty without one).
///
/// # Errors
/// When the server cannot be reached, or the category or village does not exist.
#[server(prefix = "/fn", endpoint = "preview_route", input = GetUrl)]
pub async fn preview_route(category: String, village: String) -> Result<RoutePreview, ServerFnError> {
    let places = expect_context::<std::sync::Arc<dyn crate::ports::Places>>();
    let category = category.parse().map_err(ServerFnError::new)?;
    let village = match village.as_str() {
        "" => None,
        code => Some(code.parse().map_err(ServerFnError::new)?),
    };
    Ok(places.route(category, village))
}
