//! What a phone keeps to answer without a signal: the file, the page that answers from it, and the service worker.

use std::sync::Arc;

use app::{offline::written_day, pages::resident};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    app_state::App,
    http::{cache::Encoding, error::HttpError, render},
    offline_file::OfflineFile,
};

/// `GET /offline`: shown by the service worker for pages it cannot reach.
///
/// # Errors
/// None of its own.
pub async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    render::public_page(&app, &headers, "/offline", async { Ok(()) }, |()| {
        resident::offline::page()
    })
    .await
}

/// `GET /offline/places.json`: where the newest file is; `GET /offline/places-{version}.txt`: the file, for good.
///
/// # Errors
/// 404 for a file that is not the newest.
pub async fn places(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let file = newest(app).await?;
    if name == "places.json" {
        let pointer = json!({"address": file.pointer.address, "as_of": written_day(file.pointer.as_of)});
        return Ok(([(header::CACHE_CONTROL, "no-cache")], Json(pointer)).into_response());
    }
    if format!("/offline/{name}") != file.pointer.address {
        return Err(HttpError::not_found());
    }
    let encoding = Encoding::accepted(&headers);
    let mut response = file.body(encoding).clone().into_response();
    let out = response.headers_mut();
    for (header, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ] {
        out.insert(header, HeaderValue::from_static(value));
    }
    if let Some(value) = encoding.header() {
        out.insert(header::CONTENT_ENCODING, value);
    }
    Ok(response)
}

/// The newest file; compressing it takes a while, so that it happens beside the requests.
async fn newest(app: App) -> Result<Arc<OfflineFile>, HttpError> {
    let made = tokio::task::spawn_blocking(move || {
        let zones = app.places.zones();
        app.offline
            .get(zones.version(), app.today(), || app.places.offline_file(&zones))
    });
    made.await.map_err(|error| HttpError::internal(&error))
}

/// `GET /sw.js`: the service worker, with the names of the build's files in front.
pub async fn service_worker(State(app): State<App>, headers: HeaderMap) -> Response {
    script(&headers, &app.assets.service_worker)
}

/// `GET /sw-module.js`: the same as a module, which sends what waits.
pub async fn service_worker_module(State(app): State<App>, headers: HeaderMap) -> Response {
    script(&headers, &app.assets.service_worker_module)
}

/// A script that is asked for again each time.
fn script(headers: &HeaderMap, text: &str) -> Response {
    let encoding = Encoding::accepted(headers);
    let mut response = encoding.compress(text.as_bytes(), 6).into_response();
    let out = response.headers_mut();
    for (header, value) in [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
    ] {
        out.insert(header, HeaderValue::from_static(value));
    }
    if let Some(value) = encoding.header() {
        out.insert(header::CONTENT_ENCODING, value);
    }
    response
}
