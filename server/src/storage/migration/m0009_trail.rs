//! What the same vendor leaves in several tips, and what staff make of it.

use sea_orm_migration::prelude::*;

/// Trailing a tip.
pub(super) struct Trail;

impl MigrationName for Trail {
    fn name(&self) -> &'static str {
        "m0009_trail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Trail {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0009_trail.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
