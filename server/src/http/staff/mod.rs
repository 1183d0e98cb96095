//! The workbench: sign-in, queue, case, photos, notices.

pub mod case;
pub mod notice;
pub mod queue;
pub mod session;
pub mod sign_in;
pub mod village;

use axum::{
    Router,
    response::Redirect,
    routing::{get, post},
};

use crate::{app_state::App, http::public};

/// Every address of the staff listener.
pub fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/staff/") }))
        .route("/staff", get(queue::queue))
        .route("/staff/", get(queue::queue))
        .route("/staff/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/staff/sign-out", post(sign_in::sign_out))
        .route("/staff/cases/{number}", get(case::show))
        .route("/staff/cases/{number}/step", post(case::step))
        .route("/staff/cases/{number}/notice", get(notice::new).post(notice::create))
        .route("/staff/photos/{id}", get(case::photo))
        .route("/staff/photos/{id}/thumbnail", get(case::thumbnail))
        .route("/staff/notices", get(notice::list))
        .route("/staff/notices/{id}", get(notice::show).post(notice::change))
        .route("/staff/villages", get(village::list))
        .route("/staff/villages/{code}", get(village::show).post(village::record))
        // The same open outlines and layers as on the public site: the editors' maps draw them.
        .route("/map/base.json", get(public::map::base))
        .route("/map/layers.json", get(public::map::layers))
        .route("/healthz", get(public::page::healthz))
        .route("/readyz", get(public::page::readyz))
        .fallback_service(public::static_files(app))
}
