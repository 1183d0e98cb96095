//! Guides.

use app::pages::resident;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};

use crate::{
    app_state::App,
    http::{error::HttpError, render},
};

/// `GET /guide`.
///
/// # Errors
/// None of its own.
pub async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    let guides = async { Ok(app.reference.guide_cards()) };
    render::public_page(&app, &headers, "/guide", guides, |guides| {
        resident::guides::page(&guides)
    })
    .await
}

/// `GET /guide/{topic}`.
///
/// # Errors
/// 404 for an unknown topic.
pub async fn guide(
    State(app): State<App>,
    Path(topic): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let guide = app.reference.guide(&topic).ok_or_else(HttpError::not_found)?;
    let address = format!("/guide/{topic}");
    render::public_page(&app, &headers, &address, async { Ok(guide) }, |guide| {
        resident::guide::page(guide)
    })
    .await
}

/// `GET /sitemap`.
///
/// # Errors
/// None of its own.
pub async fn site_map(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    let guides = async { Ok(app.reference.guide_cards()) };
    render::public_page(&app, &headers, "/sitemap", guides, |guides| {
        resident::sitemap::page(&guides)
    })
    .await
}
