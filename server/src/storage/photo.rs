//! Photos of tips: where their blobs lie and how large they are.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value};
use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    column::{
        Bytes32, bytes, bytes_or_none, bytes32, instant, millis, number, text, text_or_none, whole, whole_or_none,
    },
    entity::{photo, tip},
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
    /// The copy as received, sealed; none for photos from before copies were.
    pub sealed: Option<SealedCopy>,
    /// The difference hash that finds the same picture again; none for one without contrast.
    pub likeness: Option<u64>,
    /// Keyed hash of the file that was picked on the phone; kept as a trace alone, and none on photos read back.
    pub original: Option<Bytes32>,
}

/// A copy as received: where its ciphertext lies, and the proof of when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCopy {
    /// Key of the blob.
    pub key: String,
    /// SHA-256 of the ciphertext.
    pub sha256: Bytes32,
    /// Size of the ciphertext.
    pub bytes: i64,
    /// What the photo says of its device and place, sealed; none where it says nothing.
    pub detail: Option<Vec<u8>>,
    /// When it came.
    pub received_at: OffsetDateTime,
    /// Ed25519 over the hash of the file as received and that time.
    pub signature: Vec<u8>,
}

impl SealedCopy {
    fn read(row: &mut photo::Model) -> Result<Option<Self>, StorageError> {
        let (Some(key), Some(sha256), Some(received_at)) = (row.sealed_key.take(), &row.sealed_sha256, row.received_at)
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            key,
            sha256: bytes32("photo.sealed_sha256", sha256)?,
            bytes: row.sealed_bytes.unwrap_or_default(),
            detail: row.detail.take(),
            received_at: instant(received_at)?,
            signature: row.signature.take().unwrap_or_default(),
        }))
    }
}

/// The four parts of a likeness, one of which at least is equal where few bits differ.
fn parts(likeness: u64) -> [i64; 4] {
    [0, 16, 32, 48].map(|shift| (likeness >> shift & 0xFFFF).cast_signed())
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
    fn try_from(mut row: photo::Model) -> Result<Self, StorageError> {
        let sealed = SealedCopy::read(&mut row)?;
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
                sealed,
                likeness: row.likeness.map(i64::cast_unsigned),
                original: None,
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
        "sealed_key",
        "sealed_sha256",
        "sealed_bytes",
        "detail",
        "received_at",
        "signature",
        "likeness",
        "likeness_a",
        "likeness_b",
        "likeness_c",
        "likeness_d",
    ],
    returning: "",
    on_conflict: "",
};

impl NewPhoto {
    pub(super) fn row(&self, tip_id: i64, case_id: i64, position: i64) -> Vec<Value> {
        let sealed = self.sealed.as_ref();
        let [a, b, c, d] = match self.likeness {
            Some(likeness) => parts(likeness).map(Some),
            None => [None; 4],
        };
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
            text_or_none(sealed.map(|copy| copy.key.clone())),
            bytes_or_none(sealed.map(|copy| copy.sha256.to_vec())),
            whole_or_none(sealed.map(|copy| copy.bytes)),
            bytes_or_none(sealed.and_then(|copy| copy.detail.clone())),
            whole_or_none(sealed.map(|copy| millis(copy.received_at))),
            bytes_or_none(sealed.map(|copy| copy.signature.clone())),
            whole_or_none(self.likeness.map(u64::cast_signed)),
            whole_or_none(a),
            whole_or_none(b),
            whole_or_none(c),
            whole_or_none(d),
        ]
    }
}

/// Photos that share a part of their hash with another and are compared with it, at most.
const LOOKED_AT: i64 = 500;
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

    /// SHA-256 of each photo as received of the tip with this key, in order; nothing if the key is new.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_filed_photos(&self, idempotency_hash: &Bytes32) -> Result<Vec<Bytes32>, StorageError> {
        let sql = "SELECT photo.sha256 FROM photo JOIN tip ON tip.id = photo.tip_id \
                   WHERE tip.idempotency_hash = $1 ORDER BY photo.position";
        let rows = sql::query(self.reader(), sql, vec![bytes(idempotency_hash)]).await?;
        rows.iter()
            .map(|row| bytes32("photo.sha256", &row.try_get::<Vec<u8>>("", "sha256")?))
            .collect()
    }

    /// The photos of a case and of its duplicates, in the order they came; also those that its reporters added while it was
    /// joined to another, and which lie there.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_photos(&self, case_id: i64) -> Result<Vec<Photo>, StorageError> {
        let cases = self.list_worked_together(case_id).await?;
        let tips = tip::Entity::find()
            .select_only()
            .column(tip::Column::Id)
            .filter(tip::Column::CaseId.is_in(cases.iter().copied()))
            .into_query();
        let theirs = Condition::any()
            .add(photo::Column::CaseId.is_in(cases))
            .add(photo::Column::TipId.in_subquery(tips));
        self.find_photos(theirs).await
    }

    /// The photos of one tip, in the order they came, in whatever case they lie.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_photos_of_tip(&self, tip_id: i64) -> Result<Vec<Photo>, StorageError> {
        self.find_photos(Condition::all().add(photo::Column::TipId.eq(tip_id)))
            .await
    }

    async fn find_photos(&self, which: Condition) -> Result<Vec<Photo>, StorageError> {
        photo::Entity::find()
            .filter(which)
            .order_by_asc(photo::Column::TipId)
            .order_by_asc(photo::Column::Position)
            .all(self.reader())
            .await?
            .into_iter()
            .map(Photo::try_from)
            .collect()
    }

    /// Photos that look like this one, itself aside: their hashes differ in at most `bits` bits, 3 at most. Newest first,
    /// `limit` at most are looked at. Whoever asks must be allowed to read their cases.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_photos_alike(&self, photo: &Photo, bits: u32, limit: u64) -> Result<Vec<Photo>, StorageError> {
        let Some(likeness) = photo.file.likeness else {
            return Ok(Vec::new());
        };
        let [a, b, c, d] = parts(likeness);
        let any = Condition::any()
            .add(photo::Column::LikenessA.eq(a))
            .add(photo::Column::LikenessB.eq(b))
            .add(photo::Column::LikenessC.eq(c))
            .add(photo::Column::LikenessD.eq(d));
        let rows = photo::Entity::find()
            .filter(any)
            .filter(photo::Column::Id.ne(photo.id))
            .order_by_desc(photo::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await?;
        let photos = rows.into_iter().map(Photo::try_from).collect::<Result<Vec<_>, _>>()?;
        let alike = |other: &Photo| other.file.likeness.is_some_and(|l| (l ^ likeness).count_ones() <= bits);
        Ok(photos.into_iter().filter(alike).collect())
    }

    /// Photos that may look like this hash, latest first: each case with its photo's hash. The caller compares.
    pub(super) async fn list_likenesses_near(&self, likeness: u64) -> Result<Vec<(i64, u64)>, StorageError> {
        let sql = "SELECT case_id, likeness FROM photo WHERE likeness_a = $1 OR likeness_b = $2 OR likeness_c = $3 \
                   OR likeness_d = $4 ORDER BY id DESC LIMIT $5";
        let mut values: Vec<Value> = parts(likeness).map(whole).into();
        values.push(whole(LOOKED_AT));
        let rows = sql::query(self.reader(), sql, values).await?;
        let read = |row: &sea_orm::QueryResult| -> Result<(i64, u64), StorageError> {
            let likeness: i64 = row.try_get("", "likeness")?;
            Ok((row.try_get("", "case_id")?, likeness.cast_unsigned()))
        };
        rows.iter().map(read).collect()
    }

    /// The hashes of what a case's own photos look like.
    pub(super) async fn list_likenesses_of(&self, case_id: i64) -> Result<Vec<u64>, StorageError> {
        let sql = "SELECT DISTINCT likeness FROM photo WHERE case_id = $1 AND likeness IS NOT NULL ORDER BY likeness";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter()
            .map(|row| Ok(row.try_get::<i64>("", "likeness")?.cast_unsigned()))
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
                 UNION ALL SELECT sealed_key AS blob_key FROM photo WHERE sealed_key IN ({list}) \
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
