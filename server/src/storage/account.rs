//! Accounts of staff.

use app::domain::{
    agency::Queue,
    permission::{Actor, Role},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use time::{Duration, OffsetDateTime};

use super::{
    Storage, StorageError,
    column::{bytes, code, instant, instant_or_none, millis, text, whole},
    entity::account,
    sql,
};

/// An account to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The name typed to sign in; unique.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// The office it belongs to.
    pub office: Queue,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Now.
    pub created_at: OffsetDateTime,
}

/// An account as kept. `Debug` leaves the password's hash out.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: i64,
    /// The name typed to sign in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// The office it belongs to.
    pub office: Queue,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Wrong passwords since the last right one.
    pub failed_attempts: i64,
    /// No sign-in before this instant.
    pub locked_until: Option<OffsetDateTime>,
    /// Never signs in again.
    pub disabled: bool,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The secret of the second factor, sealed; none until one is set up.
    pub totp_secret: Option<Vec<u8>>,
}

impl Account {
    /// The account as the rules see it.
    pub const fn actor(&self) -> Actor {
        Actor {
            account: self.id,
            role: self.role,
            office: self.office,
        }
    }
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount")
            .field("login", &self.login)
            .field("role", &self.role)
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("login", &self.login)
            .field("role", &self.role)
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

impl TryFrom<account::Model> for Account {
    type Error = StorageError;
    fn try_from(row: account::Model) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: code("account.role", &row.role)?,
            office: code("account.office", &row.office)?,
            password_hash: row.password_hash,
            failed_attempts: row.failed_attempts,
            locked_until: instant_or_none(row.locked_until)?,
            disabled: row.disabled,
            created_at: instant(row.created_at)?,
            totp_secret: row.totp_secret,
        })
    }
}

impl Storage {
    /// Makes an account and answers with its identifier.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::LOGIN_TAKEN`] if the login is in use; [`StorageError::Unavailable`] or
    /// [`StorageError::Other`].
    pub async fn create_account(&self, new: NewAccount) -> Result<i64, StorageError> {
        let row = account::ActiveModel {
            login: Set(new.login),
            name: Set(new.name),
            role: Set(new.role.code().to_owned()),
            office: Set(new.office.to_string()),
            password_hash: Set(new.password_hash),
            failed_attempts: Set(0),
            disabled: Set(false),
            created_at: Set(millis(new.created_at)),
            ..Default::default()
        };
        Ok(account::Entity::insert(row).exec(self.writer()).await?.last_insert_id)
    }

    /// The account with this login.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_account(&self, login: &str) -> Result<Option<Account>, StorageError> {
        account::Entity::find()
            .filter(account::Column::Login.eq(login))
            .one(self.reader())
            .await?
            .map(Account::try_from)
            .transpose()
    }

    /// The account with this identifier.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_account_by_id(&self, id: i64) -> Result<Option<Account>, StorageError> {
        account::Entity::find_by_id(id)
            .one(self.reader())
            .await?
            .map(Account::try_from)
            .transpose()
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_accounts(&self) -> Result<Vec<Account>, StorageError> {
        account::Entity::find()
            .order_by_asc(account::Column::Login)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Account::try_from)
            .collect()
    }

    /// Sets a password, lifts any lock, takes the second factor away and ends every session of the account. False if there
    /// is no such login.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn set_password(&self, login: &str, password_hash: &str) -> Result<bool, StorageError> {
        let transaction = self.begin().await?;
        let sql = "DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE login = $1)";
        sql::execute(&transaction, sql, vec![text(login)]).await?;
        let sql = "UPDATE account SET password_hash = $1, failed_attempts = 0, locked_until = NULL, totp_secret = NULL, \
                   totp_step = NULL WHERE login = $2";
        let set = sql::execute(&transaction, sql, vec![text(password_hash), text(login)]).await?;
        transaction.commit().await?;
        Ok(set.rows_affected() == 1)
    }

    /// Bars an account from signing in, or lets it again; barring ends its sessions. False if there is no such login.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn set_disabled(&self, login: &str, disabled: bool) -> Result<bool, StorageError> {
        let transaction = self.begin().await?;
        let sql = "UPDATE account SET disabled = $1 WHERE login = $2";
        let set = sql::execute(&transaction, sql, vec![disabled.into(), text(login)]).await?;
        if disabled {
            let sql = "DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE login = $1)";
            sql::execute(&transaction, sql, vec![text(login)]).await?;
        }
        transaction.commit().await?;
        Ok(set.rows_affected() == 1)
    }

    /// Counts a try to sign in, before it is known whether it is right: a right one is forgotten by
    /// [`Storage::record_sign_in`]. At `lock_after` wrong ones the account is locked for `lock_for`, and counting starts
    /// anew. False, and nothing is counted, while it is locked.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_sign_in(
        &self,
        account_id: i64,
        now: OffsetDateTime,
        lock_after: u32,
        lock_for: Duration,
    ) -> Result<bool, StorageError> {
        // One statement, so that many guesses at once are all counted and none slips past a lock.
        let sql = "UPDATE account SET \
                   locked_until = CASE WHEN failed_attempts + 1 >= $1 THEN $2 ELSE locked_until END, \
                   failed_attempts = CASE WHEN failed_attempts + 1 >= $1 THEN 0 ELSE failed_attempts + 1 END \
                   WHERE id = $3 AND (locked_until IS NULL OR locked_until <= $4)";
        let values = vec![
            whole(lock_after.into()),
            whole(millis(now + lock_for)),
            whole(account_id),
            whole(millis(now)),
        ];
        let counted = sql::execute(self.writer(), sql, values).await?;
        Ok(counted.rows_affected() == 1)
    }

    /// Sets up the second factor; the code of `step` proved it and is used up. False if the account has one already.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn set_second_factor(&self, account_id: i64, sealed: &[u8], step: i64) -> Result<bool, StorageError> {
        let sql = "UPDATE account SET totp_secret = $1, totp_step = $2 WHERE id = $3 AND totp_secret IS NULL";
        let values = vec![bytes(sealed), whole(step), whole(account_id)];
        Ok(sql::execute(self.writer(), sql, values).await?.rows_affected() == 1)
    }

    /// Uses up the code of a step. False if that one or a later one was used before.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn use_second_factor(&self, account_id: i64, step: i64) -> Result<bool, StorageError> {
        // One statement: of two who send the same code at once one gets in.
        let sql = "UPDATE account SET totp_step = $1 WHERE id = $2 AND totp_step < $1";
        let values = vec![whole(step), whole(account_id)];
        Ok(sql::execute(self.writer(), sql, values).await?.rows_affected() == 1)
    }

    /// Forgets wrong passwords and any lock.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn record_sign_in(&self, account_id: i64) -> Result<(), StorageError> {
        let sql = "UPDATE account SET failed_attempts = 0, locked_until = NULL WHERE id = $1";
        sql::execute(self.writer(), sql, vec![whole(account_id)]).await?;
        Ok(())
    }
}
