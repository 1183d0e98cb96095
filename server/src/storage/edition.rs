//! Editions: drafting, changing, publishing and finding versions of zones and prices.

use app::domain::edition::{EditionKind, EditionState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use time::{Date, OffsetDateTime};

use super::{
    Storage, StorageError,
    column::{code, day, day_text, from_json, instant, instant_or_none, json, millis, text, whole},
    edition_record::{EditionEvent, insert_event},
    entity::edition,
    error::EDITION_CHANGED,
    sql,
};

/// An edition begun.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEdition {
    /// What it is of.
    pub kind: EditionKind,
    /// Which one: a county's code, a rule's name.
    pub scope: String,
    /// What it says.
    pub document: serde_json::Value,
    /// Marked 示例.
    pub demonstration: bool,
    /// Who drafts it.
    pub drafted_by: i64,
    /// Now.
    pub at: OffsetDateTime,
}

/// A published edition that an operator brings in from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedEdition {
    /// Which one.
    pub scope: String,
    /// What it says.
    pub document: serde_json::Value,
    /// First day in force.
    pub effective: Date,
    /// Marked 示例.
    pub demonstration: bool,
}

/// An edition as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its identifier.
    pub id: i64,
    /// What it is of.
    pub kind: EditionKind,
    /// Which one: a county's code, a rule's name.
    pub scope: String,
    /// How far it has come.
    pub state: EditionState,
    /// What it says.
    pub document: serde_json::Value,
    /// Counts the changes; what a change is checked against.
    pub revision: i64,
    /// First day in force, once it is known.
    pub effective: Option<Date>,
    /// Marked 示例.
    pub demonstration: bool,
    /// Where the scanned document is kept.
    pub attachment: Option<String>,
    /// Who drafted it last; none if it was imported.
    pub drafted_by: Option<i64>,
    /// Who approved it.
    pub approved_by: Option<i64>,
    /// When it was begun.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
    /// When it was published.
    pub published_at: Option<OffsetDateTime>,
}

/// Differs whenever what is published of a kind does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EditionStamp {
    /// How many are published.
    pub published: i64,
    /// The latest change to any that is or was published, in Unix milliseconds; 0 for none.
    pub latest: i64,
}

impl Edition {
    fn read(row: edition::Model) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            kind: code("edition.kind", &row.kind)?,
            scope: row.scope,
            state: code("edition.state", &row.state)?,
            document: from_json("edition.document", &row.document)?,
            revision: row.revision,
            effective: row
                .effective
                .as_deref()
                .map(|text| day("edition.effective", text))
                .transpose()?,
            demonstration: row.demonstration,
            attachment: row.attachment,
            drafted_by: row.drafted_by,
            approved_by: row.approved_by,
            created_at: instant(row.created_at)?,
            updated_at: instant(row.updated_at)?,
            published_at: instant_or_none(row.published_at)?,
        })
    }
}

impl Storage {
    /// Stores a first draft, with its history line, and answers with its identifier.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn insert_edition(&self, new: NewEdition) -> Result<i64, StorageError> {
        let row = edition::ActiveModel {
            kind: Set(new.kind.code().to_owned()),
            scope: Set(new.scope),
            state: Set(EditionState::Draft.code().to_owned()),
            document: Set(json(&new.document)?),
            revision: Set(1),
            demonstration: Set(new.demonstration),
            drafted_by: Set(Some(new.drafted_by)),
            created_at: Set(millis(new.at)),
            updated_at: Set(millis(new.at)),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        let id = edition::Entity::insert(row).exec(&transaction).await?.last_insert_id;
        insert_event(
            &transaction,
            id,
            1,
            EditionEvent::new(new.at, Some(new.drafted_by), "draft"),
        )
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Stores editions as published, all or none of them; answers with their identifiers.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::EDITION_DAY_TAKEN`] if one takes effect on the day of another of its
    /// scope; [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn import_editions(
        &self,
        kind: EditionKind,
        editions: Vec<ImportedEdition>,
        at: OffsetDateTime,
    ) -> Result<Vec<i64>, StorageError> {
        let transaction = self.begin().await?;
        let mut ids = Vec::with_capacity(editions.len());
        for new in editions {
            let row = edition::ActiveModel {
                kind: Set(kind.code().to_owned()),
                scope: Set(new.scope),
                state: Set(EditionState::Published.code().to_owned()),
                document: Set(json(&new.document)?),
                revision: Set(1),
                effective: Set(Some(day_text(new.effective))),
                demonstration: Set(new.demonstration),
                created_at: Set(millis(at)),
                updated_at: Set(millis(at)),
                published_at: Set(Some(millis(at))),
                ..Default::default()
            };
            let id = edition::Entity::insert(row).exec(&transaction).await?.last_insert_id;
            insert_event(&transaction, id, 1, EditionEvent::new(at, None, "import")).await?;
            ids.push(id);
        }
        transaction.commit().await?;
        Ok(ids)
    }

    /// Stores an edition as changed by the caller, with what was done. `edition.revision` must be as it was read;
    /// answers with the new one.
    ///
    /// What was published cannot be changed by any call: only its state can become withdrawn.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`EDITION_CHANGED`] if somebody else changed it meanwhile, or with
    /// [`super::EDITION_DAY_TAKEN`] if another published one of its scope takes effect on its day;
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn update_edition(&self, changed: &Edition, event: EditionEvent) -> Result<i64, StorageError> {
        let revision = changed.revision + 1;
        let state = edition::ActiveModel {
            state: Set(changed.state.code().to_owned()),
            revision: Set(revision),
            updated_at: Set(millis(event.at)),
            ..Default::default()
        };
        let withdrawing = changed.state == EditionState::Withdrawn;
        let row = if withdrawing {
            state
        } else {
            edition::ActiveModel {
                document: Set(json(&changed.document)?),
                effective: Set(changed.effective.map(day_text)),
                attachment: Set(changed.attachment.clone()),
                drafted_by: Set(changed.drafted_by),
                approved_by: Set(changed.approved_by),
                published_at: Set(changed.published_at.map(millis)),
                ..state
            }
        };
        let mut update = edition::Entity::update_many()
            .set(row)
            .filter(edition::Column::Id.eq(changed.id))
            .filter(edition::Column::Revision.eq(changed.revision));
        if !withdrawing {
            update = update.filter(edition::Column::State.ne(EditionState::Published.code()));
        }
        let transaction = self.begin().await?;
        if update.exec(&transaction).await?.rows_affected == 0 {
            return Err(StorageError::conflict(EDITION_CHANGED));
        }
        insert_event(&transaction, changed.id, revision, event).await?;
        transaction.commit().await?;
        Ok(revision)
    }

    /// The edition with this identifier, whatever its state.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_edition(&self, id: i64) -> Result<Option<Edition>, StorageError> {
        let row = edition::Entity::find_by_id(id).one(self.reader()).await?;
        row.map(Edition::read).transpose()
    }

    /// The editions of a kind, of one scope where given, latest change first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_editions(&self, kind: EditionKind, scope: Option<&str>) -> Result<Vec<Edition>, StorageError> {
        let mut query = edition::Entity::find().filter(edition::Column::Kind.eq(kind.code()));
        if let Some(scope) = scope {
            query = query.filter(edition::Column::Scope.eq(scope));
        }
        query
            .order_by_desc(edition::Column::UpdatedAt)
            .order_by_desc(edition::Column::Id)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Edition::read)
            .collect()
    }

    /// Everything of a kind that is published, by scope and day.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_published_editions(&self, kind: EditionKind) -> Result<Vec<Edition>, StorageError> {
        edition::Entity::find()
            .filter(edition::Column::Kind.eq(kind.code()))
            .filter(edition::Column::State.eq(EditionState::Published.code()))
            .order_by_asc(edition::Column::Scope)
            .order_by_asc(edition::Column::Effective)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Edition::read)
            .collect()
    }

    /// What tells whether anything published of a kind has changed.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn edition_stamp(&self, kind: EditionKind) -> Result<EditionStamp, StorageError> {
        let sql = "SELECT COUNT(CASE WHEN state = $2 THEN 1 END) AS published, \
                   CAST(COALESCE(MAX(updated_at), 0) AS BIGINT) AS latest \
                   FROM edition WHERE kind = $1 AND published_at IS NOT NULL";
        let values = vec![text(kind.code()), text(EditionState::Published.code())];
        let Some(row) = sql::query_one(self.reader(), sql, values).await? else {
            return Ok(EditionStamp::default());
        };
        Ok(EditionStamp {
            published: row.try_get("", "published")?,
            latest: row.try_get("", "latest")?,
        })
    }

    /// Whether a blob is the scanned document of something published.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_published_attachment(&self, id: i64) -> Result<Option<String>, StorageError> {
        let sql = "SELECT attachment FROM edition WHERE id = $1 AND state = $2 AND attachment IS NOT NULL";
        let values = vec![whole(id), text(EditionState::Published.code())];
        let row = sql::query_one(self.reader(), sql, values).await?;
        Ok(row.map(|row| row.try_get("", "attachment")).transpose()?)
    }
}
