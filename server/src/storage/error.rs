//! What can go wrong in storage, in three kinds that callers treat differently.

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError},
};

/// Why storage refused or failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// Something else got there first. Names the constraint, such as [`RECEIPT_TAKEN`].
    #[error("conflict: {0}")]
    Conflict(String),
    /// The database cannot be reached or is overloaded; trying again later is right.
    #[error("storage unavailable: {0}")]
    Unavailable(DbErr),
    /// A defect: wrong SQL, or a row that cannot be read back.
    #[error("storage failed: {0}")]
    Other(DbErr),
}

/// The receipt's hash belongs to another tip: try the next counter.
pub const RECEIPT_TAKEN: &str = "tip_receipt_hash";
/// The case moved on while somebody looked at it.
pub const CASE_MOVED: &str = "case_file_state";
/// The notice changed while somebody looked at it.
pub const NOTICE_CHANGED: &str = "case_notice_updated_at";
/// The case already has a notice that is not withdrawn.
pub const NOTICE_EXISTS: &str = "case_notice_case_id";
/// The outlet changed while somebody looked at it.
pub const OUTLET_CHANGED: &str = "outlet_updated_at";
/// The county already has an outlet of that name.
pub const OUTLET_EXISTS: &str = "outlet_county_name";
/// The edition changed while somebody looked at it.
pub const EDITION_CHANGED: &str = "edition_revision";
/// An edition of the same thing takes effect on the same day.
pub const EDITION_DAY_TAKEN: &str = "edition_kind_scope_effective";
/// The two cases are linked so already.
pub const COAL_LINKED: &str = "coal_link_source_case_destination_case";
/// The claim of a reward moved on while somebody looked at it.
pub const REWARD_MOVED: &str = "reward_claim_state";
/// The reporter did this with the tip before.
pub const TIP_MOVED: &str = "tip_follow_tip_id";
/// This form of a reporter was taken before.
pub const DEED_DONE: &str = "tip_deed_once_hash";
/// Another piece of the upload came first, or it is gone.
pub const UPLOAD_MOVED: &str = "upload_received";
/// The login is in use.
pub const LOGIN_TAKEN: &str = "account_login";

impl StorageError {
    /// Whether this is the conflict with that constraint.
    pub fn is_conflict(&self, constraint: &str) -> bool {
        matches!(self, Self::Conflict(name) if name == constraint)
    }

    /// Whether the database's disk is full.
    pub fn is_disk_full(&self) -> bool {
        let (Self::Unavailable(error) | Self::Other(error)) = self else {
            return false;
        };
        let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
            return false;
        };
        match &**cause {
            sqlx::Error::Database(refusal) => {
                let code = refusal.code().unwrap_or_default();
                // PostgreSQL's disk_full; SQLite's FULL, whatever stands above it.
                code == "53100" || code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xff == 13)
            }
            _ => false,
        }
    }

    pub(super) fn conflict(constraint: &str) -> Self {
        Self::Conflict(constraint.to_owned())
    }

    /// A stored value that is none of those this version knows.
    pub(super) fn unreadable(column: &str, value: impl std::fmt::Display) -> Self {
        Self::Other(DbErr::Type(format!("{column} holds {value}")))
    }
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Self::Unavailable(error),
            DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => match &**cause {
                sqlx::Error::Database(refusal) => {
                    if refusal.is_unique_violation() {
                        return Self::Conflict(constraint(&**refusal));
                    }
                    if passes_by_itself(&**refusal) {
                        return Self::Unavailable(error);
                    }
                }
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => return Self::Unavailable(error),
                _ => {}
            },
            _ => {}
        }
        Self::Other(error)
    }
}

/// The unique index's name: PostgreSQL gives it; SQLite lists the columns, from which the same name follows.
fn constraint(refusal: &dyn DatabaseError) -> String {
    if let Some(name) = refusal.constraint() {
        return name.to_owned();
    }
    let message = refusal.message();
    let columns = message.rsplit_once(": ").map_or(message, |(_, columns)| columns);
    let mut name = String::new();
    for column in columns.split(", ") {
        match column.split_once('.') {
            Some((table, column)) if name.is_empty() => name = format!("{table}_{column}"),
            Some((_, column)) => name = format!("{name}_{column}"),
            None => return columns.to_owned(),
        }
    }
    name
}

/// Busy, full, restarting, read-only after a fail-over, or a victim of concurrency: nothing is wrong with the request.
fn passes_by_itself(refusal: &dyn DatabaseError) -> bool {
    let code = refusal.code().unwrap_or_default();
    if code.len() == 5 {
        return ["08", "40", "53", "57"].contains(&&code[..2]) || code == "25006" || code == "55P03";
    }
    // SQLite's have at most four digits; extended ones keep the primary in the low byte: BUSY, LOCKED, READONLY, IOERR,
    // FULL, CANTOPEN.
    code.parse::<u32>()
        .is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)))
}
