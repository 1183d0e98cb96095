//! A case: read it, look at its photos, work it.

use app::{
    forms::{
        FormErrors,
        case_form::{JoinForm, StepForm},
    },
    pages::staff,
};
use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::{
        advance_case::{CaseError, PhotoSize, advance_case, read_case, read_photo},
        join_case::join_case,
    },
};

/// `GET /staff/cases/{number}`.
///
/// # Errors
/// 404 for a case that does not exist or is not this person's to see: which of the two is not said.
pub async fn show(State(app): State<App>, staff: Staff, Path(number): Path<String>) -> Result<Response, HttpError> {
    let page = read_case(&app, &staff.actor, &number).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::case::page(page, &staff.shown)
    }))
}

/// `POST /staff/cases/{number}/step`: takes a step or writes to the reporter.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 as above, 409 where someone was faster.
pub async fn step(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<StepForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match advance_case(&app, &staff.actor, &staff.shown, &number, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/cases/{number}")).into_response()),
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.typed = form;
            page.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(CaseError::Moved) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.typed = form;
            page.errors = FormErrors::one("step", "刚才有人先办了一步，请看一下现在的情况再做");
            Ok(render::staff_document(&app, StatusCode::CONFLICT, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /staff/cases/{number}/join`: joins the case to another as its duplicate, or parts them again.
///
/// # Errors
/// As [`step`].
pub async fn join(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<JoinForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match join_case(&app, &staff.actor, &number, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/cases/{number}")).into_response()),
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.typed_join = form;
            page.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /staff/photos/{id}`.
///
/// # Errors
/// 404 as for the case it belongs to.
pub async fn photo(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    picture(&app, &staff, id, PhotoSize::Clean).await
}

/// `GET /staff/photos/{id}/thumbnail`.
///
/// # Errors
/// 404 as for the case it belongs to.
pub async fn thumbnail(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    picture(&app, &staff, id, PhotoSize::Thumbnail).await
}

async fn picture(app: &App, staff: &Staff, id: i64, size: PhotoSize) -> Result<Response, HttpError> {
    let bytes = read_photo(app, &staff.actor, id, size).await?;
    let mut response = bytes.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    // Evidence: kept in no cache beyond this page.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
