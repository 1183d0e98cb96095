//! What is sealed, listed and replaced piece by piece when it is sealed anew to other keys.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Bytes32, Photo, Storage, StorageError,
    column::{bytes, text, whole},
    entity::photo,
    sql,
};

/// A kind of sealed bytes that lie in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedKind {
    /// Who filed a tip.
    Identity,
    /// Who was paid on a claim.
    Payment,
    /// What a photo says of its device and place.
    Detail,
}

impl SealedKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Payment, Self::Detail];

    /// Table, identifier and column.
    const fn place(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Identity => ("tip_identity", "tip_id", "sealed"),
            Self::Payment => ("reward_payment", "claim_id", "sealed"),
            Self::Detail => ("photo", "id", "detail"),
        }
    }
}

impl Storage {
    /// Sealed bytes of one kind with their identifiers, from the one after `after` on, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_sealed(
        &self,
        kind: SealedKind,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, Vec<u8>)>, StorageError> {
        let (table, id, column) = kind.place();
        let sql = format!(
            "SELECT {id} AS id, {column} AS sealed FROM {table} \
             WHERE {id} > $1 AND {column} IS NOT NULL ORDER BY {id} LIMIT $2"
        );
        let rows = sql::query(self.writer(), &sql, vec![whole(after), whole(limit.into())]).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", "sealed")?)))
            .collect()
    }

    /// Puts other sealed bytes in the place of `old`; false where those are there no longer: corrected or erased meanwhile.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn replace_sealed(
        &self,
        kind: SealedKind,
        id: i64,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, StorageError> {
        let (table, key, column) = kind.place();
        let sql = format!("UPDATE {table} SET {column} = $3 WHERE {key} = $1 AND {column} = $2");
        let done = sql::execute(self.writer(), &sql, vec![whole(id), bytes(old), bytes(new)]).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Photos with a sealed copy, from the one after `after` on, `limit` at most.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_sealed_photos(&self, after: i64, limit: u32) -> Result<Vec<Photo>, StorageError> {
        photo::Entity::find()
            .filter(photo::Column::Id.gt(after))
            .filter(photo::Column::SealedKey.is_not_null())
            .order_by_asc(photo::Column::Id)
            .limit(u64::from(limit))
            .all(self.writer())
            .await?
            .into_iter()
            .map(Photo::try_from)
            .collect()
    }

    /// Names another blob as a photo's sealed copy; false where `old` is it no longer.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn replace_sealed_copy(
        &self,
        photo: i64,
        old: &str,
        new: (&str, &Bytes32, i64),
    ) -> Result<bool, StorageError> {
        let sql = "UPDATE photo SET sealed_key = $3, sealed_sha256 = $4, sealed_bytes = $5 \
                   WHERE id = $1 AND sealed_key = $2";
        let (key, sha256, size) = new;
        let values = vec![whole(photo), text(old), text(key), bytes(sha256), whole(size)];
        Ok(sql::execute(self.writer(), sql, values).await?.rows_affected() == 1)
    }
}
