//! The recorded village points in memory, as every request reads them.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

use app::domain::village_point::VillagePoints;

use crate::storage::{Storage, StorageError};

/// The points as of the last look at the database, and which state of it they are.
#[derive(Debug, Default)]
pub struct VillagePointRegister {
    points: RwLock<Arc<VillagePoints>>,
    version: AtomicI64,
}

impl VillagePointRegister {
    /// The points.
    pub fn points(&self) -> Arc<VillagePoints> {
        self.points.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A number that is another whenever any point is: part of what a kept page depends on.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed).unsigned_abs()
    }

    /// Reads the points again if any was recorded since, here or on another instance.
    ///
    /// # Errors
    /// [`StorageError`]; then the points stay as they were.
    pub async fn refresh(&self, storage: &Storage) -> Result<(), StorageError> {
        let version = storage.village_point_version().await?;
        if version == self.version.load(Ordering::Relaxed) {
            return Ok(());
        }
        let points = VillagePoints::new(storage.list_village_points().await?);
        *self.points.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(points);
        self.version.store(version, Ordering::Relaxed);
        Ok(())
    }
}
