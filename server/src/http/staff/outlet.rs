//! Briquette outlets: listed, added, changed, closed.

use app::{forms::outlet_form::OutletForm, pages::staff};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::keep_outlets::{OutletError, add_outlet, change_outlet, list_outlets, new_outlet, read_outlet},
};

/// `GET /staff/outlets`.
///
/// # Errors
/// 403 for whom outlets are no business.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let (rows, may_add) = list_outlets(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::outlets::page(rows, may_add, &staff.shown)
    }))
}

/// `GET /staff/outlets/new`.
///
/// # Errors
/// 403 for a person who may not.
pub async fn new(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let desk = new_outlet(&app, &staff.actor)?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::outlet_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/outlets`.
///
/// # Errors
/// 403 for a forged token or a person who may not.
pub async fn create(State(app): State<App>, staff: Staff, Form(form): Form<OutletForm>) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    let mut desk = new_outlet(&app, &staff.actor)?;
    match add_outlet(&app, &staff.actor, &form).await {
        Ok(id) => Ok(Redirect::to(&format!("/staff/outlets/{id}")).into_response()),
        Err(OutletError::Invalid(errors)) => {
            desk.form = form;
            desk.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::outlet_desk::page(desk, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /staff/outlets/{id}`.
///
/// # Errors
/// 404 for an outlet that is not this office's to see.
pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    let desk = read_outlet(&app, &staff.actor, id).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::outlet_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/outlets/{id}`: save, close or reopen.
///
/// # Errors
/// 403 for a person who may not, 404 as above, 409 where someone was faster.
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<i64>,
    Form(form): Form<OutletForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match change_outlet(&app, &staff.actor, id, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/outlets/{id}")).into_response()),
        Err(OutletError::Invalid(errors)) => {
            let mut desk = read_outlet(&app, &staff.actor, id).await?;
            desk.form = form;
            desk.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::outlet_desk::page(desk, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}
