//! Messages between an office and a reporter.

use app::domain::agency::Queue;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    column::{code, instant, millis},
    entity::message,
};

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// When.
    pub at: OffsetDateTime,
    /// The office that writes, or that is written to; none for the whole case.
    pub office: Option<Queue>,
    /// Written by the reporter rather than to them.
    pub from_reporter: bool,
    /// What it says.
    pub text: String,
}

/// A message as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identifier.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// The office that wrote, or that was written to.
    pub office: Option<Queue>,
    /// Written by the reporter rather than to them.
    pub from_reporter: bool,
    /// What it says.
    pub text: String,
}

impl TryFrom<message::Model> for Message {
    type Error = StorageError;
    fn try_from(row: message::Model) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            at: instant(row.at)?,
            office: row.office.map(|office| code("message.office", &office)).transpose()?,
            from_reporter: row.from_reporter,
            text: row.text,
        })
    }
}

/// Writes a message within the caller's transaction.
pub(super) async fn insert<C: ConnectionTrait>(
    connection: &C,
    case_id: i64,
    message: NewMessage,
) -> Result<(), StorageError> {
    message::Entity::insert(message::ActiveModel {
        case_id: Set(case_id),
        at: Set(millis(message.at)),
        office: Set(message.office.map(|office| office.to_string())),
        from_reporter: Set(message.from_reporter),
        text: Set(message.text),
        ..Default::default()
    })
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

impl Storage {
    /// A case's messages, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_messages(&self, case_id: i64) -> Result<Vec<Message>, StorageError> {
        message::Entity::find()
            .filter(message::Column::CaseId.eq(case_id))
            .order_by_asc(message::Column::Id)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Message::try_from)
            .collect()
    }
}
