//! Editions: zones and prices that two people publish.

use sea_orm_migration::prelude::*;

/// Editions, their history and the answers to them.
pub(super) struct Edition;

impl MigrationName for Edition {
    fn name(&self) -> &'static str {
        "m0002_edition"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Edition {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0002_edition.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
