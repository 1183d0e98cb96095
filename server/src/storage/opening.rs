//! Who opened what is sealed, and why.

use app::domain::agency::Queue;
use sea_orm::QueryResult;
use time::OffsetDateTime;

use super::{
    NewEvent, Storage, StorageError, case_event,
    column::{code, instant, millis, text, whole},
    sql,
};

/// An opening before it happens: it is stored first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpening {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub account: i64,
    /// For which office.
    pub office: Queue,
    /// The case.
    pub case_id: i64,
    /// What: `copy`, `detail`, `identity` or `package`.
    pub what: String,
    /// Its identifier: a photo's, a tip's, the case's.
    pub subject: i64,
    /// Why, in the person's own words.
    pub reason: String,
}

/// An opening as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its identifier.
    pub id: i64,
    /// What was done.
    pub opening: NewOpening,
}

fn opening(row: &QueryResult) -> Result<Opening, StorageError> {
    Ok(Opening {
        id: row.try_get("", "id")?,
        opening: NewOpening {
            at: instant(row.try_get("", "at")?)?,
            account: row.try_get("", "account")?,
            office: code("opening.office", &row.try_get::<String>("", "office")?)?,
            case_id: row.try_get("", "case_id")?,
            what: row.try_get("", "what")?,
            subject: row.try_get("", "subject")?,
            reason: row.try_get("", "reason")?,
        },
    })
}

impl Storage {
    /// Records an opening, in the list and in the case's history, before anything is opened.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then nothing may be opened.
    pub async fn record_opening(&self, new: &NewOpening, event: NewEvent) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        case_event::append(&transaction, new.case_id, event).await?;
        let sql = "INSERT INTO opening (at, account, office, case_id, what, subject, reason) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = vec![
            whole(millis(new.at)),
            whole(new.account),
            text(new.office.to_string()),
            whole(new.case_id),
            text(&new.what),
            whole(new.subject),
            text(&new.reason),
        ];
        sql::execute(&transaction, sql, values).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The openings of a case, newest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_openings_of(&self, case_id: i64) -> Result<Vec<Opening>, StorageError> {
        let sql = "SELECT * FROM opening WHERE case_id = $1 ORDER BY id DESC";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter().map(opening).collect()
    }

    /// Openings of all cases before an identifier, newest first, `limit` at most. Whoever asks shows only those of cases
    /// that the reader may see.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_openings(&self, before: i64, limit: u32) -> Result<Vec<Opening>, StorageError> {
        let sql = "SELECT * FROM opening WHERE id < $1 ORDER BY id DESC LIMIT $2";
        let rows = sql::query(self.reader(), sql, vec![whole(before), whole(limit.into())]).await?;
        rows.iter().map(opening).collect()
    }
}
