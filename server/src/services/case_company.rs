//! What a case shares with others: its further tips and their reporters' messages, its duplicates, its neighbours.

use std::collections::HashMap;

use app::{
    domain::{
        calendar::china_date,
        case::CaseState,
        permission::{Action, Actor, may},
    },
    forms::case_form::EVERYONE,
    ports::{FollowedMessage, FurtherTip, MessageKind},
};
use time::{Duration, OffsetDateTime};

use super::{
    advance_case::{CaseError, answers_in_words, entered_in_words, subject},
    follow_tip::{kind, shown_words},
};
use crate::{
    app_state::App,
    storage::{CaseFile, NearByQuery, StorageError, StoredTip},
};

/// Neighbours offered at most.
const NEAR_BY_MAX: usize = 6;
/// How far back they are looked for.
const NEAR_BY: Duration = Duration::days(30);

/// What a case shares with others.
pub(super) struct Company {
    /// The tips after the first.
    pub further: Vec<FurtherTip>,
    /// Whom a message may go to, where there is a choice.
    pub recipients: Vec<(String, String)>,
    /// What was written, oldest first.
    pub messages: Vec<FollowedMessage>,
    /// Duplicates: number and since when.
    pub duplicates: Vec<(String, OffsetDateTime)>,
    /// The case in which this one is worked.
    pub joined_into: Option<(String, OffsetDateTime)>,
    /// Open cases that may be the same: number and first words.
    pub near_by: Vec<(String, String)>,
}

/// Reads it, as far as this person may see it.
pub(super) async fn read_company(
    app: &App,
    actor: &Actor,
    names: &HashMap<i64, String>,
    case: &CaseFile,
    tips: &[StoredTip],
) -> Result<Company, CaseError> {
    let duplicates = app.storage.list_duplicates(case.id).await?;
    let of_case = |tip: &StoredTip| duplicates.iter().find(|other| other.id == tip.case_id);
    let works = may(actor, Action::WorkCase, &subject(case));
    let mut further = Vec::new();
    for (tip, at) in tips.iter().zip(1..).skip(1) {
        let entered = entered_in_words(app, names, tip.id).await?;
        further.push(FurtherTip {
            entered,
            ..further_tip(app, tip, at, of_case(tip), works)
        });
    }
    let mut recipients = vec![];
    if tips.len() > 1 {
        recipients.push((String::new(), "请选".to_owned()));
        recipients.push((EVERYONE.to_owned(), "每位举报人".to_owned()));
        recipients.extend((1..).zip(tips).map(|(at, tip)| (tip.id.to_string(), reporter(at))));
    }
    Ok(Company {
        further,
        recipients,
        messages: messages(app, case.id, tips).await?,
        joined_into: joined_into(app, case).await?,
        near_by: near_by(app, actor, case).await?,
        duplicates: duplicates
            .into_iter()
            .filter_map(|other| Some((other.number, other.joined?.at)))
            .collect(),
    })
}

fn reporter(at: usize) -> String {
    format!("线索 {at} 的举报人")
}

fn further_tip(app: &App, tip: &StoredTip, at: usize, of_case: Option<&CaseFile>, works: bool) -> FurtherTip {
    let located = tip.tip.village.and_then(|code| app.reference.divisions().village(code));
    let place = [
        located.map_or_else(String::new, |located| located.full_name()),
        tip.tip.place_text.clone(),
    ];
    FurtherTip {
        label: format!("线索 {at}"),
        of_case: of_case.map(|other| other.number.clone()).unwrap_or_default(),
        filed_at: tip.filed_at,
        entered: None,
        text: tip.tip.text.clone(),
        place: place
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        position: tip.tip.position.filter(|_| works),
        answers: app
            .reference
            .category_guide(tip.tip.category)
            .map(|guide| answers_in_words(guide, tip))
            .unwrap_or_default(),
    }
}

async fn messages(app: &App, case_id: i64, tips: &[StoredTip]) -> Result<Vec<FollowedMessage>, StorageError> {
    let several = tips.len() > 1;
    let reporter_of = |tip: Option<i64>| {
        let at = tips.iter().position(|other| Some(other.id) == tip);
        at.filter(|_| several).map(|at| reporter(at + 1))
    };
    let messages = app.storage.list_messages(case_id).await?;
    Ok(messages
        .into_iter()
        .map(|message| {
            let kind = kind(&message);
            let whom = reporter_of(message.tip);
            let from = match (kind, message.office) {
                (MessageKind::FromReporter, _) => whom.unwrap_or_else(|| "举报人".to_owned()),
                (_, Some(office)) => {
                    let office = app.reference.office_name(office);
                    whom.map_or(office.clone(), |whom| format!("{office}（只给{whom}）"))
                }
                (_, None) => "系统".to_owned(),
            };
            FollowedMessage {
                at: message.at,
                from,
                kind,
                text: shown_words(message.text),
            }
        })
        .collect())
}

async fn joined_into(app: &App, case: &CaseFile) -> Result<Option<(String, OffsetDateTime)>, StorageError> {
    let Some(joined) = case.joined else { return Ok(None) };
    let into = app.storage.find_case_by_id(joined.into).await?;
    Ok(into.map(|into| (into.number, joined.at)))
}

/// Open cases of the same kind and lead in the same town, for a person who may join them.
async fn near_by(app: &App, actor: &Actor, case: &CaseFile) -> Result<Vec<(String, String)>, StorageError> {
    let Some(town) = case.town.filter(|_| case.state != CaseState::Closed) else {
        return Ok(Vec::new());
    };
    if !may(actor, Action::JoinCases, &subject(case)) {
        return Ok(Vec::new());
    }
    let found = app
        .storage
        .list_near_by(&NearByQuery {
            category: case.category,
            town,
            lead: Some(case.lead),
            from: case.filed_at - NEAR_BY,
            before: case.filed_at + NEAR_BY,
        })
        .await?;
    Ok(found
        .into_iter()
        .filter(|other| other.id != case.id)
        .take(NEAR_BY_MAX)
        .map(|other| {
            let day = app::text::short_date(china_date(other.filed_at));
            (other.number, format!("{day} {}", other.excerpt))
        })
        .collect())
}
