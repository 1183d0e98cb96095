//! Following a tip by the API, and acting on it: the receipt comes in a header.

use app::{
    domain::{receipt::Receipt, reporter::Deed},
    forms::FormErrors,
    ports::{Said, TipFollowed},
};
use axum::{
    Json,
    extract::{Multipart, Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    app_state::App,
    http::{
        client::Client,
        error::HttpError,
        public::receipt::{do_deed, form},
        upload::Upload,
    },
    services::{act_on_tip::DeedError, follow_tip::follow_tip},
};

/// `GET /api/v1/tips/mine` with header `Receipt`.
///
/// # Errors
/// 401 without a receipt, 404 for one that does not exist, 429 for guessing.
pub async fn mine(State(app): State<App>, client: Client, headers: HeaderMap) -> Result<Response, HttpError> {
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let receipt = receipt(&headers)?;
    let tip = follow_tip(&app, &receipt)
        .await?
        .ok_or_else(HttpError::invalid_receipt)?;
    guess.was_right();
    Ok(answer(&tip, None))
}

/// `POST /api/v1/tips/mine/{deed}` with headers `Receipt` and, to make repeating it harmless, `Idempotency-Key`.
///
/// # Errors
/// As [`mine`]; 422 with a message for each field, also for what may not be done now.
pub async fn act(
    State(app): State<App>,
    Path(deed): Path<String>,
    client: Client,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, HttpError> {
    app.limits.deeds.check(client.0).map_err(HttpError::too_many)?;
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let deed: Deed = deed.parse().map_err(|_| HttpError::not_found())?;
    let receipt = receipt(&headers)?;
    let once = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let once = once.unwrap_or_default().to_owned();
    let mut upload = Upload::read(multipart).await?;
    let mut form = form(&upload);
    deed.code().clone_into(&mut form.action);
    let done = do_deed(&app, &receipt, form, once, &mut upload).await;
    if !matches!(done, Err(DeedError::NotFound)) {
        guess.was_right();
    }
    let (said, tip) = done?;
    Ok(answer(&tip, Some(said)))
}

fn receipt(headers: &HeaderMap) -> Result<Receipt, HttpError> {
    let receipt = headers.get("receipt").and_then(|value| value.to_str().ok());
    receipt
        .ok_or_else(|| HttpError::unauthorized("请在 Receipt 头里给 16 位查询码"))?
        .parse()
        .map_err(|error| HttpError::invalid(FormErrors::one("receipt", format!("{error}"))))
}

fn answer(tip: &TipFollowed, said: Option<Said>) -> Response {
    let at = |when: OffsetDateTime| when.format(&Rfc3339).unwrap_or_default();
    let history: Vec<Value> = tip
        .history
        .iter()
        .map(|step| json!({"at": at(step.at), "state": step.state, "text": step.text}))
        .collect();
    let messages: Vec<Value> = tip
        .messages
        .iter()
        .map(|m| json!({"at": at(m.at), "from": m.from, "kind": m.kind.code(), "text": m.text}))
        .collect();
    let mut body = json!({
        "status": tip.state,
        "outcome": tip.outcome,
        "category": tip.category_code,
        "filed_at": at(tip.filed_at),
        "queue": {"agency": tip.lead, "area": tip.area},
        "history": history,
        "messages": messages,
        "photos": tip.photos,
        "withdrawn_at": tip.withdrawn_at.map(at),
        "rating": tip.rating.as_ref().map(|(score, words)| json!({"score": score.number(), "words": words})),
        "reward": tip.reward.claim.map(|state| json!({"state": state, "yuan": tip.reward.yuan})),
        "proof": tip.proof.as_ref().map(|proof| json!({
            "hash": proof.hash,
            "filed_at_ms": proof.at_ms,
            "signature": proof.signature,
            "key_id": proof.key_id,
        })),
        "open": tip.may.iter().map(|deed| deed.code()).collect::<Vec<_>>(),
        "reopen_until": tip.reopen_until.map(at),
    });
    if let Some(said) = said {
        body["repeated"] = json!(said == Said::Before);
    }
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
