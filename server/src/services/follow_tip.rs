//! What a reporter sees of their tip: nothing that names anyone.

use app::{
    domain::receipt::Receipt,
    ports::{FollowedMessage, FollowedStep, TipFollowed},
};

use crate::{
    app_state::App,
    storage::{CaseFile, StorageError, StoredTip},
};

/// The tip with this receipt, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn follow_tip(app: &App, receipt: &Receipt) -> Result<Option<TipFollowed>, StorageError> {
    let Some(found) = app
        .storage
        .find_tip_by_receipt(&app.secret.receipt_hash(receipt))
        .await?
    else {
        return Ok(None);
    };
    let (case, tip) = (found.case, found.tip);
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
    let office = |queue| app.reference.office_name(queue);
    let messages = found
        .messages
        .into_iter()
        .map(|message| FollowedMessage {
            at: message.at,
            from: message.office.map_or_else(|| "您".to_owned(), office),
            text: message.text,
        })
        .collect();
    Ok(Some(TipFollowed {
        state: case.state,
        outcome: case.outcome,
        category: app.reference.category_name(case.category),
        category_code: case.category,
        place: place_in_words(app, &case, &tip),
        filed_at: tip.filed_at,
        lead: office(case.lead),
        area: case.lead.area.to_string(),
        accept_by: case.accept_by,
        close_by: case.close_by,
        history,
        messages,
    }))
}

fn place_in_words(app: &App, case: &CaseFile, tip: &StoredTip) -> String {
    let located = case.village.and_then(|code| app.reference.divisions().village(code));
    match located {
        Some(located) => located.full_name(),
        None if tip.tip.place_text.is_empty() => "没有说地点".to_owned(),
        None => tip.tip.place_text.clone(),
    }
}
