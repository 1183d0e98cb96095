//! Duplicates: joined to the case in which they are worked, and parted again; no reporter loses anything by either.

use app::{
    domain::{
        case::CaseState,
        permission::{Action, Actor, may},
    },
    forms::{FormErrors, case_form::JoinForm},
};

use super::advance_case::{CaseError, find_readable, subject};
use crate::{
    app_state::App,
    evidence::received::Received,
    secret::random_bytes,
    storage::{CaseFile, CaseJoin, EventKind, NewEvent},
};

/// Joins a case to another, in which it is worked from then on; or parts it from it.
///
/// # Errors
/// [`CaseError`]; then nothing is changed.
pub async fn join_case(app: &App, actor: &Actor, number: &str, form: &JoinForm) -> Result<(), CaseError> {
    let case = find_joinable(app, actor, number).await?;
    if form.action == "part" {
        part(app, actor, case).await
    } else {
        join(app, actor, case, form).await
    }
}

async fn find_joinable(app: &App, actor: &Actor, number: &str) -> Result<CaseFile, CaseError> {
    let case = find_readable(app, actor, number).await?;
    if may(actor, Action::JoinCases, &subject(&case)) {
        Ok(case)
    } else {
        Err(CaseError::Forbidden)
    }
}

async fn join(app: &App, actor: &Actor, case: CaseFile, form: &JoinForm) -> Result<(), CaseError> {
    let refuse = |message: &str| CaseError::Invalid(FormErrors::one("number", message));
    let (number, note) = form.check().map_err(CaseError::Invalid)?;
    // Whether another office's case exists is not said.
    let into = match find_joinable(app, actor, &number).await {
        Ok(into) => into,
        Err(CaseError::NotFound | CaseError::Forbidden) => {
            return Err(refuse("没有这个编号的案件，或者它不由您办理"));
        }
        Err(other) => return Err(other),
    };
    if into.id == case.id {
        return Err(refuse("不能并入自己，请写另一件的编号"));
    }
    if case.state == CaseState::Closed {
        return Err(refuse("这件已经办结，不能再并"));
    }
    if into.state == CaseState::Closed || into.joined.is_some() {
        return Err(refuse("那一件已经办结，或者已经并进别的案件，请写正在办的那一件"));
    }
    if !app.storage.list_duplicates(case.id).await?.is_empty() {
        return Err(refuse("已经有案件并进这件。请反过来并，或者先把它们分开"));
    }
    let note = if note.is_empty() { note } else { format!("\n{note}") };
    let told_from = told(
        app,
        actor,
        EventKind::Joined,
        CaseState::Closed,
        format!("与 {} 是同一件事，并入一起办{note}", into.number),
        "同一件事已经有人在办，您的线索并进去一起办，查询码照样用",
    );
    let told_into = told(
        app,
        actor,
        EventKind::Joined,
        into.state,
        format!("{} 是同一件事，并入本案{note}", case.number),
        "",
    );
    app.storage
        .join_cases(CaseJoin {
            from: case,
            into,
            told_from,
            told_into,
        })
        .await?;
    Ok(())
}

async fn part(app: &App, actor: &Actor, case: CaseFile) -> Result<(), CaseError> {
    let Some(joined) = case.joined else {
        return Err(CaseError::Moved);
    };
    let into = app
        .storage
        .find_case_by_id(joined.into)
        .await?
        .ok_or(CaseError::NotFound)?;
    let told_from = told(
        app,
        actor,
        EventKind::Parted,
        joined.before,
        format!("从 {} 分出来，单独办", into.number),
        "您的线索改为单独办理",
    );
    let told_into = told(
        app,
        actor,
        EventKind::Parted,
        into.state,
        format!("{} 分出去单独办", case.number),
        "",
    );
    app.storage
        .part_cases(CaseJoin {
            from: case,
            into,
            told_from,
            told_into,
        })
        .await?;
    Ok(())
}

fn told(app: &App, actor: &Actor, kind: EventKind, state: CaseState, text: String, public_text: &str) -> NewEvent {
    NewEvent {
        at: app.clock.now(),
        account: Some(actor.account),
        office: Some(actor.office),
        tip: None,
        kind,
        state,
        text,
        public_text: public_text.to_owned(),
        received: Received::default(),
        salt: random_bytes(),
    }
}
