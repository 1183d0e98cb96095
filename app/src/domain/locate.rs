//! What a position says: which counties it may lie in, and a status only where nothing it may be differs.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use time::Date;

use super::{
    coordinate::Wgs84,
    depth_grid::DepthGrid,
    division::{CountyCode, Divisions},
    geometry::{Outline, Ring},
    ring_index::{RingIndex, Side},
    zone::{BanZone, UndeterminedReason, ZoneAnswer, ZoneRegister, ZoneStatus},
};

/// Outlines are off by 0.8 to 6 km against another source; the worst is the margin of a county with no better figure.
pub const COUNTY_MARGIN_METRES: f64 = 6_000.0;

/// How exactly an editor draws a ring along its roads.
pub const RING_MARGIN_METRES: f64 = 100.0;

/// Counties without an outline of their own, each with those it lies within: 示范区 within 山阳, 修武, 武陟 and 博爱.
pub const WITHIN_OTHERS: [(u32, [u32; 4]); 1] = [(410_871, [410_811, 410_821, 410_823, 410_822])];

/// A county as far as its outline is known.
#[derive(Debug, Clone, PartialEq)]
pub struct CountyArea {
    /// The county.
    pub code: CountyCode,
    /// Its outline.
    pub outline: Outline,
    /// How far off the outline may be, in metres.
    pub margin: f64,
}

/// What a position says.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates<'a> {
    /// The counties it may lie in, likeliest first; none if it is not in the city.
    pub counties: Vec<CountyCode>,
    /// The status, where every candidate gives the same; else undetermined.
    pub answer: ZoneAnswer<'a>,
}

/// What one version of a zone says of its whole county, before a position is known.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The one status of all its villages, if there is one.
    pub everywhere: Option<ZoneStatus>,
    /// Its rings as drawn.
    pub rings: Vec<RingIndex>,
    /// It covers nothing but its rings.
    pub rings_alone: bool,
    /// Whether briquettes are banned too.
    pub includes_briquettes: bool,
}

/// Outlines, and what each zone says, ready for many positions.
#[derive(Debug, Clone)]
pub struct Locator {
    areas: Arc<[CountyArea]>,
    /// Made at the first question: a start without one need not wait for it. Shared by every set of zones.
    grid: Arc<OnceLock<DepthGrid>>,
    /// By county, one for each version of the register's history.
    verdicts: BTreeMap<CountyCode, Vec<Verdict>>,
}

impl Locator {
    /// A locator for the zones of `register`, which later calls must be given again.
    pub fn new(areas: Vec<CountyArea>, divisions: &Divisions, register: &ZoneRegister) -> Self {
        Self {
            areas: areas.into(),
            grid: Arc::default(),
            verdicts: verdicts(divisions, register),
        }
    }

    /// A locator of the same outlines for other zones.
    #[must_use]
    pub fn with_zones(&self, divisions: &Divisions, register: &ZoneRegister) -> Self {
        Self {
            areas: self.areas.clone(),
            grid: self.grid.clone(),
            verdicts: verdicts(divisions, register),
        }
    }

    /// The counties' outlines.
    pub fn areas(&self) -> &[CountyArea] {
        &self.areas
    }

    /// What a position with an accuracy in metres says on a day.
    pub fn locate<'a>(&self, register: &'a ZoneRegister, at: Wgs84, accuracy: f64, on: Date) -> Candidates<'a> {
        // What a device cannot say counts as anywhere.
        let accuracy = if accuracy >= 0.0 { accuracy } else { f64::INFINITY };
        let counties = self.candidates(at, accuracy);
        let answer = self.answer(&counties, register, at, accuracy, on);
        Candidates { counties, answer }
    }

    fn candidates(&self, at: Wgs84, accuracy: f64) -> Vec<CountyCode> {
        let grid = self
            .grid
            .get_or_init(|| DepthGrid::new(&self.areas.iter().map(|area| &area.outline).collect::<Vec<_>>()));
        let centre = grid.depths(at);
        let mut near: Vec<(f64, CountyCode)> = Vec::with_capacity(self.areas.len());
        for (index, area) in self.areas.iter().enumerate() {
            let farthest = -(area.margin + accuracy);
            // The cell's centre mostly decides; near the margin's edge the boundary itself does.
            let depth = match centre.map(|depths| depths[index]) {
                Some(depth) if depth - grid.reach() >= farthest => depth,
                Some(depth) if depth + grid.reach() < farthest => continue,
                _ => area.outline.depth(at),
            };
            if depth > f64::NEG_INFINITY && depth >= farthest {
                near.push((depth, area.code));
            }
        }
        with_enclosed(near, |county| self.verdicts.contains_key(&county))
    }

    fn answer<'a>(
        &self,
        counties: &[CountyCode],
        register: &'a ZoneRegister,
        at: Wgs84,
        accuracy: f64,
        on: Date,
    ) -> ZoneAnswer<'a> {
        let said = counties.iter().map(|county| self.in_force(register, *county, on));
        let judgement = judge(said, at, accuracy);
        ZoneAnswer {
            status: judgement.status,
            reason: judgement.reason,
            zone: judgement.by,
        }
    }

    /// What each county's version in force on a day says; none where no notice is in force.
    pub fn verdicts<'a>(
        &'a self,
        register: &'a ZoneRegister,
        on: Date,
    ) -> impl Iterator<Item = (CountyCode, Option<&'a Verdict>)> {
        self.verdicts.keys().map(move |county| {
            let verdict = self.in_force(register, *county, on).map(|(_, verdict)| verdict);
            (*county, verdict)
        })
    }

    fn in_force<'a>(
        &self,
        register: &'a ZoneRegister,
        county: CountyCode,
        on: Date,
    ) -> Option<(&'a BanZone, &Verdict)> {
        let history = register.history(county);
        let at = history.iter().rposition(|zone| zone.is_in_force(on))?;
        Some((&history[at], self.verdicts.get(&county)?.get(at)?))
    }
}

/// The counties in reach of a position, likeliest first: what [`Locator::locate`] proposes, without its grid.
pub fn propose(areas: &[CountyArea], at: Wgs84, accuracy: f64, exists: impl Fn(CountyCode) -> bool) -> Vec<CountyCode> {
    let reach = |area: &CountyArea| {
        let depth = area.outline.depth(at);
        (depth > f64::NEG_INFINITY && depth >= -(area.margin + accuracy)).then_some((depth, area.code))
    };
    with_enclosed(areas.iter().filter_map(reach).collect(), exists)
}

/// Orders by depth, and puts a county without an outline behind the first of those it lies within.
fn with_enclosed(mut near: Vec<(f64, CountyCode)>, exists: impl Fn(CountyCode) -> bool) -> Vec<CountyCode> {
    near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut counties = Vec::with_capacity(near.len() + WITHIN_OTHERS.len());
    for (_, code) in near {
        counties.push(code);
        for (inner, outer) in WITHIN_OTHERS {
            if let Ok(inner) = CountyCode::try_from(inner)
                && outer.contains(&code.number())
                && exists(inner)
                && !counties.contains(&inner)
            {
                counties.push(inner);
            }
        }
    }
    counties
}

/// What the counties a position may lie in say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement<Z> {
    /// The status, where all say the same; else undetermined.
    pub status: ZoneStatus,
    /// Why it is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// The version that decided.
    pub by: Option<Z>,
}

impl<Z> Judgement<Z> {
    const UNSURE: Self = Self {
        status: ZoneStatus::Undetermined,
        reason: Some(UndeterminedReason::PositionOnly),
        by: None,
    };
}

/// Asks each county a position may lie in: its version in force, and what that says; none where no notice is in force.
///
/// Only what all of them say is said, but deep inside a ring its own notice decides.
pub fn judge<'v, Z>(said: impl Iterator<Item = Option<(Z, &'v Verdict)>>, at: Wgs84, accuracy: f64) -> Judgement<Z> {
    let mut agreed: Option<(Judgement<Z>, Option<bool>)> = None;
    let mut differ = false;
    for county in said {
        let (judgement, briquettes) = match county {
            None => {
                let reason = Some(UndeterminedReason::NoNotice);
                (
                    Judgement {
                        reason,
                        ..Judgement::UNSURE
                    },
                    None,
                )
            }
            Some((zone, verdict)) => {
                let side = verdict.side_of_rings(at, accuracy);
                let status = verdict.status(side);
                let judgement = Judgement {
                    status: status.unwrap_or(ZoneStatus::Undetermined),
                    reason: status.is_none().then_some(UndeterminedReason::PositionOnly),
                    by: Some(zone),
                };
                if side == Side::Inside {
                    return judgement;
                }
                (judgement, Some(verdict.includes_briquettes))
            }
        };
        match &agreed {
            None => agreed = Some((judgement, briquettes)),
            // What two counties tell a resident: the same only if briquettes are treated alike too.
            Some((first, first_briquettes)) => {
                differ |= (first.status, first.reason) != (judgement.status, judgement.reason)
                    || *first_briquettes != briquettes;
            }
        }
    }
    match agreed {
        Some((judgement, _)) if !differ && judgement.reason != Some(UndeterminedReason::PositionOnly) => judgement,
        _ => Judgement::UNSURE,
    }
}

fn verdicts(divisions: &Divisions, register: &ZoneRegister) -> BTreeMap<CountyCode, Vec<Verdict>> {
    let of = |county: CountyCode| {
        register
            .history(county)
            .iter()
            .map(|zone| Verdict::new(zone, divisions))
            .collect()
    };
    divisions
        .counties()
        .iter()
        .map(|county| (county.code, of(county.code)))
        .collect()
}

impl Verdict {
    fn new(zone: &BanZone, divisions: &Divisions) -> Self {
        let scope = &zone.scope;
        let mut statuses = divisions
            .towns_of(zone.county)
            .iter()
            .flat_map(|town| divisions.villages_of(town.code))
            .map(|village| zone.status(village.code));
        let first = statuses.next();
        let everywhere = first.filter(|first| *first != ZoneStatus::Undetermined && statuses.all(|s| s == *first));
        Self {
            everywhere,
            rings: scope
                .rings
                .iter()
                .filter_map(|ring| Ring::new(ring.polygon.clone()).ok())
                .map(RingIndex::new)
                .collect(),
            rings_alone: !scope.rings.is_empty()
                && !scope.whole_county
                && scope.towns.is_empty()
                && scope.villages.is_empty(),
            includes_briquettes: zone.includes_briquettes,
        }
    }

    fn side_of_rings(&self, at: Wgs84, accuracy: f64) -> Side {
        let margin = accuracy + RING_MARGIN_METRES;
        let mut side = Side::Outside;
        for ring in &self.rings {
            match ring.side(at, margin) {
                Side::Inside => return Side::Inside,
                Side::Near => side = Side::Near,
                Side::Outside => {}
            }
        }
        side
    }

    /// The status, if the zone gives but one at a position on this side of its rings.
    fn status(&self, side: Side) -> Option<ZoneStatus> {
        match (side, self.everywhere) {
            (Side::Inside, _) | (_, Some(ZoneStatus::Inside)) => Some(ZoneStatus::Inside),
            (Side::Outside, Some(ZoneStatus::Outside)) => Some(ZoneStatus::Outside),
            (Side::Outside, None) if self.rings_alone => Some(ZoneStatus::Outside),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
