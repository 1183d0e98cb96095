//! Ban zones: drafted, checked, agreed to, published.

use app::{domain::division::CountyCode, forms::zone_form::ZoneForm, pages::staff};
use axum::{
    Form,
    extract::{Multipart, Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::{
        keep_scan::{attach_scan, find_scan},
        publish_zone::{ZoneError, change_zone, draft_zone},
        read_zone::{list_zones, read_zone},
    },
};

/// `GET /staff/zones`.
///
/// # Errors
/// 503 when the database is out of reach.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response, HttpError> {
    let list = list_zones(&app, &staff.actor).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::zones::page(list, &staff.shown)
    }))
}

/// `POST /staff/zones`: begins a draft for `county`.
///
/// # Errors
/// 403 for a person who may not, 404 for a county that is not theirs to see.
pub async fn begin(
    State(app): State<App>,
    staff: Staff,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let field = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, value)| value.as_str())
    };
    staff.check_csrf(field("csrf"))?;
    let county: CountyCode = field("county").parse().map_err(|_| HttpError::not_found())?;
    let id = draft_zone(&app, &staff.actor, county).await?;
    Ok(to_desk(id))
}

/// `GET /staff/zones/{id}`.
///
/// # Errors
/// 404 for a version that is not this person's to see.
pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    let desk = read_zone(&app, &staff.actor, id).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::zone_desk::page(desk, &staff.shown)
    }))
}

/// `POST /staff/zones/{id}`: save, recognise, check, answer, approve, send back or withdraw.
///
/// # Errors
/// 403 for a person who may not, 404 as above, 409 where someone was faster.
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let form = ZoneForm::from_pairs(pairs);
    staff.check_csrf(&form.csrf)?;
    let done = change_zone(&app, &staff.actor, id, form).await;
    answer(&app, &staff, id, done)
}

/// `POST /staff/zones/{id}/scan`: keeps the scanned notice.
///
/// # Errors
/// As for [`change`].
pub async fn keep_scan(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<i64>,
    mut multipart: Multipart,
) -> Result<Response, HttpError> {
    let (mut csrf, mut scan) = (String::new(), Bytes::new());
    let unreadable = |_| HttpError::bad_request("表单读不出来，请再交一次");
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(unreadable)?,
            Some("scan") => scan = field.bytes().await.map_err(|_| HttpError::too_large())?,
            _ => {}
        }
    }
    staff.check_csrf(&csrf)?;
    let done = attach_scan(&app, &staff.actor, id, scan).await;
    answer(&app, &staff, id, done)
}

/// `GET /staff/zones/{id}/scan`.
///
/// # Errors
/// 404 where there is none, or it is not this person's to see.
pub async fn scan(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Result<Response, HttpError> {
    Ok(pdf(find_scan(&app, Some(&staff.actor), id).await?, "no-store"))
}

/// A scanned document: never shown within the site's own origin, for it is what somebody uploaded.
pub fn pdf(bytes: Bytes, cache: &'static str) -> Response {
    let mut response = bytes.into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"notice.pdf\""),
        (header::CONTENT_SECURITY_POLICY, "sandbox"),
        (header::CACHE_CONTROL, cache),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn to_desk(id: i64) -> Response {
    Redirect::to(&format!("/staff/zones/{id}")).into_response()
}

fn answer(app: &App, staff: &Staff, id: i64, done: Result<(), ZoneError>) -> Result<Response, HttpError> {
    match done {
        Ok(()) => Ok(to_desk(id)),
        Err(ZoneError::Invalid(desk)) => Ok(render::staff_document(app, StatusCode::UNPROCESSABLE_ENTITY, || {
            staff::zone_desk::page(*desk, &staff.shown)
        })),
        Err(other) => Err(other.into()),
    }
}
