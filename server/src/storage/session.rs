//! Signed-in browsers.

use sea_orm::{EntityTrait, Set};
use time::{Duration, OffsetDateTime};

use super::{
    Account, Storage, StorageError,
    column::{Bytes32, bytes, bytes32, instant, millis, whole},
    entity::{account, session},
    sql,
};

/// A session to be kept. Only the hash of its token is.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Hash of the cookie's token.
    pub token_hash: Bytes32,
    /// Whose it is.
    pub account_id: i64,
    /// What every form must carry.
    pub csrf: String,
    /// Now.
    pub created_at: OffsetDateTime,
    /// Over at this instant, however busy it is.
    pub expires_at: OffsetDateTime,
}

/// A session that holds, with its account.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's token.
    pub token_hash: Bytes32,
    /// Whose it is.
    pub account: Account,
    /// What every form must carry.
    pub csrf: String,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When it was last used, as far as [`Storage::touch_session`] was told.
    pub last_seen_at: OffsetDateTime,
    /// Over at this instant, however busy it is.
    pub expires_at: OffsetDateTime,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl Storage {
    /// Keeps a session.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_session(&self, new: NewSession) -> Result<(), StorageError> {
        session::Entity::insert(session::ActiveModel {
            token_hash: Set(new.token_hash.to_vec()),
            account_id: Set(new.account_id),
            csrf: Set(new.csrf),
            created_at: Set(millis(new.created_at)),
            last_seen_at: Set(millis(new.created_at)),
            expires_at: Set(millis(new.expires_at)),
        })
        .exec_without_returning(self.writer())
        .await?;
        Ok(())
    }

    /// The session with this token's hash, if it is neither over nor idle for longer than `idle_max`, and its account is
    /// not disabled.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_session(
        &self,
        token_hash: &Bytes32,
        now: OffsetDateTime,
        idle_max: Duration,
    ) -> Result<Option<Session>, StorageError> {
        let Some(row) = session::Entity::find_by_id(token_hash.to_vec())
            .one(self.reader())
            .await?
        else {
            return Ok(None);
        };
        let (last_seen_at, expires_at) = (instant(row.last_seen_at)?, instant(row.expires_at)?);
        if now >= expires_at || now - last_seen_at > idle_max {
            return Ok(None);
        }
        let account = account::Entity::find_by_id(row.account_id).one(self.reader()).await?;
        let Some(account) = account.filter(|account| !account.disabled) else {
            return Ok(None);
        };
        Ok(Some(Session {
            token_hash: bytes32("session.token_hash", &row.token_hash)?,
            account: Account::try_from(account)?,
            csrf: row.csrf,
            created_at: instant(row.created_at)?,
            last_seen_at,
            expires_at,
        }))
    }

    /// Notes that a session was used. Once a minute is enough.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn touch_session(&self, token_hash: &Bytes32, now: OffsetDateTime) -> Result<(), StorageError> {
        let sql = "UPDATE session SET last_seen_at = $1 WHERE token_hash = $2 AND last_seen_at < $1";
        sql::execute(self.writer(), sql, vec![whole(millis(now)), bytes(token_hash)]).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_session(&self, token_hash: &Bytes32) -> Result<(), StorageError> {
        let sql = "DELETE FROM session WHERE token_hash = $1";
        sql::execute(self.writer(), sql, vec![bytes(token_hash)]).await?;
        Ok(())
    }

    /// Forgets sessions that are over or were idle for longer than `idle_max`; answers how many.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn delete_expired_sessions(&self, now: OffsetDateTime, idle_max: Duration) -> Result<u64, StorageError> {
        let sql = "DELETE FROM session WHERE expires_at <= $1 OR last_seen_at < $2";
        let values = vec![whole(millis(now)), whole(millis(now - idle_max))];
        Ok(sql::execute(self.writer(), sql, values).await?.rows_affected())
    }
}
