//! What was erased, with its proof.

use sea_orm_migration::prelude::*;

/// What was erased, with its proof.
pub(super) struct Erasure;

impl MigrationName for Erasure {
    fn name(&self) -> &'static str {
        "m0012_erasure"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Erasure {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0012_erasure.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
