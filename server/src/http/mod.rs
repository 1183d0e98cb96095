//! HTTP: extract, call one service, render or redirect.

pub mod asset;
pub mod cache;
pub mod client;
pub mod error;
pub mod measure;
pub mod public;
pub mod qr;
pub mod receipt_picture;
pub mod render;
pub mod security;
pub mod sender;
pub mod staff;
pub mod upload;

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, middleware};
use tower_http::{
    catch_panic::CatchPanicLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
};

use self::{
    error::Site,
    measure::measure,
    security::{SecurityHeaders, add_headers, check_origin},
};
use crate::app_state::App;

/// Longest time a request may take: nine photos of 20 MB, sent without scripts at half a megabit a second.
const REQUEST_TIME_MAX: Duration = Duration::from_hours(1);
/// A body of which nothing comes for so long is given up.
const BODY_SILENCE_MAX: Duration = Duration::from_mins(1);
/// Bodies other than tips.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// The public listener.
pub fn public_site(app: &App) -> Router {
    let own = app.public_url();
    let headers = SecurityHeaders::new(&app.assets.resident_css, own.starts_with("https://"));
    site(app, public::routes(app), Site::Public, headers, Some(own.into()))
}

/// The staff listener.
pub fn staff_site(app: &App) -> Router {
    let headers = SecurityHeaders::new(&app.assets.staff_css, app.config.server.staff_tls);
    site(app, staff::routes(app), Site::Staff, headers, None)
}

fn site(app: &App, routes: Router<App>, site: Site, headers: SecurityHeaders, own: Option<Arc<str>>) -> Router {
    routes
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(RequestBodyTimeoutLayer::new(BODY_SILENCE_MAX))
        .layer(middleware::from_fn_with_state(own, check_origin))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            REQUEST_TIME_MAX,
        ))
        .layer(middleware::from_fn_with_state((app.clone(), site), error::dress))
        .layer(middleware::from_fn_with_state(headers, add_headers))
        .layer(middleware::from_fn_with_state(app.clone(), measure))
        .with_state(app.clone())
}
