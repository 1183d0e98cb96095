//! A case's evidence: looked at, opened for a reason, taken out; and who opened what.

use app::{pages::staff, ports::EvidencePage};
use axum::{
    Form,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use zeroize::Zeroizing;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::{
        advance_case::CaseError,
        open_sealed::{Shown, open_sealed},
        read_evidence::{list_openings, read_evidence},
        take_evidence::take_evidence,
    },
};

/// What is to be opened, and why.
#[derive(Deserialize, Default)]
pub struct OpenForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    reason: String,
}

/// Why a package is taken out.
#[derive(Deserialize, Default)]
pub struct TakeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    take_reason: String,
}

/// `?before=`.
#[derive(Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

fn shown(app: &App, staff: &Staff, status: StatusCode, page: EvidencePage) -> Response {
    render::staff_document(app, status, || staff::evidence::page(page, &staff.shown))
}

/// `GET /staff/cases/{number}/evidence`.
///
/// # Errors
/// 404 as for the case.
pub async fn show(State(app): State<App>, staff: Staff, Path(number): Path<String>) -> Result<Response, HttpError> {
    let page = read_evidence(&app, &staff.actor, &number).await?;
    Ok(shown(&app, &staff, StatusCode::OK, page))
}

/// `POST /staff/cases/{number}/evidence`: opens something, after logging it.
///
/// # Errors
/// 403 for a forged token or a person who may not, 404 as above, 409 where it cannot be opened here.
pub async fn open(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<OpenForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match open_sealed(&app, &staff.actor, &number, &form.what, &form.reason).await {
        Ok(Shown::File { name, bytes }) => Ok(download(&name, Body::from(held(bytes)))),
        Ok(Shown::Words(opened)) => {
            let mut page = read_evidence(&app, &staff.actor, &number).await?;
            page.opened = Some(opened);
            Ok(shown(&app, &staff, StatusCode::OK, page))
        }
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_evidence(&app, &staff.actor, &number).await?;
            page.chosen = form.what;
            page.reason = form.reason;
            page.errors = errors;
            Ok(shown(&app, &staff, StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /staff/cases/{number}/evidence/package`: the evidence as one file, after logging it.
///
/// # Errors
/// As [`open`].
pub async fn package(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
    Form(form): Form<TakeForm>,
) -> Result<Response, HttpError> {
    staff.check_csrf(&form.csrf)?;
    match take_evidence(&app, &staff.actor, &number, &form.take_reason).await {
        Ok((name, file)) => {
            let stream = ReaderStream::new(tokio::fs::File::from_std(file));
            Ok(download(&name, Body::from_stream(stream)))
        }
        Err(CaseError::Invalid(errors)) => {
            let mut page = read_evidence(&app, &staff.actor, &number).await?;
            page.errors = errors;
            Ok(shown(&app, &staff, StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /staff/openings`: for the auditor.
///
/// # Errors
/// 403 for everyone else.
pub async fn openings(State(app): State<App>, staff: Staff, Query(asked): Query<Asked>) -> Result<Response, HttpError> {
    let (lines, older) = list_openings(&app, &staff.actor, asked.before).await?;
    Ok(render::staff_document(&app, StatusCode::OK, || {
        staff::evidence::openings(lines, older, &staff.shown)
    }))
}

/// The bytes as they are, in place: a copy would stay in memory after this one is wiped.
fn held(bytes: Zeroizing<Vec<u8>>) -> Bytes {
    Bytes::from_owner(bytes)
}

/// A file as it came from a stranger: saved, never shown, whatever it claims to be.
fn download(name: &str, body: Body) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_is_sent_from_where_it_is_wiped() {
        let opened = Zeroizing::new(vec![7; 100]);
        let place = opened.as_ptr();
        assert_eq!(held(opened).as_ptr(), place);
    }
}
