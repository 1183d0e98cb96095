//! Photos at rest: files on disk by default, durable before any row refers to them.

use std::{path::Path as FsPath, sync::Arc};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use time::{Duration, OffsetDateTime};

use crate::secret::random_bytes;

/// A blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
#[error("blob store: {0}")]
pub struct BlobError(#[from] object_store::Error);

/// Where blobs are kept.
#[derive(Debug, Clone)]
pub struct BlobStore(Arc<dyn ObjectStore>);

impl BlobStore {
    /// A folder on disk, synced after each write (off by default in the library).
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub fn on_disk(folder: &FsPath) -> Result<Self, BlobError> {
        Ok(Self(Arc::new(
            LocalFileSystem::new_with_prefix(folder)?.with_fsync(true),
        )))
    }

    /// A key nobody can guess, spread over folders: `clean/3f/3f….jpg` for kind `clean` and extension `jpg`.
    pub fn new_key(kind: &str, extension: &str) -> String {
        let name = hex::encode(random_bytes::<16>());
        format!("{kind}/{}/{name}.{extension}", &name[..2])
    }

    /// Stores a blob; durable when it returns.
    ///
    /// # Errors
    /// When the store refuses or is out of reach.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), BlobError> {
        self.0.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Reads a blob; none if there is none.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn find(&self, key: &str) -> Result<Option<Bytes>, BlobError> {
        match self.0.get(&Path::from(key)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a blob; one that is gone already is no error.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        match self.0.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keys of blobs at least `age` old: younger ones may still wait for their rows.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn list_older_than(&self, age: Duration, now: OffsetDateTime) -> Result<Vec<String>, BlobError> {
        let limit = (now - age).unix_timestamp();
        let listed: Vec<_> = self.0.list(None).try_collect().await?;
        Ok(listed
            .into_iter()
            .filter(|m| m.last_modified.timestamp() < limit)
            .map(|m| m.location.to_string())
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[tokio::test]
    async fn a_blob_comes_back_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::on_disk(folder.path()).unwrap();
        let key = BlobStore::new_key("clean", "jpg");
        store.put(&key, Bytes::from_static(b"photo")).await.unwrap();
        assert_eq!(store.find(&key).await.unwrap().unwrap(), "photo");
        let far = datetime!(2100-01-01 0:00 UTC);
        assert_eq!(
            store.list_older_than(Duration::days(1), far).await.unwrap(),
            std::slice::from_ref(&key)
        );
        let past = datetime!(2000-01-01 0:00 UTC);
        assert!(store.list_older_than(Duration::days(1), past).await.unwrap().is_empty());
        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
        assert!(store.find(&key).await.unwrap().is_none());
    }
}
