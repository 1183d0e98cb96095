//! What a resident sent.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tip")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub case_id: i64,
    pub category: String,
    pub village: Option<i64>,
    pub place_text: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy: Option<f64>,
    pub happened_at: Option<i64>,
    pub happened: Option<String>,
    pub text: String,
    pub answers: String,
    pub receipt_hash: Vec<u8>,
    pub idempotency_hash: Vec<u8>,
    pub body_hash: Vec<u8>,
    pub filed_at: i64,
    pub signature: Option<Vec<u8>>,
    pub erased_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
