//! The form on its way to the page: as it opens, as it was refused, and as it asks for a place in the middle of being
//! filled.

use app::{
    domain::{
        category::{Category, CategoryGuide},
        proposal::CategoryWords,
    },
    forms::{FormErrors, identity_form::IdentityForm, tip_form::TipForm},
    islands::{place_field::ANOTHER, report_flow::CHOOSE, village_box::FIND},
    pages::resident,
    ports::{Choices, Places, ReportForm, VillageChoice},
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError, public::tip_input, render, upload::Upload},
    services::{change_kept, near_by::near_by},
};

/// Villages offered for a name in the form.
const CHOICES_MAX: usize = 20;

/// A form on its way to the page.
pub(super) struct Shown<'a> {
    pub(super) guide: &'a CategoryGuide,
    /// The case chosen to join, in a form that was refused.
    pub(super) join: String,
    pub(super) form: TipForm,
    pub(super) key: FormKey,
    pub(super) query: String,
    pub(super) kept: Vec<String>,
    pub(super) identity: IdentityForm,
    pub(super) errors: FormErrors,
}

impl<'a> Shown<'a> {
    /// A form without errors and with a fresh key.
    pub(super) fn new(app: &App, guide: &'a CategoryGuide, form: TipForm) -> Self {
        Self {
            guide,
            form,
            key: FormKey::new(app),
            query: String::new(),
            join: String::new(),
            kept: Vec::new(),
            identity: IdentityForm::default(),
            errors: FormErrors::default(),
        }
    }

    /// Keeps the photos that came with a form that was refused for another reason, so that nobody picks them twice.
    pub(super) async fn with_photos(
        mut self,
        app: &App,
        client: Client,
        mut upload: Upload,
    ) -> Result<Self, HttpError> {
        if self.errors.get("photo").is_none() {
            self.kept = upload.keep_photos(app, client).await?;
        }
        Ok(self)
    }

    pub(super) async fn answer(
        self,
        app: &App,
        headers: &HeaderMap,
        status: StatusCode,
    ) -> Result<Response, HttpError> {
        let shown = self.form(app).await?;
        Ok(render::own_page(app, headers, status, || {
            resident::report_form::page(shown)
        }))
    }

    pub(super) async fn form(self, app: &App) -> Result<ReportForm, HttpError> {
        let village = chosen(app, &self.form.village);
        let choices = if self.query.is_empty() {
            Choices::default()
        } else {
            app.places.choices(&self.query, CHOICES_MAX)
        };
        let route = app.places.route(self.guide.category, village.as_ref().map(|v| v.code));
        let proposals = if self.guide.category == Category::Unsure {
            words(app)
        } else {
            Vec::new()
        };
        let near_by = match &village {
            Some(village) => near_by(app, self.guide.category, village.code, &self.join).await?,
            None => Vec::new(),
        };
        Ok(ReportForm {
            guide: self.guide.clone(),
            village,
            query: self.query,
            choices,
            near_by,
            idempotency_key: self.key.key,
            opened: self.key.opened,
            kept: self.kept,
            proposals,
            form: self.form,
            identity: change_kept::identity_ask(app, route.lead.clone(), self.identity),
            route,
            errors: self.errors,
        })
    }
}

/// What makes sending a form twice harmless, and shows when it was opened.
pub(super) struct FormKey {
    pub(super) key: String,
    pub(super) opened: String,
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

/// What a form without scripts asks of the place, in the middle of being filled: nothing is sent, all that was typed stays.
pub(super) enum PlaceAsked {
    /// The villages of this name.
    Named(String),
    /// To choose again.
    Another,
    /// This one, among those found.
    Chosen(String),
}

impl PlaceAsked {
    pub(super) fn in_form(upload: &Upload) -> Option<Self> {
        let chosen = upload.text(CHOOSE);
        match upload.text(FIND).as_str() {
            _ if !chosen.is_empty() => Some(Self::Chosen(chosen)),
            "" => None,
            ANOTHER => Some(Self::Another),
            _ => Some(Self::Named(tip_input::village_named(upload))),
        }
    }

    pub(super) fn shown<'a>(self, app: &App, guide: &'a CategoryGuide, mut form: TipForm) -> Shown<'a> {
        let mut query = String::new();
        match self {
            Self::Named(name) => query = name,
            Self::Another => form.village.clear(),
            Self::Chosen(village) => form.village = village,
        }
        Shown {
            query,
            ..Shown::new(app, guide, form)
        }
    }
}

/// The words by which each category is known.
pub(super) fn words(app: &App) -> Vec<CategoryWords> {
    app.reference
        .categories()
        .iter()
        .filter(|guide| !guide.words.is_empty())
        .map(CategoryWords::from)
        .collect()
}

/// The village of this code, as the form shows it.
pub(super) fn chosen(app: &App, village: &str) -> Option<VillageChoice> {
    app.places.choice(village.parse().ok()?)
}
