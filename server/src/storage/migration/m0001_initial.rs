//! Tips, cases, staff, notices and jobs.

use sea_orm_migration::prelude::*;

/// The first schema.
pub(super) struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m0001_initial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0001_initial.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
