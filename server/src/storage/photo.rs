//! Photos of tips: where their blobs lie and how large they are.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};

use super::{
    Storage, StorageError,
    column::{Bytes32, bytes, bytes32, number, text, whole},
    entity::photo,
    sql::{self, Insertion},
};

/// A photo whose blobs are stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// Key of the clean copy.
    pub clean_key: String,
    /// Key of the thumbnail.
    pub thumbnail_key: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels across the thumbnail.
    pub thumbnail_width: u32,
    /// Pixels down the thumbnail.
    pub thumbnail_height: u32,
    /// Size of the clean copy.
    pub bytes: i64,
    /// SHA-256 of the file as received.
    pub sha256: Bytes32,
    /// What the reporter says of it; may be empty.
    pub caption: String,
}

/// A photo as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Its identifier.
    pub id: i64,
    /// The tip it came with.
    pub tip_id: i64,
    /// The case it belongs to.
    pub case_id: i64,
    /// What is stored of it.
    pub file: NewPhoto,
}

impl TryFrom<photo::Model> for Photo {
    type Error = StorageError;
    fn try_from(row: photo::Model) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            tip_id: row.tip_id,
            case_id: row.case_id,
            file: NewPhoto {
                clean_key: row.clean_key,
                thumbnail_key: row.thumbnail_key,
                width: number("photo.width", row.width)?,
                height: number("photo.height", row.height)?,
                thumbnail_width: number("photo.thumbnail_width", row.thumbnail_width)?,
                thumbnail_height: number("photo.thumbnail_height", row.thumbnail_height)?,
                bytes: row.bytes,
                sha256: bytes32("photo.sha256", &row.sha256)?,
                caption: row.caption,
            },
        })
    }
}

/// How photos are written.
pub(super) const INSERT_PHOTOS: Insertion<'_> = Insertion {
    table: "photo",
    columns: &[
        "tip_id",
        "case_id",
        "position",
        "clean_key",
        "thumbnail_key",
        "width",
        "height",
        "thumbnail_width",
        "thumbnail_height",
        "bytes",
        "sha256",
        "caption",
    ],
    returning: "",
    on_conflict: "",
};

impl NewPhoto {
    pub(super) fn row(&self, tip_id: i64, case_id: i64, position: i64) -> Vec<Value> {
        vec![
            whole(tip_id),
            whole(case_id),
            whole(position),
            text(&self.clean_key),
            text(&self.thumbnail_key),
            whole(self.width.into()),
            whole(self.height.into()),
            whole(self.thumbnail_width.into()),
            whole(self.thumbnail_height.into()),
            whole(self.bytes),
            bytes(&self.sha256),
            text(&self.caption),
        ]
    }
}

/// Keys looked up in one statement.
const KEYS_AT_ONCE: usize = 500;

impl Storage {
    /// The photo with this identifier. Whoever asks must be allowed to read its case.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_photo(&self, id: i64) -> Result<Option<Photo>, StorageError> {
        photo::Entity::find_by_id(id)
            .one(self.reader())
            .await?
            .map(Photo::try_from)
            .transpose()
    }

    /// The photos of a case and of its duplicates, in the order they came.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_photos(&self, case_id: i64) -> Result<Vec<Photo>, StorageError> {
        let cases = self.list_worked_together(case_id).await?;
        photo::Entity::find()
            .filter(photo::Column::CaseId.is_in(cases))
            .order_by_asc(photo::Column::TipId)
            .order_by_asc(photo::Column::Position)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Photo::try_from)
            .collect()
    }

    /// Those of the blob keys that some photo, edition or upload refers to; the sweep of orphans may remove the others, once they are
    /// older than any submission under way.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_blob_keys_known(&self, keys: &[String]) -> Result<HashSet<String>, StorageError> {
        let mut known = HashSet::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let list = sql::placeholders(0, keys.len());
            let sql = format!(
                "SELECT clean_key AS blob_key FROM photo WHERE clean_key IN ({list}) \
                 UNION ALL SELECT thumbnail_key AS blob_key FROM photo WHERE thumbnail_key IN ({list}) \
                 UNION ALL SELECT attachment AS blob_key FROM edition WHERE attachment IN ({list}) \
                 UNION ALL SELECT blob_key FROM upload_part WHERE blob_key IN ({list})"
            );
            for row in sql::query(self.reader(), &sql, keys.iter().map(text).collect()).await? {
                known.insert(row.try_get("", "blob_key")?);
            }
        }
        Ok(known)
    }
}
