//! One line of a case's history.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub case_id: i64,
    pub seq: i64,
    pub at: i64,
    pub account: Option<i64>,
    pub office: Option<String>,
    pub kind: String,
    pub state: String,
    pub text: String,
    pub public_text: String,
    pub salt: Option<Vec<u8>>,
    pub commitment: Vec<u8>,
    pub previous: Vec<u8>,
    pub link: Vec<u8>,
    pub tip_id: Option<i64>,
    pub received: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
