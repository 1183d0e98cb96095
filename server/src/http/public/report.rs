//! The way of a tip through the browser: category, form, receipt.

use app::{
    domain::{
        category::{Category, CategoryGuide},
        village_search::QUERY_MAX,
    },
    forms::{FormErrors, tip_form::TipForm},
    pages::resident,
    ports::{Choices, Places, ReceiptIssued, ReportChoice, ReportForm, VillageChoice},
};
use axum::{
    extract::{Multipart, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{
        client::Client,
        error::HttpError,
        public::tip_input,
        qr, render,
        sender::{Sender, new_device},
        upload::Upload,
    },
    services::{
        receive_upload::release,
        submit_tip::{SubmitError, Submitted, submit_tip},
    },
};

/// Said when a form that was sent comes again with other words.
const SENT_BEFORE: &str = "这张表刚才已经发出去一条了。要把改过的当作新的一条，请再按一次发送";
/// Villages offered for a name in the form.
const CHOICES_MAX: usize = 20;

/// Where the person comes from.
#[derive(Deserialize, Default)]
pub struct From {
    /// A village's code.
    #[serde(default)]
    village: String,
    /// A village's name, typed into the form's own search.
    #[serde(default)]
    q: String,
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
    let query: String = from.q.trim().chars().take(QUERY_MAX).collect();
    let key = FormKey::new(&app);
    let shown = shown_form(&app, guide, form, key, query, FormErrors::default());
    let mut response = render::own_page(&app, &headers, StatusCode::OK, || resident::report_form::page(shown));
    if let Some(cookie) = new_device(&app, &headers) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
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
        category,
        ..tip_input::form(&upload)
    };
    let place = place_in_words(&app, &form);
    let collected = upload.collect(&app).await?;
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
            let shown = shown_form(&app, guide, form, key, String::new(), errors);
            Ok(render::own_page(
                &app,
                &headers,
                StatusCode::UNPROCESSABLE_ENTITY,
                || resident::report_form::page(shown),
            ))
        }
        // Gone back to after it was sent, and changed: another tip, which needs a key of its own.
        Err(SubmitError::KeyReused) => {
            let errors = FormErrors::one("text", SENT_BEFORE);
            let shown = shown_form(&app, guide, form, FormKey::new(&app), String::new(), errors);
            Ok(render::own_page(&app, &headers, StatusCode::CONFLICT, || {
                resident::report_form::page(shown)
            }))
        }
        Err(other) => Err(other.into()),
    }
}

/// What makes sending a form twice harmless, and shows when it was opened.
struct FormKey {
    key: String,
    opened: String,
}

impl FormKey {
    fn new(app: &App) -> Self {
        let key = app.secret.form_key();
        Self {
            opened: app.secret.opened(&key, app.clock.now()),
            key,
        }
    }
}

fn find_guide<'a>(app: &'a App, category: &str) -> Result<&'a CategoryGuide, HttpError> {
    let category: Category = category.parse().map_err(|_| HttpError::not_found())?;
    app.reference.category_guide(category).ok_or_else(HttpError::not_found)
}

fn chosen(app: &App, village: &str) -> Option<VillageChoice> {
    app.places.choice(village.parse().ok()?)
}

fn shown_form(
    app: &App,
    guide: &CategoryGuide,
    form: TipForm,
    key: FormKey,
    query: String,
    errors: FormErrors,
) -> ReportForm {
    let village = chosen(app, &form.village);
    let choices = if query.is_empty() {
        Choices::default()
    } else {
        app.places.choices(&query, CHOICES_MAX)
    };
    let route = app.places.route(guide.category, village.as_ref().map(|v| v.code));
    ReportForm {
        guide: guide.clone(),
        village,
        query,
        choices,
        route,
        idempotency_key: key.key,
        opened: key.opened,
        form,
        errors,
    }
}

fn place_in_words(app: &App, form: &TipForm) -> String {
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
