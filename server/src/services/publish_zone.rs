//! Ban zones: drafted from the version in force, checked, agreed to, published by a second person, withdrawn in time.

use app::{
    domain::{
        agency::Agency,
        consent::{all_agree, standing},
        division::CountyCode,
        edition::{EditionKind, EditionState},
        permission::{Action, Actor, Subject, may},
        zone::BanZone,
        zone_draft::{ZoneContext, ZoneDraft},
    },
    forms::{FormErrors, zone_form::ZoneForm},
    ports::zone_desk::ZoneDesk,
};
use time::Date;

use super::{
    read_ring::{read_polygon, write_polygon},
    read_zone::desk,
    reload_zones::{ZoneDocument, reload_zones},
};
use crate::{
    app_state::App,
    blob::BlobError,
    reference::ZoneBook,
    storage::{EDITION_CHANGED, EDITION_DAY_TAKEN, Edition, EditionAnswer, EditionEvent, NewEdition, StorageError},
};

/// Why a version cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    /// It does not exist, or is not this person's to see.
    #[error("no such version")]
    NotFound,
    /// This person may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Something in the form must be changed: the desk as it was typed, with messages.
    #[error("the form has errors")]
    Invalid(Box<ZoneDesk>),
    /// Somebody was faster.
    #[error("conflict")]
    Conflict,
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
    /// A stored version cannot be read, or the published ones contradict each other.
    #[error("{0:#}")]
    Defect(anyhow::Error),
}

impl From<StorageError> for ZoneError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(EDITION_CHANGED) {
            Self::Conflict
        } else {
            Self::Storage(error)
        }
    }
}

/// A version as it is worked on: its edition, its county and what is written.
pub(super) struct Worked {
    pub edition: Edition,
    pub county: CountyCode,
    pub document: ZoneDocument,
}

impl Worked {
    pub(super) const fn subject(&self) -> Subject<'static> {
        Subject::Zone {
            county: self.county,
            drafted_by: self.edition.drafted_by,
        }
    }

    fn save(&mut self) -> Result<(), ZoneError> {
        self.edition.effective = self.document.draft.in_force;
        self.edition.document =
            serde_json::to_value(&self.document).map_err(|error| ZoneError::Defect(error.into()))?;
        Ok(())
    }
}

/// What a county's draft is checked against: the day decides which version it replaces.
pub(super) struct Surroundings {
    book: std::sync::Arc<ZoneBook>,
    county: CountyCode,
    taken: Vec<Date>,
    day: Date,
}

impl Surroundings {
    pub(super) fn new(app: &App, county: CountyCode, draft: &ZoneDraft) -> Self {
        let book = app.places.zones();
        let taken = book
            .register()
            .history(county)
            .iter()
            .map(|zone| zone.in_force)
            .collect();
        let day = draft.in_force.unwrap_or_else(|| app.today());
        Self {
            book,
            county,
            taken,
            day,
        }
    }

    /// The version in force before the draft's own day.
    pub(super) fn before(&self) -> Option<&BanZone> {
        let history = self.book.register().history(self.county);
        history
            .iter()
            .rev()
            .find(|zone| zone.in_force < self.day && zone.replaced.is_none_or(|end| end >= self.day))
    }

    pub(super) fn context<'a>(&'a self, app: &'a App) -> ZoneContext<'a> {
        let areas = app.reference.areas();
        let area = areas.iter().find(|area| area.code == self.county);
        ZoneContext {
            county: self.county,
            divisions: app.reference.divisions(),
            outline: area.map(|area| (&area.outline, area.margin)),
            city: app.reference.city(),
            before: self.before(),
            taken_days: &self.taken,
        }
    }
}

/// A version that this person may see.
pub(super) async fn find_readable(app: &App, actor: &Actor, id: i64) -> Result<Worked, ZoneError> {
    let edition = app.storage.find_edition(id).await?.ok_or(ZoneError::NotFound)?;
    if edition.kind != EditionKind::BanZone {
        return Err(ZoneError::NotFound);
    }
    let county = edition.scope.parse().map_err(|_| ZoneError::NotFound)?;
    let document = ZoneDocument::read(&edition).map_err(|error| ZoneError::Defect(error.into()))?;
    let worked = Worked {
        edition,
        county,
        document,
    };
    if may(actor, Action::ReadZone, &worked.subject()) {
        Ok(worked)
    } else {
        Err(ZoneError::NotFound)
    }
}

/// Begins a draft for a county from its version in force; gives its identifier.
///
/// # Errors
/// [`ZoneError`].
pub async fn draft_zone(app: &App, actor: &Actor, county: CountyCode) -> Result<i64, ZoneError> {
    let subject = Subject::Zone {
        county,
        drafted_by: None,
    };
    if app.reference.divisions().county(county).is_none() || !may(actor, Action::ReadZone, &subject) {
        return Err(ZoneError::NotFound);
    }
    if !may(actor, Action::DraftZone, &subject) {
        return Err(ZoneError::Forbidden("禁煤区由本县生态环境部门起草"));
    }
    let book = app.places.zones();
    let draft = match book.register().in_force(county, app.today()) {
        Some(zone) => ZoneDraft::from_version(zone),
        None => ZoneDraft {
            includes_briquettes: true,
            contact: "12345".to_owned(),
            ..ZoneDraft::default()
        },
    };
    let document = ZoneDocument {
        draft,
        ..ZoneDocument::default()
    };
    let new = NewEdition {
        kind: EditionKind::BanZone,
        scope: county.to_string(),
        document: serde_json::to_value(document).map_err(|error| ZoneError::Defect(error.into()))?,
        demonstration: app.config.site.demonstration,
        drafted_by: actor.account,
        at: app.clock.now(),
    };
    Ok(app.storage.insert_edition(new).await?)
}

/// Saves, recognises, checks, answers, publishes, sends back or withdraws a version.
///
/// # Errors
/// [`ZoneError`]; then nothing is changed.
pub async fn change_zone(app: &App, actor: &Actor, id: i64, form: ZoneForm) -> Result<(), ZoneError> {
    let worked = find_readable(app, actor, id).await?;
    if form.revision != worked.edition.revision {
        return Err(ZoneError::Conflict);
    }
    match (form.action.as_str(), worked.edition.state) {
        ("save" | "recognise" | "check", EditionState::Draft) => write(app, actor, worked, form).await,
        ("answer", EditionState::Checked) => answer(app, actor, worked, form).await,
        ("approve", EditionState::Checked) => publish(app, actor, worked, form).await,
        ("send_back", EditionState::Checked) => send_back(app, actor, worked, form).await,
        ("withdraw", _) => withdraw(app, actor, worked, form).await,
        _ => Err(ZoneError::Conflict),
    }
}

async fn write(app: &App, actor: &Actor, mut worked: Worked, form: ZoneForm) -> Result<(), ZoneError> {
    if !may(actor, Action::DraftZone, &worked.subject()) {
        return Err(ZoneError::Forbidden("禁煤区由本县生态环境部门起草"));
    }
    let divisions = app.reference.divisions();
    let mut draft = match form.read(worked.county, divisions, &read_polygon) {
        Ok(draft) => draft,
        Err(errors) => return Err(invalid(app, actor, worked, Some(form), errors).await),
    };
    if form.action == "recognise" {
        form.recognise(&mut draft, worked.county, divisions);
    }
    worked.document.draft = draft;
    worked.save()?;
    worked.edition.drafted_by = Some(actor.account);
    if form.action == "check" {
        let surroundings = Surroundings::new(app, worked.county, &worked.document.draft);
        let faults = worked.document.draft.faults(&surroundings.context(app));
        if !faults.is_empty() {
            // What was typed is kept as a draft all the same: only the step forward is refused.
            let event = EditionEvent::new(app.clock.now(), Some(actor.account), "save");
            worked.edition.revision = app.storage.update_edition(&worked.edition, event).await?;
            let mut errors = FormErrors::default();
            for fault in faults {
                errors.add(fault.field, fault.message);
            }
            return Err(invalid(app, actor, worked, None, errors).await);
        }
        worked.edition.state = EditionState::Checked;
    }
    store(app, actor, &worked, &form.action, "").await
}

async fn answer(app: &App, actor: &Actor, worked: Worked, form: ZoneForm) -> Result<(), ZoneError> {
    let agency: Agency = form.agency.parse().map_err(|_| ZoneError::NotFound)?;
    if !super::read_zone::answerable(actor, &worked).contains(&agency) {
        return Err(ZoneError::Forbidden("这个单位的答复不由您来填"));
    }
    let agrees = match form.agrees.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            let errors = FormErrors::one("agrees", "请选同意或不同意");
            return Err(invalid(app, actor, worked, Some(form), errors).await);
        }
    };
    let remark = form.remark.trim().chars().take(500).collect::<String>();
    let on_paper = actor.office.agency != agency;
    if remark.is_empty() && (on_paper || !agrees) {
        let message = if agrees {
            "请写来函的文号"
        } else {
            "请写为什么不同意"
        };
        return Err(invalid(app, actor, worked, Some(form), FormErrors::one("remark", message)).await);
    }
    let answer = EditionAnswer {
        at: app.clock.now(),
        account: actor.account,
        agency,
        revision: worked.edition.revision,
        agrees,
        remark,
    };
    Ok(app.storage.insert_edition_answer(worked.edition.id, answer).await?)
}

async fn publish(app: &App, actor: &Actor, mut worked: Worked, form: ZoneForm) -> Result<(), ZoneError> {
    if !may(actor, Action::ApproveZone, &worked.subject()) {
        return Err(ZoneError::Forbidden("发布要由本县生态环境部门另一位审核人来做"));
    }
    // The zones may have changed since it was checked.
    let surroundings = Surroundings::new(app, worked.county, &worked.document.draft);
    let mut errors = FormErrors::default();
    for fault in worked.document.draft.faults(&surroundings.context(app)) {
        errors.add(fault.field, fault.message);
    }
    if !all_agree(&consents(app, &worked.edition).await?) {
        errors.add("consent", "八个部门还没有都同意");
    }
    if worked.document.draft.in_force.is_some_and(|day| day < app.today()) {
        errors.add("in_force", "生效日期已经过了：请退回，改成今天或以后的日期");
    }
    if !errors.is_empty() {
        return Err(invalid(app, actor, worked, None, errors).await);
    }
    worked.edition.state = EditionState::Published;
    worked.edition.approved_by = Some(actor.account);
    worked.edition.published_at = Some(app.clock.now());
    match store(app, actor, &worked, "approve", &form.remark).await {
        Err(ZoneError::Storage(error)) if error.is_conflict(EDITION_DAY_TAKEN) => {
            worked.edition.state = EditionState::Checked;
            let errors = FormErrors::one("in_force", "这个县在这一天已经有一个版本生效");
            Err(invalid(app, actor, worked, None, errors).await)
        }
        Err(other) => Err(other),
        Ok(()) => reload_zones(app).await.map_err(ZoneError::Defect),
    }
}

async fn send_back(app: &App, actor: &Actor, mut worked: Worked, form: ZoneForm) -> Result<(), ZoneError> {
    let own = worked.edition.drafted_by == Some(actor.account);
    let taken_back = own && may(actor, Action::DraftZone, &worked.subject());
    if !taken_back && !may(actor, Action::ApproveZone, &worked.subject()) {
        return Err(ZoneError::Forbidden("退回要由本县生态环境部门的审核人来做"));
    }
    if form.remark.trim().is_empty() && !taken_back {
        let errors = FormErrors::one("remark", "请写为什么退回");
        return Err(invalid(app, actor, worked, Some(form), errors).await);
    }
    worked.edition.state = EditionState::Draft;
    store(app, actor, &worked, "send_back", &form.remark).await
}

async fn withdraw(app: &App, actor: &Actor, mut worked: Worked, form: ZoneForm) -> Result<(), ZoneError> {
    let published = worked.edition.state == EditionState::Published;
    let (action, refusal) = if published {
        (Action::ApproveZone, "撤回要由本县生态环境部门另一位审核人来做")
    } else {
        (Action::DraftZone, "禁煤区由本县生态环境部门起草")
    };
    if !may(actor, action, &worked.subject()) {
        return Err(ZoneError::Forbidden(refusal));
    }
    if published && worked.edition.effective.is_none_or(|day| day <= app.today()) {
        return Err(ZoneError::Forbidden("已经生效的不能撤回，要发布新的版本来替换"));
    }
    if form.remark.trim().is_empty() {
        let errors = FormErrors::one("remark", "请写为什么撤回");
        return Err(invalid(app, actor, worked, Some(form), errors).await);
    }
    worked.edition.state = EditionState::Withdrawn;
    store(app, actor, &worked, "withdraw", &form.remark).await?;
    reload_zones(app).await.map_err(ZoneError::Defect)
}

pub(super) async fn store(
    app: &App,
    actor: &Actor,
    worked: &Worked,
    kind: &str,
    remark: &str,
) -> Result<(), ZoneError> {
    let event = EditionEvent {
        remark: remark.trim().chars().take(500).collect(),
        ..EditionEvent::new(app.clock.now(), Some(actor.account), kind)
    };
    app.storage.update_edition(&worked.edition, event).await?;
    Ok(())
}

/// Where the bodies stand on the text as it is.
pub(super) async fn consents(app: &App, edition: &Edition) -> Result<[app::domain::consent::Consent; 8], ZoneError> {
    let answers = app.storage.list_edition_answers(edition.id).await?;
    let answers: Vec<(Agency, i64, bool)> = answers.iter().map(|a| (a.agency, a.revision, a.agrees)).collect();
    Ok(standing(&answers, edition.revision))
}

/// The desk with what was typed and what is wrong with it.
pub(super) async fn invalid(
    app: &App,
    actor: &Actor,
    worked: Worked,
    typed: Option<ZoneForm>,
    errors: FormErrors,
) -> ZoneError {
    match desk(app, actor, worked).await {
        Ok(mut desk) => {
            if let Some(typed) = typed {
                let writing = desk.may.edit;
                desk.form.remark.clone_from(&typed.remark);
                if writing {
                    desk.form = typed;
                }
            }
            desk.errors = errors;
            ZoneError::Invalid(Box::new(desk))
        }
        Err(error) => error,
    }
}

/// A fresh form for what is written.
pub(super) fn form_of(app: &App, worked: &Worked) -> ZoneForm {
    ZoneForm {
        revision: worked.edition.revision,
        ..ZoneForm::from_draft(&worked.document.draft, app.reference.divisions(), &write_polygon)
    }
}
