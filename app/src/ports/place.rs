//! What residents read of a place: its villages, its status, and who may burn what there.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::domain::{
    category::Category,
    division::VillageCode,
    who_may_burn::{Allowance, Burner},
    zone::{UndeterminedReason, ZoneStatus},
};

use super::RoutePreview;

/// Places, rules and routes: all of it in memory, so none of it waits.
pub trait Places: Send + Sync {
    /// The villages that fit what was typed, best first.
    fn choices(&self, query: &str, limit: usize) -> Choices;
    /// The village's page, as of today; none if there is no such village.
    fn village(&self, code: VillageCode) -> Option<VillageAnswer>;
    /// Who would get a tip of this category from this place.
    fn route(&self, category: Category, village: Option<VillageCode>) -> RoutePreview;
}

/// One village among those that fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageChoice {
    /// Its code.
    pub code: VillageCode,
    /// The name people use.
    pub name: String,
    /// Its town.
    pub town: String,
    /// Its county.
    pub county: String,
    /// Its status today.
    pub status: ZoneStatus,
    /// What was typed is its whole name.
    pub exact: bool,
}

/// The villages that fit what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    /// The best, up to the limit asked for; exact ones first.
    pub villages: Vec<VillageChoice>,
    /// How many fit in all.
    pub total: usize,
    /// Some status rests on a demonstration zone.
    pub demonstration: bool,
}

/// The notice behind an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneSource {
    /// The notice's title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// When it was signed.
    pub issued: Date,
    /// First day in force.
    pub in_force: Date,
    /// The legal basis it names.
    pub basis: Vec<String>,
    /// Uses it exempts.
    pub exemptions: Vec<String>,
    /// Whom it says to call.
    pub contact: String,
    /// Whether briquettes are banned too.
    pub includes_briquettes: bool,
    /// A demonstration, not an official notice.
    pub demonstration: bool,
    /// Address of the scanned notice, where one was kept.
    pub scan: Option<String>,
}

/// One line of "who may burn what".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnRow {
    /// Who.
    pub who: Burner,
    /// Loose coal.
    pub loose_coal: Allowance,
    /// Clean briquettes.
    pub briquette: Allowance,
}

/// A village's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageAnswer {
    /// Its code.
    pub code: VillageCode,
    /// The name people use.
    pub name: String,
    /// Its reading in capitals.
    pub pinyin: String,
    /// Its town.
    pub town: String,
    /// Its county.
    pub county: String,
    /// Inside, outside or undetermined.
    pub status: ZoneStatus,
    /// Why it is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// The notice that decided, if any is in force.
    pub source: Option<ZoneSource>,
    /// The area and roads whose line runs through the village, where that is the reason.
    pub cutting: Option<(String, Vec<String>)>,
    /// Who may burn what.
    pub rows: Vec<BurnRow>,
    /// Its county as a drawing; filled in where the page is made.
    pub drawing: Option<crate::map_view::Drawing>,
}
