//! Case notices: drafted from a case, approved by a second person, published after a delay, withdrawn.

use app::{
    domain::{
        calendar::china_date,
        case::{CaseState, Outcome},
        case_notice::{NoticeContent, NoticeState},
        permission::{Action, Actor, Subject, may},
    },
    forms::{FormErrors, notice_form::NoticeForm},
    ports::{NoticeCard, NoticeDesk, NoticeDetail, StaffNoticeRow},
};
use time::Duration;

use super::advance_case::{CaseError, account_names, find_readable, subject};
use crate::{
    app_state::App,
    storage::{CaseFile, NOTICE_CHANGED, NOTICE_EXISTS, NewNotice, Notice, NoticeEvent, NoticeKey, StorageError},
};

/// Notices of one page.
const PAGE: u32 = 20;
/// Notices of an office's list.
const OFFICE_LIST: u32 = 200;

/// Why a notice cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// It does not exist, or is not this office's.
    #[error("no such notice")]
    NotFound,
    /// This person may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Something in the form must be changed.
    #[error("the form has errors")]
    Invalid(FormErrors),
    /// Somebody was faster, or the case has a notice already.
    #[error("conflict")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for NoticeError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(NOTICE_CHANGED) || error.is_conflict(NOTICE_EXISTS) {
            Self::Conflict
        } else {
            Self::Storage(error)
        }
    }
}

impl From<CaseError> for NoticeError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Storage(error) => Self::Storage(error),
            _ => Self::NotFound,
        }
    }
}

fn notice_subject(notice: &Notice) -> Subject<'static> {
    Subject::Notice {
        office: notice.office,
        drafted_by: notice.drafted_by,
    }
}

/// The case a notice may be drafted from: closed, with a violation, of this person's office.
async fn publishable(app: &App, actor: &Actor, number: &str) -> Result<CaseFile, NoticeError> {
    let case = find_readable(app, actor, number).await?;
    if !may(actor, Action::DraftNotice, &subject(&case)) {
        return Err(NoticeError::Forbidden("这个案件不由您起草通报"));
    }
    if case.state != CaseState::Closed || case.outcome != Some(Outcome::Violation) {
        return Err(NoticeError::Forbidden("办结并查到违法的案件才能通报"));
    }
    Ok(case)
}

/// No finer than the town, for the reporter's safety.
fn public_place(app: &App, case: &CaseFile) -> String {
    let divisions = app.reference.divisions();
    let county = case
        .county
        .and_then(|code| divisions.county(code))
        .map(|c| c.name.as_str());
    let town = case.town.and_then(|code| divisions.town(code)).map(|t| t.name.as_str());
    match (county, town) {
        (Some(county), Some(town)) => format!("{county}{town}"),
        (Some(county), None) => county.to_owned(),
        _ => "焦作市".to_owned(),
    }
}

/// An empty desk for a case's first draft.
///
/// # Errors
/// [`NoticeError`].
pub async fn new_notice(app: &App, actor: &Actor, number: &str) -> Result<NoticeDesk, NoticeError> {
    let case = publishable(app, actor, number).await?;
    let form = NoticeForm {
        authority: app.reference.office_name(case.lead),
        decided_on: app.today().to_string(),
        ..NoticeForm::default()
    };
    Ok(NoticeDesk {
        id: None,
        case_number: case.number.clone(),
        place: public_place(app, &case),
        state: NoticeState::Draft,
        form,
        errors: FormErrors::default(),
        may_edit: true,
        may_approve: false,
        may_withdraw: false,
        approval_hint: String::new(),
        drafted_by: String::new(),
        public_from: None,
    })
}

/// Stores a first draft, and proposes it if that was asked; gives its identifier.
///
/// # Errors
/// [`NoticeError`].
pub async fn draft_notice(app: &App, actor: &Actor, number: &str, form: &NoticeForm) -> Result<i64, NoticeError> {
    let case = publishable(app, actor, number).await?;
    let content = form.check(app.today()).map_err(NoticeError::Invalid)?;
    let new = NewNotice {
        case_id: case.id,
        office: case.lead,
        content,
        place: public_place(app, &case),
        category: case.category,
        demonstration: app.config.site.demonstration,
        drafted_by: actor.account,
        at: app.clock.now(),
    };
    let id = app.storage.insert_notice(new).await?;
    if form.action == "propose" {
        change_notice(app, actor, id, form).await?;
    }
    Ok(id)
}

/// A notice of this person's office.
async fn find_own(app: &App, actor: &Actor, id: i64) -> Result<Notice, NoticeError> {
    let notice = app.storage.find_notice(id).await?.ok_or(NoticeError::NotFound)?;
    if may(actor, Action::DraftNotice, &notice_subject(&notice)) {
        Ok(notice)
    } else {
        Err(NoticeError::NotFound)
    }
}

/// A notice's desk for one person.
///
/// # Errors
/// [`NoticeError`].
pub async fn read_notice(app: &App, actor: &Actor, id: i64) -> Result<NoticeDesk, NoticeError> {
    let notice = find_own(app, actor, id).await?;
    let approves = may(actor, Action::ApproveNotice, &notice_subject(&notice));
    let waits = notice.state == NoticeState::Proposed;
    let approval_hint = match (waits, approves) {
        (true, false) if actor.account == notice.drafted_by => "您起草的通报，要由另一位审核人发布".to_owned(),
        (true, false) => "要由本单位的审核人发布".to_owned(),
        _ => String::new(),
    };
    let drafted_by = app
        .storage
        .find_account_by_id(notice.drafted_by)
        .await?
        .map(|a| a.name)
        .unwrap_or_default();
    Ok(NoticeDesk {
        id: Some(notice.id),
        case_number: notice.case_number.clone(),
        place: notice.place.clone(),
        state: notice.state,
        form: form_of(&notice),
        errors: FormErrors::default(),
        may_edit: notice.state == NoticeState::Draft,
        may_approve: waits && approves,
        may_withdraw: notice.state == NoticeState::Published && is_approver(actor),
        approval_hint,
        drafted_by,
        public_from: notice.public_from,
    })
}

fn is_approver(actor: &Actor) -> bool {
    actor.role == app::domain::permission::Role::Approver
}

fn form_of(notice: &Notice) -> NoticeForm {
    let content = notice.content.clone();
    NoticeForm {
        title: content.title,
        summary: content.summary,
        document_number: content.document_number,
        party: content.party,
        violation: content.violation,
        penalty: content.penalty,
        legal_basis: content.legal_basis,
        authority: content.authority,
        decided_on: content.decided_on.to_string(),
        remark: notice.remark.clone(),
        ..NoticeForm::default()
    }
}

/// Saves, proposes, approves, sends back or withdraws a notice.
///
/// # Errors
/// [`NoticeError`]; then nothing is changed.
pub async fn change_notice(app: &App, actor: &Actor, id: i64, form: &NoticeForm) -> Result<(), NoticeError> {
    let mut notice = find_own(app, actor, id).await?;
    let now = app.clock.now();
    match (form.action.as_str(), notice.state) {
        ("save", NoticeState::Draft) => write(app, actor, &mut notice, form)?,
        ("propose", NoticeState::Draft) => {
            write(app, actor, &mut notice, form)?;
            notice.state = NoticeState::Proposed;
        }
        ("approve", NoticeState::Proposed) => {
            approver(actor, &notice)?;
            checked(app, &form_of(&notice))?;
            notice.state = NoticeState::Published;
            notice.approved_by = Some(actor.account);
            notice.public_from = Some(now + Duration::hours(app.config.notice_delay_hours()));
        }
        ("send_back", NoticeState::Proposed) => {
            approver(actor, &notice)?;
            notice.remark = remark(form, "请写为什么退回")?;
            notice.state = NoticeState::Draft;
        }
        ("withdraw", NoticeState::Published) => {
            if !is_approver(actor) {
                return Err(NoticeError::Forbidden("撤下通报要由审核人来做"));
            }
            notice.remark = remark(form, "请写为什么撤下")?;
            notice.state = NoticeState::Withdrawn;
            notice.withdrawn_at = Some(now);
        }
        _ => return Err(NoticeError::Conflict),
    }
    let done = NoticeEvent {
        at: now,
        account: actor.account,
        kind: form.action.clone(),
        remark: notice.remark.clone(),
    };
    app.storage.update_notice(&notice, done).await?;
    app.note_notices_changed();
    Ok(())
}

fn checked(app: &App, form: &NoticeForm) -> Result<NoticeContent, NoticeError> {
    form.check(app.today()).map_err(NoticeError::Invalid)
}

fn write(app: &App, actor: &Actor, notice: &mut Notice, form: &NoticeForm) -> Result<(), NoticeError> {
    notice.content = checked(app, form)?;
    // Whoever changed it last drafted it: that person cannot approve it.
    notice.drafted_by = actor.account;
    Ok(())
}

fn approver(actor: &Actor, notice: &Notice) -> Result<(), NoticeError> {
    if may(actor, Action::ApproveNotice, &notice_subject(notice)) {
        return Ok(());
    }
    Err(NoticeError::Forbidden("发布要由本单位另一位审核人来做"))
}

fn remark(form: &NoticeForm, missing: &'static str) -> Result<String, NoticeError> {
    let remark: String = form.remark.trim().chars().take(500).collect();
    if remark.is_empty() {
        Err(NoticeError::Invalid(FormErrors::one("remark", missing)))
    } else {
        Ok(remark)
    }
}

/// The notices of this person's office, latest change first.
///
/// # Errors
/// When the database fails.
pub async fn list_for_office(app: &App, actor: &Actor) -> Result<Vec<StaffNoticeRow>, StorageError> {
    let names = account_names(app).await?;
    let notices = app.storage.list_notices_of_office(actor.office, OFFICE_LIST).await?;
    let readable = notices
        .into_iter()
        .filter(|n| may(actor, Action::DraftNotice, &notice_subject(n)));
    Ok(readable
        .map(|notice| StaffNoticeRow {
            id: notice.id,
            title: notice.content.title,
            case_number: notice.case_number,
            state: notice.state,
            updated_at: notice.updated_at,
            drafted_by: names.get(&notice.drafted_by).cloned().unwrap_or_default(),
        })
        .collect())
}

fn card(notice: &Notice) -> NoticeCard {
    NoticeCard {
        id: notice.id,
        title: notice.content.title.clone(),
        place: notice.place.clone(),
        authority: notice.content.authority.clone(),
        published_on: china_date(notice.public_from.unwrap_or(notice.updated_at)),
        demonstration: notice.demonstration,
    }
}

/// A page of the public list.
pub struct PublishedPage {
    /// Its notices, latest first.
    pub cards: Vec<NoticeCard>,
    /// Where the next page starts; none on the last.
    pub next: Option<String>,
}

/// What is public now, latest first, after `after` where given.
///
/// # Errors
/// When the database fails.
pub async fn list_published(app: &App, after: Option<NoticeKey>) -> Result<PublishedPage, StorageError> {
    let mut notices = app
        .storage
        .list_published_notices(app.clock.now(), after, PAGE + 1)
        .await?;
    let more = notices.len() > PAGE as usize;
    notices.truncate(PAGE as usize);
    let next = notices
        .last()
        .filter(|_| more)
        .and_then(NoticeKey::after)
        .map(|key| key.to_string());
    Ok(PublishedPage {
        cards: notices.iter().map(card).collect(),
        next,
    })
}

/// The latest public notices.
///
/// # Errors
/// When the database fails.
pub async fn latest_notices(app: &App, limit: u32) -> Result<Vec<(NoticeCard, String)>, StorageError> {
    let notices = app.storage.list_published_notices(app.clock.now(), None, limit).await?;
    Ok(notices
        .iter()
        .map(|notice| (card(notice), notice.content.summary.clone()))
        .collect())
}

/// A notice, if it is public now.
///
/// # Errors
/// When the database fails.
pub async fn find_published(app: &App, id: i64) -> Result<Option<NoticeDetail>, StorageError> {
    let notice = app.storage.find_published_notice(id, app.clock.now()).await?;
    Ok(notice.map(|notice| {
        let card = card(&notice);
        let content = notice.content;
        NoticeDetail {
            card,
            summary: content.summary,
            document_number: content.document_number,
            party: content.party,
            violation: content.violation,
            penalty: content.penalty,
            legal_basis: content.legal_basis,
            decided_on: content.decided_on,
        }
    }))
}
