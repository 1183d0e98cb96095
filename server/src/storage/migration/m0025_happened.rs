//! When it was, as exactly as was said.

use sea_orm_migration::prelude::*;

/// When it was.
pub(super) struct Happened;

impl MigrationName for Happened {
    fn name(&self) -> &'static str {
        "m0025_happened"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Happened {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0025_happened.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
