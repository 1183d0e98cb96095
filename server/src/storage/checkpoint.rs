//! Signed checkpoints over the histories of all cases, and which lines each covers.

use sea_orm::QueryResult;
use time::OffsetDateTime;

use super::{
    CaseEvent, Storage, StorageError,
    column::{Bytes32, bytes, bytes32, instant, millis, whole},
    entity::case_event,
    sql::{self, Insertion, placeholders},
};

/// Rows read at once where many are looked through.
const ROWS: u32 = 1_000;

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// When it was signed.
    pub at: OffsetDateTime,
    /// How many lines it covers.
    pub events: i64,
    /// The highest identifier of a line that it or any before it covers.
    pub last_event: i64,
    /// The hash over the root before and all it covers.
    pub root: Bytes32,
    /// Ed25519 over number, count, root and time.
    pub signature: Vec<u8>,
}

/// A line of a case's history as a checkpoint covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The line's identifier, by which a checkpoint is ordered.
    pub event: i64,
    /// Its case.
    pub case_id: i64,
    /// Its place in the case's history.
    pub seq: i64,
    /// Its link.
    pub link: Bytes32,
}

/// A line that was covered and is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The number of its case; none where the case itself is gone.
    pub case_number: Option<String>,
    /// Its place in the case's history.
    pub seq: i64,
    /// It is gone, rather than changed.
    pub gone: bool,
}

/// How covered lines are written down.
const INSERT_ENTRIES: Insertion<'_> = Insertion {
    table: "checkpoint_entry",
    columns: &["case_id", "seq", "event_id", "link", "checkpoint"],
    returning: "",
    on_conflict: "",
};

fn checkpoint(row: &QueryResult) -> Result<Checkpoint, StorageError> {
    Ok(Checkpoint {
        number: row.try_get("", "number")?,
        at: instant(row.try_get("", "at")?)?,
        events: row.try_get("", "events")?,
        last_event: row.try_get("", "last_event")?,
        root: bytes32("checkpoint.root", &row.try_get::<Vec<u8>>("", "root")?)?,
        signature: row.try_get("", "signature")?,
    })
}

fn covered(row: &QueryResult) -> Result<Covered, StorageError> {
    Ok(Covered {
        event: row.try_get("", "event_id")?,
        case_id: row.try_get("", "case_id")?,
        seq: row.try_get("", "seq")?,
        link: bytes32("checkpoint_entry.link", &row.try_get::<Vec<u8>>("", "link")?)?,
    })
}

impl Storage {
    /// The newest checkpoint.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_newest_checkpoint(&self) -> Result<Option<Checkpoint>, StorageError> {
        Ok(self.list_checkpoints(i64::MAX, 1).await?.pop())
    }

    /// Checkpoints before a number, newest first, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_checkpoints(&self, before: i64, limit: u32) -> Result<Vec<Checkpoint>, StorageError> {
        let sql = "SELECT * FROM checkpoint WHERE number < $1 ORDER BY number DESC LIMIT $2";
        let rows = sql::query(self.reader(), sql, vec![whole(before), whole(limit.into())]).await?;
        rows.iter().map(checkpoint).collect()
    }

    /// Checkpoints from a number on, oldest first, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_checkpoints_from(&self, from: i64, limit: u32) -> Result<Vec<Checkpoint>, StorageError> {
        let sql = "SELECT * FROM checkpoint WHERE number >= $1 ORDER BY number LIMIT $2";
        let rows = sql::query(self.reader(), sql, vec![whole(from), whole(limit.into())]).await?;
        rows.iter().map(checkpoint).collect()
    }

    /// The checkpoint of a number.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_checkpoint(&self, number: i64) -> Result<Option<Checkpoint>, StorageError> {
        let found = self.list_checkpoints_from(number, 1).await?.pop();
        Ok(found.filter(|found| found.number == number))
    }

    /// The identifier up to which no line can still come: every transaction that could have taken a lower one ended long
    /// before `settled`. The newest checkpoint never counts, whatever its time says: the clock may have moved.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn settled_event(&self, settled: OffsetDateTime) -> Result<i64, StorageError> {
        let sql = "SELECT COALESCE(MAX(last_event), 0) AS last FROM checkpoint \
                   WHERE at <= $1 AND number < (SELECT MAX(number) FROM checkpoint)";
        let row = sql::query_one(self.reader(), sql, vec![whole(millis(settled))]).await?;
        Ok(row.map(|row| row.try_get("", "last")).transpose()?.unwrap_or_default())
    }

    /// The first line after an identifier that is of the time between `quiet` and `now`: it and what follows wait for the
    /// next checkpoint. What a clock that leapt has dated ahead makes nobody wait.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_quiet_event(
        &self,
        after: i64,
        quiet: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Option<i64>, StorageError> {
        let sql = "SELECT id FROM case_event WHERE id > $1 AND at > $2 AND at <= $3 ORDER BY id LIMIT 1";
        let values = vec![whole(after), whole(millis(quiet)), whole(millis(now))];
        let row = sql::query_one(self.reader(), sql, values).await?;
        Ok(row.map(|row| row.try_get("", "id")).transpose()?)
    }

    /// Lines after one identifier and before another that no checkpoint covers yet, `limit` at most, in their order.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_uncovered(&self, after: i64, before: i64, limit: u32) -> Result<Vec<Covered>, StorageError> {
        let sql = "SELECT e.id AS event_id, e.case_id, e.seq, e.link FROM case_event e \
                   WHERE e.id > $1 AND e.id < $2 AND NOT EXISTS \
                   (SELECT 1 FROM checkpoint_entry c WHERE c.case_id = e.case_id AND c.seq = e.seq) \
                   ORDER BY e.id LIMIT $3";
        let values = vec![whole(after), whole(before), whole(limit.into())];
        let rows = sql::query(self.reader(), sql, values).await?;
        rows.iter().map(covered).collect()
    }

    /// Stores a checkpoint with what it covers, in one transaction.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where another instance made one meanwhile; then nothing is stored.
    pub async fn add_checkpoint(&self, new: &Checkpoint, covers: &[Covered]) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        // First, so that of two who come at once the second waits here and is refused.
        let sql = "INSERT INTO checkpoint (number, at, events, last_event, root, signature) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values = vec![
            whole(new.number),
            whole(millis(new.at)),
            whole(new.events),
            whole(new.last_event),
            bytes(&new.root),
            bytes(&new.signature),
        ];
        sql::execute(&transaction, sql, values).await?;
        let rows = covers.iter().map(|line| {
            vec![
                whole(line.case_id),
                whole(line.seq),
                whole(line.event),
                bytes(&line.link),
                whole(new.number),
            ]
        });
        INSERT_ENTRIES.run(&transaction, rows.collect()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What a checkpoint covers, in its order.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_covered(&self, number: i64) -> Result<Vec<Covered>, StorageError> {
        let sql = "SELECT * FROM checkpoint_entry WHERE checkpoint = $1 ORDER BY event_id";
        let rows = sql::query(self.reader(), sql, vec![whole(number)]).await?;
        rows.iter().map(covered).collect()
    }

    /// The numbers of the checkpoints that cover lines of a case, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_checkpoints_of(&self, case_id: i64) -> Result<Vec<i64>, StorageError> {
        let sql = "SELECT DISTINCT checkpoint FROM checkpoint_entry WHERE case_id = $1 ORDER BY checkpoint";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "checkpoint")?)).collect()
    }

    /// Lines covered by a checkpoint that are gone or are not what they were, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_misfits(&self, number: i64, limit: u32) -> Result<Vec<Misfit>, StorageError> {
        let sql = "SELECT f.number, c.seq, e.id FROM checkpoint_entry c \
                   LEFT JOIN case_event e ON e.case_id = c.case_id AND e.seq = c.seq \
                   LEFT JOIN case_file f ON f.id = c.case_id \
                   WHERE c.checkpoint = $1 AND (e.id IS NULL OR e.id <> c.event_id OR e.link <> c.link) \
                   ORDER BY c.event_id LIMIT $2";
        let rows = sql::query(self.reader(), sql, vec![whole(number), whole(limit.into())]).await?;
        rows.iter()
            .map(|row| {
                Ok(Misfit {
                    case_number: row.try_get("", "number")?,
                    seq: row.try_get("", "seq")?,
                    gone: row.try_get::<Option<i64>>("", "id")?.is_none(),
                })
            })
            .collect()
    }

    /// How many lines lie at or before an identifier; how many of all are covered by no checkpoint that exists, or name
    /// one that does not: both counts are of what should not be.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_stray(&self, up_to: i64) -> Result<(i64, i64), StorageError> {
        let missed = "SELECT COUNT(*) AS found FROM case_event e WHERE e.id <= $1 AND NOT EXISTS \
                      (SELECT 1 FROM checkpoint_entry c WHERE c.case_id = e.case_id AND c.seq = e.seq)";
        let orphaned = "SELECT COUNT(*) AS found FROM checkpoint_entry c WHERE NOT EXISTS \
                        (SELECT 1 FROM checkpoint p WHERE p.number = c.checkpoint)";
        let mut counts = [0, 0];
        for (count, (sql, values)) in counts
            .iter_mut()
            .zip([(missed, vec![whole(up_to)]), (orphaned, vec![])])
        {
            let row = sql::query_one(self.reader(), sql, values).await?;
            *count = row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default();
        }
        let [missed, orphaned] = counts;
        Ok((missed, orphaned))
    }

    /// The next cases after an identifier with their whole histories, oldest first; empty after the last.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_histories(&self, after: i64) -> Result<Vec<(i64, String, Vec<CaseEvent>)>, StorageError> {
        use sea_orm::FromQueryResult;
        let sql = "SELECT id, number FROM case_file WHERE id > $1 ORDER BY id LIMIT $2";
        let mut cases: Vec<(i64, String, Vec<CaseEvent>)> = Vec::new();
        for row in sql::query(self.reader(), sql, vec![whole(after), whole(ROWS.into())]).await? {
            cases.push((row.try_get("", "id")?, row.try_get("", "number")?, Vec::new()));
        }
        if cases.is_empty() {
            return Ok(cases);
        }
        let sql = format!(
            "SELECT * FROM case_event WHERE case_id IN ({}) ORDER BY case_id, seq",
            placeholders(0, cases.len())
        );
        let ids = cases.iter().map(|(id, ..)| whole(*id)).collect();
        let mut at = 0;
        for row in sql::query(self.reader(), &sql, ids).await? {
            let row = case_event::Model::from_query_result(&row, "")?;
            while cases.get(at).is_some_and(|(id, ..)| *id != row.case_id) {
                at += 1;
            }
            if let Some((.., events)) = cases.get_mut(at) {
                events.push(CaseEvent::try_from(row)?);
            }
        }
        Ok(cases)
    }
}
