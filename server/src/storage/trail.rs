//! Traces that several cases share, what staff decided of them, and where coal came from and went.

use std::collections::BTreeSet;

use app::domain::{
    agency::Queue,
    likeness::are_alike,
    trace::{Trace, TraceKind, traces_in},
};
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use time::OffsetDateTime;

use super::{
    NewEvent, NewPhoto, NewTip, Storage, StorageError,
    case_step::append_event,
    column::{code, instant, millis, text, whole},
    sql::{self, Insertion},
};

/// Cases read of one trace at most.
const CASES_MAX: i64 = 200;
/// Trails listed at most.
const TRAILS_MAX: i64 = 200;

/// How traces are written.
pub(super) const INSERT_TRACES: Insertion<'_> = Insertion {
    table: "trace",
    columns: &["tip_id", "case_id", "kind", "value"],
    returning: "",
    on_conflict: "ON CONFLICT DO NOTHING",
};

/// The rows of a new tip's traces, its photos' included.
pub(super) fn trace_rows(tip: &NewTip, tip_id: i64, case_id: i64) -> Vec<Vec<Value>> {
    let mut rows = photo_traces(&tip.photos, tip_id, case_id);
    rows.extend(
        tip.traces
            .iter()
            .map(|trace| trace_row(trace.kind, &trace.value, tip_id, case_id)),
    );
    rows
}

/// The rows of photos: the same file is the same trace, as sent and as picked.
pub(super) fn photo_traces(photos: &[NewPhoto], tip_id: i64, case_id: i64) -> Vec<Vec<Value>> {
    let hashes = |photo: &NewPhoto| {
        let original = photo.original.map(|hash| (TraceKind::Original, hash));
        [Some((TraceKind::Photo, photo.sha256)), original].into_iter().flatten()
    };
    photos
        .iter()
        .flat_map(hashes)
        .map(|(kind, hash)| trace_row(kind, &hex::encode(hash), tip_id, case_id))
        .collect()
}

/// The rows of the traces in what a reporter wrote later.
pub(super) fn word_traces(text: &str, tip_id: i64, case_id: i64) -> Vec<Vec<Value>> {
    traces_in(text)
        .iter()
        .map(|trace| trace_row(trace.kind, &trace.value, tip_id, case_id))
        .collect()
}

fn trace_row(kind: TraceKind, value: &str, tip_id: i64, case_id: i64) -> Vec<Value> {
    vec![whole(tip_id), whole(case_id), text(kind.code()), text(value)]
}

/// A trace of a case that other cases hold too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedTrace {
    /// The trace.
    pub trace: Trace,
    /// The other cases, oldest first.
    pub others: Vec<i64>,
    /// What was decided of it.
    pub trail: Option<Trail>,
}

/// What an office decided of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    /// Its identifier.
    pub id: i64,
    /// The trace.
    pub trace: Trace,
    /// One vendor's, rather than a coincidence.
    pub confirmed: bool,
    /// The office that decided.
    pub office: Queue,
    /// Who.
    pub account: i64,
    /// When.
    pub at: OffsetDateTime,
    /// Why.
    pub note: String,
}

/// A decision, with its line in the history of the case it was taken at.
#[derive(Debug, Clone)]
pub struct TrailDecision {
    /// The case.
    pub case_id: i64,
    /// The trace.
    pub trace: Trace,
    /// One vendor's, rather than a coincidence.
    pub confirmed: bool,
    /// The office that decides.
    pub office: Queue,
    /// Who.
    pub account: i64,
    /// Why.
    pub note: String,
    /// The line in the history.
    pub event: NewEvent,
}

/// A link of coal between two cases, with the lines in both histories.
#[derive(Debug, Clone)]
pub struct CoalLink {
    /// The case the coal came from.
    pub source: i64,
    /// The case it went to.
    pub destination: i64,
    /// Who says so.
    pub account: i64,
    /// Why.
    pub note: String,
    /// The line in the source's history.
    pub told_source: NewEvent,
    /// The line in the destination's.
    pub told_destination: NewEvent,
}

impl Storage {
    /// The traces of a case that other cases hold too, each with what was decided of it.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_shared_traces(&self, case_id: i64) -> Result<Vec<SharedTrace>, StorageError> {
        let sql = "SELECT DISTINCT own.kind, own.value FROM trace AS own WHERE own.case_id = $1 AND EXISTS \
                   (SELECT 1 FROM trace AS other WHERE other.kind = own.kind AND other.value = own.value \
                   AND other.case_id <> $1) ORDER BY own.kind, own.value";
        let mut shared = Vec::new();
        for row in sql::query(self.reader(), sql, vec![whole(case_id)]).await? {
            let trace = trace(&row)?;
            let mut others = self.list_cases_of_trace(&trace).await?;
            others.retain(|other| *other != case_id);
            shared.push(SharedTrace {
                trail: self.find_trail(&trace).await?,
                others,
                trace,
            });
        }
        for trace in self.list_alike(case_id).await? {
            let mut others = self.list_cases_of_trace(&trace).await?;
            others.retain(|other| *other != case_id);
            if !others.is_empty() {
                let trail = self.find_trail(&trace).await?;
                shared.push(SharedTrace { trace, others, trail });
            }
        }
        Ok(shared)
    }

    /// What a case's photos look like, each by the oldest photo that looks so: all of one picture have one trace.
    async fn list_alike(&self, case_id: i64) -> Result<BTreeSet<Trace>, StorageError> {
        let mut found = BTreeSet::new();
        for own in self.list_likenesses_of(case_id).await? {
            let near = self.list_likenesses_near(own).await?;
            let oldest = near.iter().rev().find(|(_, other)| are_alike(own, *other));
            found.extend(oldest.map(|(_, likeness)| Trace {
                kind: TraceKind::Alike,
                value: format!("{likeness:016x}"),
            }));
        }
        Ok(found)
    }

    /// The cases of photos that look like a trace's, oldest first.
    async fn list_cases_alike(&self, trace: &Trace) -> Result<Vec<i64>, StorageError> {
        let Ok(likeness) = u64::from_str_radix(&trace.value, 16) else {
            return Ok(Vec::new());
        };
        let near = self.list_likenesses_near(likeness).await?;
        let alike = near.into_iter().filter(|(_, other)| are_alike(likeness, *other));
        let cases: BTreeSet<i64> = alike.map(|(case_id, _)| case_id).collect();
        Ok(cases.into_iter().collect())
    }

    /// The cases that hold a trace, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_cases_of_trace(&self, trace: &Trace) -> Result<Vec<i64>, StorageError> {
        if trace.kind == TraceKind::Alike {
            return self.list_cases_alike(trace).await;
        }
        let sql = "SELECT DISTINCT case_id FROM trace WHERE kind = $1 AND value = $2 ORDER BY case_id LIMIT $3";
        let values = vec![text(trace.kind.code()), text(&trace.value), whole(CASES_MAX)];
        let rows = sql::query(self.reader(), sql, values).await?;
        rows.iter().map(|row| Ok(row.try_get("", "case_id")?)).collect()
    }

    /// What was decided of a trace.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_trail(&self, trace: &Trace) -> Result<Option<Trail>, StorageError> {
        let sql = "SELECT * FROM trail WHERE kind = $1 AND value = $2";
        let values = vec![text(trace.kind.code()), text(&trace.value)];
        let row = sql::query_one(self.reader(), sql, values).await?;
        row.map(|row| trail(&row)).transpose()
    }

    /// The trail with this identifier.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_trail_by_id(&self, id: i64) -> Result<Option<Trail>, StorageError> {
        let row = sql::query_one(self.reader(), "SELECT * FROM trail WHERE id = $1", vec![whole(id)]).await?;
        row.map(|row| trail(&row)).transpose()
    }

    /// The confirmed trails, latest decision first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_trails(&self) -> Result<Vec<Trail>, StorageError> {
        let sql = "SELECT * FROM trail WHERE confirmed ORDER BY at DESC, id DESC LIMIT $1";
        let rows = sql::query(self.reader(), sql, vec![whole(TRAILS_MAX)]).await?;
        rows.iter().map(trail).collect()
    }

    /// Keeps what was decided of a trace; a later decision replaces an earlier one, and both stay in the histories.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then nothing is kept.
    pub async fn decide_trail(&self, decision: TrailDecision) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        let sql = "INSERT INTO trail (kind, value, confirmed, office, account, at, note) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, value) DO UPDATE SET \
                   confirmed = excluded.confirmed, office = excluded.office, account = excluded.account, \
                   at = excluded.at, note = excluded.note";
        let values = vec![
            text(decision.trace.kind.code()),
            text(&decision.trace.value),
            Value::Bool(Some(decision.confirmed)),
            text(decision.office.to_string()),
            whole(decision.account),
            whole(millis(decision.event.at)),
            text(&decision.note),
        ];
        sql::execute(&transaction, sql, values).await?;
        hold(&transaction, decision.case_id).await?;
        append_event(&transaction, decision.case_id, decision.event).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Links two cases by where coal came from and went.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::COAL_LINKED`] if they are linked so already;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn link_coal(&self, link: CoalLink) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        let sql =
            "INSERT INTO coal_link (source_case, destination_case, account, at, note) VALUES ($1, $2, $3, $4, $5)";
        let values = vec![
            whole(link.source),
            whole(link.destination),
            whole(link.account),
            whole(millis(link.told_source.at)),
            text(&link.note),
        ];
        sql::execute(&transaction, sql, values).await?;
        // The older case first, so that two links never wait for each other.
        let mut told = [
            (link.source, link.told_source),
            (link.destination, link.told_destination),
        ];
        told.sort_by_key(|(case_id, _)| *case_id);
        for (case_id, event) in told {
            hold(&transaction, case_id).await?;
            append_event(&transaction, case_id, event).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The cases this one's coal came from, and those it went to.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_coal_links(&self, case_id: i64) -> Result<(Vec<i64>, Vec<i64>), StorageError> {
        let read = async |sql: &str, column: &str| -> Result<Vec<i64>, StorageError> {
            let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
            rows.iter().map(|row| Ok(row.try_get("", column)?)).collect()
        };
        let sources = "SELECT source_case FROM coal_link WHERE destination_case = $1 ORDER BY id";
        let destinations = "SELECT destination_case FROM coal_link WHERE source_case = $1 ORDER BY id";
        Ok((
            read(sources, "source_case").await?,
            read(destinations, "destination_case").await?,
        ))
    }
}

/// Holds a case's row, so that its history grows by one line at a time.
async fn hold(transaction: &DatabaseTransaction, case_id: i64) -> Result<(), StorageError> {
    let sql = "UPDATE case_file SET updated_at = updated_at WHERE id = $1";
    sql::execute(transaction, sql, vec![whole(case_id)]).await?;
    Ok(())
}

fn trace(row: &QueryResult) -> Result<Trace, StorageError> {
    let kind: String = row.try_get("", "kind")?;
    Ok(Trace {
        kind: code("trace.kind", &kind)?,
        value: row.try_get("", "value")?,
    })
}

fn trail(row: &QueryResult) -> Result<Trail, StorageError> {
    let office: String = row.try_get("", "office")?;
    Ok(Trail {
        id: row.try_get("", "id")?,
        trace: trace(row)?,
        confirmed: row.try_get("", "confirmed")?,
        office: code("trail.office", &office)?,
        account: row.try_get("", "account")?,
        at: instant(row.try_get("", "at")?)?,
        note: row.try_get("", "note")?,
    })
}
