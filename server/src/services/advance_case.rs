//! A case in staff's hands: read, looked at, worked to its end.

use std::collections::HashMap;

use app::{
    domain::{
        calendar::china_date,
        case::{CaseState, Outcome, Step, advance, open_steps},
        category::{AnswerKind, CategoryGuide},
        permission::{Action, Actor, Subject, may},
    },
    forms::{
        FormErrors,
        case_form::{JoinForm, Recipient, StepForm, StepTaken},
        reward_form::RewardForm,
        trail_form::CoalForm,
    },
    ports::{CasePage, HistoryLine, PhotoRef, SignedIn},
};
use bytes::Bytes;

use super::{
    case_company::{Company, read_company},
    decide_reward::claimed,
    follow_trail::{coal_ways, shared_traces},
    read_queue::queue_row,
};
use crate::{
    app_state::App,
    blob::BlobError,
    evidence::{
        received::Received,
        vault::{OpenError, SealError},
    },
    secret::random_bytes,
    storage::{
        CASE_MOVED, CaseEvent, CaseFile, CaseStep, EventKind, INDEX_CASE, NewEvent, NewJob, NewMessage, StorageError,
        StoredTip, verify_chain,
    },
};

/// Why a case cannot be read or worked.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// It does not exist, or is not this person's to see.
    #[error("no such case")]
    NotFound,
    /// This person may see it, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// Something in the form must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// Somebody was faster.
    #[error("the case moved")]
    Moved,
    /// What is sealed cannot be opened here.
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// Something could not be sealed: nothing is stored.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for CaseError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(CASE_MOVED) {
            Self::Moved
        } else {
            Self::Storage(error)
        }
    }
}

/// What permissions look at.
pub(super) fn subject(case: &CaseFile) -> Subject<'_> {
    Subject::Case {
        lead: case.lead,
        joint: &case.joint,
        category: case.category,
    }
}

/// Whether this person may see it; while it is held, those alone who decide on that.
pub(super) fn may_read(actor: &Actor, case: &CaseFile) -> bool {
    let held = Subject::Held {
        county: case.county,
        category: case.category,
    };
    may(actor, Action::ReadCase, &subject(case))
        && (case.state != CaseState::Held || may(actor, Action::DecideHold, &held))
}

/// The case, if this person may see it.
pub(super) async fn find_readable(app: &App, actor: &Actor, number: &str) -> Result<CaseFile, CaseError> {
    let case = app.storage.find_case(number).await?.ok_or(CaseError::NotFound)?;
    if may_read(actor, &case) {
        Ok(case)
    } else {
        Err(CaseError::NotFound)
    }
}

/// A case's page for one person.
///
/// # Errors
/// [`CaseError::NotFound`] or a storage failure.
pub async fn read_case(app: &App, actor: &Actor, number: &str) -> Result<CasePage, CaseError> {
    let case = find_readable(app, actor, number).await?;
    let tips = app.storage.list_tips(case.id).await?;
    let tip = tips.first().ok_or(CaseError::NotFound)?;
    let mut events = app.storage.list_events(case.id).await?;
    let chain_intact = verify_chain(&case.number, &events).is_ok();
    let accepted_at = events.iter().find(|e| e.kind == EventKind::Accepted).map(|e| e.at);
    events.reverse();
    let names = account_names(app).await?;
    let works = may(actor, Action::WorkCase, &subject(&case));
    let notice = app.storage.find_notice_of_case(case.id).await?;
    let now = app.clock.now();
    let guide = app.reference.category_guide(case.category);
    let Company {
        further,
        recipients,
        messages,
        duplicates,
        joined_into,
        near_by,
    } = read_company(app, actor, &names, &case, &tips).await?;
    Ok(CasePage {
        row: queue_row(app, &case, now),
        text: tip.tip.text.clone(),
        erased_at: tip.erased_at,
        place_text: tip.tip.place_text.clone(),
        position: tip.tip.position.filter(|_| works),
        happened: tip.tip.happened,
        filed_at: case.filed_at,
        accepted_at,
        entered: entered_in_words(app, &names, tip.id).await?,
        answers: guide.map(|guide| answers_in_words(guide, tip)).unwrap_or_default(),
        sightings: tip.tip.sightings.clone(),
        zone_demonstration: app.config.site.demonstration,
        village: case
            .village
            .and_then(|code| app.places.choice_on(code, china_date(case.filed_at))),
        rule_version: case.rule_version.clone(),
        reason: case.reason.clone(),
        photos: photos(app, case.id).await?,
        history: events.into_iter().map(|event| line(app, &names, event)).collect(),
        chain_intact,
        messages,
        reporter_at: case.reporter_at,
        further,
        recipients,
        duplicates,
        joined_into,
        near_by,
        traces: shared_traces(app, actor, &case).await?,
        coal: coal_ways(app, actor, &case).await?,
        rewards: claimed(app, actor, &case, &tips).await?,
        reward_document: app.config.reward.document.clone(),
        reward_form: RewardForm::default(),
        may_decide_trail: may(actor, Action::DecideTrail, &subject(&case)),
        may_join: may(actor, Action::JoinCases, &subject(&case)),
        outcome: case.outcome,
        accept_by: case.accept_by,
        close_by: case.close_by,
        now,
        steps: if works { open_steps(case.state) } else { vec![] },
        may_reply: works,
        may_draft_notice: case.state == CaseState::Closed
            && case.outcome == Some(Outcome::Violation)
            && may(actor, Action::DraftNotice, &subject(&case)),
        notice: notice.map(|notice| (notice.id, notice.state)),
        typed: StepForm::default(),
        typed_join: JoinForm::default(),
        typed_coal: CoalForm::default(),
        errors: FormErrors::default(),
    })
}

async fn photos(app: &App, case_id: i64) -> Result<Vec<PhotoRef>, StorageError> {
    let photos = app.storage.list_photos(case_id).await?;
    Ok(photos
        .into_iter()
        .map(|p| PhotoRef {
            id: p.id,
            width: p.file.width,
            height: p.file.height,
            caption: p.file.caption,
        })
        .collect())
}

/// How a tip came and who entered it, where staff did so for somebody.
pub(super) async fn entered_in_words(
    app: &App,
    names: &HashMap<i64, String>,
    tip_id: i64,
) -> Result<Option<String>, StorageError> {
    let entered = app.storage.find_entered(tip_id).await?;
    Ok(entered.map(|entered| {
        let name = names.get(&entered.account).map_or("", String::as_str);
        let office = app.reference.office_name(entered.office);
        format!("{}，{office} {name}", entered.channel.label())
    }))
}

/// The names of all accounts; a city has some hundreds.
pub(super) async fn account_names(app: &App) -> Result<HashMap<i64, String>, StorageError> {
    Ok(app
        .storage
        .list_accounts()
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect())
}

/// What stands for words that were erased.
pub(super) const ERASED: &str = "（文字已删除）";

fn line(app: &App, names: &HashMap<i64, String>, event: CaseEvent) -> HistoryLine {
    let office = event.office.map(|office| app.reference.office_name(office));
    let who = match (office, event.account) {
        (Some(office), Some(account)) => match names.get(&account) {
            Some(name) => format!("{office} {name}"),
            None => office,
        },
        (Some(office), None) => office,
        (None, _) if event.tip.is_some() || event.kind == EventKind::Filed => "举报人（匿名）".to_owned(),
        (None, _) => "系统".to_owned(),
    };
    HistoryLine {
        at: event.at,
        who,
        text: if event.erased() { ERASED.to_owned() } else { event.text },
        link: hex::encode(&event.link[..2]),
    }
}

pub(super) fn answers_in_words(guide: &CategoryGuide, tip: &StoredTip) -> Vec<(String, String)> {
    let in_words = |kind: &AnswerKind, value: &String| match kind {
        AnswerKind::Choice { options } => options
            .iter()
            .find(|o| o.value == *value)
            .map_or_else(|| value.clone(), |o| o.label.clone()),
        AnswerKind::Text { .. } => value.clone(),
    };
    let questions = guide.questions.iter();
    questions
        .filter_map(|q| Some((q.label.clone(), in_words(&q.answer, tip.tip.answers.get(&q.id)?))))
        .collect()
}

/// Takes a step, or writes to the reporter.
///
/// # Errors
/// [`CaseError`]; then nothing is changed.
pub async fn advance_case(
    app: &App,
    actor: &Actor,
    shown: &SignedIn,
    number: &str,
    form: &StepForm,
) -> Result<(), CaseError> {
    let case = find_readable(app, actor, number).await?;
    if !may(actor, Action::WorkCase, &subject(&case)) {
        return Err(CaseError::Forbidden);
    }
    let taken = form.check().map_err(CaseError::Invalid)?;
    let seen = form.seen_state.parse::<CaseState>().unwrap_or(case.state);
    if seen != case.state {
        return Err(CaseError::Moved);
    }
    let state = match taken.step {
        Some(step) => advance(case.state, step)
            .map_err(|refused| CaseError::Invalid(FormErrors::one("step", refused.to_string())))?,
        None => case.state,
    };
    if taken.step.is_none() {
        check_recipient(app, &case, taken.to).await?;
    }
    let at = app.clock.now();
    let event = NewEvent {
        at,
        account: Some(actor.account),
        office: Some(actor.office),
        tip: taken.to.tip().filter(|_| taken.step.is_none()),
        kind: match taken.step {
            Some(step) => step.into(),
            None if taken.question => EventKind::Asked,
            None => EventKind::Replied,
        },
        state,
        text: history_text(&taken),
        public_text: public_text(&taken, &shown.office),
        received: Received::default(),
        salt: random_bytes(),
    };
    let reply = (!taken.reply.is_empty()).then(|| NewMessage {
        at,
        office: Some(actor.office),
        from_reporter: false,
        tip: taken.to.tip(),
        question: taken.question,
        text: taken.reply.clone(),
    });
    let step = CaseStep {
        case_id: case.id,
        expected_state: case.state,
        outcome: taken.outcome,
        referred_to: (!taken.referred_to.is_empty()).then(|| taken.referred_to.clone()),
        event,
        message: reply,
        jobs: vec![NewJob {
            kind: INDEX_CASE.to_owned(),
            payload: serde_json::json!({"case_id": case.id}),
            run_at: at,
            unique_key: None,
        }],
    };
    app.storage.take_step(step).await?;
    Ok(())
}

/// Among several reporters may be whoever is reported: a message to all of them is chosen, never the default.
async fn check_recipient(app: &App, case: &CaseFile, to: Recipient) -> Result<(), CaseError> {
    let tips = app.storage.list_tips(case.id).await?;
    match to {
        Recipient::Unsaid if tips.len() > 1 => Err(CaseError::Invalid(FormErrors::one(
            "to",
            "本案有几位举报人，请选告诉谁",
        ))),
        Recipient::Tip(id) if !tips.iter().any(|tip| tip.id == id) => {
            Err(CaseError::Invalid(FormErrors::one("to", "请选告诉谁")))
        }
        _ => Ok(()),
    }
}

fn history_text(taken: &StepTaken) -> String {
    let mut text = match (taken.step, taken.outcome) {
        (Some(Step::Close), Some(outcome)) => format!("办结：{}", outcome.label()),
        (Some(step), _) => step.label().to_owned(),
        (None, _) if taken.question => "问举报人".to_owned(),
        (None, _) => "给举报人留言".to_owned(),
    };
    if !taken.referred_to.is_empty() {
        text.push_str(&format!("（应由{}办）", taken.referred_to));
    }
    for part in [&taken.note, &taken.reply] {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(part);
        }
    }
    text
}

/// What the reporter is told of a step; findings stay with the office, the reply is a message of its own.
fn public_text(taken: &StepTaken, office: &str) -> String {
    match (taken.step, taken.outcome) {
        (None, _) if taken.question => format!("{office}问您一句话，请看上面"),
        (None, _) => String::new(),
        (Some(Step::Accept), _) => format!("{office}已经接手"),
        (Some(Step::Investigate), _) => "去现场查过了，正在处理".to_owned(),
        (Some(Step::Rectify), _) => "已经要求对方整改".to_owned(),
        (Some(Step::Reinspect), _) => "正在复查有没有改好".to_owned(),
        (Some(Step::Close), Some(Outcome::OutOfRemit)) => format!("办结：这件事应由{}办", taken.referred_to),
        (Some(Step::Close), Some(outcome)) => format!("办结：{}", outcome.label()),
        (Some(Step::Close), None) => "办结".to_owned(),
    }
}

/// Which copy of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSize {
    /// The clean copy.
    Clean,
    /// The thumbnail.
    Thumbnail,
}

/// A photo's bytes, if this person may see its case.
///
/// # Errors
/// [`CaseError::NotFound`] or a failure of storage.
pub async fn read_photo(app: &App, actor: &Actor, id: i64, size: PhotoSize) -> Result<Bytes, CaseError> {
    let photo = app.storage.find_photo(id).await?.ok_or(CaseError::NotFound)?;
    let case = app
        .storage
        .find_case_by_id(photo.case_id)
        .await?
        .ok_or(CaseError::NotFound)?;
    if !may_read(actor, &case) {
        return Err(CaseError::NotFound);
    }
    let key = match size {
        PhotoSize::Clean => &photo.file.clean_key,
        PhotoSize::Thumbnail => &photo.file.thumbnail_key,
    };
    app.blobs.find(key).await?.ok_or(CaseError::NotFound)
}
