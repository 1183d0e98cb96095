//! One table for all numbers the intake gives out.

use sea_orm_migration::prelude::*;

/// The sequences of the intake.
pub(super) struct NumberSequence;

impl MigrationName for NumberSequence {
    fn name(&self) -> &'static str {
        "m0023_number_sequence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NumberSequence {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0023_number_sequence.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
