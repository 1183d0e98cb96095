//! Licensed briquette centres and outlets.

use sea_orm_migration::prelude::*;

/// Outlets and their history.
pub(super) struct Outlet;

impl MigrationName for Outlet {
    fn name(&self) -> &'static str {
        "m0003_outlet"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Outlet {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0003_outlet.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
