//! Who was paid a reward, sealed.

use sea_orm_migration::prelude::*;

/// Paying a reward.
pub(super) struct Payment;

impl MigrationName for Payment {
    fn name(&self) -> &'static str {
        "m0016_payment"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Payment {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0016_payment.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
