//! Photos at rest: files on disk by default, durable before any row refers to them, and read back before that is believed.

use std::{fs::File, path::Path as FsPath, sync::Arc, time::Duration as Patience};

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, buffered::BufWriter, local::LocalFileSystem, path::Path};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use tokio::{io::AsyncWriteExt, sync::mpsc};

use crate::{
    evidence::vault::{SealError, Sealer},
    metrics::BLOB_ERRORS,
    secret::random_bytes,
};

/// How long one request to the store may take: beyond that the tip is refused rather than left hanging.
const PATIENCE: Patience = Patience::from_secs(30);
/// Ciphertext that is handed on at once.
const PIECE: usize = 256 * 1024;
/// Ciphertext that is gathered before it is sent in parts; S3 takes none smaller than 5 MiB.
const PART: usize = 5 * 1024 * 1024;

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

    /// Seals a file into a blob, piece by piece: memory stays bounded however large the file is.
    ///
    /// # Errors
    /// As [`BlobStore::put`]; also when the file cannot be read or sealed.
    pub async fn put_sealed(&self, key: &str, mut file: File, sealer: Arc<Sealer>) -> Result<SealedBlob, BlobError> {
        let (sender, mut pieces) = mpsc::channel::<Bytes>(2);
        let sealing = tokio::task::spawn_blocking(move || {
            let mut out = Pieces {
                sender,
                waiting: Vec::with_capacity(PIECE),
            };
            sealer.seal_stream(&mut file, &mut out)?;
            out.hand_on().map_err(BlobError::Spool)
        });
        let mut sum = Sha256::new();
        let mut size = 0;
        let mut writer = BufWriter::with_capacity(self.store.clone(), Path::from(key), PART).with_max_concurrency(1);
        while let Some(piece) = pieces.recv().await {
            sum.update(&piece);
            size += piece.len() as u64;
            self.in_time(async { Ok(writer.put(piece).await?) }).await?;
        }
        // Only what was sealed to its end is made a blob.
        sealing.await.map_err(std::io::Error::other)??;
        self.in_time(async { Ok(writer.shutdown().await?) }).await?;
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
        while let Some(piece) = self.in_time(async { Ok(pieces.next().await.transpose()?) }).await? {
            sum.update(&piece);
            bytes += piece.len() as u64;
        }
        Ok(Some(SealedBlob {
            sha256: sum.finalize().into(),
            bytes,
        }))
    }

    /// A blob piece by piece; none if there is none.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn stream(
        &self,
        key: &str,
    ) -> Result<Option<impl Stream<Item = Result<Bytes, object_store::Error>> + Send + Unpin + 'static>, BlobError>
    {
        self.in_time(async {
            match self.store.get(&Path::from(key)).await {
                Ok(found) => Ok(Some(found.into_stream())),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
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
    /// When the store is out of reach.
    pub async fn list(&self) -> Result<Vec<(String, u64)>, BlobError> {
        let listed: Vec<_> = self.store.list(None).try_collect().await?;
        Ok(listed.into_iter().map(|m| (m.location.to_string(), m.size)).collect())
    }

    /// Keys of blobs at least `age` old: younger ones may still wait for their rows.
    ///
    /// # Errors
    /// When the store is out of reach.
    pub async fn list_older_than(&self, age: Duration, now: OffsetDateTime) -> Result<Vec<String>, BlobError> {
        let limit = (now - age).unix_timestamp();
        let listed: Vec<_> = self.store.list(None).try_collect().await?;
        Ok(listed
            .into_iter()
            .filter(|m| m.last_modified.timestamp() < limit)
            .map(|m| m.location.to_string())
            .collect())
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
