//! What a line of history proves of what came with it.

use sea_orm_migration::prelude::*;

/// What came.
pub(super) struct Received;

impl MigrationName for Received {
    fn name(&self) -> &'static str {
        "m0051_received"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Received {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0051_received.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
