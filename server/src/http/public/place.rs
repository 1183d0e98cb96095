//! Finding a village step by step: the towns of a county, then the villages of a town.

use app::pages::resident;
use axum::{http::HeaderMap, response::Response};

use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::show_map::{town_choices, village_choices},
};

/// `GET /check?county=`.
///
/// # Errors
/// 404 for a code that is no county's.
pub async fn towns(app: &App, headers: &HeaderMap, county: &str) -> Result<Response, HttpError> {
    let county = county.parse().map_err(|_| HttpError::not_found())?;
    let choices = async { town_choices(app, county).ok_or_else(HttpError::not_found) };
    let address = app::components::link::towns(county);
    render::public_page(app, headers, &address, choices, |choices| {
        resident::place::towns(&choices)
    })
    .await
}

/// `GET /check?town=`.
///
/// # Errors
/// 404 for a code that is no town's.
pub async fn villages(app: &App, headers: &HeaderMap, town: &str) -> Result<Response, HttpError> {
    let town = town.parse().map_err(|_| HttpError::not_found())?;
    let choices = async { village_choices(app, town).ok_or_else(HttpError::not_found) };
    let address = app::components::link::villages_of(town);
    render::public_page(app, headers, &address, choices, |choices| {
        resident::place::villages(&choices)
    })
    .await
}
