//! Tips that staff enter for somebody who calls, comes or writes.

use app::{
    domain::{
        category::{Category, CategoryGuide},
        counter::Channel,
        permission::{Action, Subject, may},
        village_search::QUERY_MAX,
    },
    forms::{FormErrors, identity_form::IdentityForm, tip_form::TipForm},
    pages::staff,
    ports::{Choices, CounterForm, CounterSlip, Places},
};
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use time::Duration;

use super::session::Staff;
use crate::{
    app_state::App,
    http::{
        error::HttpError,
        public::{report::place_in_words, tip_input},
        qr, render,
        upload::Upload,
    },
    services::{
        change_kept::identity_ask,
        submit_tip::{RawTip, SubmitError, Submitted, submit_tip},
    },
    storage::Entered,
};

/// Villages offered at most.
const CHOICES_MAX: usize = 20;
/// How long the same form, sent again because the line broke, still answers with the digits.
const REPEATED: Duration = Duration::minutes(10);

/// What the person speaks of.
#[derive(Deserialize, Default)]
pub struct About {
    /// The category.
    #[serde(default)]
    category: String,
    /// The village's code.
    #[serde(default)]
    village: String,
    /// What was typed into the search for the village.
    #[serde(default)]
    q: String,
}

fn check(staff: &Staff) -> Result<(), HttpError> {
    if may(&staff.actor, Action::EnterTip, &Subject::Counter) {
        Ok(())
    } else {
        Err(HttpError::forbidden("代录线索由市、县散烧办来做"))
    }
}

/// `GET /staff/tips/new`: what is it about, then the form.
///
/// # Errors
/// 403 for a person who may not, 404 for an unknown category.
pub async fn form(State(app): State<App>, staff: Staff, Query(about): Query<About>) -> Result<Response, HttpError> {
    check(&staff)?;
    if about.category.is_empty() {
        let categories = app.reference.categories();
        return Ok(render::staff_document(&app, StatusCode::OK, || {
            staff::counter::choose(categories, &staff.shown)
        }));
    }
    let guide = find_guide(&app, &about.category)?;
    let typed = TipForm {
        category: about.category,
        village: about.village,
        ..TipForm::default()
    };
    let query: String = about.q.trim().chars().take(QUERY_MAX).collect();
    let shown = CounterForm {
        query,
        ..shown(&app, guide, typed, app.secret.form_key())
    };
    Ok(page(&app, &staff, StatusCode::OK, shown))
}

/// `POST /staff/tips/new`: stores the tip and shows its slip, once.
///
/// # Errors
/// 403 for a forged token or a person who may not, 503 with a time to come again.
pub async fn submit(State(app): State<App>, staff: Staff, multipart: Multipart) -> Result<Response, HttpError> {
    check(&staff)?;
    let upload = Upload::read(multipart).await?;
    staff.check_csrf(&upload.text("csrf"))?;
    let key = upload.text("idempotency_key");
    if !app.secret.is_form_key(&key) {
        return Err(HttpError::forbidden("这张表已经失效，请返回重新打开再填"));
    }
    let typed = tip_input::form(&app, &upload);
    let guide = find_guide(&app, &typed.category)?;
    let channel = upload.text("channel");
    let identity = tip_input::identity(&upload);
    let refuse = |status, typed: TipForm, key: String, errors: FormErrors| {
        let mut shown = CounterForm {
            channel: channel.clone(),
            errors,
            ..shown(&app, guide, typed, key)
        };
        shown.identity.form = identity.clone();
        Ok(page(&app, &staff, status, shown))
    };
    let Ok(came_by) = channel.parse::<Channel>() else {
        let errors = FormErrors::one("channel", "请选怎么来的：电话、来访还是信件");
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, typed, key, errors);
    };
    let raw = RawTip {
        entered: Some(Entered {
            channel: came_by,
            account: staff.actor.account,
            office: staff.actor.office,
        }),
        ..tip_input::raw(typed.clone(), upload, key.clone(), None)
    };
    match submit_tip(&app, raw).await {
        Ok(submitted) => {
            let place = place_in_words(&app, &typed);
            let slip = slip(&app, guide, place, submitted);
            Ok(render::staff_document(&app, StatusCode::CREATED, || {
                staff::counter::slip(slip, &staff.shown)
            }))
        }
        Err(SubmitError::Invalid(errors)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, typed, key, errors),
        Err(SubmitError::KeyReused) => {
            let errors = FormErrors::one("text", "这张表刚才已经录过一条。要把改过的当作新的一条，请再交一次");
            refuse(StatusCode::CONFLICT, typed, app.secret.form_key(), errors)
        }
        Err(other) => Err(other.into()),
    }
}

fn find_guide<'a>(app: &'a App, category: &str) -> Result<&'a CategoryGuide, HttpError> {
    let category: Category = category.parse().map_err(|_| HttpError::not_found())?;
    app.reference.category_guide(category).ok_or_else(HttpError::not_found)
}

fn shown(app: &App, guide: &CategoryGuide, form: TipForm, idempotency_key: String) -> CounterForm {
    let village = form.village.parse().ok().and_then(|code| app.places.choice(code));
    let route = app.places.route(guide.category, village.as_ref().map(|v| v.code));
    CounterForm {
        guide: guide.clone(),
        identity: identity_ask(app, route.lead.clone(), IdentityForm::default()),
        route,
        village,
        query: String::new(),
        choices: Choices::default(),
        idempotency_key,
        channel: String::new(),
        form,
        errors: FormErrors::default(),
    }
}

fn page(app: &App, staff: &Staff, status: StatusCode, mut shown: CounterForm) -> Response {
    if !shown.query.is_empty() {
        shown.choices = app.places.choices(&shown.query, CHOICES_MAX);
    }
    render::staff_document(app, status, || staff::counter::form(&shown, &staff.shown))
}

fn slip(app: &App, guide: &CategoryGuide, place: String, submitted: Submitted) -> CounterSlip {
    let fresh = !submitted.replayed || app.clock.now() - submitted.filed_at < REPEATED;
    let receipt = fresh.then_some(submitted.receipt);
    CounterSlip {
        qr_svg: receipt
            .as_ref()
            .map(|receipt| qr::svg(receipt.digits()))
            .unwrap_or_default(),
        receipt,
        filed_at: submitted.filed_at,
        category: guide.name.clone(),
        place,
        lead: app.reference.office_name(submitted.route.lead),
        follow_address: format!("{}/receipt", app.public_url()),
    }
}
