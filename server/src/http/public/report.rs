//! The way of a tip through the browser: category, form, receipt.

use app::{
    domain::{
        category::{Category, CategoryGuide},
        proposal::{Proposal, propose},
        receipt::Receipt,
    },
    forms::{FormErrors, tip_form::TipForm},
    islands::place_field::ASKED,
    pages::resident,
    ports::{Places, ReceiptIssued, ReportChoice, ReportProposal},
};
use axum::{
    Form, Json,
    extract::{Multipart, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{
        client::Client,
        error::HttpError,
        public::{
            report_shown::{FormKey, PlaceAsked, Shown, chosen, words},
            tip_input,
        },
        qr, receipt_picture, render,
        sender::new_device,
        upload::{Upload, UploadError},
    },
    services::{
        find_receipt::find_receipt,
        near_by::near_by,
        receive_upload::release,
        screen_tip::Sender,
        submit_tip::{SubmitError, Submitted, submit_tip},
    },
};

/// Said when a form that was sent comes again with other words.
const SENT_BEFORE: &str = "这张表刚才已经发出去一条了。要把改过的当作新的一条，请再按一次发送";

/// Said of a village that was named where several could be meant.
const WHICH: &str = "是哪个村？请从下面点一个。下面没有，就再按一次“发出”，村名照您写的发";

/// Where the person comes from.
#[derive(Deserialize, Default)]
pub struct From {
    /// A village's code.
    #[serde(default)]
    village: String,
}

/// `GET /report`: what is it about?
pub async fn choose(State(app): State<App>, Query(from): Query<From>, headers: HeaderMap) -> Response {
    let choice = ReportChoice {
        categories: app.reference.categories().to_vec(),
        village: chosen(&app, &from.village),
    };
    render::own_page(&app, &headers, StatusCode::OK, || {
        resident::report_choice::page(&choice)
    })
}

/// `GET /report/{category}`: the form.
///
/// # Errors
/// 404 for an unknown category.
pub async fn form(
    State(app): State<App>,
    Path(category): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let guide = find_guide(&app, &category)?;
    let form = TipForm {
        category,
        village: from.village,
        ..TipForm::default()
    };
    let shown = Shown::new(&app, guide, form).form(&app).await?;
    let mut response = render::own_page(&app, &headers, StatusCode::OK, || resident::report_form::page(shown));
    if let Some(cookie) = new_device(&app, &headers) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /offline/report/{category}`: the form as phones keep it for where there is no network. It holds no key: each draft
/// written in it makes its own.
///
/// # Errors
/// 404 for an unknown category.
pub async fn kept_form(
    State(app): State<App>,
    Path(category): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let guide = find_guide(&app, &category)?;
    let address = format!("/offline/report/{category}");
    let form = TipForm {
        category,
        ..TipForm::default()
    };
    let key = FormKey {
        key: String::new(),
        opened: String::new(),
    };
    let shown = Shown {
        key,
        ..Shown::new(&app, guide, form)
    };
    render::public_page(&app, &headers, &address, shown.form(&app), resident::report_form::page).await
}

/// What the form's island asks once a village is chosen.
#[derive(Deserialize)]
pub struct Near {
    /// The category's code.
    #[serde(default)]
    category: String,
    /// The village's code.
    #[serde(default)]
    village: String,
}

/// `GET /fn/near_by`: open cases of the same kind near by, as the form itself would show them.
///
/// # Errors
/// 404 for an unknown category or village.
pub async fn near(State(app): State<App>, Query(near): Query<Near>) -> Result<Response, HttpError> {
    let guide = find_guide(&app, &near.category)?;
    let village = near.village.parse().map_err(|_| HttpError::not_found())?;
    let cases = near_by(&app, guide.category, village, "").await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(cases)).into_response())
}

/// `POST /report/{category}`: the receipt, shown once; or the form again with all that was typed.
///
/// # Errors
/// 404 for an unknown category, 403 for a form that is not ours, 429 and 503 with a time to come again.
pub async fn submit(
    State(app): State<App>,
    Path(category): Path<String>,
    client: Client,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, HttpError> {
    let guide = find_guide(&app, &category)?;
    let sender = Sender::admit(&app, client, &headers)?;
    let mut upload = Upload::read(multipart).await?;
    let key = FormKey {
        key: upload.text("idempotency_key"),
        opened: upload.text("opened"),
    };
    if !app.secret.is_form_key(&key.key) {
        return Err(HttpError::forbidden("这张表已经失效，请返回重新打开再填"));
    }
    let form = TipForm {
        category: category.clone(),
        ..tip_input::as_typed(&upload)
    };
    if let Some(proposals) = proposals(&app, &upload, guide) {
        let kept = upload.keep_photos(&app, client).await?;
        let data = ReportProposal {
            proposals,
            fields: fields_again(&upload, kept),
        };
        return Ok(render::own_page(&app, &headers, StatusCode::OK, || {
            resident::report_proposal::page(&data)
        }));
    }
    let identity = tip_input::identity(&upload);
    let join = upload.text("join");
    if let Some(asked) = PlaceAsked::in_form(&upload) {
        let shown = Shown {
            join,
            key,
            identity,
            ..asked.shown(&app, guide, form)
        };
        let shown = shown.with_photos(&app, client, upload).await?;
        return shown.answer(&app, &headers, StatusCode::OK).await;
    }
    let form = TipForm {
        category,
        ..tip_input::form(&app, &upload)
    };
    if let Some(name) = unsettled(&app, &upload, &form) {
        let shown = Shown {
            join,
            key,
            identity,
            errors: FormErrors::one("village", format!("“{name}”{WHICH}")),
            query: name,
            ..Shown::new(&app, guide, tip_input::as_typed(&upload))
        };
        let shown = shown.with_photos(&app, client, upload).await?;
        return shown.answer(&app, &headers, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let place = place_in_words(&app, &form);
    let again = upload.try_clone().map_err(UploadError::from)?;
    let collected = upload.collect(&app, Some(&key.key)).await?;
    let sender = sender.with_effort(&app, &key.key, &upload.text("challenge"), &key.opened);
    let raw = tip_input::raw(form.clone(), upload, key.key.clone(), Some(sender));
    match submit_tip(&app, raw).await {
        Ok(submitted) => {
            release(&app, &collected).await;
            let issued = issued(&app, guide, place, &submitted);
            let status = if submitted.replayed {
                StatusCode::OK
            } else {
                StatusCode::CREATED
            };
            Ok(render::own_page(&app, &headers, status, || {
                resident::receipt_issued::page(&issued)
            }))
        }
        Err(SubmitError::Invalid(errors)) => {
            let shown = Shown {
                join,
                key,
                identity,
                errors,
                ..Shown::new(&app, guide, form)
            };
            let shown = shown.with_photos(&app, client, again).await?;
            shown.answer(&app, &headers, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        // Gone back to after it was sent, and changed: another tip, which needs a key of its own.
        Err(SubmitError::KeyReused) => {
            let errors = FormErrors::one("text", SENT_BEFORE);
            let shown = Shown {
                join,
                identity,
                errors,
                ..Shown::new(&app, guide, form)
            };
            let shown = shown.with_photos(&app, client, again).await?;
            shown.answer(&app, &headers, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /report/received`: the receipt of a tip that a script has sent, shown as any other.
///
/// # Errors
/// 422 and 404 for digits that are no receipt, 429 for guessing.
pub async fn received(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Form(asked): Form<super::receipt::Asked>,
) -> Result<Response, HttpError> {
    let guess = app.limits.receipts.begin(client.0).map_err(HttpError::too_many)?;
    let receipt: Receipt = asked
        .receipt
        .parse()
        .map_err(|error| HttpError::invalid(FormErrors::one("receipt", format!("{error}"))))?;
    let found = find_receipt(&app, &receipt).await?;
    let issued = found.ok_or_else(HttpError::invalid_receipt)?;
    guess.was_right();
    Ok(render::own_page(&app, &headers, StatusCode::OK, || {
        resident::receipt_issued::page(&issued)
    }))
}

/// The village that was named, where several could be meant and that was not asked before.
fn unsettled(app: &App, upload: &Upload, form: &TipForm) -> Option<String> {
    let name = tip_input::village_named(upload);
    let asks = form.village.is_empty() && !name.is_empty() && upload.text(ASKED) != name;
    (asks && app.places.choices(&name, 1).total > 0).then_some(name)
}

/// What the words of who is not sure speak of; none where they chose, or nothing speaks for anything.
fn proposals(app: &App, upload: &Upload, guide: &CategoryGuide) -> Option<Vec<Proposal>> {
    let asks = guide.category == Category::Unsure && upload.text(resident::report_form::SURE).is_empty();
    let proposals = asks.then(|| propose(&upload.text("text"), &words(app)))?;
    (!proposals.is_empty()).then_some(proposals)
}

/// All that was typed, to be sent once more.
fn fields_again(upload: &Upload, kept: Vec<String>) -> Vec<(String, String)> {
    let typed = upload.fields.iter().filter(|(_, value)| !value.is_empty());
    typed
        .map(|(name, value)| (name.clone(), value.clone()))
        .chain(
            upload
                .captions
                .iter()
                .map(|caption| ("caption".to_owned(), caption.clone())),
        )
        .chain(kept.into_iter().map(|id| ("upload".to_owned(), id)))
        .collect()
}

fn find_guide<'a>(app: &'a App, category: &str) -> Result<&'a CategoryGuide, HttpError> {
    let category: Category = category.parse().map_err(|_| HttpError::not_found())?;
    app.reference.category_guide(category).ok_or_else(HttpError::not_found)
}

/// The place of a tip in plain words.
pub fn place_in_words(app: &App, form: &TipForm) -> String {
    match form
        .village
        .parse()
        .ok()
        .and_then(|code| app.reference.divisions().village(code))
    {
        Some(located) => located.full_name(),
        None if form.place_text.trim().is_empty() => "没有说地点".to_owned(),
        None => form.place_text.trim().to_owned(),
    }
}

fn issued(app: &App, guide: &CategoryGuide, place: String, submitted: &Submitted) -> ReceiptIssued {
    let deadlines = app.reference.deadlines(guide.kind, submitted.filed_at);
    ReceiptIssued {
        qr_svg: qr::svg(submitted.receipt.digits()),
        picture: receipt_picture::address(&submitted.receipt),
        joined: submitted.joined,
        receipt: submitted.receipt.clone(),
        filed_at: submitted.filed_at,
        category: guide.name.clone(),
        place,
        lead: app.reference.office_name(submitted.route.lead),
        joint: submitted
            .route
            .joint
            .iter()
            .map(|office| app.reference.office_name(*office))
            .collect(),
        accept_by: deadlines.accept_by,
        close_by: deadlines.close_by,
        photos: submitted.photos,
    }
}
