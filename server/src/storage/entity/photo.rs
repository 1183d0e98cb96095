//! A photo of a tip.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tip_id: i64,
    pub case_id: i64,
    pub position: i64,
    pub clean_key: String,
    pub thumbnail_key: String,
    pub width: i64,
    pub height: i64,
    pub thumbnail_width: i64,
    pub thumbnail_height: i64,
    pub bytes: i64,
    pub sha256: Vec<u8>,
    pub caption: String,
    pub sealed_key: Option<String>,
    pub sealed_sha256: Option<Vec<u8>>,
    pub sealed_bytes: Option<i64>,
    pub detail: Option<Vec<u8>>,
    pub received_at: Option<i64>,
    pub signature: Option<Vec<u8>>,
    pub likeness: Option<i64>,
    pub likeness_a: Option<i64>,
    pub likeness_b: Option<i64>,
    pub likeness_c: Option<i64>,
    pub likeness_d: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
