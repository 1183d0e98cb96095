//! Erasing what was written, filed and sealed, with a proof of what went; the case's hash chain stays whole.

use std::fmt::Write as _;

use sea_orm::{DatabaseTransaction, DbBackend, QueryResult, Value};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    Bytes32, NewEvent, Storage, StorageError, case_event, case_word,
    column::{bytes, bytes32, from_json, instant, json, millis, text, whole, whole_or_none},
    sql,
};

/// What is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureScope {
    /// Names and telephone numbers.
    Identity,
    /// Photos: clean copies, copies as received, what they say of their device.
    Photos,
    /// All else that was written.
    Content,
}

impl ErasureScope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Photos, Self::Content];

    /// The code that is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Photos => "photos",
            Self::Content => "content",
        }
    }
}

/// An erasure to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewErasure {
    /// The case.
    pub case_id: i64,
    /// One tip of it alone; none for the whole case.
    pub tip_id: Option<i64>,
    /// What.
    pub scope: ErasureScope,
    /// Why, in plain Chinese.
    pub cause: String,
}

/// An erasure that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Its identifier.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// Code of the scope.
    pub scope: String,
    /// Why.
    pub cause: String,
    /// How many rows of each kind.
    pub counts: Vec<(String, u64)>,
    /// SHA-256 over the hashes of everything that went.
    pub digest: Bytes32,
    /// Ed25519 over that digest and the time.
    pub signature: Vec<u8>,
    /// Blobs that still have to go.
    pub blobs: Vec<String>,
}

/// A case whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueErasure {
    /// The case.
    pub case_id: i64,
    /// Its number.
    pub number: String,
}

/// What is found before it goes.
#[derive(Default)]
struct Found {
    proof: Sha256,
    counts: Vec<(String, u64)>,
    blobs: Vec<String>,
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
        }
        if !rows.is_empty() {
            self.counts.push((kind.to_owned(), rows.len() as u64));
        }
        Ok(())
    }
}

/// Rows of a case, or of one of its tips; both parameters are always given.
const OF_CASE: &str = "case_id = $1 AND ($2 IS NULL OR tip_id = $2)";
const TIPS: &str = "case_id = $1 AND ($2 IS NULL OR id = $2) AND erased_at IS NULL";
const IDENTITIES: &str = "tip_id IN (SELECT id FROM tip WHERE case_id = $1 AND ($2 IS NULL OR id = $2))";
const PAYMENTS: &str = "claim_id IN (SELECT c.id FROM reward_claim c JOIN tip ON tip.id = c.tip_id \
                        WHERE tip.case_id = $1 AND ($2 IS NULL OR tip.id = $2))";

impl NewErasure {
    fn key(&self) -> Vec<Value> {
        vec![whole(self.case_id), whole_or_none(self.tip_id)]
    }

    async fn take(&self, on: &DatabaseTransaction, at: OffsetDateTime) -> Result<Found, StorageError> {
        let mut found = Found::default();
        match self.scope {
            ErasureScope::Identity => {
                let sql = format!("DELETE FROM tip_identity WHERE {IDENTITIES} RETURNING sealed");
                found.add("identity", &sql::query(on, &sql, self.key()).await?, &["sealed"])?;
                let sql = format!("DELETE FROM reward_payment WHERE {PAYMENTS} RETURNING sealed");
                found.add("payment", &sql::query(on, &sql, self.key()).await?, &["sealed"])?;
            }
            ErasureScope::Photos => self.take_photos(on, &mut found).await?,
            ErasureScope::Content => self.take_content(on, &mut found, at).await?,
        }
        Ok(found)
    }

    async fn take_photos(&self, on: &DatabaseTransaction, found: &mut Found) -> Result<(), StorageError> {
        let sql = format!(
            "DELETE FROM photo WHERE {OF_CASE} RETURNING sha256, sealed_sha256, clean_key, thumbnail_key, sealed_key"
        );
        let rows = sql::query(on, &sql, self.key()).await?;
        found.add("photo", &rows, &["sha256", "sealed_sha256"])?;
        for row in &rows {
            for column in ["clean_key", "thumbnail_key", "sealed_key"] {
                found.blobs.extend(row.try_get::<Option<String>>("", column)?);
            }
        }
        let sql = "UPDATE case_file SET photo_count = (SELECT COUNT(*) FROM photo WHERE case_id = $1) WHERE id = $1";
        sql::execute(on, sql, vec![whole(self.case_id)]).await?;
        Ok(())
    }

    async fn take_content(
        &self,
        on: &DatabaseTransaction,
        found: &mut Found,
        at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let sql = format!(
            "UPDATE tip SET text = '', place_text = '', latitude = NULL, longitude = NULL, accuracy = NULL, \
             happened_at = NULL, answers = '{{}}', erased_at = $3 WHERE {TIPS} RETURNING body_hash"
        );
        let mut values = self.key();
        values.push(whole(millis(at)));
        found.add("tip", &sql::query(on, &sql, values).await?, &["body_hash"])?;
        // What hangs on the tip itself: its own messages, what it said of plates and phones, how it was rated.
        let own = "SELECT id FROM tip WHERE case_id = $1 AND ($2 IS NULL OR id = $2)";
        let sql = format!("UPDATE message SET text = '' WHERE text <> '' AND tip_id IN ({own}) RETURNING id");
        found.add("message", &sql::query(on, &sql, self.key()).await?, &[])?;
        for sql in [
            format!("DELETE FROM trace WHERE tip_id IN ({own})"),
            format!("DELETE FROM tip_sighting WHERE tip_id IN ({own})"),
            format!("UPDATE tip_follow SET rating_words = NULL WHERE tip_id IN ({own})"),
        ] {
            sql::execute(on, &sql, self.key()).await?;
        }
        let left = "SELECT COUNT(*) AS kept FROM tip WHERE case_id = $1 AND erased_at IS NULL";
        let left = sql::query_one(on, left, vec![whole(self.case_id)]).await?;
        let kept: i64 = left.map_or(Ok(0), |row| row.try_get("", "kept"))?;
        // What several tips share goes with the last of them.
        if kept == 0 {
            self.take_shared(on, found).await?;
        }
        Ok(())
    }

    async fn take_shared(&self, on: &DatabaseTransaction, found: &mut Found) -> Result<(), StorageError> {
        let case = || vec![whole(self.case_id)];
        // What was erased before, and how much, stays: it names nobody.
        let sql = "UPDATE case_event SET text = '', public_text = '', salt = NULL \
                   WHERE case_id = $1 AND salt IS NOT NULL AND kind <> 'erased' RETURNING commitment";
        found.add("event", &sql::query(on, sql, case()).await?, &["commitment"])?;
        let sql = "UPDATE message SET text = '' WHERE case_id = $1 AND text <> '' RETURNING id";
        found.add("message", &sql::query(on, sql, case()).await?, &[])?;
        let sql = "UPDATE case_file SET excerpt = '', place_text = '' WHERE id = $1";
        sql::execute(on, sql, case()).await?;
        case_word::remove(on, self.case_id).await
    }
}

/// The counts in plain Chinese.
fn in_words(counts: &[(String, u64)]) -> String {
    let words = counts.iter().map(|(kind, count)| match kind.as_str() {
        "identity" => format!("姓名电话 {count} 份"),
        "payment" => format!("领奖人身份 {count} 份"),
        "photo" => format!("照片 {count} 张"),
        "tip" => format!("举报内容 {count} 份"),
        "event" => format!("办理记录文字 {count} 条"),
        _ => format!("留言 {count} 条"),
    });
    words.collect::<Vec<_>>().join("、")
}

impl Storage {
    /// Erases, and records what went: in a row of its own and in the case's history, in one transaction. None where there
    /// was nothing to erase. `sign` signs the digest; the event's text becomes cause, counts and digest.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then nothing is erased.
    pub async fn erase(
        &self,
        new: &NewErasure,
        sign: &(dyn Fn(&Bytes32) -> Vec<u8> + Send + Sync),
        event: NewEvent,
    ) -> Result<Option<Erased>, StorageError> {
        let transaction = self.begin().await?;
        let at = event.at;
        let Found { proof, counts, blobs } = new.take(&transaction, at).await?;
        if counts.is_empty() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let digest: Bytes32 = proof.finalize().into();
        let signature = sign(&digest);
        let event = NewEvent {
            text: format!(
                "{}：{}。指纹 {}",
                new.cause,
                in_words(&counts),
                hex::encode(&digest[..8])
            ),
            ..event
        };
        case_event::append(&transaction, new.case_id, event).await?;
        let erased = Erased {
            id: 0,
            at,
            scope: new.scope.code().to_owned(),
            cause: new.cause.clone(),
            counts,
            digest,
            signature,
            blobs,
        };
        let id = insert(&transaction, new.case_id, &erased).await?;
        transaction.commit().await?;
        Ok(Some(Erased { id, ..erased }))
    }

    /// Records that the blobs of an erasure are gone, too.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn finish_erasure(&self, id: i64, at: OffsetDateTime) -> Result<(), StorageError> {
        let sql = "UPDATE erasure SET blobs = '[]', done_at = $2 WHERE id = $1";
        sql::execute(self.writer(), sql, vec![whole(id), whole(millis(at))]).await?;
        Ok(())
    }

    /// Empties SQLite's write-ahead log, where what was erased still stands as it was written; false where somebody reads in
    /// it just now: then the next time. PostgreSQL's rows go with its own vacuum.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn empty_log(&self) -> Result<bool, StorageError> {
        if self.writer().get_database_backend() != DbBackend::Sqlite {
            return Ok(true);
        }
        let row = sql::query_one(self.writer(), "PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
        let busy: i64 = row.map_or(Ok(0), |row| row.try_get("", "busy"))?;
        Ok(busy == 0)
    }

    /// Erasures whose blobs may still be there: a server stopped half-way.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_unfinished_erasures(&self) -> Result<Vec<Erased>, StorageError> {
        let sql = "SELECT * FROM erasure WHERE done_at IS NULL ORDER BY id LIMIT 100";
        let rows = sql::query(self.writer(), sql, vec![]).await?;
        rows.iter().map(erased).collect()
    }

    /// What was erased of a case, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_erasures(&self, case_id: i64) -> Result<Vec<Erased>, StorageError> {
        let sql = "SELECT * FROM erasure WHERE case_id = $1 ORDER BY id";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter().map(erased).collect()
    }

    /// Cases closed before `before` that still hold something of this scope, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_due_erasures(
        &self,
        scope: ErasureScope,
        before: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<DueErasure>, StorageError> {
        let holds = match scope {
            ErasureScope::Identity => {
                "SELECT 1 FROM tip_identity i JOIN tip ON tip.id = i.tip_id WHERE tip.case_id = case_file.id"
            }
            ErasureScope::Photos => "SELECT 1 FROM photo WHERE photo.case_id = case_file.id",
            ErasureScope::Content => "SELECT 1 FROM tip WHERE tip.case_id = case_file.id AND tip.erased_at IS NULL",
        };
        let sql = format!(
            "SELECT id, number FROM case_file WHERE state = 'closed' AND COALESCE(closed_at, updated_at) < $1 AND EXISTS ({holds}) \
             ORDER BY id LIMIT $2"
        );
        let rows = sql::query(self.writer(), &sql, vec![whole(millis(before)), whole(limit.into())]).await?;
        rows.iter()
            .map(|row| {
                Ok(DueErasure {
                    case_id: row.try_get("", "id")?,
                    number: row.try_get("", "number")?,
                })
            })
            .collect()
    }
}

async fn insert(transaction: &DatabaseTransaction, case_id: i64, erased: &Erased) -> Result<i64, StorageError> {
    let sql = "INSERT INTO erasure (at, case_id, scope, cause, counts, digest, signature, blobs) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
    let values = vec![
        whole(millis(erased.at)),
        whole(case_id),
        text(&erased.scope),
        text(&erased.cause),
        text(json(&erased.counts)?),
        bytes(&erased.digest),
        bytes(&erased.signature),
        text(json(&erased.blobs)?),
    ];
    let row = sql::query_one(transaction, sql, values)
        .await?
        .ok_or_else(|| StorageError::unreadable("erasure", "no row"))?;
    Ok(row.try_get("", "id")?)
}

fn erased(row: &QueryResult) -> Result<Erased, StorageError> {
    Ok(Erased {
        id: row.try_get("", "id")?,
        at: instant(row.try_get("", "at")?)?,
        scope: row.try_get("", "scope")?,
        cause: row.try_get("", "cause")?,
        counts: from_json("erasure.counts", &row.try_get::<String>("", "counts")?)?,
        digest: bytes32("erasure.digest", &row.try_get::<Vec<u8>>("", "digest")?)?,
        signature: row.try_get("", "signature")?,
        blobs: from_json("erasure.blobs", &row.try_get::<String>("", "blobs")?)?,
    })
}
