//! Case notices: drafted by one person, approved by another.

use app::{forms::notice_form::NoticeForm, pages::staff};
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
    services::publish_notice::{NoticeError, change_notice, draft_notice, list_for_office, new_notice, read_notice},
};

/// `GET /staff/notices`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let rows = list_for_office(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::notices::page(rows, &staff.shown)
    }))
}

/// `GET /staff/cases/{number}/notice`: an empty desk, filled with what the case tells.
///
/// # Errors
/// 403 and 404 as for the case.
pub async fn new(State(app): State<App>, staff: Staff, Path(number): Path<String>) -> Result<Response, HttpError> {
    let desk = new_notice(&app, &staff.actor, &number).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::notice_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/cases/{number}/notice`: saves or proposes the first draft.
///
/// # Errors
/// 403 and 404 as for the case, 409 where the case has a notice.
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<NoticeForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match draft_notice(&app, &staff.actor, &number, &form).await {
        Ok(id) => Ok(Redirect::to(&format!("/staff/notices/{id}")).into_response()),
        Err(NoticeError::Invalid(errors)) => {
            let mut desk = new_notice(&app, &staff.actor, &number).await?;
            desk.form = form;
            desk.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::notice_desk::page(desk, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /staff/notices/{id}`.
///
/// # Errors
/// 404 for a notice that is not this office's.
pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    let desk = read_notice(&app, &staff.actor, id).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::notice_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/notices/{id}`: save, propose, approve, send back or withdraw.
///
/// # Errors
/// 403 for a person who may not, 404 as above, 409 where someone was faster.
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<i64>,
    Form(form): Form<NoticeForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match change_notice(&app, &staff.actor, id, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/notices/{id}")).into_response()),
        Err(NoticeError::Invalid(errors)) => {
            let mut desk = read_notice(&app, &staff.actor, id).await?;
            if desk.may_edit {
                desk.form = form;
            }
            desk.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::notice_desk::page(desk, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}
