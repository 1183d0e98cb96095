//! What hangs on a case: traces it shares with others, one vendor's trails, where coal came from and went, rewards.

use app::{
    forms::{
        reward_form::RewardForm,
        trail_form::{CoalForm, TrailForm},
    },
    pages::staff,
};
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
    services::{
        advance_case::{CaseError, read_case},
        decide_reward::decide_reward,
        follow_trail::{decide_trail, link_coal, list_trails, read_trail},
    },
};

/// `GET /staff/trails`.
///
/// # Errors
/// When the database fails.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let rows = list_trails(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::trails::list(rows, &staff.shown)
    }))
}

/// `GET /staff/trails/{id}`.
///
/// # Errors
/// 404 for a trail of which this person may see no case.
pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    let trail = read_trail(&app, &staff.actor, id).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::trails::trail(trail, &staff.shown)
    }))
}

/// `POST /staff/cases/{number}/trail`: confirms or rejects what a case shares with others.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 for a case that is not theirs to see.
pub async fn decide(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<TrailForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match decide_trail(&app, &staff.actor, &number, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/cases/{number}")).into_response()),
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /staff/cases/{number}/coal`: links the case with another by where coal came from and went.
///
/// # Errors
/// As [`decide`].
pub async fn link(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<CoalForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match link_coal(&app, &staff.actor, &number, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/cases/{number}")).into_response()),
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.typed_coal = form;
            page.errors = errors;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /staff/cases/{number}/reward`: confirms, grants or refuses a reward that was claimed.
///
/// # Errors
/// As [`decide`]; 409 where someone was faster.
pub async fn reward(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<RewardForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match decide_reward(&app, &staff.actor, &number, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/cases/{number}")).into_response()),
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_case(&app, &staff.actor, &number).await?;
            page.errors = errors;
            page.reward_form = form;
            Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
                staff::case::page(page, &staff.shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}
