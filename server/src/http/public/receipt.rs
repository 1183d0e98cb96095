//! Following a tip by its receipt, which never stands in an address.

use app::{domain::receipt::Receipt, forms::FormErrors, pages::resident};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError, render},
    services::follow_tip::follow_tip,
};

/// What was typed.
#[derive(Deserialize)]
pub struct Asked {
    /// The digits, grouped or not.
    #[serde(default)]
    pub(super) receipt: String,
}

/// `GET /receipt`: asks for the digits.
///
/// # Errors
/// None of its own.
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    let nothing_wrong = async { Ok(FormErrors::default()) };
    render::public_page(&app, &headers, "/receipt", nothing_wrong, |errors| {
        resident::receipt_ask::page("", &errors)
    })
    .await
}

/// `POST /receipt`: the tip's status, or the form again.
///
/// # Errors
/// 429 for guessing.
pub async fn follow(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Result<Response, HttpError> {
    app.limits.receipts.check(client.0).map_err(HttpError::too_many)?;
    let refuse = |status, message: String| {
        let errors = FormErrors::one("receipt", message);
        Ok(render::own_page(&app, &headers, status, || {
            resident::receipt_ask::page(&asked.receipt, &errors)
        }))
    };
    let receipt: Receipt = match asked.receipt.parse() {
        Ok(receipt) => receipt,
        Err(error) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, format!("{error}")),
    };
    match follow_tip(&app, &receipt).await? {
        Some(followed) => Ok(render::own_page(&app, &headers, StatusCode::OK, || {
            resident::follow::page(&followed)
        })),
        None => refuse(StatusCode::NOT_FOUND, "没有这个查询码，请对照纸条再看一遍".to_owned()),
    }
}
