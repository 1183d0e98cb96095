//! The second factor of staff.

use sea_orm_migration::prelude::*;

/// See the SQL.
pub(super) struct SecondFactor;

impl MigrationName for SecondFactor {
    fn name(&self) -> &'static str {
        "m0050_second_factor"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SecondFactor {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, include_str!("m0050_second_factor.sql")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
