//! What was done to an edition, and what the bodies that must agree answered.

use app::domain::agency::Agency;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};
use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    column::{code, instant, millis},
    entity::{edition_answer, edition_event},
};

/// What was done to an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionEvent {
    /// When.
    pub at: OffsetDateTime,
    /// Who; nobody where it was imported from a file.
    pub account: Option<i64>,
    /// What: `draft`, `import`, or the form's action.
    pub kind: String,
    /// Why, where that was said.
    pub remark: String,
}

impl EditionEvent {
    /// Without a remark.
    pub fn new(at: OffsetDateTime, account: Option<i64>, kind: &str) -> Self {
        Self {
            at,
            account,
            kind: kind.to_owned(),
            remark: String::new(),
        }
    }
}

/// What a body answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionAnswer {
    /// When.
    pub at: OffsetDateTime,
    /// Who wrote it down.
    pub account: i64,
    /// Which body.
    pub agency: Agency,
    /// To which revision.
    pub revision: i64,
    /// Whether it agrees.
    pub agrees: bool,
    /// Its words, or the number of its letter.
    pub remark: String,
}

pub(super) async fn insert_event(
    transaction: &DatabaseTransaction,
    edition_id: i64,
    revision: i64,
    event: EditionEvent,
) -> Result<(), StorageError> {
    edition_event::Entity::insert(edition_event::ActiveModel {
        edition_id: Set(edition_id),
        at: Set(millis(event.at)),
        account: Set(event.account),
        kind: Set(event.kind),
        revision: Set(revision),
        remark: Set(event.remark),
        ..Default::default()
    })
    .exec_without_returning(transaction)
    .await?;
    Ok(())
}

impl Storage {
    /// What was done to an edition, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_edition_events(&self, edition_id: i64) -> Result<Vec<EditionEvent>, StorageError> {
        let rows = edition_event::Entity::find()
            .filter(edition_event::Column::EditionId.eq(edition_id))
            .order_by_asc(edition_event::Column::Id)
            .all(self.reader())
            .await?;
        let read = |row: edition_event::Model| {
            Ok(EditionEvent {
                at: instant(row.at)?,
                account: row.account,
                kind: row.kind,
                remark: row.remark,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Keeps a body's answer; an earlier one to the same revision no longer counts.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_edition_answer(&self, edition_id: i64, answer: EditionAnswer) -> Result<(), StorageError> {
        let row = edition_answer::ActiveModel {
            edition_id: Set(edition_id),
            at: Set(millis(answer.at)),
            account: Set(answer.account),
            agency: Set(answer.agency.code().to_owned()),
            revision: Set(answer.revision),
            agrees: Set(answer.agrees),
            remark: Set(answer.remark),
            ..Default::default()
        };
        edition_answer::Entity::insert(row)
            .exec_without_returning(self.writer())
            .await?;
        Ok(())
    }

    /// Every answer to an edition, to whichever revision, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_edition_answers(&self, edition_id: i64) -> Result<Vec<EditionAnswer>, StorageError> {
        let rows = edition_answer::Entity::find()
            .filter(edition_answer::Column::EditionId.eq(edition_id))
            .order_by_asc(edition_answer::Column::Id)
            .all(self.reader())
            .await?;
        let read = |row: edition_answer::Model| {
            Ok(EditionAnswer {
                at: instant(row.at)?,
                account: row.account,
                agency: code("edition_answer.agency", &row.agency)?,
                revision: row.revision,
                agrees: row.agrees,
                remark: row.remark,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
