//! Listing and counting queues: one index range for each, however many cases there are.

use std::{collections::BTreeSet, fmt::Write as _};

use app::ports::QueueView;
use sea_orm::{FromQueryResult, QueryResult, Value};
use time::OffsetDateTime;

use super::{
    CaseFile, QueueKey, QueueScope, Storage, StorageError, case_word::searched,
    column::{millis, text, whole},
    entity::case_file,
    queue::part,
    sql,
};

/// Counts stop here: 1,001 means "more than 1,000".
pub const COUNT_CAP: i64 = 1_001;
/// An entry that fewer cases hold than this is where a search starts; others are checked row by row.
const RARE: i64 = 2_000;
/// More entries than this make a search no sharper.
const ENTRIES_MAX: usize = 12;

/// Which page of which queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueQuery {
    /// Whose cases.
    pub scope: QueueScope,
    /// Which of them.
    pub view: QueueView,
    /// Words that must all stand in the case; empty for all cases.
    pub words: String,
    /// Now; decides what is overdue.
    pub now: OffsetDateTime,
    /// Where the page before ended; none for the first.
    pub after: Option<QueueKey>,
    /// Most rows.
    pub limit: u32,
}

/// A page of a queue: by deadline, then by age; closed cases by their last change, latest first.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueSlice {
    /// The cases.
    pub rows: Vec<CaseFile>,
    /// Where the next page starts; none on the last.
    pub next: Option<QueueKey>,
}

/// The conditions on `case_queue` as `q` that one view makes. The phase stands in the text, not in a parameter, so that
/// both engines know which partial index holds all its rows.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn new(scope: QueueScope, view: QueueView, now: OffsetDateTime) -> Self {
        let mut conditions = Self { sql: "q.queue = $1".to_owned(), values: vec![text(scope.key())] };
        conditions.sql.push_str(match view {
            QueueView::Open | QueueView::Overdue => " AND q.phase < 2",
            QueueView::Waiting => " AND q.phase = 0",
            QueueView::Closed => " AND q.phase = 2",
        });
        if view == QueueView::Overdue {
            let now = conditions.bind(whole(millis(now)));
            let _ = write!(conditions.sql, " AND q.rank < {now}");
        }
        if matches!(scope, QueueScope::Area { complaints: false, .. }) {
            let _ = write!(conditions.sql, " AND q.part <> '{}'", part::COMPLAINT);
        }
        conditions
    }

    /// Adds a parameter and names it.
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn after(&mut self, key: QueueKey) {
        let (rank, case_id) = (self.bind(whole(key.rank)), self.bind(whole(key.case_id)));
        let _ = write!(self.sql, " AND (q.rank, q.case_id) > ({rank}, {case_id})");
    }

    fn holds(&mut self, word: &str) {
        let from = self.bind(text(word));
        let condition = if is_single(word) {
            // Whatever begins with this one character.
            let to = self.bind(text(format!("{word}{}", char::MAX)));
            format!("w.word >= {from} AND w.word < {to}")
        } else {
            format!("w.word = {from}")
        };
        let _ = write!(
            self.sql,
            " AND EXISTS (SELECT 1 FROM case_word w WHERE w.case_id = q.case_id AND {condition})"
        );
    }
}

impl Storage {
    /// A page of a queue.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_queue(&self, query: &QueueQuery) -> Result<QueueSlice, StorageError> {
        let mut conditions = Conditions::new(query.scope, query.view, query.now);
        if let Some(key) = query.after {
            conditions.after(key);
        }
        let mut from = "case_queue q";
        let entries = searched(&query.words);
        if !entries.is_empty() {
            let Some(entries) = self.rarest_first(entries).await? else {
                return Ok(QueueSlice { rows: vec![], next: None });
            };
            let mut entries = entries.into_iter().peekable();
            if let Some(rarest) = entries.next_if(|entry| entry.cases < RARE) {
                // From the few cases that hold the rarest entry to their queues: CROSS JOIN keeps SQLite to this order.
                from = "case_word rarest CROSS JOIN case_queue q";
                let entry = conditions.bind(text(rarest.entry));
                let _ = write!(conditions.sql, " AND rarest.word = {entry} AND q.case_id = rarest.case_id");
            }
            entries.for_each(|entry| conditions.holds(&entry.entry));
        }
        let limit = conditions.bind(whole(i64::from(query.limit) + 1));
        let sql = format!(
            "SELECT f.*, q.rank AS queue_rank FROM {from} CROSS JOIN case_file f WHERE {} AND f.id = q.case_id \
             ORDER BY q.rank, q.case_id LIMIT {limit}",
            conditions.sql
        );
        let rows = sql::query(self.reader(), &sql, conditions.values).await?;
        slice(&rows, query.limit)
    }

    /// How many cases each view holds, in the order of [`QueueView::ALL`], up to [`COUNT_CAP`].
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_queue(&self, scope: QueueScope, now: OffsetDateTime) -> Result<[i64; 4], StorageError> {
        let mut counts = [0; 4];
        for (count, view) in counts.iter_mut().zip(QueueView::ALL) {
            let Conditions { sql, values } = Conditions::new(scope, view, now);
            let from = format!("SELECT 1 FROM case_queue q WHERE {sql}");
            *count = self.count(&from, values, COUNT_CAP).await?;
        }
        Ok(counts)
    }

    /// The entries with how many cases hold them, fewest first; none if some entry stands in no case at all.
    async fn rarest_first(&self, entries: BTreeSet<String>) -> Result<Option<Vec<Entry>>, StorageError> {
        let mut counted = Vec::new();
        for entry in entries.into_iter().take(ENTRIES_MAX) {
            let cases = if is_single(&entry) {
                RARE
            } else {
                let from = "SELECT 1 FROM case_word w WHERE w.word = $1";
                self.count(from, vec![text(&entry)], RARE).await?
            };
            if cases == 0 {
                return Ok(None);
            }
            counted.push(Entry { entry, cases });
        }
        counted.sort_by_key(|entry| entry.cases);
        Ok(Some(counted))
    }

    async fn count(&self, from: &str, values: Vec<Value>, cap: i64) -> Result<i64, StorageError> {
        let sql = format!("SELECT COUNT(*) AS found FROM ({from} LIMIT {cap}) AS capped");
        let row = sql::query_one(self.reader(), &sql, values).await?;
        Ok(row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default())
    }
}

/// A search's entry, and how many cases hold it, counted up to [`RARE`].
struct Entry {
    entry: String,
    cases: i64,
}

fn is_single(entry: &str) -> bool {
    entry.chars().nth(1).is_none()
}

/// Cuts the one row too many off; where it stood, the next page starts.
fn slice(rows: &[QueryResult], limit: u32) -> Result<QueueSlice, StorageError> {
    let shown = rows.len().min(limit as usize);
    let mut slice = QueueSlice { rows: Vec::with_capacity(shown), next: None };
    for row in &rows[..shown] {
        slice.rows.push(CaseFile::try_from(case_file::Model::from_query_result(row, "")?)?);
    }
    if let Some(last) = rows[..shown].last().filter(|_| rows.len() > shown) {
        slice.next = Some(QueueKey {
            rank: last.try_get("", "queue_rank")?,
            case_id: last.try_get("", "id")?,
        });
    }
    Ok(slice)
}
