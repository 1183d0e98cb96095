//! Ban zones (禁煤区) and the three-way answer for a village: inside, outside or undetermined.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    coordinate::Wgs84,
    division::{CountyCode, Divisions, TownCode, VillageCode},
    routing::Place,
};

/// The government document that sets a ban zone (通告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneNotice {
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its number (文号).
    pub number: String,
    /// The day it was signed.
    pub issued: Date,
    /// The legal basis it names.
    pub basis: Vec<String>,
    /// Whom it says to call.
    pub contact: String,
}

/// A closed ring of roads, and what an editor said of the villages at it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadRing {
    /// What the notice calls the area.
    pub name: String,
    /// The roads that bound it, in order.
    pub roads: Vec<String>,
    /// The ring as drawn; first and last point are the same.
    pub polygon: Vec<Wgs84>,
    /// Villages wholly inside.
    pub inside: Vec<VillageCode>,
    /// Villages the boundary runs through.
    pub cut: Vec<VillageCode>,
}

/// What a zone covers: the union of its parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ZoneScope {
    /// The whole county.
    pub whole_county: bool,
    /// Whole towns.
    pub towns: Vec<TownCode>,
    /// Listed villages.
    pub villages: Vec<VillageCode>,
    /// Areas bounded by roads.
    pub rings: Vec<RoadRing>,
}

impl ZoneScope {
    /// What it says of a village of its county.
    pub fn status(&self, village: VillageCode) -> ZoneStatus {
        self.coverage(village).answer().0
    }

    fn coverage(&self, village: VillageCode) -> Coverage {
        if self.whole_county || self.towns.contains(&village.town()) || self.villages.contains(&village) {
            return Coverage::Inside;
        }
        if self.rings.iter().any(|ring| ring.inside.contains(&village)) {
            return Coverage::Inside;
        }
        match self.rings.iter().find(|ring| ring.cut.contains(&village)) {
            Some(_) => Coverage::Cut,
            None => Coverage::Outside,
        }
    }
}

/// One immutable version of a county's ban zone.
///
/// Its notice decides the whole county: what it does not cover is outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BanZone {
    /// Stable identifier.
    pub id: String,
    /// The county whose area the notice decides.
    pub county: CountyCode,
    /// The notice.
    pub notice: ZoneNotice,
    /// First day in force.
    pub in_force: Date,
    /// First day no longer in force, once replaced.
    pub replaced: Option<Date>,
    /// Whether clean briquettes are banned too.
    pub includes_briquettes: bool,
    /// Uses the notice exempts.
    pub exemptions: Vec<String>,
    /// What it covers.
    pub scope: ZoneScope,
    /// A demonstration, not an official notice; marked 示例 wherever it shows.
    pub demonstration: bool,
    /// Address of the scanned notice, where one was kept.
    pub scan: Option<String>,
}

impl BanZone {
    /// Whether the version is in force on a day.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.in_force <= on && self.replaced.is_none_or(|end| on < end)
    }

    /// What this version says of a village of its county, whatever the day.
    pub fn status(&self, village: VillageCode) -> ZoneStatus {
        self.scope.status(village)
    }

    /// The ring that cuts a village, whose roads the page names.
    pub fn ring_cutting(&self, village: VillageCode) -> Option<&RoadRing> {
        self.scope.rings.iter().find(|ring| ring.cut.contains(&village))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coverage {
    Inside,
    Outside,
    Cut,
}

impl Coverage {
    const fn answer(self) -> (ZoneStatus, Option<UndeterminedReason>) {
        match self {
            Self::Inside => (ZoneStatus::Inside, None),
            Self::Outside => (ZoneStatus::Outside, None),
            Self::Cut => (ZoneStatus::Undetermined, Some(UndeterminedReason::CutByBoundary)),
        }
    }
}

/// Why no answer can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndeterminedReason {
    /// No notice in force covers the county: "outside" would tell people that briquettes are legal.
    NoNotice,
    /// A road ring runs through the village.
    CutByBoundary,
    /// A position, whose accuracy and the outlines' margin leave more than one answer.
    PositionOnly,
}

/// The answer without its sources: what rules and routing depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneStatus {
    /// In the ban zone.
    Inside,
    /// Covered by a notice, and not in its zone.
    Outside,
    /// Cannot be said.
    Undetermined,
}

impl ZoneStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Inside, Self::Outside, Self::Undetermined];

    /// The code used in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The answer with its sources.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneAnswer<'a> {
    /// Inside, outside or undetermined.
    pub status: ZoneStatus,
    /// Why it is undetermined; none otherwise.
    pub reason: Option<UndeterminedReason>,
    /// The version that decided, if any is in force.
    pub zone: Option<&'a BanZone>,
}

/// All versions of all counties.
#[derive(Debug, Clone, Default)]
pub struct ZoneRegister {
    by_county: BTreeMap<CountyCode, Vec<BanZone>>,
}

/// Why a set of versions contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneRegisterError {
    /// Two versions of one county are in force on one day.
    #[error("{first} 与 {second} 在 {on} 同时有效")]
    Overlap {
        /// The earlier version.
        first: String,
        /// The later version.
        second: String,
        /// The first day both claim.
        on: Date,
    },
    /// A version ends before it starts.
    #[error("{0} 的失效日期不晚于生效日期")]
    EmptyPeriod(String),
}

impl ZoneRegister {
    /// Orders the versions and checks that at most one per county is in force on any day.
    ///
    /// # Errors
    /// [`ZoneRegisterError`] naming the versions that contradict each other.
    pub fn new(zones: Vec<BanZone>) -> Result<Self, ZoneRegisterError> {
        let mut by_county: BTreeMap<CountyCode, Vec<BanZone>> = BTreeMap::new();
        for zone in zones {
            if zone.replaced.is_some_and(|end| end <= zone.in_force) {
                return Err(ZoneRegisterError::EmptyPeriod(zone.id));
            }
            by_county.entry(zone.county).or_default().push(zone);
        }
        for versions in by_county.values_mut() {
            versions.sort_by_key(|zone| zone.in_force);
            for pair in versions.windows(2) {
                if pair[0].replaced.is_none_or(|end| end > pair[1].in_force) {
                    return Err(ZoneRegisterError::Overlap {
                        first: pair[0].id.clone(),
                        second: pair[1].id.clone(),
                        on: pair[1].in_force,
                    });
                }
            }
        }
        Ok(Self { by_county })
    }

    /// The register with later versions added, each ending what its county had before. What was published stays as it
    /// was until the day the later one takes effect.
    ///
    /// # Errors
    /// [`ZoneRegisterError`] naming two versions that take effect on one day.
    pub fn succeeded_by(&self, later: Vec<BanZone>) -> Result<Self, ZoneRegisterError> {
        let mut zones: Vec<BanZone> = self.zones().cloned().chain(later).collect();
        zones.sort_by_key(|zone| (zone.county, zone.in_force));
        for at in 1..zones.len() {
            let (earlier, later) = zones.split_at_mut(at);
            let (Some(earlier), Some(later)) = (earlier.last_mut(), later.first()) else {
                continue;
            };
            if earlier.county == later.county && earlier.replaced.is_none_or(|end| end > later.in_force) {
                if earlier.in_force == later.in_force {
                    return Err(ZoneRegisterError::Overlap {
                        first: earlier.id.clone(),
                        second: later.id.clone(),
                        on: later.in_force,
                    });
                }
                earlier.replaced = Some(later.in_force);
            }
        }
        Self::new(zones)
    }

    /// Every version, by county and date.
    pub fn zones(&self) -> impl Iterator<Item = &BanZone> {
        self.by_county.values().flatten()
    }

    /// A county's versions, oldest first.
    pub fn history(&self, county: CountyCode) -> &[BanZone] {
        self.by_county.get(&county).map_or(&[], Vec::as_slice)
    }

    /// The version that decides a county on a day.
    pub fn in_force(&self, county: CountyCode, on: Date) -> Option<&BanZone> {
        self.history(county).iter().rev().find(|zone| zone.is_in_force(on))
    }

    /// The answer for a village on a day. The village must exist; its code alone decides.
    pub fn status(&self, village: VillageCode, on: Date) -> ZoneAnswer<'_> {
        let Some(zone) = self.in_force(village.county(), on) else {
            return ZoneAnswer {
                status: ZoneStatus::Undetermined,
                reason: Some(UndeterminedReason::NoNotice),
                zone: None,
            };
        };
        let (status, reason) = zone.scope.coverage(village).answer();
        ZoneAnswer {
            status,
            reason,
            zone: Some(zone),
        }
    }

    /// The one status of a place on a day: a village's own; a town's or county's where all its villages agree.
    pub fn status_of(&self, divisions: &Divisions, place: Place, on: Date) -> ZoneStatus {
        let of_towns = |towns: &mut dyn Iterator<Item = TownCode>| {
            let mut statuses = towns
                .flat_map(|town| divisions.villages_of(town))
                .map(|village| self.status(village.code, on).status);
            let first = statuses.next().unwrap_or(ZoneStatus::Undetermined);
            if statuses.all(|status| status == first) {
                first
            } else {
                ZoneStatus::Undetermined
            }
        };
        match place {
            Place::Unknown => ZoneStatus::Undetermined,
            Place::Village(village) => self.status(village, on).status,
            Place::Town(town) => of_towns(&mut std::iter::once(town)),
            Place::County(county) => of_towns(&mut divisions.towns_of(county).iter().map(|town| town.code)),
        }
    }
}

#[cfg(test)]
mod tests;
