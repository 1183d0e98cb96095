//! What reporters say of each photo, and the further places and times of sellers who move about.

use sea_orm_migration::prelude::*;

/// Captions and sightings.
pub(super) struct Filing;

impl MigrationName for Filing {
    fn name(&self) -> &'static str {
        "m0006_filing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Filing {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0006_filing.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
