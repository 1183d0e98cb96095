//! Sealed copies, signed times, identities, and who opened them.

use sea_orm_migration::prelude::*;

/// Sealed copies, signed times, identities, and who opened them.
pub(super) struct Evidence;

impl MigrationName for Evidence {
    fn name(&self) -> &'static str {
        "m0011_evidence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Evidence {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0011_evidence.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
