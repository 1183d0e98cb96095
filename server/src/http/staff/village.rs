//! Where villages lie: find one, record its point.

use app::{domain::division::VillageCode, map_view::VillagePointForm, pages::staff};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::record_village_point::{VillagePointError, find_villages, progress, read_desk, record_village_point},
};

/// `?q=`.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /staff/villages`.
pub async fn list(State(app): State<App>, staff: Staff, Query(asked): Query<Asked>) -> Response {
    let query: String = asked.q.trim().chars().take(40).collect();
    let (found, progress) = if query.is_empty() {
        (Vec::new(), progress(&app))
    } else {
        (find_villages(&app, &query), Vec::new())
    };
    render::staff_document(&app, StatusCode::OK, || {
        staff::villages::list(&query, found, progress, &staff.shown)
    })
}

fn village(code: &str) -> Result<VillageCode, HttpError> {
    code.parse().map_err(|_| HttpError::not_found())
}

/// `GET /staff/villages/{code}`.
///
/// # Errors
/// 404 for a village that does not exist.
pub async fn show(State(app): State<App>, staff: Staff, Path(code): Path<String>) -> Result<Response, HttpError> {
    let desk = read_desk(&app, &staff.actor, village(&code)?).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::villages::desk(&desk, &staff.shown)
    }))
}

/// `POST /staff/villages/{code}`: records the point or takes it back.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 as above.
pub async fn record(
    State(app): State<App>,
    staff: Staff,
    Path(code): Path<String>,
    Form(form): Form<VillagePointForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    let code = village(&code)?;
    match record_village_point(&app, &staff.actor, code, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/{code}", staff::frame::VILLAGES)).into_response()),
        Err(VillagePointError::Invalid(errors)) => {
            let mut desk = read_desk(&app, &staff.actor, code).await?;
            desk.form = form;
            desk.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::villages::desk(&desk, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}
