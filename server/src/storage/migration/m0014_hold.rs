//! Tips that wait for a person to look.

use sea_orm_migration::prelude::*;

/// See the SQL.
pub(super) struct Hold;

impl MigrationName for Hold {
    fn name(&self) -> &'static str {
        "m0014_hold"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Hold {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0014_hold.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
