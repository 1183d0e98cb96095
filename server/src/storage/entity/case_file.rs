//! What an office works on.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub number: String,
    pub category: String,
    pub lead: String,
    pub joint: String,
    pub clause: String,
    pub reason: String,
    pub rule_version: String,
    pub village: Option<i64>,
    pub area_county: Option<i64>,
    pub area_town: Option<i64>,
    pub place_text: String,
    pub excerpt: String,
    pub state: String,
    pub outcome: Option<String>,
    pub referred_to: Option<String>,
    pub accept_by: i64,
    pub close_by: i64,
    pub due: Option<i64>,
    pub filed_at: i64,
    pub updated_at: i64,
    pub photo_count: i64,
    pub closed_at: Option<i64>,
    pub reporter_at: Option<i64>,
    pub joined_into: Option<i64>,
    pub joined_at: Option<i64>,
    pub state_before: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
