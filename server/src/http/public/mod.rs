//! The public site: what residents and open-data users reach.

pub mod api;
pub mod challenge;
mod feed;
pub mod guide;
pub mod heating;
pub mod heating_api;
mod heating_input;
pub mod kept;
pub mod map;
pub mod meaning;
pub mod notice;
pub mod offline;
pub mod page;
pub mod place;
pub mod proof;
pub mod receipt;
pub mod report;
mod report_shown;
pub mod tip_api;
pub mod tip_input;
pub mod tus;
pub mod village;

use std::sync::Arc;

use app::ports::Places;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    response::IntoResponse,
    routing::{get, head, post},
};
use tower_http::services::ServeDir;

use crate::app_state::App;

/// Nine photos of 20 MB, and the text around them.
pub const TIP_BYTES_MAX: usize = 9 * app::domain::tip::PHOTO_BYTES_MAX + 1024 * 1024;

/// Every public address.
pub fn routes(app: &App) -> Router<App> {
    let tips = Router::new()
        .route("/report/{category}", get(report::form).post(report::submit))
        .route("/api/v1/tips", post(api::submit))
        .route("/receipt/act", get(receipt::again).post(receipt::act))
        .route("/api/v1/tips/mine/{deed}", post(tip_api::act))
        .layer(DefaultBodyLimit::max(TIP_BYTES_MAX));
    let uploads = Router::new()
        .route("/api/v1/uploads", post(tus::create).options(tus::options))
        .route(
            "/api/v1/uploads/{id}",
            head(tus::head)
                .patch(tus::patch)
                .delete(tus::delete)
                .options(tus::options),
        )
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/", get(page::home))
        .route("/check", get(village::check))
        .route("/v/{code}", get(village::village))
        .route("/map", get(map::page))
        .route("/map/base.json", get(map::base))
        .route("/map/layers.json", get(map::layers))
        .route("/v/{code}/for/{audience}", get(meaning::meaning))
        .route("/v/{code}/history", get(meaning::history))
        .route("/zones", get(meaning::counties))
        .route("/zones/{id}", get(meaning::county))
        .route("/prices", get(heating::prices))
        .route("/prices/calculator", get(heating::calculator))
        .route("/subsidies", get(heating::subsidies))
        .route("/feeds/prices.atom", get(heating::feed))
        .route("/report", get(report::choose))
        .route("/report/received", post(report::received))
        .route("/receipt", get(receipt::ask).post(receipt::follow))
        .route("/receipt/kept", get(kept::ask).post(kept::change))
        .route("/api/v1/evidence-key", get(proof::key))
        .route("/api/v1/checkpoints", get(proof::checkpoints))
        .route("/notices", get(notice::list))
        .route("/notices/{id}", get(notice::detail))
        .route("/feeds/notices.atom", get(notice::feed))
        .route("/feeds/zones.atom", get(meaning::feed))
        .route("/guide", get(guide::list))
        .route("/guide/{topic}", get(guide::guide))
        .route("/sitemap", get(guide::site_map))
        .route("/zones/{id}/scan", get(village::scan))
        .route("/view", get(page::view))
        .route("/robots.txt", get(page::robots))
        .route("/sitemap.xml", get(page::sitemap))
        .route("/offline", get(offline::page))
        .route("/offline/{name}", get(offline::places))
        .route("/offline/report/{category}", get(report::kept_form))
        .route("/sw.js", get(offline::service_worker))
        .route("/sw-module.js", get(offline::service_worker_module))
        .route("/healthz", get(page::healthz))
        .route("/readyz", get(page::readyz))
        .route("/fn/near_by", get(report::near))
        .route("/fn/{*function}", get(server_function).post(server_function))
        .route("/api/v1/villages", get(api::villages))
        .route("/api/v1/zone-status", get(api::zone_status))
        .route("/api/v1/zones.geojson", get(api::zones_geojson))
        .route("/api/v1/outlets", get(meaning::outlets))
        .route("/api/v1/notices", get(notice::open))
        .route("/api/v1/tips/mine", get(tip_api::mine))
        .route("/api/v1/challenge", get(challenge::issue))
        .route("/api/v1/heating-cost", post(heating_api::heating_cost))
        .route("/api/openapi.json", get(page::openapi))
        .merge(tips)
        .merge(uploads)
        .fallback_service(static_files(app))
}

/// The few functions that islands call.
async fn server_function(State(app): State<App>, request: Request) -> impl IntoResponse {
    let places: Arc<dyn Places> = app.places.clone();
    leptos_axum::handle_server_fns_with_context(move || leptos::prelude::provide_context(places.clone()), request).await
}

/// Scripts, WASM and pictures, compressed by the build.
pub(super) fn static_files(app: &App) -> Router {
    let files = |folder: &std::path::Path| {
        ServeDir::new(folder)
            .precompressed_br()
            .precompressed_gzip()
            .append_index_html_on_directories(false)
    };
    let root = &app.assets.site_root;
    let islands = match app.assets.islands.folder.as_str() {
        "" => Router::new(),
        folder => Router::new().nest_service(folder, files(&root.join("pkg"))),
    };
    let outbox = match app.assets.outbox.rsplit_once('/') {
        Some((folder, _)) => Router::new().nest_service(folder, files(&root.join("outbox"))),
        None => Router::new(),
    };
    islands
        .merge(outbox)
        .fallback_service(files(root))
        .layer(axum::middleware::from_fn(super::asset::cache_headers))
}
