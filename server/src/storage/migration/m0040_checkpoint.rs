//! Signed checkpoints over all cases' histories.

use sea_orm_migration::prelude::*;

/// Signed checkpoints over all cases' histories.
pub(super) struct Checkpoint;

impl MigrationName for Checkpoint {
    fn name(&self) -> &'static str {
        "m0040_checkpoint"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Checkpoint {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0040_checkpoint.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
