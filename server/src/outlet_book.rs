//! The licensed briquette outlets in memory, as last read from the database.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};

use app::domain::outlet::{Outlet, OutletRegister};

use crate::storage::{Storage, StorageError};

/// What pages read; read again within seconds of any change on any instance.
pub struct OutletBook {
    register: RwLock<Arc<OutletRegister>>,
    version: AtomicU64,
    /// Invented ones, shown only while no real one is recorded.
    demonstration: Vec<Outlet>,
}

impl OutletBook {
    /// Reads the outlets; `demonstration` stands in while there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(storage: &Storage, demonstration: Vec<Outlet>) -> Result<Self, StorageError> {
        let book = Self {
            register: RwLock::default(),
            version: AtomicU64::new(u64::MAX),
            demonstration,
        };
        book.refresh(storage).await?;
        Ok(book)
    }

    /// Reads them again if anything changed.
    ///
    /// # Errors
    /// When the database fails; what was read before stays.
    pub async fn refresh(&self, storage: &Storage) -> Result<(), StorageError> {
        // Asked before reading: a change in between is read twice rather than never.
        let version = storage.outlet_version().await?;
        if version == self.version() {
            return Ok(());
        }
        let stored = storage.list_outlets().await?;
        let outlets = if stored.is_empty() {
            self.demonstration.clone()
        } else {
            let recorded = |outlet: crate::storage::StoredOutlet| Outlet {
                id: Some(outlet.id),
                content: outlet.content,
                demonstration: false,
            };
            stored.into_iter().map(recorded).collect()
        };
        *self.register.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(OutletRegister::new(outlets));
        self.version.store(version, Ordering::Release);
        Ok(())
    }

    /// The outlets as last read.
    pub fn register(&self) -> Arc<OutletRegister> {
        self.register.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A number that is another after every change.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }
}
