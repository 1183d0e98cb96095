//! Resumable photo uploads by the tus 1.0 protocol (core, creation, creation-with-upload, expiration, termination).

#![allow(
    clippy::result_large_err,
    reason = "a refusal is an answer with the protocol's headers, made once a request"
)]

use app::domain::tip::PHOTO_BYTES_MAX;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use time::format_description::well_known::Rfc2822;

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError},
    services::receive_upload::{UploadFailure, append, begin_upload, find_upload, give_up, upload_units},
    storage::PendingUpload,
};

const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,expiration,termination";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const PIECE: &str = "application/offset+octet-stream";

/// `OPTIONS /api/v1/uploads`: what this server can do.
pub async fn options() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, RESUMABLE, VERSION);
    set(&mut response, HeaderName::from_static("tus-version"), VERSION);
    set(&mut response, HeaderName::from_static("tus-extension"), EXTENSIONS);
    let max = PHOTO_BYTES_MAX.to_string();
    set(&mut response, HeaderName::from_static("tus-max-size"), &max);
    response
}

/// `POST /api/v1/uploads`: begins an upload; its first piece may come along.
///
/// # Errors
/// 400 without a length, 412 for another version, 413 for a photo that is too long, 429 and 503 with when to come again.
pub async fn create(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    check_version(&headers)?;
    app.limits
        .uploads
        .check(client.0)
        .map_err(|after| refused(HttpError::too_many(after)))?;
    let length = number(&headers, LENGTH).ok_or_else(|| refused(HttpError::bad_request("请给 Upload-Length")))?;
    // What no photo may have is refused below, and counts as the most that one may.
    let counted = u64::try_from(length).unwrap_or(0).min(PHOTO_BYTES_MAX as u64);
    app.limits
        .upload_bytes
        .check_many(client.0, upload_units(counted))
        .map_err(|after| refused(HttpError::too_many(after)))?;
    let (id, mut upload) = begin_upload(&app, length).await.map_err(failed)?;
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == PIECE) {
        upload = append(&app, &id, 0, body.into_data_stream()).await.map_err(failed)?;
    }
    let mut response = answer(StatusCode::CREATED, &upload);
    set(
        &mut response,
        header::LOCATION,
        &format!("{}/api/v1/uploads/{id}", app.public_url()),
    );
    Ok(response)
}

/// `HEAD /api/v1/uploads/{id}`: how far it came.
///
/// # Errors
/// 404 for an upload that does not exist or has expired.
pub async fn head(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Response> {
    check_version(&headers)?;
    let upload = find_upload(&app, &id).await.map_err(failed)?;
    let mut response = answer(StatusCode::OK, &upload);
    set(&mut response, LENGTH, &upload.length.to_string());
    Ok(response)
}

/// `PATCH /api/v1/uploads/{id}`: the next piece.
///
/// # Errors
/// 404 as above, 409 for a piece that does not start where the last one ended, 413 for more than was announced, 415 for
/// another content type.
pub async fn patch(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Response> {
    check_version(&headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != PIECE) {
        return Err(resumable(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()));
    }
    let offset = number(&headers, OFFSET).ok_or_else(|| refused(HttpError::bad_request("请给 Upload-Offset")))?;
    let upload = append(&app, &id, offset, body.into_data_stream())
        .await
        .map_err(failed)?;
    Ok(answer(StatusCode::NO_CONTENT, &upload))
}

/// `DELETE /api/v1/uploads/{id}`: gives it up.
///
/// # Errors
/// 404 as above.
pub async fn delete(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Response> {
    check_version(&headers)?;
    give_up(&app, &id).await.map_err(failed)?;
    Ok(resumable(StatusCode::NO_CONTENT.into_response()))
}

fn check_version(headers: &HeaderMap) -> Result<(), Response> {
    if headers.get(RESUMABLE).is_some_and(|version| version == VERSION) {
        return Ok(());
    }
    let mut response = resumable(StatusCode::PRECONDITION_FAILED.into_response());
    set(&mut response, HeaderName::from_static("tus-version"), VERSION);
    Err(response)
}

fn number(headers: &HeaderMap, name: HeaderName) -> Option<i64> {
    headers
        .get(name)?
        .to_str()
        .ok()?
        .parse()
        .ok()
        .filter(|number| *number >= 0)
}

fn answer(status: StatusCode, upload: &PendingUpload) -> Response {
    let mut response = resumable(status.into_response());
    set(&mut response, OFFSET, &upload.received.to_string());
    // RFC 9110 dates are those of RFC 2822 in GMT.
    let expires = upload.expires_at.to_offset(time::UtcOffset::UTC).format(&Rfc2822);
    set(
        &mut response,
        EXPIRES,
        &expires.unwrap_or_default().replace("+0000", "GMT"),
    );
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

fn resumable(mut response: Response) -> Response {
    set(&mut response, RESUMABLE, VERSION);
    response
}

fn refused(error: HttpError) -> Response {
    resumable(error.into_response())
}

fn failed(failure: UploadFailure) -> Response {
    refused(failure.into())
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
