//! Rewards that reporters claim by receipt.

use sea_orm_migration::prelude::*;

/// Rewarding a tip.
pub(super) struct Reward;

impl MigrationName for Reward {
    fn name(&self) -> &'static str {
        "m0010_reward"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reward {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0010_reward.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
