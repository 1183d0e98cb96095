//! What goes with an erasure, table by table.

use std::{collections::BTreeSet, fmt::Write as _};

use sea_orm::{DatabaseTransaction, QueryResult, Value};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{ErasureScope, NewErasure};
use crate::storage::{
    StorageError,
    case_file::excerpt,
    column::{millis, text, whole, whole_or_none},
    sql,
};

/// What was found before it went.
#[derive(Default)]
pub(super) struct Found {
    /// Over the hashes of all of it.
    pub proof: Sha256,
    /// How many rows of each kind.
    pub counts: Vec<(String, u64)>,
    /// Blobs that still have to go.
    pub blobs: Vec<String>,
    /// The cases in which something went: those of a joined duplicate lie in the other case.
    pub cases: BTreeSet<i64>,
}

impl Found {
    fn add(&mut self, kind: &str, rows: &[QueryResult], columns: &[&str]) -> Result<(), StorageError> {
        for row in rows {
            let mut line = kind.to_owned();
            for column in columns {
                let value: Option<Vec<u8>> = row.try_get("", column)?;
                let _ = write!(line, " {}", value.map_or_else(|| "-".to_owned(), hex::encode));
            }
            line.push('\n');
            self.proof.update(line.as_bytes());
            // Rows of tables that say in which case they lie.
            if let Ok(case_id) = row.try_get::<i64>("", "case_id") {
                self.cases.insert(case_id);
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        match self.counts.iter_mut().find(|(other, _)| other == kind) {
            Some((_, count)) => *count += rows.len() as u64,
            None => self.counts.push((kind.to_owned(), rows.len() as u64)),
        }
        Ok(())
    }
}

/// The tips of an erasure; both parameters are always given.
const TIPS: &str = "SELECT id FROM tip WHERE case_id = $1 AND ($2 IS NULL OR id = $2)";

impl NewErasure {
    fn key(&self) -> Vec<Value> {
        vec![whole(self.case_id), whole_or_none(self.tip_id)]
    }

    /// Rows of the whole case, or of one tip in whatever case they lie.
    fn of(&self) -> (&'static str, Vec<Value>) {
        match self.tip_id {
            Some(tip_id) => ("tip_id = $1", vec![whole(tip_id)]),
            None => ("case_id = $1", vec![whole(self.case_id)]),
        }
    }

    /// Takes all that the erasure covers.
    pub(super) async fn take(&self, on: &DatabaseTransaction, at: OffsetDateTime) -> Result<Found, StorageError> {
        let mut found = Found::default();
        match self.scope {
            ErasureScope::Identity => self.take_identity(on, &mut found).await?,
            ErasureScope::Photos => self.take_photos(on, &mut found).await?,
            ErasureScope::Content => self.take_content(on, &mut found, at).await?,
        }
        Ok(found)
    }

    async fn take_identity(&self, on: &DatabaseTransaction, found: &mut Found) -> Result<(), StorageError> {
        let sql = format!("DELETE FROM tip_identity WHERE tip_id IN ({TIPS}) RETURNING sealed");
        found.add("identity", &sql::query(on, &sql, self.key()).await?, &["sealed"])?;
        let sql = format!(
            "DELETE FROM reward_payment WHERE claim_id IN (SELECT id FROM reward_claim WHERE tip_id IN ({TIPS})) \
             AND ($3 IS NULL OR paid_at < $3) RETURNING sealed"
        );
        let mut values = self.key();
        values.push(whole_or_none(self.paid_before.map(millis)));
        found.add("payment", &sql::query(on, &sql, values).await?, &["sealed"])
    }

    async fn take_photos(&self, on: &DatabaseTransaction, found: &mut Found) -> Result<(), StorageError> {
        let (of, values) = self.of();
        let sql = format!(
            "DELETE FROM photo WHERE {of} \
             RETURNING case_id, sha256, sealed_sha256, clean_key, thumbnail_key, sealed_key"
        );
        let rows = sql::query(on, &sql, values).await?;
        found.add("photo", &rows, &["sha256", "sealed_sha256"])?;
        for row in &rows {
            for column in ["clean_key", "thumbnail_key", "sealed_key"] {
                found.blobs.extend(row.try_get::<Option<String>>("", column)?);
            }
        }
        for case_id in &found.cases {
            let sql =
                "UPDATE case_file SET photo_count = (SELECT COUNT(*) FROM photo WHERE case_id = $1) WHERE id = $1";
            sql::execute(on, sql, vec![whole(*case_id)]).await?;
        }
        Ok(())
    }

    async fn take_content(
        &self,
        on: &DatabaseTransaction,
        found: &mut Found,
        at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE tip SET text = '', place_text = '', latitude = NULL, longitude = NULL, accuracy = NULL, \
                   happened_at = NULL, happened = NULL, answers = '{}', erased_at = $3 \
                   WHERE case_id = $1 AND ($2 IS NULL OR id = $2) AND erased_at IS NULL RETURNING body_hash, case_id";
        let mut values = self.key();
        values.push(whole(millis(at)));
        found.add("tip", &sql::query(on, sql, values).await?, &["body_hash"])?;
        // What hangs on the tip itself: its own messages, what it said of plates and phones, how it was rated.
        take_messages(on, found, &format!("tip_id IN ({TIPS})"), self.key()).await?;
        for sql in [
            format!("DELETE FROM trace WHERE tip_id IN ({TIPS})"),
            format!("DELETE FROM tip_sighting WHERE tip_id IN ({TIPS})"),
            format!("UPDATE tip_follow SET rating_words = NULL WHERE tip_id IN ({TIPS})"),
        ] {
            sql::execute(on, &sql, self.key()).await?;
        }
        // The histories repeat its words, also that of another case in which it is worked.
        take_events(on, found, &format!("tip_id IN ({TIPS})"), self.key()).await?;
        let sql = "SELECT joined_into FROM case_file WHERE id = $1";
        let row = sql::query_one(on, sql, vec![whole(self.case_id)]).await?;
        let joined: Option<i64> = row.map(|row| row.try_get("", "joined_into")).transpose()?.flatten();
        for case_id in [Some(self.case_id), joined].into_iter().flatten() {
            take_shared(on, found, case_id).await?;
        }
        Ok(())
    }
}

/// Blanks messages; the proof holds a hash of each one's words.
async fn take_messages(
    on: &DatabaseTransaction,
    found: &mut Found,
    of: &str,
    values: Vec<Value>,
) -> Result<(), StorageError> {
    let of = format!("{of} AND text <> ''");
    let sql = format!("SELECT text FROM message WHERE {of} ORDER BY id");
    for row in sql::query(on, &sql, values.clone()).await? {
        let words: String = row.try_get("", "text")?;
        let line = format!("words {}\n", hex::encode(Sha256::digest(words)));
        found.proof.update(line.as_bytes());
    }
    let sql = format!("UPDATE message SET text = '' WHERE {of} RETURNING case_id");
    found.add("message", &sql::query(on, &sql, values).await?, &[])
}

/// Blanks lines of histories; their commitments, and so their chains, stay. What was erased before, and how much, stays: it
/// names nobody.
async fn take_events(
    on: &DatabaseTransaction,
    found: &mut Found,
    of: &str,
    values: Vec<Value>,
) -> Result<(), StorageError> {
    let sql = format!(
        "UPDATE case_event SET text = '', public_text = '', received = NULL, salt = NULL \
         WHERE {of} AND salt IS NOT NULL AND kind <> 'erased' RETURNING commitment, case_id"
    );
    found.add("event", &sql::query(on, &sql, values).await?, &["commitment"])
}

/// What several tips share goes with the last of them, duplicates' included; until then the list's first words and place
/// are those of the oldest that is left.
async fn take_shared(on: &DatabaseTransaction, found: &mut Found, case_id: i64) -> Result<(), StorageError> {
    let case = || vec![whole(case_id)];
    let sql = "SELECT text, place_text FROM tip WHERE erased_at IS NULL AND (case_id = $1 OR case_id IN \
               (SELECT id FROM case_file WHERE joined_into = $1)) \
               ORDER BY CASE WHEN case_id = $1 THEN 0 ELSE 1 END, id LIMIT 1";
    let set = "UPDATE case_file SET excerpt = $2, place_text = $3 WHERE id = $1";
    if let Some(left) = sql::query_one(on, sql, case()).await? {
        let words: String = left.try_get("", "text")?;
        let place: String = left.try_get("", "place_text")?;
        let values = vec![whole(case_id), text(excerpt(&words)), text(place)];
        sql::execute(on, set, values).await?;
        return Ok(());
    }
    take_events(on, found, "case_id = $1", case()).await?;
    take_messages(on, found, "case_id = $1", case()).await?;
    let values = vec![whole(case_id), text(""), text("")];
    sql::execute(on, set, values).await?;
    Ok(())
}
