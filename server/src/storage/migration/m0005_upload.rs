//! Photos on their way, before their tip is sent.

use sea_orm_migration::prelude::*;

/// Uploads and their parts.
pub(super) struct Upload;

impl MigrationName for Upload {
    fn name(&self) -> &'static str {
        "m0005_upload"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Upload {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0005_upload.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
