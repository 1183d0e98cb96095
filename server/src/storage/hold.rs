//! Tips that wait for a person to look: held as they are filed or called back soon after, released or rejected in groups.

use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
};

use app::domain::{
    case::{CaseState, Outcome, UnknownCode},
    category::Category,
    division::CountyCode,
    flood::HoldReason,
};
use sea_orm::{DatabaseTransaction, FromQueryResult, Value};
use time::OffsetDateTime;

use super::{
    CaseEvent, CaseFile, NewEvent, PhotoMark, Storage, StorageError,
    case_event::INSERT_EVENTS,
    column::{bytes32, code, instant, millis, number, text, whole},
    entity::case_file,
    queue::{INSERT_QUEUES, phase, queue_row, queues_of, rank},
    sql::{self, Insertion},
};

/// What is decided of held tips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldDecision {
    /// They go their way, with the day they were filed and its clocks.
    Release,
    /// They are closed.
    Reject,
}

impl HoldDecision {
    /// The code that is stored, and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
        }
    }
}

impl FromStr for HoldDecision {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        [Self::Release, Self::Reject]
            .into_iter()
            .find(|decision| decision.code() == code)
            .ok_or(UnknownCode)
    }
}

/// What held tips are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeldKey {
    /// Why they wait.
    pub reason: HoldReason,
    /// What they are about.
    pub category: Category,
    /// Where; none without a place.
    pub county: Option<CountyCode>,
}

impl HeldKey {
    fn values(self) -> Vec<Value> {
        vec![
            text(self.reason.code()),
            text(self.category.code()),
            whole(county_number(self.county)),
        ]
    }
}

/// A group of held tips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGroup {
    /// What they have in common.
    pub key: HeldKey,
    /// How many there are.
    pub count: i64,
    /// When the first was held.
    pub first: OffsetDateTime,
    /// When the last was held.
    pub last: OffsetDateTime,
    /// What came after this is not part of what was looked at.
    pub until: i64,
}

fn county_number(county: Option<CountyCode>) -> i64 {
    county.map_or(0, |county| county.number().into())
}

/// How holds are written. One that was released and belongs to a flood after all waits again.
pub(super) const INSERT_HOLDS: Insertion<'_> = Insertion {
    table: "hold",
    columns: &["case_id", "reason", "category", "county", "held_at"],
    returning: "",
    on_conflict: "ON CONFLICT (case_id) DO UPDATE SET decision = NULL, decided_at = NULL, decided_by = NULL",
};

/// One row of [`INSERT_HOLDS`].
pub(super) fn hold_row(
    case_id: i64,
    reason: HoldReason,
    category: &str,
    county: i64,
    at: OffsetDateTime,
) -> Vec<Value> {
    vec![
        whole(case_id),
        text(reason.code()),
        text(category),
        whole(county),
        whole(millis(at)),
    ]
}

/// Most cases moved in one transaction.
const BATCH: usize = 200;

impl Storage {
    /// Takes cases that nobody has accepted yet out of every queue again, each with its line in the history. A case that
    /// others joined meanwhile stays: it is theirs, too. Gives how many there were.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn call_back(&self, cases: &[(i64, NewEvent)], reason: HoldReason) -> Result<usize, StorageError> {
        let mut held = 0;
        for batch in cases.chunks(BATCH) {
            let transaction = self.begin().await?;
            held += call_back(&transaction, batch, reason).await?;
            transaction.commit().await?;
        }
        Ok(held)
    }

    /// What waits, the largest groups first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_held_groups(&self) -> Result<Vec<HeldGroup>, StorageError> {
        let sql = "SELECT reason, category, county, COUNT(*) AS found, MIN(held_at) AS first_at, MAX(held_at) AS last_at, \
                   MAX(id) AS newest FROM hold WHERE decision IS NULL GROUP BY reason, category, county \
                   ORDER BY found DESC, reason, category, county";
        let rows = sql::query(self.reader(), sql, vec![]).await?;
        let group = |row: &sea_orm::QueryResult| -> Result<HeldGroup, StorageError> {
            let county: i64 = row.try_get("", "county")?;
            Ok(HeldGroup {
                key: HeldKey {
                    reason: code("hold.reason", &row.try_get::<String>("", "reason")?)?,
                    category: code("hold.category", &row.try_get::<String>("", "category")?)?,
                    county: match county {
                        0 => None,
                        code => Some(number("hold.county", number::<u32, _>("hold.county", code)?)?),
                    },
                },
                count: row.try_get("", "found")?,
                first: instant(row.try_get("", "first_at")?)?,
                last: instant(row.try_get("", "last_at")?)?,
                until: row.try_get("", "newest")?,
            })
        };
        rows.iter().map(group).collect()
    }

    /// Cases of a group that wait, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_held_cases(&self, key: HeldKey, until: i64, limit: u32) -> Result<Vec<CaseFile>, StorageError> {
        let sql = "SELECT f.* FROM hold h JOIN case_file f ON f.id = h.case_id WHERE h.decision IS NULL \
                   AND h.reason = $1 AND h.category = $2 AND h.county = $3 AND h.id <= $4 ORDER BY h.id LIMIT $5";
        let mut values = key.values();
        values.extend([whole(until), whole(limit.into())]);
        let rows = sql::query(self.writer(), sql, values).await?;
        rows.iter()
            .map(|row| CaseFile::try_from(case_file::Model::from_query_result(row, "")?))
            .collect()
    }

    /// Releases or rejects held cases, each with its line in the history, in one transaction; leaves out those that were
    /// decided meanwhile. Gives how many were moved.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn decide_held(
        &self,
        cases: Vec<(i64, NewEvent)>,
        decision: HoldDecision,
        account: i64,
        at: OffsetDateTime,
    ) -> Result<usize, StorageError> {
        if cases.is_empty() {
            return Ok(0);
        }
        let transaction = self.begin().await?;
        let ids: Vec<i64> = cases.iter().map(|(id, _)| *id).collect();
        let sql = format!(
            "UPDATE hold SET decision = $1, decided_at = $2, decided_by = $3 WHERE decision IS NULL AND case_id IN ({}) \
             RETURNING case_id",
            sql::placeholders(3, ids.len())
        );
        let mut values = vec![text(decision.code()), whole(millis(at)), whole(account)];
        values.extend(ids.iter().map(|id| whole(*id)));
        let mut decided = Vec::with_capacity(ids.len());
        for row in sql::query(&transaction, &sql, values).await? {
            decided.push(row.try_get::<i64>("", "case_id")?);
        }
        match decision {
            HoldDecision::Release => release(&transaction, &decided, at).await?,
            HoldDecision::Reject => close(&transaction, &decided, at).await?,
        }
        let events = cases.into_iter().filter(|(id, _)| decided.contains(id)).collect();
        append_events(&transaction, events).await?;
        transaction.commit().await?;
        Ok(decided.len())
    }

    /// How the photos that came with the held cases of a group are known again.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_held_photos(&self, key: HeldKey, until: i64) -> Result<Vec<PhotoMark>, StorageError> {
        let sql = "SELECT DISTINCT p.sha256, p.likeness FROM hold h JOIN photo p ON p.case_id = h.case_id \
                   WHERE h.decision IS NULL AND h.reason = $1 AND h.category = $2 AND h.county = $3 AND h.id <= $4";
        let mut values = key.values();
        values.push(whole(until));
        let rows = sql::query(self.reader(), sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(PhotoMark {
                    sha256: bytes32("photo.sha256", &row.try_get::<Vec<u8>>("", "sha256")?)?,
                    likeness: row.try_get::<Option<i64>>("", "likeness")?.map(i64::cast_unsigned),
                })
            })
            .collect()
    }
}

async fn call_back(
    transaction: &DatabaseTransaction,
    cases: &[(i64, NewEvent)],
    reason: HoldReason,
) -> Result<usize, StorageError> {
    let Some(at) = cases.first().map(|(_, event)| event.at) else {
        return Ok(0);
    };
    let sql = format!(
        "UPDATE case_file SET state = '{}', updated_at = $1 WHERE state = '{}' AND id IN ({}) \
         AND (SELECT COUNT(*) FROM tip WHERE tip.case_id = case_file.id) = 1 \
         AND NOT EXISTS (SELECT 1 FROM case_file AS other WHERE other.joined_into = case_file.id) \
         RETURNING id, category, area_county",
        CaseState::Held.code(),
        CaseState::Submitted.code(),
        sql::placeholders(1, cases.len())
    );
    let mut values = vec![whole(millis(at))];
    values.extend(cases.iter().map(|(id, _)| whole(*id)));
    let mut rows = Vec::new();
    let mut ids = Vec::new();
    for row in sql::query(transaction, &sql, values).await? {
        let (id, category): (i64, String) = (row.try_get("", "id")?, row.try_get("", "category")?);
        let county: Option<i64> = row.try_get("", "area_county")?;
        rows.push(hold_row(id, reason, &category, county.unwrap_or(0), at));
        ids.push(id);
    }
    if ids.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "DELETE FROM case_queue WHERE case_id IN ({})",
        sql::placeholders(0, ids.len())
    );
    sql::execute(transaction, &sql, ids.iter().map(|id| whole(*id)).collect()).await?;
    INSERT_HOLDS.run(transaction, rows).await?;
    let events: BTreeMap<_, _> = cases.iter().filter(|(id, _)| ids.contains(id)).cloned().collect();
    append_events(transaction, events.into_iter().collect()).await?;
    Ok(ids.len())
}

/// Into every queue they were kept from, with their own deadlines.
async fn release(transaction: &DatabaseTransaction, ids: &[i64], at: OffsetDateTime) -> Result<(), StorageError> {
    let mut queues = Vec::new();
    for row in move_cases(transaction, ids, CaseState::Submitted, at).await? {
        let case = CaseFile::try_from(case_file::Model::from_query_result(&row, "")?)?;
        let rank = rank(case.due.map(millis), millis(case.filed_at));
        for (queue, part) in queues_of(case.category, case.lead, &case.joint) {
            queues.push(queue_row(case.id, queue, part, phase(CaseState::Submitted), rank));
        }
    }
    INSERT_QUEUES.run(transaction, queues).await?;
    Ok(())
}

/// Closed without ever having stood in a queue.
async fn close(transaction: &DatabaseTransaction, ids: &[i64], at: OffsetDateTime) -> Result<(), StorageError> {
    move_cases(transaction, ids, CaseState::Closed, at).await?;
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE case_file SET outcome = '{}', due = NULL WHERE id IN ({})",
        Outcome::Declined.code(),
        sql::placeholders(0, ids.len())
    );
    sql::execute(transaction, &sql, ids.iter().map(|id| whole(*id)).collect()).await?;
    Ok(())
}

async fn move_cases(
    transaction: &DatabaseTransaction,
    ids: &[i64],
    to: CaseState,
    at: OffsetDateTime,
) -> Result<Vec<sea_orm::QueryResult>, StorageError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "UPDATE case_file SET state = '{}', updated_at = $1 WHERE state = '{}' AND id IN ({}) RETURNING *",
        to.code(),
        CaseState::Held.code(),
        sql::placeholders(1, ids.len())
    );
    let mut values = vec![whole(millis(at))];
    values.extend(ids.iter().map(|id| whole(*id)));
    Ok(sql::query(transaction, &sql, values).await?)
}

/// One more line for each case, linked to its last.
async fn append_events(transaction: &DatabaseTransaction, events: Vec<(i64, NewEvent)>) -> Result<(), StorageError> {
    if events.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT e.case_id, e.seq, e.link FROM case_event e JOIN (SELECT case_id, MAX(seq) AS seq FROM case_event \
         WHERE case_id IN ({}) GROUP BY case_id) last ON last.case_id = e.case_id AND last.seq = e.seq",
        sql::placeholders(0, events.len())
    );
    let values = events.iter().map(|(id, _)| whole(*id)).collect();
    let mut last = HashMap::with_capacity(events.len());
    for row in sql::query(transaction, &sql, values).await? {
        let link = bytes32("case_event.link", &row.try_get::<Vec<u8>>("", "link")?)?;
        last.insert(
            row.try_get::<i64>("", "case_id")?,
            (row.try_get::<i64>("", "seq")?, link),
        );
    }
    let mut rows = Vec::with_capacity(events.len());
    for (case_id, event) in events {
        let (seq, link) = last
            .get(&case_id)
            .ok_or_else(|| StorageError::unreadable("case_event", "no history"))?;
        rows.push(CaseEvent::linked(event, seq + 1, *link).row(case_id));
    }
    INSERT_EVENTS.run(transaction, rows).await?;
    Ok(())
}
