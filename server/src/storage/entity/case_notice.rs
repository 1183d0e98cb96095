//! A case notice.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub case_id: i64,
    pub office: String,
    pub state: String,
    pub title: String,
    pub summary: String,
    pub document_number: String,
    pub party: String,
    pub violation: String,
    pub penalty: String,
    pub legal_basis: String,
    pub authority: String,
    pub decided_on: String,
    pub place: String,
    pub category: String,
    pub demonstration: bool,
    pub drafted_by: i64,
    pub approved_by: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub public_from: Option<i64>,
    pub public_until: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub remark: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
