//! The workbench: sign-in, queue, case, photos, notices, outlets.

pub mod case;
pub mod counter;
pub mod evidence;
pub mod hold;
pub mod notice;
pub mod outlet;
pub mod price;
pub mod queue;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod trail;
pub mod village;
pub mod zone;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    response::Redirect,
    routing::{get, post},
};

use crate::{
    app_state::App,
    http::{measure, public},
    services::keep_scan::SCAN_BYTES_MAX,
};

/// A drawn boundary of thousands of points, and everything else a version says.
const ZONE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Every address of the staff listener.
pub fn routes(app: &App) -> Router<App> {
    let zones = Router::new()
        .route("/staff/zones", get(zone::list).post(zone::begin))
        .route("/staff/zones/{id}", get(zone::show).post(zone::change))
        .layer(DefaultBodyLimit::max(ZONE_BYTES_MAX));
    let counter = Router::new()
        .route("/staff/tips/new", get(counter::form).post(counter::submit))
        .layer(DefaultBodyLimit::max(public::TIP_BYTES_MAX));
    let scans = Router::new()
        .route("/staff/zones/{id}/scan", get(zone::scan).post(zone::keep_scan))
        .layer(DefaultBodyLimit::max(SCAN_BYTES_MAX + ZONE_BYTES_MAX));
    Router::new()
        .merge(zones)
        .merge(scans)
        .merge(counter)
        .route("/", get(|| async { Redirect::to("/staff/") }))
        .route("/staff", get(queue::queue))
        .route("/staff/", get(queue::queue))
        .route("/staff/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/staff/sign-in/code", post(sign_in::code))
        .route("/staff/sign-out", post(sign_in::sign_out))
        .route("/staff/second-factor", get(second_factor::form).post(second_factor::set_up))
        .route("/staff/cases/{number}", get(case::show))
        .route("/staff/cases/{number}/step", post(case::step))
        .route("/staff/cases/{number}/join", post(case::join))
        .route("/staff/cases/{number}/trail", post(trail::decide))
        .route("/staff/cases/{number}/coal", post(trail::link))
        .route("/staff/cases/{number}/reward", post(trail::reward))
        .route("/staff/trails", get(trail::list))
        .route("/staff/trails/{id}", get(trail::show))
        .route("/staff/cases/{number}/notice", get(notice::new).post(notice::create))
        .route("/staff/cases/{number}/evidence", get(evidence::show).post(evidence::open))
        .route("/staff/cases/{number}/evidence/package", post(evidence::package))
        .route("/staff/openings", get(evidence::openings))
        .route("/staff/photos/{id}", get(case::photo))
        .route("/staff/photos/{id}/thumbnail", get(case::thumbnail))
        .route("/staff/holds", get(hold::list).post(hold::decide))
        .route("/staff/holds/words", post(hold::words))
        .route("/staff/holds/photos", post(hold::photos))
        .route("/staff/notices", get(notice::list))
        .route("/staff/notices/{id}", get(notice::show).post(notice::change))
        .route("/staff/villages", get(village::list))
        .route("/staff/villages/{code}", get(village::show).post(village::record))
        // The same open outlines and layers as on the public site: the editors' maps draw them.
        .route("/map/base.json", get(public::map::base))
        .route("/map/layers.json", get(public::map::layers))
        .route("/staff/outlets", get(outlet::list).post(outlet::create))
        .route("/staff/outlets/new", get(outlet::new))
        .route("/staff/outlets/{id}", get(outlet::show).post(outlet::change))
        .route("/staff/prices", get(price::list).post(price::begin))
        .route("/staff/prices/{id}", get(price::show).post(price::change))
        .route("/healthz", get(public::page::healthz))
        .route("/readyz", get(public::page::readyz))
        .route("/metrics", get(measure::metrics))
        .fallback_service(public::static_files(app))
}
