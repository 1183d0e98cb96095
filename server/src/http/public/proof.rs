//! What lets anyone check what this server says of times: its public key, and the signed checkpoints over all histories.

use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::api::open_data;
use crate::{app_state::App, evidence::package::millis, http::error::HttpError, storage::Checkpoint};

/// Checkpoints in one answer: four days of them.
const PAGE: u32 = 100;

/// `?before=`.
#[derive(Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

/// `GET /api/v1/evidence-key`: the public key that checks signed times.
pub async fn key(State(app): State<App>) -> Response {
    let signer = &app.vault.signer;
    open_data(Json(json!({
        "algorithm": "Ed25519",
        "public_key": hex::encode(signer.public_key()),
        "key_id": signer.key_id(),
        "signed_text": "jingnuan <photo|tip|erasure|package|checkpoint> v1\n<sha256, hexadecimal>\n<milliseconds since 1970, UTC>\n",
        "checkpoint_sha256_of": "<number>\n<events>\n<root, hexadecimal>\n",
    })))
}

/// `GET /api/v1/checkpoints`: the newest, or those before a number. Nothing in them says anything of a case.
///
/// # Errors
/// When the database fails.
pub async fn checkpoints(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, HttpError> {
    let before = asked.before.unwrap_or(i64::MAX);
    let page = app.storage.list_checkpoints(before, PAGE).await?;
    let older = page.last().map(|oldest| oldest.number).filter(|number| *number > 1);
    Ok(open_data(Json(json!({
        "key_id": app.vault.signer.key_id(),
        "checkpoints": page.iter().map(shown).collect::<Vec<Value>>(),
        "older": older.map(|number| format!("/api/v1/checkpoints?before={number}")),
    }))))
}

fn shown(checkpoint: &Checkpoint) -> Value {
    json!({
        "number": checkpoint.number,
        "events": checkpoint.events,
        "root": hex::encode(checkpoint.root),
        "signed_at": checkpoint.at.format(&Rfc3339).unwrap_or_default(),
        "signed_at_ms": millis(checkpoint.at),
        "signature": hex::encode(&checkpoint.signature),
    })
}
