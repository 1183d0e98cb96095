//! A blob on its way into the store: in one request where it is small, else in parts, and given up without a trace.

use bytes::Bytes;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutMultipartOptions, PutPayload, path::Path};

use super::{BlobError, BlobStore};

/// What is gathered before it is sent as a part; S3 takes none smaller than 5 MiB.
const PART: usize = 5 * 1024 * 1024;

/// A blob on its way. Whatever ends it early, also a sender who hangs up, leaves no parts in the store.
pub(super) struct Upload<'s> {
    blobs: &'s BlobStore,
    key: Path,
    waiting: Vec<Bytes>,
    size: usize,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl<'s> Upload<'s> {
    pub(super) fn new(blobs: &'s BlobStore, key: &str) -> Self {
        Self {
            blobs,
            key: Path::from(key),
            waiting: Vec::new(),
            size: 0,
            parts: None,
        }
    }

    /// Takes a piece; sends a part when there is enough for one.
    pub(super) async fn add(&mut self, piece: Bytes) -> Result<(), BlobError> {
        self.size += piece.len();
        self.waiting.push(piece);
        if self.size < PART {
            return Ok(());
        }
        if self.parts.is_none() {
            let options = PutMultipartOptions::default();
            let begin = async { Ok(self.blobs.store.put_multipart_opts(&self.key, options).await?) };
            self.parts = Some(self.blobs.in_time(begin).await?);
        }
        self.send().await
    }

    /// Sends what waits as a part.
    async fn send(&mut self) -> Result<(), BlobError> {
        let payload = self.payload();
        let Some(parts) = &mut self.parts else { return Ok(()) };
        let sent = parts.put_part(payload);
        self.blobs.in_time(async { Ok(sent.await?) }).await
    }

    /// Makes it a blob.
    pub(super) async fn finish(mut self) -> Result<(), BlobError> {
        if self.parts.is_none() {
            let payload = self.payload();
            let put = async { Ok(self.blobs.store.put(&self.key, payload).await?) };
            self.blobs.in_time(put).await?;
            return Ok(());
        }
        if !self.waiting.is_empty() {
            self.send().await?;
        }
        if let Some(parts) = &mut self.parts {
            self.blobs.in_time(async { Ok(parts.complete().await?) }).await?;
        }
        self.parts = None;
        Ok(())
    }

    fn payload(&mut self) -> PutPayload {
        self.size = 0;
        std::mem::take(&mut self.waiting).into_iter().collect()
    }
}

impl Drop for Upload<'_> {
    /// Beside the answer: nobody waits for a store that may be the reason why it was given up.
    fn drop(&mut self) {
        let Some(mut parts) = self.parts.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let blobs = self.blobs.clone();
        runtime.spawn(async move {
            if let Err(error) = blobs.in_time(async { Ok(parts.abort().await?) }).await {
                tracing::warn!(%error, "parts of a photo could not be taken back");
            }
        });
    }
}
