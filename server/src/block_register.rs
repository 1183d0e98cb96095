//! The words and photos that are looked at first, in memory, as every tip is checked against them.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use app::domain::block_list::BlockList;
use arc_swap::ArcSwap;

use crate::storage::{Storage, StorageError};

/// The list as of the last look at the database, and which state of it that is.
#[derive(Debug, Default)]
pub struct BlockRegister {
    list: ArcSwap<BlockList>,
    version: AtomicI64,
}

impl BlockRegister {
    /// The list.
    pub fn list(&self) -> Arc<BlockList> {
        self.list.load_full()
    }

    /// Reads the list again if it changed, here or on another instance.
    ///
    /// # Errors
    /// [`StorageError`]; then the list stays as it was.
    pub async fn refresh(&self, storage: &Storage) -> Result<(), StorageError> {
        let version = storage.block_list_version().await?;
        if version != self.version.load(Ordering::Relaxed) {
            self.list.store(Arc::new(storage.load_block_list().await?));
            self.version.store(version, Ordering::Relaxed);
        }
        Ok(())
    }
}
