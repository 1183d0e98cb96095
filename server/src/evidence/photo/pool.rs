//! Bounds how many photos are decoded at once, by processors and by memory, and how many may wait.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{PhotoError, PhotoLimits, ProcessedPhoto, memory_needed, process};

/// Memory is counted in units of this many bytes.
const UNIT: usize = 64 * 1024;

/// How much the pool takes on.
#[derive(Clone, Debug)]
pub struct PoolLimits {
    /// Photos decoded at the same time.
    pub workers: usize,
    /// Bytes that decoding may take in all. A photo that needs more is decoded while no other is.
    pub memory: usize,
    /// Photos waiting or being decoded.
    pub places: usize,
    /// Bytes of the files of these photos.
    pub held_bytes: usize,
    /// How long a photo may wait for its turn.
    pub patience: Duration,
    /// After how long to try again when the pool is full.
    pub retry_after: Duration,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            memory: 96 * 1024 * 1024,
            places: 64,
            held_bytes: 128 * 1024 * 1024,
            patience: Duration::from_secs(20),
            retry_after: Duration::from_secs(5),
        }
    }
}

/// Decodes photos off the async threads, a bounded number at a time, first come first served.
#[derive(Clone)]
pub struct PhotoPool {
    photo: Arc<PhotoLimits>,
    limits: Arc<PoolLimits>,
    places: Arc<Semaphore>,
    held: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

/// What a photo holds until it is done, even if nobody waits for it any more.
struct Turn {
    _place: OwnedSemaphorePermit,
    _held: OwnedSemaphorePermit,
    _memory: OwnedSemaphorePermit,
    _worker: OwnedSemaphorePermit,
}

impl PhotoPool {
    /// A pool with these limits; each counts as one at least.
    pub fn new(photo: PhotoLimits, limits: PoolLimits) -> Self {
        let semaphore = |permits: usize| Arc::new(Semaphore::new(permits.max(1)));
        Self {
            photo: Arc::new(photo),
            places: semaphore(limits.places),
            held: semaphore(limits.held_bytes / UNIT),
            memory: semaphore(limits.memory / UNIT),
            workers: semaphore(limits.workers),
            limits: Arc::new(limits),
        }
    }

    /// Decodes a photo when its turn comes.
    ///
    /// What the header tells is checked at once, before waiting.
    ///
    /// # Errors
    /// `Busy` when too much is waiting already or the turn does not come; else as [`process`].
    pub async fn process(&self, bytes: Bytes) -> Result<ProcessedPhoto, PhotoError> {
        let needed = memory_needed(&bytes, &self.photo)?;
        let turn = self.turn(needed, bytes.len()).await?;
        let limits = Arc::clone(&self.photo);
        let work = tokio::task::spawn_blocking(move || {
            let result = process(&bytes, &limits);
            drop(turn);
            result
        });
        work.await.unwrap_or_else(|failure| {
            tracing::error!(%failure, "decoding a photo failed");
            Err(PhotoError::Internal)
        })
    }

    async fn turn(&self, memory: usize, held: usize) -> Result<Turn, PhotoError> {
        let busy = || PhotoError::Busy {
            retry_after: self.limits.retry_after,
        };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy())?;
        let held = units(held, self.limits.held_bytes);
        let held = Arc::clone(&self.held)
            .try_acquire_many_owned(held)
            .map_err(|_| busy())?;
        let memory = units(memory, self.limits.memory);
        let turn = async {
            // Memory before a worker: a big photo that waits for memory must not idle a processor.
            let memory = Arc::clone(&self.memory).acquire_many_owned(memory).await.ok()?;
            let worker = Arc::clone(&self.workers).acquire_owned().await.ok()?;
            Some(Turn {
                _place: place,
                _held: held,
                _memory: memory,
                _worker: worker,
            })
        };
        tokio::time::timeout(self.limits.patience, turn)
            .await
            .ok()
            .flatten()
            .ok_or_else(busy)
    }
}

/// Permits for `bytes`, at most as many as there are for `limit`.
fn units(bytes: usize, limit: usize) -> u32 {
    let most = (limit / UNIT).max(1);
    u32::try_from(bytes.div_ceil(UNIT).clamp(1, most)).unwrap_or(u32::MAX)
}
