//! A version of a zone or a price.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub scope: String,
    pub state: String,
    pub document: String,
    pub revision: i64,
    pub effective: Option<String>,
    pub demonstration: bool,
    pub attachment: Option<String>,
    pub drafted_by: Option<i64>,
    pub approved_by: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub published_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
