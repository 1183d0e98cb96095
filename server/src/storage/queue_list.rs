//! Listing and counting queues: one index range for each, however many cases there are.

use std::fmt::Write as _;

use app::ports::QueueView;
use sea_orm::{FromQueryResult, QueryResult, Value};
use time::OffsetDateTime;

use super::{
    CaseFile, QueueKey, QueueScope, Storage, StorageError,
    case_word::{pairs, words},
    column::{millis, text, whole},
    entity::case_file,
    queue::part,
    sql,
};

/// Counts stop here: 1,001 means "more than 1,000".
pub const COUNT_CAP: i64 = 1_001;
/// A pair of characters that fewer cases hold than this is where a search starts; else the queue is read in its order.
const RARE: i64 = 2_000;
/// More pairs than this make a search no sharper.
const PAIRS_MAX: usize = 12;

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
        let mut conditions = Self {
            sql: "q.queue = $1".to_owned(),
            values: vec![text(scope.key())],
        };
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

    /// The whole statement: one row more than asked for tells whether there is a next page.
    fn page(&mut self, from: &str, limit: u32) -> String {
        let limit = self.bind(whole(i64::from(limit) + 1));
        format!(
            "SELECT f.*, q.rank AS queue_rank FROM {from} CROSS JOIN case_file f WHERE {} AND f.id = q.case_id \
             ORDER BY q.rank, q.case_id LIMIT {limit}",
            self.sql
        )
    }

    /// Only cases that hold this word. `t` is `case_text`.
    fn holds(&mut self, word: &str) {
        let pattern = self.bind(text(format!("%{word}%")));
        let _ = write!(self.sql, " AND t.case_id = q.case_id AND t.words LIKE {pattern}");
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
        let words = words(&query.words);
        let mut from = "case_queue q";
        if !words.is_empty() {
            from = "case_queue q CROSS JOIN case_text t";
            for word in &words {
                conditions.holds(word);
            }
            if let Some(pair) = self.rare_pair(&words).await? {
                // From the few cases that hold it to their queues: CROSS JOIN keeps SQLite to this order.
                from = "case_word rare CROSS JOIN case_queue q CROSS JOIN case_text t";
                let pair = conditions.bind(text(pair));
                let _ = write!(conditions.sql, " AND rare.word = {pair} AND q.case_id = rare.case_id");
            }
        }
        let sql = conditions.page(from, query.limit);
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

    /// The pair of characters that fewest cases hold, if they are few enough to start from.
    async fn rare_pair(&self, words: &[String]) -> Result<Option<String>, StorageError> {
        let mut rarest = (RARE, None);
        for pair in pairs(words).into_iter().take(PAIRS_MAX) {
            let from = "SELECT 1 FROM case_word w WHERE w.word = $1";
            let cases = self.count(from, vec![text(&pair)], rarest.0).await?;
            if cases < rarest.0 {
                rarest = (cases, Some(pair));
            }
        }
        Ok(rarest.1)
    }

    async fn count(&self, from: &str, values: Vec<Value>, cap: i64) -> Result<i64, StorageError> {
        let sql = format!("SELECT COUNT(*) AS found FROM ({from} LIMIT {cap}) AS capped");
        let row = sql::query_one(self.reader(), &sql, values).await?;
        Ok(row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default())
    }
}

/// Cuts the one row too many off; where it stood, the next page starts.
fn slice(rows: &[QueryResult], limit: u32) -> Result<QueueSlice, StorageError> {
    let shown = rows.len().min(limit as usize);
    let mut slice = QueueSlice {
        rows: Vec::with_capacity(shown),
        next: None,
    };
    for row in &rows[..shown] {
        slice
            .rows
            .push(CaseFile::try_from(case_file::Model::from_query_result(row, "")?)?);
    }
    if let Some(last) = rows[..shown].last().filter(|_| rows.len() > shown) {
        slice.next = Some(QueueKey {
            rank: last.try_get("", "queue_rank")?,
            case_id: last.try_get("", "id")?,
        });
    }
    Ok(slice)
}

#[cfg(test)]
mod tests {
    use app::domain::agency::Area;
    use time::macros::datetime;

    use super::*;

    /// However many cases there are, a page reads one range of one index, in its order.
    #[tokio::test]
    async fn a_page_is_one_index_range() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(&format!("sqlite://{}/plan.db", folder.path().display()))
            .await
            .unwrap();
        let now = datetime!(2026-11-23 08:00 UTC);
        let office = QueueScope::Office("transport@410821".parse().unwrap());
        let city = QueueScope::Area {
            area: Area::City,
            complaints: false,
        };
        for (view, index) in [
            (QueueView::Open, "case_queue_open"),
            (QueueView::Overdue, "case_queue_open"),
            (QueueView::Waiting, "case_queue_waiting"),
            (QueueView::Closed, "case_queue_closed"),
        ] {
            for scope in [office, city] {
                let mut conditions = Conditions::new(scope, view, now);
                conditions.after(QueueKey { rank: 0, case_id: 0 });
                let sql = format!("EXPLAIN QUERY PLAN {}", conditions.page("case_queue q", 50));
                let rows = sql::query(storage.reader(), &sql, conditions.values).await.unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
                let range = format!("INDEX {index} (queue=?");
                assert!(
                    plan[0].starts_with("SEARCH q") && plan[0].contains(&range),
                    "{view:?}: {plan:?}"
                );
                assert_eq!(plan[1], "SEARCH f USING INTEGER PRIMARY KEY (rowid=?)", "{view:?}");
                assert_eq!(plan.len(), 2, "neither a scan nor a sort: {plan:?}");
            }
        }
    }
}
