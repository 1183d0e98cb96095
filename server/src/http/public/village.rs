//! Search, choice and the village's own page.

use app::{domain::division::VillageCode, pages::resident, ports::Places};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{error::HttpError, public::place, render, staff::zone::pdf},
    services::{keep_scan::find_scan, show_map::village_drawing},
};

/// Most villages listed for one name.
const CHOICES_MAX: usize = 60;

/// What was typed.
#[derive(Deserialize)]
pub struct Search {
    /// A name, pinyin or initials; county and town may stand in front.
    #[serde(default)]
    q: String,
    /// A county, whose towns are wanted.
    county: Option<String>,
    /// A town, whose villages are wanted.
    town: Option<String>,
}

/// `GET /check?q=`: the village's page if the name decides, otherwise the question which one; `?county=` and `?town=`
/// lead to it step by step.
///
/// # Errors
/// 404 for a county or town that does not exist.
pub async fn check(
    State(app): State<App>,
    Query(search): Query<Search>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    if let Some(town) = &search.town {
        return place::villages(&app, &headers, town).await;
    }
    if let Some(county) = &search.county {
        return place::towns(&app, &headers, county).await;
    }
    let query: String = search
        .q
        .trim()
        .chars()
        .take(app::domain::village_search::QUERY_MAX)
        .collect();
    let found = app.places.choices(&query, CHOICES_MAX);
    let mut exact = found.villages.iter().filter(|v| v.exact);
    let only = match (exact.next(), exact.next()) {
        (Some(only), None) => Some(only),
        _ if found.total == 1 => found.villages.first(),
        _ => None,
    };
    if let Some(only) = only {
        return Ok(Redirect::to(&format!("/v/{}", only.code)).into_response());
    }
    Ok(render::own_page(&app, &headers, axum::http::StatusCode::OK, || {
        resident::check::page(&query, &found)
    }))
}

/// `GET /v/{code}`: inside, outside or undetermined.
///
/// # Errors
/// 404 for a code that is not one of the city's villages.
pub async fn village(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let code: VillageCode = code.parse().map_err(|_| HttpError::not_found())?;
    let address = format!("/v/{code}");
    let answer = async {
        let mut answer = app.places.village(code).ok_or_else(HttpError::not_found)?;
        answer.drawing = village_drawing(&app, code);
        Ok(answer)
    };
    render::public_page(&app, &headers, &address, answer, |answer| {
        resident::village::page(&answer)
    })
    .await
}

/// `GET /zones/{id}/scan`: the scanned notice of a published version.
///
/// # Errors
/// 404 where there is none.
pub async fn scan(State(app): State<App>, Path(id): Path<i64>) -> Result<Response, HttpError> {
    Ok(pdf(find_scan(&app, None, id).await?, "public, max-age=3600"))
}
