//! After filing: what a reporter writes and does, and cases that are joined.

use sea_orm_migration::prelude::*;

/// Following a tip.
pub(super) struct Follow;

impl MigrationName for Follow {
    fn name(&self) -> &'static str {
        "m0008_follow"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Follow {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0008_follow.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
