//! Work to be done later, leased to whoever asks first.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use time::{Duration, OffsetDateTime};

use super::{
    Storage, StorageError,
    column::{from_json, instant, millis, text, text_or_none, whole},
    entity::job,
    sql::{self, Insertion},
};

/// The job that makes a new case findable: payload `{"case_id", "tip_id"}`.
pub const INDEX_CASE: &str = "index_case";
/// Most characters of an error that are kept.
const ERROR_MAX: usize = 500;

/// A job to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Which handler does it.
    pub kind: String,
    /// What it needs to know.
    pub payload: serde_json::Value,
    /// Not before.
    pub run_at: OffsetDateTime,
    /// While a job with this key waits, another is not added.
    pub unique_key: Option<String>,
}

/// A job that was claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its identifier.
    pub id: i64,
    /// Which handler does it.
    pub kind: String,
    /// What it needs to know.
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included; also what proves the lease.
    pub attempts: i64,
    /// Due since.
    pub run_at: OffsetDateTime,
    /// Why it failed last.
    pub last_error: Option<String>,
}

impl TryFrom<job::Model> for Job {
    type Error = StorageError;
    fn try_from(row: job::Model) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            payload: from_json("job.payload", &row.payload)?,
            attempts: row.attempts,
            run_at: instant(row.run_at)?,
            last_error: row.last_error,
        })
    }
}

/// How jobs are written.
pub(super) const INSERT_JOBS: Insertion<'_> = Insertion {
    table: "job",
    columns: &["kind", "payload", "unique_key", "run_at"],
    returning: "",
    on_conflict: "ON CONFLICT DO NOTHING",
};

/// One row of [`INSERT_JOBS`].
pub(super) fn job_row(job: &NewJob) -> Vec<Value> {
    vec![
        text(&job.kind),
        text(job.payload.to_string()),
        text_or_none(job.unique_key.clone()),
        whole(millis(job.run_at)),
    ]
}

/// Adds jobs within the caller's transaction.
pub(super) async fn insert<C: ConnectionTrait>(connection: &C, jobs: &[NewJob]) -> Result<(), StorageError> {
    INSERT_JOBS.run(connection, jobs.iter().map(job_row).collect()).await?;
    Ok(())
}

async fn finish<C: ConnectionTrait>(connection: &C, job: &Job, now: OffsetDateTime) -> Result<bool, DbErr> {
    let sql = "UPDATE job SET done_at = $1, lease_until = NULL, last_error = NULL \
               WHERE id = $2 AND attempts = $3 AND done_at IS NULL";
    let values = vec![whole(millis(now)), whole(job.id), whole(job.attempts)];
    Ok(sql::execute(connection, sql, values).await?.rows_affected() == 1)
}

impl Storage {
    /// How many jobs wait that never failed, and how many failed and wait to be tried again.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_jobs(&self) -> Result<(i64, i64), StorageError> {
        let sql = "SELECT COUNT(*) AS found, COUNT(last_error) AS failed FROM job WHERE done_at IS NULL";
        let Some(row) = sql::query_one(self.reader(), sql, vec![]).await? else {
            return Ok((0, 0));
        };
        let (found, failed): (i64, i64) = (row.try_get("", "found")?, row.try_get("", "failed")?);
        Ok((found - failed, failed))
    }

    /// Adds jobs that belong to no other change.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn enqueue_jobs(&self, jobs: &[NewJob]) -> Result<(), StorageError> {
        insert(self.writer(), jobs).await
    }

    /// Leases up to `limit` jobs that are due, the longest due first. A lease that runs out makes its job due again.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn claim_jobs(&self, now: OffsetDateTime, lease: Duration, limit: u32) -> Result<Vec<Job>, StorageError> {
        // Whoever updates a row first has it: the loser's condition no longer holds when its turn comes.
        let free = "done_at IS NULL AND run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)";
        let sql = format!(
            "UPDATE job SET lease_until = $2, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM job WHERE {free} ORDER BY run_at, id LIMIT $3) AND {free} RETURNING *"
        );
        let values = vec![whole(millis(now)), whole(millis(now + lease)), whole(limit.into())];
        let mut jobs = Vec::new();
        for row in sql::query(self.writer(), &sql, values).await? {
            jobs.push(Job::try_from(job::Model::from_query_result(&row, "")?)?);
        }
        jobs.sort_by_key(|job| (job.run_at, job.id));
        Ok(jobs)
    }

    /// Records that a job is done. False if the lease had run out and somebody else has the job now.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn finish_job(&self, job: &Job, now: OffsetDateTime) -> Result<bool, StorageError> {
        Ok(finish(self.writer(), job, now).await?)
    }

    /// Records that jobs are done, together; those that somebody else has now stay as they are.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then none is recorded.
    pub async fn finish_jobs(&self, jobs: &[Job], now: OffsetDateTime) -> Result<(), StorageError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let mut values = vec![whole(millis(now))];
        values.extend(jobs.iter().flat_map(|job| [whole(job.id), whole(job.attempts)]));
        let each: Vec<String> = (0..jobs.len())
            .map(|n| format!("(id = ${} AND attempts = ${})", 2 * n + 2, 2 * n + 3))
            .collect();
        let sql = format!(
            "UPDATE job SET done_at = $1, lease_until = NULL, last_error = NULL WHERE done_at IS NULL AND ({})",
            each.join(" OR ")
        );
        sql::execute(self.writer(), &sql, values).await?;
        Ok(())
    }

    /// Records that a job failed, and when to try again. False if somebody else has the job now.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn fail_job(&self, job: &Job, error: &str, retry_at: OffsetDateTime) -> Result<bool, StorageError> {
        let error: String = error.chars().take(ERROR_MAX).collect();
        let sql = "UPDATE job SET run_at = $1, lease_until = NULL, last_error = $2 \
                   WHERE id = $3 AND attempts = $4 AND done_at IS NULL";
        let values = vec![whole(millis(retry_at)), text(error), whole(job.id), whole(job.attempts)];
        Ok(sql::execute(self.writer(), sql, values).await?.rows_affected() == 1)
    }

    /// Forgets jobs done before an instant; answers how many.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_finished_jobs(&self, before: OffsetDateTime) -> Result<u64, StorageError> {
        let sql = "DELETE FROM job WHERE done_at IS NOT NULL AND done_at < $1";
        Ok(sql::execute(self.writer(), sql, vec![whole(millis(before))])
            .await?
            .rows_affected())
    }
}
