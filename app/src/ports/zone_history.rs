//! What changed when, by notice: for one village, and for a county.

use time::Date;

use super::ZoneSource;
use crate::domain::{
    division::{CountyCode, VillageCode},
    zone::{UndeterminedReason, ZoneStatus},
};

/// A stretch of days with one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZonePeriod {
    /// Its first day; none where it reaches back before every notice.
    pub from: Option<Date>,
    /// Its last day; none while it lasts.
    pub last: Option<Date>,
    /// The answer.
    pub status: ZoneStatus,
    /// Why it is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// The notice in force, if any.
    pub source: Option<ZoneSource>,
}

/// A day somebody asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedDay {
    /// What was typed.
    pub typed: String,
    /// The answer, or what is wrong with what was typed.
    pub answer: Result<DayAnswer, String>,
}

/// The answer for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAnswer {
    /// The day.
    pub on: Date,
    /// The period it lies in.
    pub period: ZonePeriod,
}

/// A village's answers over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageHistory {
    /// Its code.
    pub code: VillageCode,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: String,
    /// Its county.
    pub county: String,
    /// Its periods, newest first.
    pub periods: Vec<ZonePeriod>,
    /// Today, in China.
    pub today: Date,
    /// The day asked about, if any.
    pub asked: Option<AskedDay>,
}

/// One notice of a county and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneVersion {
    /// The version's identifier: its anchor on the page.
    pub id: String,
    /// The notice.
    pub source: ZoneSource,
    /// Its last day in force; none while it lasts.
    pub last: Option<Date>,
    /// It covers the whole county.
    pub whole_county: bool,
    /// The whole towns it covers.
    pub towns: Vec<String>,
    /// The single villages it lists, each with its town.
    pub villages: Vec<String>,
    /// The areas bounded by roads, each with its roads.
    pub rings: Vec<(String, Vec<String>)>,
    /// Villages it moved into the zone.
    pub into: usize,
    /// Villages it left on a boundary, which were not before.
    pub cut: usize,
    /// Villages it moved out of the zone: code, and name with town.
    pub out_of: Vec<(VillageCode, String)>,
}

/// A county's notices, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyHistory {
    /// Its code.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
    /// The notices.
    pub versions: Vec<ZoneVersion>,
    /// Today, in China.
    pub today: Date,
}
