//! What belongs to one tip is found at once.

use sea_orm_migration::prelude::*;

/// Indexes by tip.
pub(super) struct OfTip;

impl MigrationName for OfTip {
    fn name(&self) -> &'static str {
        "m0041_of_tip"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OfTip {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0041_of_tip.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
