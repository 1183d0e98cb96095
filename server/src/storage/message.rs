//! Messages between an office and a reporter.

use app::domain::agency::Queue;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
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
    /// The tip whose reporter wrote it or alone reads it; none for every reporter of the case.
    pub tip: Option<i64>,
    /// It asks for an answer.
    pub question: bool,
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
    /// The tip whose reporter wrote it or alone reads it; none for every reporter of the case.
    pub tip: Option<i64>,
    /// It asks for an answer.
    pub question: bool,
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
            tip: row.tip_id,
            question: row.question,
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
        tip_id: Set(message.tip),
        question: Set(message.question),
        text: Set(message.text),
        ..Default::default()
    })
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

impl Storage {
    /// The messages of a case and of its duplicates, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_messages(&self, case_id: i64) -> Result<Vec<Message>, StorageError> {
        let cases = self.list_worked_together(case_id).await?;
        message::Entity::find()
            .filter(message::Column::CaseId.is_in(cases))
            .order_by_asc(message::Column::Id)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Message::try_from)
            .collect()
    }

    /// What one reporter may read, oldest first: what they wrote, what was written to them, and what was written to all
    /// in a case of theirs since `since`.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub(super) async fn list_messages_of_tip(
        &self,
        tip_id: i64,
        cases: &[(i64, OffsetDateTime)],
    ) -> Result<Vec<Message>, StorageError> {
        let mut readable = Condition::any().add(message::Column::TipId.eq(tip_id));
        for (case_id, since) in cases {
            let to_all = Condition::all()
                .add(message::Column::TipId.is_null())
                .add(message::Column::CaseId.eq(*case_id))
                .add(message::Column::At.gte(millis(*since)));
            readable = readable.add(to_all);
        }
        message::Entity::find()
            .filter(readable)
            .order_by_asc(message::Column::Id)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Message::try_from)
            .collect()
    }
}
