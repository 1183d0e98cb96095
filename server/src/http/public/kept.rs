//! What is kept of a tip, by its receipt, which never stands in an address.

use app::{
    domain::receipt::Receipt,
    forms::{FormErrors, identity_form::IdentityForm},
    pages::resident,
};
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
    services::change_kept::{Wish, change_kept},
};

/// What was typed. Not `Debug`: it may hold a name.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    receipt: String,
    #[serde(default, rename = "do")]
    wish: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    identity_notice: String,
    #[serde(default)]
    correction: String,
}

impl Asked {
    fn wish(self) -> Wish {
        match self.wish.as_str() {
            "identity" => Wish::Identity(IdentityForm {
                name: self.name,
                phone: self.phone,
                notice: self.identity_notice,
            }),
            "withdraw_identity" => Wish::WithdrawIdentity,
            "correct" => Wish::Correct(self.correction),
            "erase" => Wish::Erase,
            _ => Wish::See,
        }
    }
}

/// `GET /receipt/kept`: asks for the digits.
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Response {
    render::own_page(&app, &headers, StatusCode::OK, || {
        resident::kept::ask("", &FormErrors::default())
    })
}

/// `POST /receipt/kept`: what is kept, after doing what was asked for.
///
/// # Errors
/// 429 for guessing, 503 where nothing can be stored.
pub async fn change(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Result<Response, HttpError> {
    app.limits.deeds.check(client.0).map_err(HttpError::too_many)?;
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let typed = asked.receipt.clone();
    let refuse = |status, message: String| {
        let errors = FormErrors::one("receipt", message);
        Ok(render::own_page(&app, &headers, status, || {
            resident::kept::ask(&typed, &errors)
        }))
    };
    let receipt: Receipt = match asked.receipt.parse() {
        Ok(receipt) => receipt,
        Err(error) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, format!("{error}")),
    };
    match change_kept(&app, &receipt, asked.wish()).await? {
        Some(page) => {
            guess.was_right();
            let status = if page.errors.is_empty() {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            Ok(render::own_page(&app, &headers, status, || resident::kept::page(&page)))
        }
        None => refuse(StatusCode::NOT_FOUND, "没有这个查询码，请对照纸条再看一遍".to_owned()),
    }
}
