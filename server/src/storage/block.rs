//! Words and photos that are looked at first: added and removed by staff, never overwritten.

use std::{fmt, str::FromStr};

use app::domain::block_list::BlockList;
use time::OffsetDateTime;

use super::{
    Bytes32, Storage, StorageError,
    column::{instant, millis, text, whole},
    sql,
};

const WORD: &str = "word";
const PHOTO: &str = "photo";
/// A photo by what it looks like.
const LIKENESS: &str = "likeness";

/// How a photo is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhotoMark {
    /// SHA-256 of the file as received.
    pub sha256: Bytes32,
    /// Its difference hash; none for one without contrast.
    pub likeness: Option<u64>,
}

/// A word on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedWord {
    /// Its identifier.
    pub id: i64,
    /// As typed.
    pub word: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: OffsetDateTime,
}

/// Photos that were put on the list together: by whom and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockedPhotosKey {
    /// The account.
    pub account: i64,
    /// When, to the millisecond.
    pub added_at: OffsetDateTime,
}

impl fmt::Display for BlockedPhotosKey {
    /// As forms carry it: `7-1764412800000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.account, millis(self.added_at))
    }
}

/// No such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no photos on the list have this key")]
pub struct UnknownPhotos;

impl FromStr for BlockedPhotosKey {
    type Err = UnknownPhotos;
    fn from_str(text: &str) -> Result<Self, UnknownPhotos> {
        let (account, at) = text.split_once('-').ok_or(UnknownPhotos)?;
        Ok(Self {
            account: account.parse().map_err(|_| UnknownPhotos)?,
            added_at: instant(at.parse().map_err(|_| UnknownPhotos)?).map_err(|_| UnknownPhotos)?,
        })
    }
}

/// Photos on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedPhotos {
    /// Those that were put there together.
    pub key: BlockedPhotosKey,
    /// How many files.
    pub count: i64,
    /// The account's name.
    pub added_by: String,
}

impl Storage {
    /// The photos on the list, those added last first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_blocked_photos(&self) -> Result<Vec<BlockedPhotos>, StorageError> {
        let sql = "SELECT b.added_by, b.added_at, a.name, COUNT(*) AS count FROM block_entry b \
                   JOIN account a ON a.id = b.added_by WHERE b.kind = $1 AND b.removed_at IS NULL \
                   GROUP BY b.added_by, b.added_at, a.name ORDER BY b.added_at DESC";
        sql::query(self.reader(), sql, vec![text(PHOTO)])
            .await?
            .iter()
            .map(|row| {
                Ok(BlockedPhotos {
                    key: BlockedPhotosKey {
                        account: row.try_get("", "added_by")?,
                        added_at: instant(row.try_get("", "added_at")?)?,
                    },
                    count: row.try_get("", "count")?,
                    added_by: row.try_get("", "name")?,
                })
            })
            .collect()
    }

    /// Takes the photos of this key off the list, as files and by what they look like.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn unblock_photos(
        &self,
        key: BlockedPhotosKey,
        account: i64,
        at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE block_entry SET removed_by = $1, removed_at = $2 \
                   WHERE added_by = $3 AND added_at = $4 AND kind IN ($5, $6) AND removed_at IS NULL";
        let values = vec![
            whole(account),
            whole(millis(at)),
            whole(key.account),
            whole(millis(key.added_at)),
            text(PHOTO),
            text(LIKENESS),
        ];
        sql::execute(self.writer(), sql, values).await?;
        Ok(())
    }

    /// The words on the list, newest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_blocked_words(&self) -> Result<Vec<BlockedWord>, StorageError> {
        let sql = "SELECT b.id, b.value, b.added_at, a.name FROM block_entry b JOIN account a ON a.id = b.added_by \
                   WHERE b.kind = $1 AND b.removed_at IS NULL ORDER BY b.id DESC";
        sql::query(self.reader(), sql, vec![text(WORD)])
            .await?
            .iter()
            .map(|row| {
                Ok(BlockedWord {
                    id: row.try_get("", "id")?,
                    word: row.try_get("", "value")?,
                    added_by: row.try_get("", "name")?,
                    added_at: instant(row.try_get("", "added_at")?)?,
                })
            })
            .collect()
    }

    /// Everything on the list, as tips are checked against it.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn load_block_list(&self) -> Result<BlockList, StorageError> {
        let sql = "SELECT kind, value FROM block_entry WHERE removed_at IS NULL";
        let (mut words, mut photos, mut likenesses) = (Vec::new(), Vec::<Bytes32>::new(), Vec::new());
        for row in sql::query(self.reader(), sql, vec![]).await? {
            let (kind, value): (String, String) = (row.try_get("", "kind")?, row.try_get("", "value")?);
            let unreadable = || StorageError::unreadable("block_entry", &kind);
            match kind.as_str() {
                WORD => words.push(value),
                LIKENESS => likenesses.push(u64::from_str_radix(&value, 16).map_err(|_| unreadable())?),
                _ => {
                    let mut hash = [0; 32];
                    hex::decode_to_slice(&value, &mut hash).map_err(|_| unreadable())?;
                    photos.push(hash);
                }
            }
        }
        Ok(BlockList::new(words, photos).with_likenesses(likenesses))
    }

    /// A number that grows with every change of the list.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn block_list_version(&self) -> Result<i64, StorageError> {
        let sql = "SELECT COUNT(*) + COUNT(removed_at) AS version FROM block_entry";
        let row = sql::query_one(self.reader(), sql, vec![]).await?;
        Ok(row.map(|row| row.try_get("", "version")).transpose()?.unwrap_or(0))
    }

    /// Puts a word on the list; one that stands there already stays as it is.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn block_word(&self, word: &str, account: i64, at: OffsetDateTime) -> Result<(), StorageError> {
        self.block(WORD, word, account, at).await
    }

    /// Puts photos on the list, by their SHA-256 and by what they look like.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn block_photos(
        &self,
        photos: &[PhotoMark],
        account: i64,
        at: OffsetDateTime,
    ) -> Result<(), StorageError> {
        for photo in photos {
            self.block(PHOTO, &hex::encode(photo.sha256), account, at).await?;
            if let Some(likeness) = photo.likeness {
                self.block(LIKENESS, &format!("{likeness:016x}"), account, at).await?;
            }
        }
        Ok(())
    }

    async fn block(&self, kind: &str, value: &str, account: i64, at: OffsetDateTime) -> Result<(), StorageError> {
        let sql = "INSERT INTO block_entry (kind, value, added_by, added_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (kind, value) WHERE removed_at IS NULL DO NOTHING";
        let values = vec![text(kind), text(value), whole(account), whole(millis(at))];
        sql::execute(self.writer(), sql, values).await?;
        Ok(())
    }

    /// Takes a word off the list.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn unblock_word(&self, id: i64, account: i64, at: OffsetDateTime) -> Result<(), StorageError> {
        let sql = "UPDATE block_entry SET removed_by = $1, removed_at = $2 WHERE id = $3 AND kind = $4 AND removed_at IS NULL";
        let values = vec![whole(account), whole(millis(at)), whole(id), text(WORD)];
        sql::execute(self.writer(), sql, values).await?;
        Ok(())
    }
}
