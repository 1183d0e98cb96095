//! Following a tip by its receipt, and acting on it; the receipt comes by POST and never stands in an address.

use app::{
    domain::receipt::Receipt,
    forms::{FormErrors, follow_form::FollowForm},
    pages::resident,
    ports::{Said, TipFollowed},
};
use axum::{
    Form,
    extract::{Multipart, State},
    http::{HeaderMap, StatusCode},
    response::{Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError, render, upload::Upload},
    services::{
        act_on_tip::{DeedError, RawDeed, act_on_tip},
        follow_tip::follow_tip,
        receive_upload::release,
    },
};

/// Longest token of a form that is taken.
const ONCE_MAX: usize = 200;

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
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let receipt: Receipt = match asked.receipt.parse() {
        Ok(receipt) => receipt,
        Err(error) => return Ok(refused(&app, &headers, &asked.receipt, &error.to_string())),
    };
    match follow_tip(&app, &receipt).await? {
        Some(followed) => {
            guess.was_right();
            Ok(page(&app, &headers, StatusCode::OK, &followed))
        }
        None => Ok(unknown(&app, &headers, &asked.receipt)),
    }
}

/// `GET /receipt/act`: somebody came back to the address of a form; the receipt is not in it.
pub async fn again() -> Redirect {
    Redirect::to("/receipt")
}

/// `POST /receipt/act`: does what the reporter asks and shows the tip as it then stands.
///
/// # Errors
/// 429 for guessing, 503 where photos cannot be taken now.
pub async fn act(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, HttpError> {
    app.limits.deeds.check(client.0).map_err(HttpError::too_many)?;
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let mut upload = Upload::read(multipart).await?;
    let typed = upload.text("receipt");
    let receipt: Receipt = match typed.parse() {
        Ok(receipt) => receipt,
        Err(error) => return Ok(refused(&app, &headers, &typed, &format!("{error}"))),
    };
    let form = form(&upload);
    let once = upload.text("once");
    let done = do_deed(&app, &receipt, form.clone(), once, &mut upload).await;
    if !matches!(done, Err(DeedError::NotFound)) {
        guess.was_right();
    }
    match done {
        Ok((said, mut followed)) => {
            followed.said = Some(said);
            Ok(page(&app, &headers, StatusCode::OK, &followed))
        }
        Err(DeedError::NotFound) => Ok(unknown(&app, &headers, &typed)),
        Err(DeedError::Invalid(errors)) => {
            let Some(mut followed) = follow_tip(&app, &receipt).await? else {
                return Ok(unknown(&app, &headers, &typed));
            };
            followed.typed = form;
            followed.errors = errors;
            Ok(page(&app, &headers, StatusCode::UNPROCESSABLE_ENTITY, &followed))
        }
        Err(other) => Err(other.into()),
    }
}

/// What was typed, alike in the page's forms and in the API.
pub fn form(upload: &Upload) -> FollowForm {
    FollowForm {
        action: upload.text("action"),
        text: upload.text("text"),
        score: upload.text("score"),
        words: upload.text("words"),
        reason: upload.text("reason"),
        sure: upload.text("sure"),
    }
}

/// Does it, lets go of what was uploaded, and reads the tip anew.
///
/// # Errors
/// [`DeedError`].
pub async fn do_deed(
    app: &App,
    receipt: &Receipt,
    form: FollowForm,
    mut once: String,
    upload: &mut Upload,
) -> Result<(Said, TipFollowed), DeedError> {
    if once.is_empty() || once.len() > ONCE_MAX {
        // Without a token of its own the caller forgoes safe repetition.
        once = crate::secret::random_token();
    }
    let collected = upload.collect(app, None).await?;
    let raw = RawDeed {
        form,
        once,
        photos: std::mem::take(&mut upload.photos),
        photo_count: upload.photo_count,
        seen: std::mem::take(&mut upload.seen),
        photo_error: upload.photo_error.take(),
    };
    let said = act_on_tip(app, receipt, raw).await?;
    release(app, &collected).await;
    let followed = follow_tip(app, receipt).await?.ok_or(DeedError::NotFound)?;
    Ok((said, followed))
}

fn page(app: &App, headers: &HeaderMap, status: StatusCode, followed: &TipFollowed) -> Response {
    render::own_page(app, headers, status, || resident::follow::page(followed))
}

fn refused(app: &App, headers: &HeaderMap, typed: &str, message: &str) -> Response {
    ask_again(app, headers, StatusCode::UNPROCESSABLE_ENTITY, typed, message)
}

fn unknown(app: &App, headers: &HeaderMap, typed: &str) -> Response {
    let message = "没有这个查询码，请对照纸条再看一遍";
    ask_again(app, headers, StatusCode::NOT_FOUND, typed, message)
}

fn ask_again(app: &App, headers: &HeaderMap, status: StatusCode, typed: &str, message: &str) -> Response {
    let errors = FormErrors::one("receipt", message);
    render::own_page(app, headers, status, || resident::receipt_ask::page(typed, &errors))
}
