//! What came in a flood: groups, released or rejected with one click; the words that are looked at first.

use app::{domain::flood::HoldReason, forms::FormErrors, pages::staff};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::decide_hold::{HoldError, block_word, decide_hold, read_holds, unblock_photos, unblock_word},
    storage::{HeldKey, HoldDecision},
};

/// `GET /staff/holds`.
///
/// # Errors
/// 403 for whom held tips are no business.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let page = read_holds(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::holds::page(page, &staff.shown)
    }))
}

/// Which group, and what becomes of it.
#[derive(Deserialize)]
pub struct Decision {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    category: String,
    /// Empty without a place.
    #[serde(default)]
    county: String,
    #[serde(default)]
    until: i64,
    #[serde(default)]
    action: String,
    #[serde(default)]
    block_photos: String,
}

impl Decision {
    fn key(&self) -> Option<HeldKey> {
        Some(HeldKey {
            reason: self.reason.parse::<HoldReason>().ok()?,
            category: self.category.parse().ok()?,
            county: match self.county.as_str() {
                "" => None,
                code => Some(code.parse().ok()?),
            },
        })
    }
}

/// `POST /staff/holds`: releases or rejects what was shown of a group.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 for no group of ours.
pub async fn decide(State(app): State<App>, staff: Staff, Form(form): Form<Decision>) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    let (Some(key), Ok(decision)) = (form.key(), form.action.parse::<HoldDecision>()) else {
        return Err(HoldError::Unknown.into());
    };
    let block_photos = !form.block_photos.is_empty();
    decide_hold(&app, &staff.actor, key, form.until, decision, block_photos).await?;
    Ok(Redirect::to(staff::frame::HOLDS).into_response())
}

/// A word to add, or one to remove.
#[derive(Deserialize)]
pub struct Listing {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    word: String,
    /// The word to remove; none to add one.
    remove: Option<i64>,
}

/// `POST /staff/holds/words`.
///
/// # Errors
/// 403 for a forged token or a person who may not.
pub async fn words(State(app): State<App>, staff: Staff, Form(form): Form<Listing>) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    let done = match form.remove {
        Some(id) => unblock_word(&app, &staff.actor, id).await,
        None => block_word(&app, &staff.actor, &form.word).await,
    };
    match done {
        Ok(()) => Ok(Redirect::to(staff::frame::HOLDS).into_response()),
        Err(HoldError::Invalid(errors)) => refused(&app, &staff, form.word, errors).await,
        Err(other) => Err(other.into()),
    }
}

/// Photos to take off the list.
#[derive(Deserialize)]
pub struct Removal {
    #[serde(default)]
    csrf: String,
    /// Those that were put there together.
    #[serde(default)]
    remove: String,
}

/// `POST /staff/holds/photos`.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 for none of ours.
pub async fn photos(State(app): State<App>, staff: Staff, Form(form): Form<Removal>) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    unblock_photos(&app, &staff.actor, &form.remove).await?;
    Ok(Redirect::to(staff::frame::HOLDS).into_response())
}

async fn refused(app: &App, staff: &Staff, typed: String, errors: FormErrors) -> Result<Response, HttpError> {
    let mut page = read_holds(app, &staff.actor).await?;
    page.typed = typed;
    page.errors = errors;
    Ok(render::staff_document(app, StatusCode::UNPROCESSABLE_ENTITY, || {
        staff::holds::page(page, &staff.shown)
    }))
}
