//! The rows of a submission: tip, case, queues, history, photos and jobs.

use sea_orm::{DatabaseTransaction, Value};

use super::{Numbers, join};
use crate::storage::{
    CaseEvent, FiledTip, INDEX_CASE, NewEvent, NewJob, NewTip, StorageError,
    case_chain::origin,
    case_event::INSERT_EVENTS,
    case_file::{due_in, excerpt},
    column::{bytes, instant, json, millis, text, whole, whole_or_none},
    counter::INSERT_ENTERED,
    hold::{INSERT_HOLDS, hold_row},
    identity::{INSERT_IDENTITIES, identity_row},
    job::{INSERT_JOBS, job_row},
    photo::INSERT_PHOTOS,
    queue::{INSERT_QUEUES, phase, queue_row, queues_of, rank},
    sighting::{INSERT_SIGHTINGS, sighting_rows},
    sql::{self, Insertion},
    trail::{INSERT_TRACES, trace_rows},
};
use app::domain::{
    calendar::Deadlines,
    case::CaseState,
    division::{CountyCode, TownCode},
    routing::Route,
    tip::Tip,
};
use time::OffsetDateTime;

pub(super) const INSERT_CASES: Insertion<'_> = Insertion {
    table: "case_file",
    columns: &[
        "id",
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
    returning: "",
    on_conflict: "",
};

const INSERT_TIPS: Insertion<'_> = Insertion {
    table: "tip",
    columns: &[
        "id",
        "case_id",
        "category",
        "village",
        "place_text",
        "latitude",
        "longitude",
        "accuracy",
        "happened",
        "text",
        "answers",
        "receipt_hash",
        "idempotency_hash",
        "body_hash",
        "filed_at",
        "signature",
    ],
    returning: "",
    on_conflict: "",
};

/// Inserts everything the tips bring: nearly always in one statement, as every further one is a way to the database and
/// back.
pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
    numbers: &mut Numbers,
) -> Result<Vec<FiledTip>, StorageError> {
    let joined = join::take(transaction, tips).await?;
    let mut filed = Vec::with_capacity(tips.len());
    for (tip, into) in tips.iter().zip(joined) {
        let joined = into.is_some();
        let (case_id, case_number) = into.map_or_else(|| numbers.next_case(tip.filed_at), Ok)?;
        filed.push(FiledTip {
            tip_id: numbers.next_tip()?,
            case_id,
            case_number,
            receipt_hash: tip.receipt_hash,
            filed_at: instant(millis(tip.filed_at))?,
            joined,
        });
    }
    let mut done = 0;
    while done < tips.len() {
        let some = done..done + sql::rows_at_once(tips.len() - done);
        let mut rows = Rows::default();
        for (tip, filed) in tips[some.clone()].iter().zip(&filed[some.clone()]) {
            rows.add(tip, filed)?;
        }
        rows.insert(transaction).await?;
        done = some.end;
    }
    for (tip, filed) in tips.iter().zip(&filed).filter(|(_, filed)| filed.joined) {
        join::tell(transaction, tip, filed).await?;
    }
    Ok(filed)
}

/// Rows that wait to be inserted together.
#[derive(Default)]
struct Rows {
    cases: Vec<Vec<Value>>,
    tips: Vec<Vec<Value>>,
    queues: Vec<Vec<Value>>,
    holds: Vec<Vec<Value>>,
    events: Vec<Vec<Value>>,
    photos: Vec<Vec<Value>>,
    sightings: Vec<Vec<Value>>,
    traces: Vec<Vec<Value>>,
    entered: Vec<Vec<Value>>,
    identities: Vec<Vec<Value>>,
    jobs: Vec<Vec<Value>>,
}

impl Rows {
    fn add(&mut self, tip: &NewTip, filed: &FiledTip) -> Result<(), StorageError> {
        if !filed.joined {
            self.cases.push(new_case(tip).row(filed.case_id, &filed.case_number)?);
            self.add_queues(tip, filed);
            self.add_events(tip, filed);
        }
        self.tips.push(tip_row(tip, filed)?);
        for (photo, position) in tip.photos.iter().zip(0..) {
            self.photos.push(photo.row(filed.tip_id, filed.case_id, position));
        }
        self.sightings.extend(sighting_rows(filed.tip_id, &tip.tip.sightings));
        self.traces.extend(trace_rows(tip, filed.tip_id, filed.case_id));
        self.entered
            .extend(tip.entered.map(|entered| entered.row(filed.tip_id)));
        let sealed = tip.identity.as_ref();
        self.identities
            .extend(sealed.map(|sealed| identity_row(filed.tip_id, sealed, tip.filed_at)));
        let payload = serde_json::json!({ "case_id": filed.case_id, "tip_id": filed.tip_id });
        for kind in std::iter::once(INDEX_CASE).chain(tip.jobs.iter().map(String::as_str)) {
            self.jobs.push(job_row(&NewJob {
                kind: kind.to_owned(),
                payload: payload.clone(),
                run_at: tip.filed_at,
                unique_key: None,
            }));
        }
        Ok(())
    }

    /// A tip that waits for a person stands in no queue.
    fn add_queues(&mut self, tip: &NewTip, filed: &FiledTip) {
        if let Some(reason) = tip.hold {
            let county = tip.county.map_or(0, |county| county.number().into());
            let category = tip.tip.category.code();
            self.holds
                .push(hold_row(filed.case_id, reason, category, county, tip.filed_at));
            return;
        }
        let rank = rank(Some(millis(tip.deadlines.accept_by)), millis(tip.filed_at));
        for (queue, part) in queues_of(tip.tip.category, tip.route.lead, &tip.route.joint) {
            self.queues
                .push(queue_row(filed.case_id, queue, part, phase(CaseState::Submitted), rank));
        }
    }

    fn add_events(&mut self, tip: &NewTip, filed: &FiledTip) {
        self.events
            .extend(first_event_rows(&tip.events, filed.case_id, &filed.case_number));
    }

    async fn insert(self, transaction: &DatabaseTransaction) -> Result<(), StorageError> {
        let all = [
            (INSERT_CASES, self.cases),
            (INSERT_TIPS, self.tips),
            (INSERT_QUEUES, self.queues),
            (INSERT_HOLDS, self.holds),
            (INSERT_EVENTS, self.events),
            (INSERT_PHOTOS, self.photos),
            (INSERT_SIGHTINGS, self.sightings),
            (INSERT_TRACES, self.traces),
            (INSERT_ENTERED, self.entered),
            (INSERT_IDENTITIES, self.identities),
            (INSERT_JOBS, self.jobs),
        ];
        Ok(sql::insert_together(transaction, all).await?)
    }
}

/// The rows of a case's first lines.
pub(super) fn first_event_rows(events: &[NewEvent], case_id: i64, number: &str) -> Vec<Vec<Value>> {
    let mut previous = origin(number);
    events
        .iter()
        .zip(1..)
        .map(|(event, seq)| {
            let event = CaseEvent::linked(event.clone(), seq, previous);
            previous = event.link;
            event.row(case_id)
        })
        .collect()
}

/// A case as it begins.
pub(super) struct NewCase<'a> {
    pub tip: &'a Tip,
    pub route: &'a Route,
    pub county: Option<CountyCode>,
    pub town: Option<TownCode>,
    pub deadlines: Deadlines,
    pub state: CaseState,
    pub filed_at: OffsetDateTime,
    pub photos: i64,
}

impl NewCase<'_> {
    pub(super) fn row(&self, case_id: i64, number: &str) -> Result<Vec<Value>, StorageError> {
        let (tip, route) = (self.tip, self.route);
        let joint: Vec<String> = route.joint.iter().map(ToString::to_string).collect();
        let (accept_by, close_by) = (millis(self.deadlines.accept_by), millis(self.deadlines.close_by));
        let county = self.county.map(|county| county.number().into());
        let town = self.town.map(|town| town.number().into());
        Ok(vec![
            whole(case_id),
            text(number),
            text(tip.category.code()),
            text(route.lead.to_string()),
            text(json(&joint)?),
            text(&route.clause),
            text(&route.reason),
            text(&route.version),
            whole_or_none(village_number(tip)),
            whole_or_none(county),
            whole_or_none(town),
            text(&tip.place_text),
            text(excerpt(&tip.text)),
            text(self.state.code()),
            whole(accept_by),
            whole(close_by),
            whole_or_none(due_in(self.state, accept_by, close_by)),
            whole(millis(self.filed_at)),
            whole(millis(self.filed_at)),
            whole(self.photos),
        ])
    }
}

fn new_case(new: &NewTip) -> NewCase<'_> {
    NewCase {
        tip: &new.tip,
        route: &new.route,
        county: new.county,
        town: new.town,
        deadlines: new.deadlines,
        state: first_state(new),
        filed_at: new.filed_at,
        photos: i64::try_from(new.photos.len()).unwrap_or(i64::MAX),
    }
}

fn tip_row(new: &NewTip, filed: &FiledTip) -> Result<Vec<Value>, StorageError> {
    let tip = &new.tip;
    Ok(vec![
        whole(filed.tip_id),
        whole(filed.case_id),
        text(tip.category.code()),
        whole_or_none(village_number(tip)),
        text(&tip.place_text),
        Value::Double(tip.position.map(|position| position.at.latitude)),
        Value::Double(tip.position.map(|position| position.at.longitude)),
        Value::Double(tip.position.map(|position| position.accuracy)),
        Value::from(tip.happened.map(|when| when.to_string())),
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
fn village_number(tip: &Tip) -> Option<i64> {
    tip.village.and_then(|village| i64::try_from(village.number()).ok())
}
