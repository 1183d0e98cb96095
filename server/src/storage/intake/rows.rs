//! The rows of a submission: tip, case, queues, history, photos and jobs.

use std::collections::HashMap;

use sea_orm::{DatabaseTransaction, QueryResult, Value};

use super::{Numbers, join};
use crate::storage::{
    CaseEvent, FiledTip, INDEX_CASE, NewJob, NewTip, StorageError,
    case_chain::origin,
    case_event::INSERT_EVENTS,
    case_file::due_in,
    column::{bytes, instant, json, millis, text, whole, whole_or_none},
    counter::INSERT_ENTERED,
    hold::{INSERT_HOLDS, hold_row},
    identity::{INSERT_IDENTITIES, identity_row},
    job::{INSERT_JOBS, job_row},
    photo::INSERT_PHOTOS,
    queue::{INSERT_QUEUES, phase, queue_row, queues_of, rank},
    sighting::{INSERT_SIGHTINGS, sighting_rows},
    sql::Insertion,
    trail::{INSERT_TRACES, trace_rows},
};
use app::domain::case::CaseState;

/// Most characters of an excerpt.
const EXCERPT_MAX: usize = 80;

const INSERT_CASES: Insertion<'_> = Insertion {
    table: "case_file",
    columns: &[
        "number",
        "category",
        "lead",
        "joint",
        "clause",
        "reason",
        "rule_version",
        "village",
        "area_county",
        "area_town",
        "place_text",
        "excerpt",
        "state",
        "accept_by",
        "close_by",
        "due",
        "filed_at",
        "updated_at",
        "photo_count",
    ],
    returning: "id, number AS tie",
    on_conflict: "",
};

const INSERT_TIPS: Insertion<'_> = Insertion {
    table: "tip",
    columns: &[
        "case_id",
        "category",
        "village",
        "place_text",
        "latitude",
        "longitude",
        "accuracy",
        "happened_at",
        "text",
        "answers",
        "receipt_hash",
        "idempotency_hash",
        "body_hash",
        "filed_at",
        "signature",
    ],
    returning: "id, receipt_hash AS tie",
    on_conflict: "",
};

/// Inserts everything the tips bring, table by table.
pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
    numbers: &mut Numbers,
) -> Result<Vec<FiledTip>, StorageError> {
    let joined = join::take(transaction, tips).await?;
    let mut case_numbers: Vec<String> = Vec::with_capacity(tips.len());
    let mut rows = Vec::with_capacity(tips.len());
    for (tip, into) in tips.iter().zip(&joined) {
        let number = match into {
            Some((_, number)) => number.clone(),
            None => numbers.next(tip),
        };
        if into.is_none() {
            rows.push(case_row(tip, &number)?);
        }
        case_numbers.push(number);
    }
    let cases: HashMap<String, i64> = tied(INSERT_CASES.run(transaction, rows).await?)?;

    let mut filed = Vec::with_capacity(tips.len());
    let mut rows = Vec::with_capacity(tips.len());
    for ((tip, case_number), into) in tips.iter().zip(case_numbers).zip(&joined) {
        let case_id = match into {
            Some((case_id, _)) => *case_id,
            None => id_of(&cases, &case_number)?,
        };
        rows.push(tip_row(tip, case_id)?);
        filed.push(FiledTip {
            tip_id: 0,
            case_id,
            case_number,
            receipt_hash: tip.receipt_hash,
            filed_at: instant(millis(tip.filed_at))?,
            joined: into.is_some(),
        });
    }
    let ids: HashMap<Vec<u8>, i64> = tied(INSERT_TIPS.run(transaction, rows).await?)?;
    for tip in &mut filed {
        let id = ids.get(tip.receipt_hash.as_slice()).copied();
        tip.tip_id = id.ok_or_else(|| StorageError::unreadable("a new row", tip.case_id))?;
    }
    insert_parts(transaction, tips, &filed).await?;
    Ok(filed)
}

async fn insert_parts(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
    filed: &[FiledTip],
) -> Result<(), StorageError> {
    let (mut queues, mut events, mut photos, mut sightings, mut jobs) = (vec![], vec![], vec![], vec![], vec![]);
    let (mut traces, mut entered, mut holds) = (vec![], vec![], vec![]);
    let mut identities = Vec::new();
    for (tip, filed) in tips.iter().zip(filed) {
        if filed.joined {
            join::tell(transaction, tip, filed).await?;
        } else {
            let rank = rank(Some(millis(tip.deadlines.accept_by)), millis(tip.filed_at));
            if let Some(reason) = tip.hold {
                let county = tip.county.map_or(0, |county| county.number().into());
                holds.push(hold_row(
                    filed.case_id,
                    reason,
                    tip.tip.category.code(),
                    county,
                    tip.filed_at,
                ));
            }
            let listed = tip
                .hold
                .is_none()
                .then(|| queues_of(tip.tip.category, tip.route.lead, &tip.route.joint));
            for (queue, part) in listed.into_iter().flatten() {
                queues.push(queue_row(filed.case_id, queue, part, phase(CaseState::Submitted), rank));
            }
            let mut previous = origin(&filed.case_number);
            for (event, seq) in tip.events.iter().zip(1..) {
                let event = CaseEvent::linked(event.clone(), seq, previous);
                previous = event.link;
                events.push(event.row(filed.case_id));
            }
        }
        for (photo, position) in tip.photos.iter().zip(0..) {
            photos.push(photo.row(filed.tip_id, filed.case_id, position));
        }
        sightings.extend(sighting_rows(filed.tip_id, &tip.tip.sightings));
        traces.extend(trace_rows(tip, filed.tip_id, filed.case_id));
        entered.extend(tip.entered.map(|entered| entered.row(filed.tip_id)));
        identities.extend(
            tip.identity
                .as_ref()
                .map(|sealed| identity_row(filed.tip_id, sealed, tip.filed_at)),
        );
        let payload = serde_json::json!({ "case_id": filed.case_id, "tip_id": filed.tip_id });
        for kind in std::iter::once(INDEX_CASE).chain(tip.jobs.iter().map(String::as_str)) {
            let job = NewJob {
                kind: kind.to_owned(),
                payload: payload.clone(),
                run_at: tip.filed_at,
                unique_key: None,
            };
            jobs.push(job_row(&job));
        }
    }
    INSERT_QUEUES.run(transaction, queues).await?;
    INSERT_HOLDS.run(transaction, holds).await?;
    INSERT_EVENTS.run(transaction, events).await?;
    INSERT_PHOTOS.run(transaction, photos).await?;
    INSERT_SIGHTINGS.run(transaction, sightings).await?;
    INSERT_TRACES.run(transaction, traces).await?;
    INSERT_ENTERED.run(transaction, entered).await?;
    INSERT_IDENTITIES.run(transaction, identities).await?;
    INSERT_JOBS.run(transaction, jobs).await?;
    Ok(())
}

fn case_row(new: &NewTip, number: &str) -> Result<Vec<Value>, StorageError> {
    let (tip, route) = (&new.tip, &new.route);
    let joint: Vec<String> = route.joint.iter().map(ToString::to_string).collect();
    let (accept_by, close_by) = (millis(new.deadlines.accept_by), millis(new.deadlines.close_by));
    Ok(vec![
        text(number),
        text(tip.category.code()),
        text(route.lead.to_string()),
        text(json(&joint)?),
        text(&route.clause),
        text(&route.reason),
        text(&route.version),
        whole_or_none(village_number(new)),
        whole_or_none(new.county.map(|county| county.number().into())),
        whole_or_none(new.town.map(|town| town.number().into())),
        text(&tip.place_text),
        text(excerpt(&tip.text)),
        text(first_state(new).code()),
        whole(accept_by),
        whole(close_by),
        whole_or_none(due_in(first_state(new), accept_by, close_by)),
        whole(millis(new.filed_at)),
        whole(millis(new.filed_at)),
        whole(i64::try_from(new.photos.len()).unwrap_or(i64::MAX)),
    ])
}

fn tip_row(new: &NewTip, case_id: i64) -> Result<Vec<Value>, StorageError> {
    let tip = &new.tip;
    Ok(vec![
        whole(case_id),
        text(tip.category.code()),
        whole_or_none(village_number(new)),
        text(&tip.place_text),
        Value::Double(tip.position.map(|position| position.at.latitude)),
        Value::Double(tip.position.map(|position| position.at.longitude)),
        Value::Double(tip.position.map(|position| position.accuracy)),
        whole_or_none(tip.happened_at.map(millis)),
        text(&tip.text),
        text(json(&tip.answers)?),
        bytes(&new.receipt_hash),
        bytes(&new.idempotency_hash),
        bytes(&new.body_hash),
        whole(millis(new.filed_at)),
        bytes(&new.signature),
    ])
}

const fn first_state(new: &NewTip) -> CaseState {
    if new.hold.is_some() {
        CaseState::Held
    } else {
        CaseState::Submitted
    }
}

/// Twelve digits fit.
fn village_number(new: &NewTip) -> Option<i64> {
    new.tip.village.and_then(|village| i64::try_from(village.number()).ok())
}

/// The first words, on one line.
fn excerpt(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(EXCERPT_MAX) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// New identifiers by what ties them to their row; engines answer in no promised order.
fn tied<K: sea_orm::TryGetable + std::hash::Hash + Eq>(
    rows: Vec<QueryResult>,
) -> Result<HashMap<K, i64>, StorageError> {
    let mut ids = HashMap::with_capacity(rows.len());
    for row in rows {
        ids.insert(row.try_get("", "tie")?, row.try_get("", "id")?);
    }
    Ok(ids)
}

fn id_of<K: std::hash::Hash + Eq + std::fmt::Display>(ids: &HashMap<K, i64>, tie: &K) -> Result<i64, StorageError> {
    ids.get(tie)
        .copied()
        .ok_or_else(|| StorageError::unreadable("a new row", tie))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt(" 有车\n 卖煤 "), "有车 卖煤");
        let long = excerpt(&"煤".repeat(200));
        assert_eq!(long.chars().count(), EXCERPT_MAX + 1);
        assert!(long.ends_with('…'));
    }
}
