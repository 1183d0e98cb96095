//! The small sum that a device does before it sends a tip.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError},
    secret::CHALLENGE_LIFETIME,
    services::screen_tip::challenge_bits,
};

/// `GET /api/v1/challenge` with header `Idempotency-Key`: for the tip of this key alone.
///
/// # Errors
/// 400 without a key, 429 with when to come again.
pub async fn issue(State(app): State<App>, client: Client, headers: HeaderMap) -> Result<Response, HttpError> {
    app.limits.challenges.check(client.0).map_err(HttpError::too_many)?;
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let key = key
        .filter(|key| !key.is_empty() && key.len() <= super::api::KEY_MAX)
        .ok_or_else(|| HttpError::bad_request("Idempotency-Key 要有 1 到 200 个字符"))?;
    let now = app.clock.now();
    let bits = challenge_bits(&app);
    let body = json!({
        "challenge": app.secret.challenge(key, bits, now),
        "pieces": app::domain::challenge::PIECES,
        "bits": bits,
        "expires_at": (now + CHALLENGE_LIFETIME).format(&Rfc3339).unwrap_or_default(),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
