//! Photos on their way: how much of each has come, and where the pieces lie.

use time::OffsetDateTime;

use super::{
    Bytes32, Storage, StorageError,
    column::{bytes, bytes32, instant, millis, text, whole},
    error::UPLOAD_MOVED,
    sql,
};

/// Most pieces of one photo: nobody fills the disk with single bytes. Whoever takes pieces makes one of many well before.
const PARTS_MAX: i64 = 2_000;

/// A photo on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingUpload {
    /// How long it will be, in bytes.
    pub length: i64,
    /// How much has come.
    pub received: i64,
    /// When it is given up.
    pub expires_at: OffsetDateTime,
    /// SHA-256 of the whole, once its tip is stored and the pieces are gone.
    pub used: Option<Bytes32>,
}

/// Photos on their way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadsOpen {
    /// How many.
    pub count: i64,
    /// How many bytes of them have come.
    pub bytes: i64,
}

impl Storage {
    /// Begins an upload of `length` bytes.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_upload(
        &self,
        id_hash: &Bytes32,
        length: i64,
        expires_at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO upload (id_hash, length, received, expires_at) VALUES ($1, $2, 0, $3)";
        let values = vec![bytes(id_hash), whole(length), whole(millis(expires_at))];
        sql::execute(self.writer(), sql, values).await?;
        Ok(())
    }

    /// How many bytes of photos on their way have come, of everybody together, and of how many photos.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_uploads(&self) -> Result<UploadsOpen, StorageError> {
        // Of those whose tip is stored the pieces are gone.
        let sql = "SELECT COUNT(*) AS found, CAST(COALESCE(SUM(received), 0) AS BIGINT) AS bytes FROM upload \
                   WHERE sha256 IS NULL";
        let row = sql::query_one(self.reader(), sql, vec![]).await?;
        let Some(row) = row else {
            return Ok(UploadsOpen::default());
        };
        Ok(UploadsOpen {
            count: row.try_get("", "found")?,
            bytes: row.try_get("", "bytes")?,
        })
    }

    /// The upload with this hash, unless it has expired.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_upload(
        &self,
        id_hash: &Bytes32,
        now: OffsetDateTime,
    ) -> Result<Option<PendingUpload>, StorageError> {
        let sql = "SELECT length, received, expires_at, sha256 FROM upload WHERE id_hash = $1 AND expires_at > $2";
        let values = vec![bytes(id_hash), whole(millis(now))];
        // Through the writer: what was acknowledged a moment ago must be seen.
        let Some(row) = sql::query_one(self.writer(), sql, values).await? else {
            return Ok(None);
        };
        Ok(Some(PendingUpload {
            length: row.try_get("", "length")?,
            received: row.try_get("", "received")?,
            expires_at: instant(row.try_get("", "expires_at")?)?,
            used: row
                .try_get::<Option<Vec<u8>>>("", "sha256")?
                .map(|sum| bytes32("upload.sha256", &sum))
                .transpose()?,
        }))
    }

    /// Adds a piece that lies in a blob already: `size` bytes from `start` on. The upload is then kept until `expires_at`.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`UPLOAD_MOVED`] if another piece came there first, there are too many pieces, or
    /// the upload is gone;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn append_upload(
        &self,
        id_hash: &Bytes32,
        start: i64,
        size: i64,
        blob_key: &str,
        expires_at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        let sql = "UPDATE upload SET received = received + $3, expires_at = $5 \
                   WHERE id_hash = $1 AND received = $2 AND received + $3 <= length \
                   AND (SELECT COUNT(*) FROM upload_part WHERE id_hash = $1) < $4";
        let values = vec![
            bytes(id_hash),
            whole(start),
            whole(size),
            whole(PARTS_MAX),
            whole(millis(expires_at)),
        ];
        let moved = sql::execute(&transaction, sql, values).await?;
        if moved.rows_affected() == 0 {
            return Err(StorageError::conflict(UPLOAD_MOVED));
        }
        let sql = "INSERT INTO upload_part (id_hash, start, blob_key) VALUES ($1, $2, $3)";
        sql::execute(&transaction, sql, vec![bytes(id_hash), whole(start), text(blob_key)]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Where the pieces of an upload start and lie, in order.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_upload_parts(&self, id_hash: &Bytes32) -> Result<Vec<(i64, String)>, StorageError> {
        let sql = "SELECT start, blob_key FROM upload_part WHERE id_hash = $1 ORDER BY start";
        let rows = sql::query(self.writer(), sql, vec![bytes(id_hash)]).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "start")?, row.try_get("", "blob_key")?)))
            .collect()
    }

    /// Puts one blob in the place of all pieces, if those are still exactly `parts`. False if they are not; then nothing is
    /// changed.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn merge_upload_parts(
        &self,
        id_hash: &Bytes32,
        parts: &[(i64, String)],
        blob_key: &str,
    ) -> Result<bool, StorageError> {
        let transaction = self.begin().await?;
        let sql = "DELETE FROM upload_part WHERE id_hash = $1 RETURNING start, blob_key";
        let mut found = Vec::with_capacity(parts.len());
        for row in sql::query(&transaction, sql, vec![bytes(id_hash)]).await? {
            found.push((row.try_get::<i64>("", "start")?, row.try_get::<String>("", "blob_key")?));
        }
        found.sort_unstable();
        if found != parts {
            transaction.rollback().await?;
            return Ok(false);
        }
        let sql = "INSERT INTO upload_part (id_hash, start, blob_key) VALUES ($1, 0, $2)";
        sql::execute(&transaction, sql, vec![bytes(id_hash), text(blob_key)]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Keeps of an upload only the hash of the whole; answers with the blobs that nobody needs any more.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn use_upload(&self, id_hash: &Bytes32, sha256: &Bytes32) -> Result<Vec<String>, StorageError> {
        let transaction = self.begin().await?;
        let sql = "UPDATE upload SET sha256 = $2 WHERE id_hash = $1";
        sql::execute(&transaction, sql, vec![bytes(id_hash), bytes(sha256)]).await?;
        let sql = "DELETE FROM upload_part WHERE id_hash = $1 RETURNING blob_key";
        let rows = sql::query(&transaction, sql, vec![bytes(id_hash)]).await?;
        transaction.commit().await?;
        rows.iter().map(|row| Ok(row.try_get("", "blob_key")?)).collect()
    }

    /// Forgets an upload; answers with the blobs that nobody needs any more.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_upload(&self, id_hash: &Bytes32) -> Result<Vec<String>, StorageError> {
        let transaction = self.begin().await?;
        let sql = "DELETE FROM upload_part WHERE id_hash = $1 RETURNING blob_key";
        let rows = sql::query(&transaction, sql, vec![bytes(id_hash)]).await?;
        sql::execute(
            &transaction,
            "DELETE FROM upload WHERE id_hash = $1",
            vec![bytes(id_hash)],
        )
        .await?;
        transaction.commit().await?;
        rows.iter().map(|row| Ok(row.try_get("", "blob_key")?)).collect()
    }

    /// Forgets what has expired; answers with the blobs that nobody needs any more.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_expired_uploads(&self, now: OffsetDateTime) -> Result<Vec<String>, StorageError> {
        self.delete_uploads("expires_at <= $1", now).await
    }

    /// Forgets what lies here without a tip and would expire by `until`, to make room; answers as above.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_idle_uploads(&self, until: OffsetDateTime) -> Result<Vec<String>, StorageError> {
        self.delete_uploads("expires_at <= $1 AND received > 0 AND sha256 IS NULL", until)
            .await
    }

    async fn delete_uploads(&self, which: &str, at: OffsetDateTime) -> Result<Vec<String>, StorageError> {
        let transaction = self.begin().await?;
        let values = || vec![whole(millis(at))];
        let sql = format!(
            "DELETE FROM upload_part WHERE id_hash IN (SELECT id_hash FROM upload WHERE {which}) RETURNING blob_key"
        );
        let rows = sql::query(&transaction, &sql, values()).await?;
        sql::execute(&transaction, &format!("DELETE FROM upload WHERE {which}"), values()).await?;
        transaction.commit().await?;
        rows.iter().map(|row| Ok(row.try_get("", "blob_key")?)).collect()
    }
}
