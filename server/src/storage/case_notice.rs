//! Case notices: drafting, changing and finding one.

use app::domain::{
    agency::Queue,
    case_notice::{NoticeContent, NoticeState},
    category::Category,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};
use time::OffsetDateTime;

use super::{
    NOTICE_CHANGED, Storage, StorageError,
    column::{code, day, day_text, instant, instant_or_none, millis},
    entity::{case_file, case_notice, notice_event},
};

/// A notice drafted for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// The case it reports.
    pub case_id: i64,
    /// The office that publishes it.
    pub office: Queue,
    /// What it says.
    pub content: NoticeContent,
    /// The place it shows, no finer than the town.
    pub place: String,
    /// What the case was about.
    pub category: Category,
    /// Marked 示例.
    pub demonstration: bool,
    /// Who drafted it.
    pub drafted_by: i64,
    /// Now.
    pub at: OffsetDateTime,
}

/// A notice as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its identifier.
    pub id: i64,
    /// The case it reports.
    pub case_id: i64,
    /// That case's public number.
    pub case_number: String,
    /// The office that publishes it.
    pub office: Queue,
    /// Where it stands.
    pub state: NoticeState,
    /// What it says.
    pub content: NoticeContent,
    /// The place it shows, no finer than the town.
    pub place: String,
    /// What the case was about.
    pub category: Category,
    /// Marked 示例.
    pub demonstration: bool,
    /// Who drafted it last.
    pub drafted_by: i64,
    /// Who approved it.
    pub approved_by: Option<i64>,
    /// When it was first drafted.
    pub created_at: OffsetDateTime,
    /// When it last changed; also what a change is checked against.
    pub updated_at: OffsetDateTime,
    /// When it becomes or became public.
    pub public_from: Option<OffsetDateTime>,
    /// When it stops being public.
    pub public_until: Option<OffsetDateTime>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<OffsetDateTime>,
    /// Why it was sent back or withdrawn.
    pub remark: String,
}

/// What was done to a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEvent {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub account: i64,
    /// What: `draft`, or the form's action (`save`, `propose`, `approve`, `send_back`, `withdraw`).
    pub kind: String,
    /// Why, where that was said.
    pub remark: String,
}

impl Notice {
    /// Reads a notice back, with its case's number.
    pub(super) fn read(row: case_notice::Model, case_number: String) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            case_id: row.case_id,
            case_number,
            office: code("case_notice.office", &row.office)?,
            state: code("case_notice.state", &row.state)?,
            content: NoticeContent {
                title: row.title,
                summary: row.summary,
                document_number: row.document_number,
                party: row.party,
                violation: row.violation,
                penalty: row.penalty,
                legal_basis: row.legal_basis,
                authority: row.authority,
                decided_on: day("case_notice.decided_on", &row.decided_on)?,
            },
            place: row.place,
            category: code("case_notice.category", &row.category)?,
            demonstration: row.demonstration,
            drafted_by: row.drafted_by,
            approved_by: row.approved_by,
            created_at: instant(row.created_at)?,
            updated_at: instant(row.updated_at)?,
            public_from: instant_or_none(row.public_from)?,
            public_until: instant_or_none(row.public_until)?,
            withdrawn_at: instant_or_none(row.withdrawn_at)?,
            remark: row.remark,
        })
    }
}

/// The columns that say what a notice says.
fn content_columns(content: &NoticeContent) -> case_notice::ActiveModel {
    case_notice::ActiveModel {
        title: Set(content.title.clone()),
        summary: Set(content.summary.clone()),
        document_number: Set(content.document_number.clone()),
        party: Set(content.party.clone()),
        violation: Set(content.violation.clone()),
        penalty: Set(content.penalty.clone()),
        legal_basis: Set(content.legal_basis.clone()),
        authority: Set(content.authority.clone()),
        decided_on: Set(day_text(content.decided_on)),
        ..Default::default()
    }
}

async fn insert_event(
    transaction: &DatabaseTransaction,
    notice_id: i64,
    event: NoticeEvent,
) -> Result<(), StorageError> {
    notice_event::Entity::insert(notice_event::ActiveModel {
        notice_id: Set(notice_id),
        at: Set(millis(event.at)),
        account: Set(event.account),
        kind: Set(event.kind),
        remark: Set(event.remark),
        ..Default::default()
    })
    .exec_without_returning(transaction)
    .await?;
    Ok(())
}

impl Storage {
    /// Stores a first draft, with its history line, and answers with its identifier.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::NOTICE_EXISTS`] if the case has a notice that is not withdrawn;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_notice(&self, new: NewNotice) -> Result<i64, StorageError> {
        let row = case_notice::ActiveModel {
            case_id: Set(new.case_id),
            office: Set(new.office.to_string()),
            state: Set(NoticeState::Draft.code().to_owned()),
            place: Set(new.place),
            category: Set(new.category.code().to_owned()),
            demonstration: Set(new.demonstration),
            drafted_by: Set(new.drafted_by),
            created_at: Set(millis(new.at)),
            updated_at: Set(millis(new.at)),
            remark: Set(String::new()),
            ..content_columns(&new.content)
        };
        let transaction = self.begin().await?;
        let id = case_notice::Entity::insert(row)
            .exec(&transaction)
            .await?
            .last_insert_id;
        let drafted = NoticeEvent {
            at: new.at,
            account: new.drafted_by,
            kind: "draft".to_owned(),
            remark: String::new(),
        };
        insert_event(&transaction, id, drafted).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Stores a notice as changed by the caller, with what was done. `notice.updated_at` must be as it was read; answers
    /// with the new one.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`NOTICE_CHANGED`] if somebody else changed it meanwhile;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn update_notice(&self, notice: &Notice, event: NoticeEvent) -> Result<OffsetDateTime, StorageError> {
        let seen = millis(notice.updated_at);
        let updated_at = millis(event.at).max(seen + 1);
        let row = case_notice::ActiveModel {
            state: Set(notice.state.code().to_owned()),
            place: Set(notice.place.clone()),
            drafted_by: Set(notice.drafted_by),
            approved_by: Set(notice.approved_by),
            updated_at: Set(updated_at),
            public_from: Set(notice.public_from.map(millis)),
            public_until: Set(notice.public_until.map(millis)),
            withdrawn_at: Set(notice.withdrawn_at.map(millis)),
            remark: Set(notice.remark.clone()),
            ..content_columns(&notice.content)
        };
        let transaction = self.begin().await?;
        let updated = case_notice::Entity::update_many()
            .set(row)
            .filter(case_notice::Column::Id.eq(notice.id))
            .filter(case_notice::Column::UpdatedAt.eq(seen))
            .exec(&transaction)
            .await?;
        if updated.rows_affected == 0 {
            return Err(StorageError::conflict(NOTICE_CHANGED));
        }
        insert_event(&transaction, notice.id, event).await?;
        transaction.commit().await?;
        instant(updated_at)
    }

    /// The notice with this identifier, whatever its state.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_notice(&self, id: i64) -> Result<Option<Notice>, StorageError> {
        let row = case_notice::Entity::find_by_id(id).one(self.reader()).await?;
        self.with_case(row).await
    }

    /// A case's notice: the one not withdrawn, else the last withdrawn.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_notice_of_case(&self, case_id: i64) -> Result<Option<Notice>, StorageError> {
        let rows = case_notice::Entity::find()
            .filter(case_notice::Column::CaseId.eq(case_id))
            .order_by_desc(case_notice::Column::Id)
            .all(self.reader())
            .await?;
        let standing = rows
            .iter()
            .position(|row| row.state != NoticeState::Withdrawn.code())
            .unwrap_or(0);
        self.with_case(rows.into_iter().nth(standing)).await
    }

    async fn with_case(&self, row: Option<case_notice::Model>) -> Result<Option<Notice>, StorageError> {
        let Some(row) = row else { return Ok(None) };
        let case = case_file::Entity::find_by_id(row.case_id).one(self.reader()).await?;
        let number = case.map(|case| case.number).unwrap_or_default();
        Notice::read(row, number).map(Some)
    }

    /// What was done to a notice, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_notice_events(&self, notice_id: i64) -> Result<Vec<NoticeEvent>, StorageError> {
        let rows = notice_event::Entity::find()
            .filter(notice_event::Column::NoticeId.eq(notice_id))
            .order_by_asc(notice_event::Column::Id)
            .all(self.reader())
            .await?;
        let read = |row: notice_event::Model| {
            Ok(NoticeEvent {
                at: instant(row.at)?,
                account: row.account,
                kind: row.kind,
                remark: row.remark,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
