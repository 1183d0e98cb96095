//! Who filed a named tip: sealed, in a table of its own.

use sea_orm::Value;
use time::OffsetDateTime;

use super::{
    NewEvent, Storage, StorageError, case_event,
    column::{bytes, instant, millis, whole},
    sql::{self, Insertion},
};

/// How identities are written with their tips.
pub(super) const INSERT_IDENTITIES: Insertion<'_> = Insertion {
    table: "tip_identity",
    columns: &["tip_id", "sealed", "given_at"],
    returning: "",
    on_conflict: "",
};

/// One row of [`INSERT_IDENTITIES`].
pub(super) fn identity_row(tip_id: i64, sealed: &[u8], at: OffsetDateTime) -> Vec<Value> {
    vec![whole(tip_id), bytes(sealed), whole(millis(at))]
}

/// An identity as kept: nothing of it can be read without the private keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredIdentity {
    /// Its tip.
    pub tip_id: i64,
    /// The ciphertext.
    pub sealed: Vec<u8>,
    /// When it was given or changed last.
    pub given_at: OffsetDateTime,
}

impl Storage {
    /// The identities of a case's tips, oldest tip first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_identities(&self, case_id: i64) -> Result<Vec<StoredIdentity>, StorageError> {
        let sql = "SELECT i.tip_id, i.sealed, i.given_at FROM tip_identity i JOIN tip ON tip.id = i.tip_id \
                   WHERE tip.case_id = $1 ORDER BY i.tip_id";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredIdentity {
                    tip_id: row.try_get("", "tip_id")?,
                    sealed: row.try_get("", "sealed")?,
                    given_at: instant(row.try_get("", "given_at")?)?,
                })
            })
            .collect()
    }

    /// Gives a tip a name, or another one, together with the line in its case's history.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn put_identity(
        &self,
        case_id: i64,
        tip_id: i64,
        sealed: &[u8],
        event: NewEvent,
    ) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        let at = event.at;
        case_event::append(&transaction, case_id, event).await?;
        let sql = "INSERT INTO tip_identity (tip_id, sealed, given_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (tip_id) DO UPDATE SET sealed = excluded.sealed, given_at = excluded.given_at";
        sql::execute(&transaction, sql, identity_row(tip_id, sealed, at)).await?;
        transaction.commit().await?;
        Ok(())
    }
}
