//! A licensed briquette centre or outlet.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outlet")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub county: i64,
    pub kind: String,
    pub name: String,
    pub address: String,
    pub towns: String,
    pub villages: String,
    pub phone: String,
    pub hours: String,
    pub licence: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub valid_from: String,
    pub valid_until: Option<String>,
    pub closed_on: Option<String>,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
