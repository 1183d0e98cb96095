//! Erasing what was written, filed and sealed, with a proof of what went; the case's hash chain stays whole.

use sea_orm::{DatabaseTransaction, DbBackend, QueryResult};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    Bytes32, INDEX_CASE, NewEvent, NewJob, Storage, StorageError, case_event, case_word,
    column::{bytes, bytes32, from_json, instant, json, millis, text, whole},
    job, sql,
};

mod take;

use take::Found;

use crate::evidence::erasure::signed_digest;

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
    /// Of those who were paid, only whom was paid before; none for all: their time runs from the payment.
    pub paid_before: Option<OffsetDateTime>,
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
    /// Ed25519 over [`signed_digest`] and the time; over the digest alone on those from before it covered scope, cause and
    /// counts.
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
    /// It was never closed, and nothing happened to it for long.
    pub idle: bool,
}

/// Until when a case's time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// Closed before.
    pub closed: OffsetDateTime,
    /// Never closed, and untouched since before; none to keep such cases.
    pub untouched: Option<OffsetDateTime>,
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
    /// was nothing to erase. `sign` signs [`signed_digest`]; the event's text becomes cause, counts and digest.
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
        let Found {
            proof,
            counts,
            blobs,
            mut cases,
        } = new.take(&transaction, at).await?;
        if counts.is_empty() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let digest: Bytes32 = proof.finalize().into();
        let signature = sign(&signed_digest(&digest, new.scope.code(), &new.cause, &counts));
        let event = NewEvent {
            text: format!(
                "{}：{}。指纹 {}",
                new.cause,
                in_words(&counts),
                hex::encode(&digest[..8])
            ),
            ..event
        };
        cases.insert(new.case_id);
        for case_id in cases {
            tell(&transaction, case_id, new, &event).await?;
        }
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

    /// Cases whose time is over and that still hold something of this scope, `limit` at most. A duplicate's end is that of
    /// the case in which it is worked.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_due_erasures(
        &self,
        scope: ErasureScope,
        overdue: Overdue,
        limit: u32,
    ) -> Result<Vec<DueErasure>, StorageError> {
        let holds = match scope {
            ErasureScope::Identity => {
                "EXISTS (SELECT 1 FROM tip_identity i JOIN tip ON tip.id = i.tip_id WHERE tip.case_id = c.id) \
                 OR EXISTS (SELECT 1 FROM reward_payment p JOIN reward_claim r ON r.id = p.claim_id \
                 JOIN tip ON tip.id = r.tip_id WHERE tip.case_id = c.id AND p.paid_at < $1)"
            }
            ErasureScope::Photos => "EXISTS (SELECT 1 FROM photo WHERE photo.case_id = c.id)",
            ErasureScope::Content => "EXISTS (SELECT 1 FROM tip WHERE tip.case_id = c.id AND tip.erased_at IS NULL)",
        };
        let sql = format!(
            "SELECT c.id, c.number, w.state FROM case_file c JOIN case_file w ON w.id = COALESCE(c.joined_into, c.id) \
             WHERE ((w.state = 'closed' AND COALESCE(w.closed_at, w.updated_at) < $1) \
             OR (w.state <> 'closed' AND w.updated_at < $2)) AND ({holds}) ORDER BY c.id LIMIT $3"
        );
        let values = vec![
            whole(millis(overdue.closed)),
            whole(overdue.untouched.map_or(i64::MIN, millis)),
            whole(limit.into()),
        ];
        let rows = sql::query(self.writer(), &sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(DueErasure {
                    case_id: row.try_get("", "id")?,
                    number: row.try_get("", "number")?,
                    idle: row.try_get::<String>("", "state")? != "closed",
                })
            })
            .collect()
    }
}

/// Writes the erasure into the history of a case in which something went. Where it was words, the case leaves the index at
/// once and comes back by a job, with what is left.
async fn tell(
    transaction: &DatabaseTransaction,
    case_id: i64,
    new: &NewErasure,
    event: &NewEvent,
) -> Result<(), StorageError> {
    let mut event = event.clone();
    if case_id != new.case_id {
        // The reporter is told once; and no two lines share a salt.
        event.public_text.clear();
        event.salt = Sha256::new()
            .chain_update(event.salt)
            .chain_update(case_id.to_be_bytes())
            .finalize()
            .into();
    }
    let at = event.at;
    case_event::append(transaction, case_id, event).await?;
    if new.scope != ErasureScope::Content {
        return Ok(());
    }
    case_word::remove(transaction, case_id).await?;
    let index = NewJob {
        kind: INDEX_CASE.to_owned(),
        payload: serde_json::json!({ "case_id": case_id }),
        run_at: at,
        unique_key: None,
    };
    job::insert(transaction, &[index]).await
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
