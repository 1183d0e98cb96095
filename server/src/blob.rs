//! Photos at rest: files on disk by default, an S3-compatible store by configuration; durable before any row refers to
//! them, and read back before that is believed.

mod s3;
mod upload;

use std::{io::Read, path::Path as FsPath, sync::Arc, time::Duration as Patience};

use bytes::Bytes;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use tokio::sync::mpsc;

use self::upload::Upload;
use crate::{
    config::S3Config,
    evidence::vault::{SealError, Sealer},
    metrics::BLOB_ERRORS,
    secret::random_bytes,
};

/// How long one request to the store may take: beyond that the tip is refused rather than left hanging.
const PATIENCE: Patience = Patience::from_secs(30);
/// Ciphertext that is handed on at once.
const PIECE: usize = 256 * 1024;

/// A blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The store refused or is out of reach.
    #[error("blob store: {0}")]
    Store(#[from] object_store::Error),
    /// The store does not answer in time.
    #[error("blob store: no answer in time")]
    Slow,
    /// The store said that it kept a blob, and did not.
    #[error("blob store: {0} was acknowledged and is not there as written")]
    Lost(String),
    /// A copy could not be sealed on its way to the store.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The file that was to be stored cannot be read.
    #[error("spool: {0}")]
    Spool(#[from] std::io::Error),
}

/// A sealed blob as it lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedBlob {
    /// SHA-256 of the ciphertext.
    pub sha256: [u8; 32],
    /// Its size.
    pub bytes: u64,
}

/// Where blobs are kept.
#[derive(Debug, Clone)]
pub struct BlobStore {
    store: Arc<dyn ObjectStore>,
    patience: Patience,
}

impl BlobStore {
    /// A folder on disk, synced after each write (off by default in the library).
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub fn on_disk(folder: &FsPath) -> Result<Self, BlobError> {
        let disk = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::new(Arc::new(disk), PATIENCE))
    }

    /// A bucket of an S3-compatible store. Nothing is asked of it yet.
    ///
    /// # Errors
    /// When the settings make no address.
    pub fn on_s3(config: &S3Config) -> Result<Self, BlobError> {
        Ok(Self::new(s3::open(config)?, PATIENCE))
    }

    /// Any other store; each request to it may take as long as `patience`.
    pub fn new(store: Arc<dyn ObjectStore>, patience: Patience) -> Self {
        Self { store, patience }
    }

    /// A store that hangs is as good as one that is gone.
    async fn in_time<T>(&self, request: impl Future<Output = Result<T, BlobError>>) -> Result<T, BlobError> {
        let done = tokio::time::timeout(self.patience, request).await;
        done.unwrap_or(Err(BlobError::Slow)).inspect_err(|_| BLOB_ERRORS.inc())
    }

    /// A key nobody can guess, spread over folders: `clean/3f/3f….jpg` for kind `clean` and extension `jpg`.
    pub fn new_key(kind: &str, extension: &str) -> String {
        let name = hex::encode(random_bytes::<16>());
        format!("{kind}/{}/{name}.{extension}", &name[..2])
    }

    /// Stores a blob; durable, and read back, when it returns.
    ///
    /// # Errors
    /// When the store refuses, is out of reach, too slow, or did not keep what it acknowledged.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), BlobError> {
        self.in_time(async {
            self.store.put(&Path::from(key), bytes.clone().into()).await?;
            Ok(())
        })
        .await?;
        match self.find(key).await? {
            Some(kept) if kept == bytes => Ok(()),
            _ => Err(BlobError::Lost(key.to_owned())),
        }
    }

    /// Seals what is read into a blob, piece by piece: memory stays bounded however much it is.
    ///
    /// # Errors
    /// As [`BlobStore::put`]; also when the file cannot be read or sealed. Then nothing is left in the store.
    pub async fn put_sealed(
        &self,
        key: &str,
        mut from: impl Read + Send + 'static,
        sealer: Arc<Sealer>,
    ) -> Result<SealedBlob, BlobError> {
        let (sender, mut pieces) = mpsc::channel::<Bytes>(2);
        let sealing = tokio::task::spawn_blocking(move || {
            let mut out = Pieces {
                sender,
                waiting: Vec::with_capacity(PIECE),
            };
            sealer.seal_stream(&mut from, &mut out)?;
            out.hand_on().map_err(BlobError::Spool)
        });
        let mut sum = Sha256::new();
        let mut size = 0;
        let mut upload = Upload::new(self, key);
        while let Some(piece) = pieces.recv().await {
            sum.update(&piece);
            size += piece.len() as u64;
            upload.add(piece).await?;
        }
        // Only what was sealed to its end is made a blob.
        sealing.await.map_err(std::io::Error::other)??;
        upload.finish().await?;
        let written = SealedBlob {
            sha256: sum.finalize().into(),
            bytes: size,
        };
        if self.hash(key).await? == Some(written) {
            Ok(written)
        } else {
            Err(BlobError::Lost(key.to_owned()))
        }
    }

    /// Hash and size of a blob as it lies in the store; none if there is none.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn hash(&self, key: &str) -> Result<Option<SealedBlob>, BlobError> {
        let Some(mut pieces) = self.stream(key).await? else {
            return Ok(None);
        };
        let mut sum = Sha256::new();
        let mut bytes = 0;
        while let Some(piece) = pieces.next().await.transpose()? {
            sum.update(&piece);
            bytes += piece.len() as u64;
        }
        Ok(Some(SealedBlob {
            sha256: sum.finalize().into(),
            bytes,
        }))
    }

    /// A blob piece by piece, each within the store's time; none if there is none.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn stream(&self, key: &str) -> Result<Option<BoxStream<'static, Result<Bytes, BlobError>>>, BlobError> {
        let found = self.in_time(async {
            match self.store.get(&Path::from(key)).await {
                Ok(found) => Ok(Some(found.into_stream())),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            }
        });
        let Some(pieces) = found.await? else {
            return Ok(None);
        };
        let next = |(store, mut pieces): (Self, BoxStream<'static, object_store::Result<Bytes>>)| async move {
            let piece = store.in_time(async { Ok(pieces.next().await.transpose()?) }).await?;
            Ok(piece.map(|piece| (piece, (store, pieces))))
        };
        Ok(Some(stream::try_unfold((self.clone(), pieces), next).boxed()))
    }

    /// Reads a blob; none if there is none.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn find(&self, key: &str) -> Result<Option<Bytes>, BlobError> {
        self.in_time(async {
            match self.store.get(&Path::from(key)).await {
                Ok(found) => Ok(Some(found.bytes().await?)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Deletes a blob; one that is gone already is no error.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        self.in_time(async {
            match self.store.delete(&Path::from(key)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Every key and size.
    ///
    /// # Errors
    /// When the store is out of reach or too slow.
    pub async fn list(&self) -> Result<Vec<(String, u64)>, BlobError> {
        let mut all = Vec::new();
        self.each(|blob| all.push((blob.location.to_string(), blob.size)))
            .await?;
        Ok(all)
    }

    /// Keys of blobs at least `age` old: younger ones may still wait for their rows.
    ///
    /// # Errors
    /// When the store is out of reach or too slow.
    pub async fn list_older_than(&self, age: Duration, now: OffsetDateTime) -> Result<Vec<String>, BlobError> {
        let limit = (now - age).unix_timestamp();
        let mut old = Vec::new();
        self.each(|blob| {
            if blob.last_modified.timestamp() < limit {
                old.push(blob.location.to_string());
            }
        })
        .await?;
        Ok(old)
    }

    /// Looks at every blob. A listing may be long: each step has the whole time.
    async fn each(&self, mut look: impl FnMut(ObjectMeta)) -> Result<(), BlobError> {
        let mut listed = self.store.list(None);
        while let Some(blob) = self.in_time(async { Ok(listed.next().await.transpose()?) }).await? {
            look(blob);
        }
        Ok(())
    }
}

/// Gathers what is written and hands it on in pieces.
struct Pieces {
    sender: mpsc::Sender<Bytes>,
    waiting: Vec<u8>,
}

impl Pieces {
    fn hand_on(&mut self) -> std::io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE));
        self.sender
            .blocking_send(piece.into())
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::BrokenPipe))
    }
}

impl std::io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.hand_on()?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
