//! What a position says: which counties it may lie in, and a status only where nothing it may be differs.

use std::collections::BTreeMap;

use time::Date;

use super::{
    coordinate::Wgs84,
    division::{CountyCode, Divisions},
    geometry::{Outline, Ring},
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
struct Verdict {
    /// The one status of all its villages, if there is one.
    everywhere: Option<ZoneStatus>,
    /// Its rings.
    rings: Vec<Ring>,
    /// It covers nothing but its rings.
    rings_alone: bool,
}

/// Outlines, and what each zone says, ready for many positions.
#[derive(Debug, Clone)]
pub struct Locator {
    areas: Vec<CountyArea>,
    /// By county, one for each version of the register's history.
    verdicts: BTreeMap<CountyCode, Vec<Verdict>>,
}

impl Locator {
    /// A locator for the zones of `register`, which later calls must be given again.
    pub fn new(areas: Vec<CountyArea>, divisions: &Divisions, register: &ZoneRegister) -> Self {
        let verdicts = divisions
            .counties()
            .iter()
            .map(|county| {
                let history = register.history(county.code);
                (
                    county.code,
                    history.iter().map(|zone| Verdict::new(zone, divisions)).collect(),
                )
            })
            .collect();
        Self { areas, verdicts }
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
        let mut near: Vec<(f64, CountyCode)> = self
            .areas
            .iter()
            .map(|area| (area.outline.depth(at), area.margin, area.code))
            .filter(|(depth, margin, _)| *depth > f64::NEG_INFINITY && *depth >= -(margin + accuracy))
            .map(|(depth, _, code)| (depth, code))
            .collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut counties = Vec::with_capacity(near.len() + WITHIN_OTHERS.len());
        for (_, code) in near {
            counties.push(code);
            for (inner, outer) in WITHIN_OTHERS {
                if let Ok(inner) = CountyCode::try_from(inner)
                    && outer.contains(&code.number())
                    && self.verdicts.contains_key(&inner)
                    && !counties.contains(&inner)
                {
                    counties.push(inner);
                }
            }
        }
        counties
    }

    fn answer<'a>(
        &self,
        counties: &[CountyCode],
        register: &'a ZoneRegister,
        at: Wgs84,
        accuracy: f64,
        on: Date,
    ) -> ZoneAnswer<'a> {
        const UNSURE: ZoneAnswer<'static> = ZoneAnswer {
            status: ZoneStatus::Undetermined,
            reason: Some(UndeterminedReason::PositionOnly),
            zone: None,
        };
        let mut agreed: Option<ZoneAnswer<'a>> = None;
        let mut differ = false;
        for county in counties {
            let answer = match self.in_force(register, *county, on) {
                None => ZoneAnswer {
                    reason: Some(UndeterminedReason::NoNotice),
                    ..UNSURE
                },
                Some((zone, verdict)) => {
                    let ring = verdict.by_rings(at, accuracy);
                    let status = verdict.everywhere.or(ring);
                    let answer = ZoneAnswer {
                        status: status.unwrap_or(ZoneStatus::Undetermined),
                        reason: status.is_none().then_some(UndeterminedReason::PositionOnly),
                        zone: Some(zone),
                    };
                    if ring == Some(ZoneStatus::Inside) {
                        return answer;
                    }
                    answer
                }
            };
            match &agreed {
                None => agreed = Some(answer),
                Some(first) => differ |= !same(first, &answer),
            }
        }
        match agreed {
            Some(answer) if !differ && answer.reason != Some(UndeterminedReason::PositionOnly) => answer,
            _ => UNSURE,
        }
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

/// Whether two counties' answers tell a resident the same.
fn same(a: &ZoneAnswer<'_>, b: &ZoneAnswer<'_>) -> bool {
    let briquettes = |answer: &ZoneAnswer<'_>| answer.zone.map(|zone| zone.includes_briquettes);
    a.status == b.status && a.reason == b.reason && briquettes(a) == briquettes(b)
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
                .collect(),
            rings_alone: !scope.whole_county && scope.towns.is_empty() && scope.villages.is_empty(),
        }
    }

    /// What the rings alone say: deep inside one, or, where there is nothing else, far outside all.
    fn by_rings(&self, at: Wgs84, accuracy: f64) -> Option<ZoneStatus> {
        let margin = accuracy + RING_MARGIN_METRES;
        let mut outside_all = self.rings_alone && !self.rings.is_empty();
        for ring in &self.rings {
            let far = ring.distance_to_boundary(at) > margin;
            if ring.contains(at) {
                if far {
                    return Some(ZoneStatus::Inside);
                }
                outside_all = false;
            } else {
                outside_all &= far;
            }
        }
        outside_all.then_some(ZoneStatus::Outside)
    }
}
