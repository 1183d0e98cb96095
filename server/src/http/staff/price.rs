//! Prices and subsidies: drafted, checked, previewed, published.

use app::{forms::rule_form::RuleForm, pages::staff};
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
        publish_price::{PriceError, change_price, draft_price},
        read_price::{list_prices, read_price},
    },
};

/// `GET /staff/prices`.
///
/// # Errors
/// 403 for a person whose office has nothing to do with prices.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let list = list_prices(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::prices::page(list, &staff.shown)
    }))
}

/// `POST /staff/prices`: begins a change, from the rule named in `replaces` where there is one.
///
/// # Errors
/// 403 for a person who may not, 404 for an unknown rule.
pub async fn begin(
    State(app): State<App>,
    staff: Staff,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let form = RuleForm::from_pairs(pairs);
    staff.check_csrf(&form.csrf)?;
    let id = draft_price(&app, &staff.actor, form.replaces.trim()).await?;
    Ok(to_desk(id))
}

/// `GET /staff/prices/{id}`.
///
/// # Errors
/// 404 for a change that is not this person's to see.
pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    let desk = read_price(&app, &staff.actor, id).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::price_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/prices/{id}`: save, check, approve, send back or withdraw.
///
/// # Errors
/// 403 for a person who may not, 404 as above, 409 where someone was faster.
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let form = RuleForm::from_pairs(pairs);
    staff.check_csrf(&form.csrf)?;
    match change_price(&app, &staff.actor, id, form).await {
        Ok(()) => Ok(to_desk(id)),
        Err(PriceError::Invalid(desk)) => Ok(render::staff_document(&app, StatusCode::UNPROCESSABLE_ENTITY, || {
            staff::price_desk::page(*desk, &staff.shown)
        })),
        Err(other) => Err(other.into()),
    }
}

fn to_desk(id: i64) -> Response {
    Redirect::to(&format!("/staff/prices/{id}")).into_response()
}
