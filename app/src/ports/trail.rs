//! What several cases share: traces of one vendor, and where coal came from and went.

use time::OffsetDateTime;

use crate::{
    domain::{case::CaseState, coordinate::Wgs84, trace::TraceKind},
    map_view::Drawing,
};

/// A trace of a case that others hold too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedTrace {
    /// What kind.
    pub kind: TraceKind,
    /// Its normal form; a photo's is not for reading.
    pub value: String,
    /// The other cases this person may see: number and where.
    pub cases: Vec<(String, String)>,
    /// How many more there are that this person may not see.
    pub hidden: usize,
    /// What was decided: the trail's identifier, and whether it is one vendor's.
    pub decided: Option<(i64, bool)>,
}

/// Where a case's coal came from and went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoalWays {
    /// Cases it came from: number and where.
    pub sources: Vec<(String, String)>,
    /// Cases it went to.
    pub destinations: Vec<(String, String)>,
}

/// One appearance of a vendor.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// The case's number.
    pub number: String,
    /// When its first tip came.
    pub filed_at: OffsetDateTime,
    /// The category in plain words.
    pub category: String,
    /// The place in words.
    pub place: String,
    /// Where it stands.
    pub state: CaseState,
    /// Where its village lies, as recorded.
    pub at: Option<Wgs84>,
}

/// A confirmed trail in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// Its identifier.
    pub id: i64,
    /// What kind.
    pub kind: TraceKind,
    /// Its normal form.
    pub value: String,
    /// How many of its cases this person may see.
    pub cases: usize,
    /// Who confirmed it.
    pub office: String,
    /// When.
    pub at: OffsetDateTime,
}

/// A trail's page.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailPage {
    /// What its row shows.
    pub row: TrailRow,
    /// Why it was confirmed.
    pub note: String,
    /// Its appearances, oldest first.
    pub appearances: Vec<Appearance>,
    /// How many more there are that this person may not see.
    pub hidden: usize,
    /// The appearances whose villages' points are recorded, drawn.
    pub drawing: Option<Drawing>,
}
