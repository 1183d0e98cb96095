//! The search index without its index by case.

use sea_orm_migration::prelude::*;

/// The search index.
pub(super) struct CaseWord;

impl MigrationName for CaseWord {
    fn name(&self) -> &'static str {
        "m0024_case_word"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseWord {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0024_case_word.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
