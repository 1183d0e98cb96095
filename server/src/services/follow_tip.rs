//! What a reporter sees of their tip: nothing that names anyone, nothing of another reporter's.

use app::{
    domain::{
        case::Outcome,
        category::TipKind,
        receipt::Receipt,
        reporter::{Deed, TipStanding, may_do, reopen_until},
    },
    forms::{FormErrors, follow_form::FollowForm},
    ports::{FollowedMessage, FollowedStep, MessageKind, TipFollowed},
};
use time::OffsetDateTime;

use super::{advance_case::ERASED, decide_reward, prove_filing::filed_proof};
use crate::{
    app_state::App,
    secret::random_token,
    storage::{CaseFile, FollowedTip, Message, StorageError, StoredTip},
};

/// The tip with this receipt, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn follow_tip(app: &App, receipt: &Receipt) -> Result<Option<TipFollowed>, StorageError> {
    let found = find(app, receipt).await?;
    Ok(found.map(|found| shown(app, receipt, found)))
}

/// The tip with this receipt as it is kept.
pub(super) async fn find(app: &App, receipt: &Receipt) -> Result<Option<FollowedTip>, StorageError> {
    app.storage.find_tip_by_receipt(&app.secret.receipt_hash(receipt)).await
}

/// Where the tip stands, as far as its reporter's rights go.
pub(super) fn standing(app: &App, found: &FollowedTip) -> TipStanding {
    let case = found.worked_in();
    let own = |message: &&Message| message.from_reporter && message.tip == Some(found.tip.id);
    TipStanding {
        state: case.state,
        closed_at: case.closed_at,
        withdrawn: found.follow.withdrawn_at.is_some(),
        rated_at: found.follow.rated_at,
        reopened: found.follow.reopened_at.is_some(),
        // What was not taken on stands in no queue to which it could go back.
        reopen_until: case
            .closed_at
            .filter(|_| case.outcome != Some(Outcome::Declined))
            .map(|at| reopen_until(app.reference.calendar(), at, app.reference.clocks().reopen_days)),
        messages: found.messages.iter().filter(own).count(),
        photos: usize::try_from(found.photos).unwrap_or(usize::MAX),
        reward: decide_reward::claimable(app, found),
    }
}

fn shown(app: &App, receipt: &Receipt, found: FollowedTip) -> TipFollowed {
    let standing = standing(app, &found);
    let now = app.clock.now();
    let may: Vec<Deed> = Deed::ALL
        .into_iter()
        .filter(|deed| may_do(*deed, &standing, now).is_ok())
        .collect();
    let case = found.worked_in().clone();
    let reward = decide_reward::shown(app, &found);
    let (accept_by, close_by) = clocks(app, &found, &case);
    let office = |queue| app.reference.office_name(queue);
    let history = found
        .events
        .into_iter()
        .filter(|event| !event.public_text.is_empty())
        .map(|event| FollowedStep {
            at: event.at,
            state: event.state,
            text: event.public_text,
        })
        .collect();
    let messages = found
        .messages
        .into_iter()
        .map(|message| FollowedMessage {
            at: message.at,
            kind: kind(&message),
            from: match message.office {
                Some(queue) if !message.from_reporter => office(queue),
                _ => "您".to_owned(),
            },
            text: shown_words(message.text),
        })
        .collect();
    TipFollowed {
        state: case.state,
        outcome: case.outcome,
        category: app.reference.category_name(case.category),
        category_code: case.category,
        place: place_in_words(app, &found.tip),
        filed_at: found.tip.filed_at,
        proof: filed_proof(app, &found.tip),
        lead: office(case.lead),
        area: case.lead.area.to_string(),
        accept_by,
        close_by,
        history,
        messages,
        photos: standing.photos,
        withdrawn_at: found.follow.withdrawn_at,
        rating: found.follow.rating,
        reward,
        reopen_until: may.contains(&Deed::Reopen).then_some(standing.reopen_until).flatten(),
        may,
        receipt: receipt.clone(),
        once: random_token(),
        said: None,
        typed: FollowForm::default(),
        errors: FormErrors::default(),
    }
}

/// A message's words; only erasure leaves none.
pub(super) fn shown_words(words: String) -> String {
    if words.is_empty() { ERASED.to_owned() } else { words }
}

/// Who wrote it, and whether it asks for an answer.
pub(super) fn kind(message: &Message) -> MessageKind {
    match (message.from_reporter, message.question) {
        (true, _) => MessageKind::FromReporter,
        (false, true) => MessageKind::Question,
        (false, false) => MessageKind::FromOffice,
    }
}

/// The case's deadlines; for a tip that was added to a case, those that its own day of filing gives: the case's would
/// tell when the other reporter came.
fn clocks(app: &App, found: &FollowedTip, case: &CaseFile) -> (OffsetDateTime, OffsetDateTime) {
    if !found.added && found.joined.is_none() {
        return (case.accept_by, case.close_by);
    }
    let kind = app
        .reference
        .category_guide(found.tip.tip.category)
        .map_or(TipKind::Report, |guide| guide.kind);
    // Opened again by this reporter, the clocks began anew then.
    let from = found.follow.reopened_at.unwrap_or(found.tip.filed_at);
    let own = app.reference.deadlines(kind, from);
    (own.accept_by, own.close_by)
}

fn place_in_words(app: &App, tip: &StoredTip) -> String {
    let located = tip.tip.village.and_then(|code| app.reference.divisions().village(code));
    match located {
        Some(located) => located.full_name(),
        None if tip.tip.place_text.is_empty() => "没有说地点".to_owned(),
        None => tip.tip.place_text.clone(),
    }
}
