//! Bounds how many photos are decoded at once, by processors and by memory, and how many may wait.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{PhotoError, PhotoLimits, ProcessedPhoto, kind, memory_needed, process};

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

/// What a photo holds while it waits.
struct Place {
    _place: OwnedSemaphorePermit,
    _held: OwnedSemaphorePermit,
}

/// What a photo holds until it is done, even if nobody waits for it any more.
struct Turn {
    _place: Place,
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
    /// What the first bytes tell is checked at once, what the header tells before waiting for a turn.
    ///
    /// # Errors
    /// `Busy` when too much is waiting already or the turn does not come; else as [`process`].
    pub async fn process(&self, bytes: Bytes) -> Result<ProcessedPhoto, PhotoError> {
        kind::accept(&bytes, &self.photo)?;
        let place = self.place(bytes.len())?;
        // A header made to be read slowly must not hold up the other requests of its thread.
        let (header, limits) = (bytes.clone(), Arc::clone(&self.photo));
        let needed = off_thread(move || memory_needed(&header, &limits)).await?;
        let turn = self.turn(place, needed).await?;
        let limits = Arc::clone(&self.photo);
        off_thread(move || {
            let result = process(&bytes, &limits);
            drop(turn);
            result
        })
        .await
    }

    /// How many photos wait or are being decoded.
    pub fn waiting(&self) -> usize {
        self.limits.places.max(1) - self.places.available_permits()
    }

    fn busy(&self) -> PhotoError {
        PhotoError::Busy {
            retry_after: self.limits.retry_after,
        }
    }

    /// A place among those who wait, if one is free.
    fn place(&self, held: usize) -> Result<Place, PhotoError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let held = units(held, self.limits.held_bytes);
        let held = Arc::clone(&self.held).try_acquire_many_owned(held);
        match (place, held) {
            (Ok(place), Ok(held)) => Ok(Place {
                _place: place,
                _held: held,
            }),
            _ => Err(self.busy()),
        }
    }

    async fn turn(&self, place: Place, memory: usize) -> Result<Turn, PhotoError> {
        let memory = units(memory, self.limits.memory);
        let turn = async {
            // Memory before a worker: a big photo that waits for memory must not idle a processor.
            let memory = Arc::clone(&self.memory).acquire_many_owned(memory).await.ok()?;
            let worker = Arc::clone(&self.workers).acquire_owned().await.ok()?;
            Some(Turn {
                _place: place,
                _memory: memory,
                _worker: worker,
            })
        };
        tokio::time::timeout(self.limits.patience, turn)
            .await
            .ok()
            .flatten()
            .ok_or_else(|| self.busy())
    }
}

/// Work that may take long, away from the threads that serve requests.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PhotoError> + Send + 'static,
) -> Result<T, PhotoError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|failure| {
        tracing::error!(%failure, "decoding a photo failed");
        Err(PhotoError::Internal)
    })
}

/// Permits for `bytes`, at most as many as there are for `limit`.
fn units(bytes: usize, limit: usize) -> u32 {
    let most = (limit / UNIT).max(1);
    u32::try_from(bytes.div_ceil(UNIT).clamp(1, most)).unwrap_or(u32::MAX)
}
