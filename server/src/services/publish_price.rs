//! Price and subsidy rules: drafted from one in force, checked against all others, published by a second person.

use app::{
    domain::{
        agency::Area,
        division::CountyCode,
        edition::{EditionKind, EditionState},
        heating::{
            change::RuleChange,
            check::{Entry, Fault, faults},
            rule::RuleBook,
        },
        permission::{Action, Actor, Subject, may},
    },
    forms::{
        FormErrors,
        rule_form::{RuleForm, field_of},
    },
    ports::price_desk::PriceDesk,
};
use serde::{Deserialize, Serialize};
use time::{Date, macros::format_description};

use super::{read_price::desk, reload_prices::reload_prices};
use crate::{
    app_state::App,
    storage::{EDITION_CHANGED, EDITION_DAY_TAKEN, Edition, EditionEvent, NewEdition, StorageError},
};

/// Why a change cannot be read or made.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// It does not exist, or is not this person's to see.
    #[error("no such change")]
    NotFound,
    /// This person may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Something in the form must be changed: the desk as it was typed, with messages.
    #[error("the form has errors")]
    Invalid(Box<PriceDesk>),
    /// Somebody was faster.
    #[error("conflict")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
    /// What is stored cannot be read, or contradicts itself.
    #[error("{0:#}")]
    Defect(anyhow::Error),
}

impl From<StorageError> for PriceError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(EDITION_CHANGED) {
            Self::Conflict
        } else {
            Self::Storage(error)
        }
    }
}

/// A change as it is stored: what was typed, and what that means once it can be read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct PriceDocument {
    /// What it means; empty while it cannot be read.
    #[serde(flatten)]
    pub change: RuleChange,
    /// What was typed.
    #[serde(default)]
    pub form: RuleForm,
}

/// A change as it is worked on.
pub(super) struct Worked {
    pub edition: Edition,
    pub document: PriceDocument,
}

impl Worked {
    pub(super) const fn county(&self) -> Option<CountyCode> {
        self.document.change.county
    }

    pub(super) const fn subject(&self) -> Subject<'static> {
        Subject::Price {
            county: self.county(),
            drafted_by: self.edition.drafted_by,
        }
    }

    /// What is typed, as a change of all rules; or what is wrong with it, by field of the form.
    pub(super) fn effect(&self, app: &App) -> Result<(Date, RuleChange, RuleBook), FormErrors> {
        let id = self.edition.scope.as_str();
        let (day, change) = self.document.form.read(id, self.county(), self.edition.demonstration)?;
        let standing = app.heating.load_full();
        let changed = standing.book().clone().changed(&change, day);
        let changed = changed.map_err(|fault| FormErrors::one("replaces", fault.to_string()))?;
        let mut errors = FormErrors::default();
        let own = changed.rules.iter().position(|rule| rule.id == id);
        for Fault { entry, field, message } in faults(&changed, app.reference.divisions()) {
            // What is wrong elsewhere was so before, unless this rule stands against an earlier one.
            if own.is_none_or(|own| entry == Entry::Rule(own)) {
                errors.add(field_of(&field), message);
            }
        }
        if let Some(county) = self.county()
            && change.rule.as_ref().is_some_and(|rule| !within(rule, county))
        {
            errors.add("places", "县里的规则只能写本县的县、乡、村代码");
        }
        errors.into_result((day, change, changed))
    }
}

/// Whether a rule speaks of one county's places alone.
fn within(rule: &app::domain::heating::rule::Rule, county: CountyCode) -> bool {
    let audience = &rule.audience;
    let named = audience.counties.len() + audience.towns.len() + audience.villages.len() > 0;
    named
        && audience.counties.iter().all(|code| *code == county)
        && audience.towns.iter().all(|code| code.county() == county)
        && audience.villages.iter().all(|code| code.county() == county)
}

/// A change that this person may see.
pub(super) async fn find_readable(app: &App, actor: &Actor, id: i64) -> Result<Worked, PriceError> {
    let edition = app.storage.find_edition(id).await?.ok_or(PriceError::NotFound)?;
    if edition.kind != EditionKind::Price {
        return Err(PriceError::NotFound);
    }
    let document = PriceDocument::deserialize(&edition.document).map_err(|error| PriceError::Defect(error.into()))?;
    let worked = Worked { edition, document };
    if may(actor, Action::ReadPrice, &worked.subject()) {
        Ok(worked)
    } else {
        Err(PriceError::NotFound)
    }
}

/// Begins a change, from the rule that it is to replace where there is one; gives its identifier.
///
/// # Errors
/// [`PriceError`].
pub async fn draft_price(app: &App, actor: &Actor, replaces: &str) -> Result<i64, PriceError> {
    let county = match actor.office.area {
        Area::City => None,
        area => area.county(),
    };
    let subject = Subject::Price {
        county,
        drafted_by: None,
    };
    if !may(actor, Action::DraftPrice, &subject) {
        return Err(PriceError::Forbidden("价格和补贴由发展改革部门起草"));
    }
    let rules = app.heating.load_full();
    let form = match rules.book().rule(replaces) {
        Some(rule) => RuleForm {
            replaces: rule.id.clone(),
            ..RuleForm::of(rule)
        },
        None if replaces.is_empty() => RuleForm::default(),
        None => return Err(PriceError::NotFound),
    };
    let at = app.clock.now();
    let stamp = at
        .format(format_description!("[year][month][day]-[hour][minute][second]"))
        .map_err(|error| PriceError::Defect(error.into()))?;
    let document = PriceDocument {
        change: RuleChange {
            county,
            ..RuleChange::default()
        },
        form,
    };
    let new = NewEdition {
        kind: EditionKind::Price,
        // The rule's identifier: never used again, and it says whose it is and when it was begun.
        scope: format!("{}-{stamp}-{}", actor.office.area, actor.account),
        document: serde_json::to_value(document).map_err(|error| PriceError::Defect(error.into()))?,
        demonstration: app.config.site.demonstration,
        drafted_by: actor.account,
        at,
    };
    Ok(app.storage.insert_edition(new).await?)
}

/// Saves, checks, publishes, sends back or withdraws a change.
///
/// # Errors
/// [`PriceError`]; then nothing is changed, but what was typed is kept.
pub async fn change_price(app: &App, actor: &Actor, id: i64, form: RuleForm) -> Result<(), PriceError> {
    let worked = find_readable(app, actor, id).await?;
    if form.revision.parse() != Ok(worked.edition.revision) {
        return Err(PriceError::Conflict);
    }
    match (form.action.as_str(), worked.edition.state) {
        ("save" | "check", EditionState::Draft) => write(app, actor, worked, form).await,
        ("approve", EditionState::Checked) => publish(app, actor, worked, form).await,
        ("send_back", EditionState::Checked) => send_back(app, actor, worked, form).await,
        ("withdraw", _) => withdraw(app, actor, worked, form).await,
        _ => Err(PriceError::Conflict),
    }
}

async fn write(app: &App, actor: &Actor, mut worked: Worked, form: RuleForm) -> Result<(), PriceError> {
    if !may(actor, Action::DraftPrice, &worked.subject()) {
        return Err(PriceError::Forbidden("价格和补贴由发展改革部门起草"));
    }
    let check = form.action == "check";
    let (csrf, revision, action, remark) = Default::default();
    worked.document.form = RuleForm {
        csrf,
        revision,
        action,
        remark,
        ..form
    };
    worked.edition.drafted_by = Some(actor.account);
    let effect = worked.effect(app);
    let county = worked.county();
    match &effect {
        Ok((day, change, _)) => {
            worked.document.change = change.clone();
            worked.edition.effective = Some(*day);
        }
        Err(_) => {
            worked.document.change = RuleChange {
                county,
                ..RuleChange::default()
            };
            worked.edition.effective = None;
        }
    }
    worked.edition.document =
        serde_json::to_value(&worked.document).map_err(|error| PriceError::Defect(error.into()))?;
    let refused = effect.err().filter(|_| check);
    if check && refused.is_none() {
        worked.edition.state = EditionState::Checked;
    }
    let kind = if worked.edition.state == EditionState::Checked {
        "check"
    } else {
        "save"
    };
    let revision = store(app, actor, &worked, kind, "").await?;
    match refused {
        // What was typed is kept as a draft all the same: only the step forward is refused.
        Some(errors) => {
            worked.edition.revision = revision;
            Err(invalid(app, actor, worked, errors).await)
        }
        None => Ok(()),
    }
}

async fn publish(app: &App, actor: &Actor, mut worked: Worked, form: RuleForm) -> Result<(), PriceError> {
    if !may(actor, Action::ApprovePrice, &worked.subject()) {
        return Err(PriceError::Forbidden("发布要由本单位另一位审核人来做"));
    }
    // The rules may have changed since it was checked.
    if let Err(errors) = worked.effect(app) {
        return Err(invalid(app, actor, worked, errors).await);
    }
    worked.edition.state = EditionState::Published;
    worked.edition.approved_by = Some(actor.account);
    worked.edition.published_at = Some(app.clock.now());
    match store(app, actor, &worked, "approve", &form.remark).await {
        Err(PriceError::Storage(error)) if error.is_conflict(EDITION_DAY_TAKEN) => Err(PriceError::Conflict),
        Err(other) => Err(other),
        Ok(_) => reload_prices(app).await.map_err(PriceError::Defect),
    }
}

async fn send_back(app: &App, actor: &Actor, mut worked: Worked, form: RuleForm) -> Result<(), PriceError> {
    let own = worked.edition.drafted_by == Some(actor.account) && may(actor, Action::DraftPrice, &worked.subject());
    if !own && !may(actor, Action::ApprovePrice, &worked.subject()) {
        return Err(PriceError::Forbidden("退回要由本单位的审核人来做"));
    }
    if form.remark.trim().is_empty() && !own {
        let errors = FormErrors::one("remark", "请写为什么退回");
        return Err(invalid(app, actor, worked, errors).await);
    }
    worked.edition.state = EditionState::Draft;
    store(app, actor, &worked, "send_back", &form.remark).await.map(|_| ())
}

async fn withdraw(app: &App, actor: &Actor, mut worked: Worked, form: RuleForm) -> Result<(), PriceError> {
    let published = worked.edition.state == EditionState::Published;
    let action = if published {
        Action::ApprovePrice
    } else {
        Action::DraftPrice
    };
    if worked.edition.state == EditionState::Withdrawn || !may(actor, action, &worked.subject()) {
        return Err(PriceError::Forbidden("撤回要由本单位来做，已发布的由另一位审核人来做"));
    }
    if published && worked.edition.effective.is_none_or(|day| day <= app.today()) {
        return Err(PriceError::Forbidden(
            "已经生效的不能撤回：有人按它算过账，要另起一条来替换",
        ));
    }
    if form.remark.trim().is_empty() {
        let errors = FormErrors::one("remark", "请写为什么撤回");
        return Err(invalid(app, actor, worked, errors).await);
    }
    worked.edition.state = EditionState::Withdrawn;
    store(app, actor, &worked, "withdraw", &form.remark).await?;
    reload_prices(app).await.map_err(PriceError::Defect)
}

async fn store(app: &App, actor: &Actor, worked: &Worked, kind: &str, remark: &str) -> Result<i64, PriceError> {
    let event = EditionEvent {
        remark: remark.trim().chars().take(500).collect(),
        ..EditionEvent::new(app.clock.now(), Some(actor.account), kind)
    };
    Ok(app.storage.update_edition(&worked.edition, event).await?)
}

/// The desk with what is wrong with it.
async fn invalid(app: &App, actor: &Actor, worked: Worked, errors: FormErrors) -> PriceError {
    match desk(app, actor, worked).await {
        Ok(mut desk) => {
            desk.errors = errors;
            PriceError::Invalid(Box::new(desk))
        }
        Err(error) => error,
    }
}
