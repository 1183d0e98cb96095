//! Words and photos that are looked at first.

use sea_orm_migration::prelude::*;

/// See the SQL.
pub(super) struct Block;

impl MigrationName for Block {
    fn name(&self) -> &'static str {
        "m0015_block"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Block {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0015_block.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
