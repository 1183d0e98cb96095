//! Where villages lie, as staff record it.

use sea_orm_migration::prelude::*;

/// Village points.
pub(super) struct VillagePoint;

impl MigrationName for VillagePoint {
    fn name(&self) -> &'static str {
        "m0004_village_point"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for VillagePoint {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0004_village_point.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
