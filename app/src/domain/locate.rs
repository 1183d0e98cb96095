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
mod tests {
    use super::*;
    use crate::domain::{
        division::{County, Town, Village, VillageKind},
        zone::{RoadRing, ZoneNotice, ZoneScope},
    };
    use proptest::prelude::*;
    use std::sync::LazyLock;
    use time::macros::date;

    const ON: Date = date!(2026 - 01 - 01);
    /// Metres in 0.1 degrees of latitude, and of longitude at 35° north.
    const NORTH: f64 = 11_132.0;
    const EAST: f64 = 9_119.0;

    fn square(west: f64, south: f64, side: f64) -> Vec<Wgs84> {
        let p = Wgs84::new;
        vec![
            p(west, south),
            p(west + side, south),
            p(west + side, south + side),
            p(west, south + side),
            p(west, south),
        ]
    }

    /// 修武 in the west, 温县 east of it, 沁阳 far away; 示范区 without an outline. Two villages in each.
    fn divisions() -> Divisions {
        let codes = ["410821", "410825", "410882", "410871"];
        let county = |code: &str| County {
            code: code.parse().unwrap(),
            name: format!("{code}县"),
        };
        let town = |code: &str| Town {
            code: format!("{code}100").parse().unwrap(),
            name: "某镇".into(),
        };
        let village = |code: &str, end: &str| Village {
            code: format!("{code}100{end}").parse().unwrap(),
            name: "某村".into(),
            short: "某".into(),
            kind: VillageKind::Village,
            pinyin: "MOU".into(),
        };
        let villages = codes
            .iter()
            .flat_map(|code| [village(code, "201"), village(code, "202")])
            .collect();
        let (counties, towns) = (codes.iter().map(|c| county(c)), codes.iter().map(|c| town(c)));
        Divisions::new(counties.collect(), towns.collect(), villages).unwrap()
    }

    fn areas() -> Vec<CountyArea> {
        let area = |code: &str, west: f64| CountyArea {
            code: code.parse().unwrap(),
            outline: Outline {
                rings: vec![Ring::new(square(west, 35.0, 0.5)).unwrap()],
            },
            margin: COUNTY_MARGIN_METRES,
        };
        vec![area("410825", 113.5), area("410882", 115.0), area("410821", 113.0)]
    }

    /// A locator of the test's counties; their grid is made once.
    fn locator(register: &ZoneRegister) -> Locator {
        static FIRST: LazyLock<Locator> =
            LazyLock::new(|| Locator::new(areas(), &divisions(), &ZoneRegister::default()));
        FIRST.with_zones(&divisions(), register)
    }

    fn zone(county: &str, scope: ZoneScope) -> BanZone {
        BanZone {
            id: county.into(),
            county: county.parse().unwrap(),
            notice: ZoneNotice {
                title: "示例".into(),
                issuer: "示例".into(),
                number: "示例".into(),
                issued: ON,
                basis: vec![],
                contact: "12345".into(),
            },
            in_force: date!(2025 - 09 - 01),
            replaced: None,
            includes_briquettes: true,
            exemptions: vec![],
            scope,
            demonstration: true,
            scan: None,
        }
    }

    fn whole() -> ZoneScope {
        ZoneScope {
            whole_county: true,
            ..ZoneScope::default()
        }
    }

    fn one_village(county: &str) -> ZoneScope {
        ZoneScope {
            villages: vec![format!("{county}100201").parse().unwrap()],
            ..ZoneScope::default()
        }
    }

    fn ring(county: &str, polygon: Vec<Wgs84>) -> ZoneScope {
        let code = |end: &str| format!("{county}100{end}").parse().unwrap();
        let ring = RoadRing {
            name: "环".into(),
            roads: vec!["一路".into()],
            polygon,
            inside: vec![code("201")],
            cut: vec![],
        };
        ZoneScope {
            rings: vec![ring],
            ..ZoneScope::default()
        }
    }

    type Said = (Vec<String>, ZoneStatus, Option<UndeterminedReason>);

    fn locate(zones: Vec<BanZone>, at: Wgs84, accuracy: f64) -> Said {
        let register = ZoneRegister::new(zones).unwrap();
        let locator = locator(&register);
        let found = locator.locate(&register, at, accuracy, ON);
        let counties = found.counties.iter().map(ToString::to_string).collect();
        (counties, found.answer.status, found.answer.reason)
    }

    #[test]
    fn a_position_proposes_counties_likeliest_first() {
        let propose = |longitude, accuracy| locate(vec![], Wgs84::new(longitude, 35.25), accuracy).0;
        // 示范区 has no outline and goes with 修武.
        assert_eq!(propose(113.2, 50.0), ["410821", "410871"]);
        assert_eq!(propose(113.48, 50.0), ["410821", "410871", "410825"]);
        assert_eq!(propose(113.52, 50.0), ["410825", "410821", "410871"]);
        assert_eq!(propose(113.75, 50.0), ["410825"]);
        assert_eq!(propose(114.5, 50.0), Vec::<String>::new());
        assert_eq!(
            propose(114.5, f64::NAN).len(),
            4,
            "an accuracy that is no number may mean anywhere"
        );
        assert_eq!(propose(114.5, -1.0).len(), 4);
        assert_eq!(propose(f64::NAN, 50.0), Vec::<String>::new());
    }

    #[test]
    fn a_status_needs_every_candidate_to_agree() {
        use UndeterminedReason::{NoNotice, PositionOnly};
        use ZoneStatus::{Inside, Undetermined};
        let deep = Wgs84::new(113.75, 35.25);
        let near_border = Wgs84::new(113.52, 35.25);
        let both = || {
            vec![
                zone("410825", whole()),
                zone("410821", whole()),
                zone("410871", whole()),
            ]
        };
        for (zones, at, accuracy, expected) in [
            (vec![], deep, 50.0, (Undetermined, Some(NoNotice))),
            (vec![zone("410825", whole())], deep, 50.0, (Inside, None)),
            // The neighbour comes within reach with the accuracy: 0.25 degrees less the margin.
            (
                vec![zone("410825", whole())],
                deep,
                2.5 * EAST - 6_000.0 + 60.0,
                (Undetermined, Some(PositionOnly)),
            ),
            (
                vec![zone("410825", one_village("410825"))],
                deep,
                50.0,
                (Undetermined, Some(PositionOnly)),
            ),
            (
                vec![zone("410825", whole())],
                near_border,
                50.0,
                (Undetermined, Some(PositionOnly)),
            ),
            (both(), near_border, 50.0, (Inside, None)),
            (both(), near_border, f64::NAN, (Undetermined, Some(PositionOnly))),
            (
                both(),
                Wgs84::new(120.0, 30.0),
                50.0,
                (Undetermined, Some(PositionOnly)),
            ),
        ] {
            let (counties, status, reason) = locate(zones, at, accuracy);
            assert_eq!((status, reason), expected, "{at:?} {accuracy} {counties:?}");
        }
    }

    #[test]
    fn a_neighbour_that_leaves_briquettes_out_does_not_agree() {
        let mut zones = vec![
            zone("410825", whole()),
            zone("410821", whole()),
            zone("410871", whole()),
        ];
        zones[0].includes_briquettes = false;
        let (_, status, _) = locate(zones, Wgs84::new(113.52, 35.25), 50.0);
        assert_eq!(status, ZoneStatus::Undetermined);
    }

    #[test]
    fn deep_inside_a_drawn_ring_decides_and_near_its_roads_nothing_does() {
        let polygon = square(113.7, 35.2, 0.1);
        let alone = || vec![zone("410825", ring("410825", polygon.clone()))];
        let unlisted = || {
            let mut scope = ring("410825", polygon.clone());
            scope.rings[0].inside = vec![];
            vec![zone("410825", scope)]
        };
        let listed = || {
            let mut zones = unlisted();
            zones[0].scope.villages = vec!["410825100202".parse().unwrap()];
            zones
        };
        let at = |metres_from_south: f64| Wgs84::new(113.75, 35.2 + 0.1 * metres_from_south / NORTH);
        for (zones, metres, accuracy, expected) in [
            (alone(), 200.0, 50.0, ZoneStatus::Inside),
            (alone(), 140.0, 50.0, ZoneStatus::Undetermined),
            (alone(), -140.0, 50.0, ZoneStatus::Undetermined),
            (alone(), -200.0, 50.0, ZoneStatus::Outside),
            (alone(), 200.0, 500.0, ZoneStatus::Undetermined),
            // A listed village may be anywhere outside the ring.
            (listed(), -200.0, 50.0, ZoneStatus::Undetermined),
            (listed(), 200.0, 50.0, ZoneStatus::Inside),
            // No village is listed at the ring, which bans what lies in it all the same.
            (unlisted(), 200.0, 50.0, ZoneStatus::Inside),
            (unlisted(), 140.0, 50.0, ZoneStatus::Undetermined),
            (unlisted(), -200.0, 50.0, ZoneStatus::Outside),
        ] {
            let (_, status, _) = locate(zones, at(metres), accuracy);
            assert_eq!(status, expected, "{metres} m in, accuracy {accuracy}");
        }
    }

    #[test]
    fn the_day_decides_the_version() {
        let mut old = zone("410825", whole());
        old.replaced = Some(ON);
        let register = ZoneRegister::new(vec![old]).unwrap();
        let locator = locator(&register);
        let status = |on| {
            locator
                .locate(&register, Wgs84::new(113.75, 35.25), 50.0, on)
                .answer
                .status
        };
        assert_eq!(status(date!(2025 - 12 - 31)), ZoneStatus::Inside);
        assert_eq!(status(ON), ZoneStatus::Undetermined);
    }

    fn scopes() -> impl Strategy<Value = Option<usize>> {
        proptest::option::of(0..3_usize)
    }

    fn zone_of(county: &str, scope: usize) -> BanZone {
        let scope = match scope {
            0 => whole(),
            1 => one_village(county),
            _ if county == "410825" => ring(county, square(113.55, 35.2, 0.15)),
            _ => ring(county, square(113.2, 35.2, 0.2)),
        };
        zone(county, scope)
    }

    proptest! {
        /// The grid is a short cut: it proposes what the boundaries themselves would.
        #[test]
        fn candidates_are_those_within_reach(
            longitude in 112.0..116.0_f64,
            latitude in 34.5..36.0_f64,
            accuracy in 0.0..30_000.0_f64,
        ) {
            let at = Wgs84::new(longitude, latitude);
            let found = locate(vec![], at, accuracy).0;
            for area in areas() {
                let within = area.outline.depth(at) >= -(area.margin + accuracy);
                prop_assert_eq!(found.contains(&area.code.to_string()), within, "{}", area.code);
            }
        }

        /// Worse accuracy never turns doubt into certainty, never changes what was certain, and drops no candidate.
        #[test]
        fn less_accuracy_never_says_more(
            longitude in 112.8..114.2_f64,
            latitude in 34.8..35.7_f64,
            accuracy in 0.0..20_000.0_f64,
            worse in 0.0..20_000.0_f64,
            scopes in [scopes(), scopes(), scopes()],
        ) {
            let zones = || ["410821", "410825", "410871"]
                .iter()
                .zip(scopes)
                .filter_map(|(county, scope)| Some(zone_of(county, scope?)))
                .collect::<Vec<_>>();
            let at = Wgs84::new(longitude, latitude);
            let (near, sharp, _) = locate(zones(), at, accuracy);
            let (far, blurred, _) = locate(zones(), at, accuracy + worse);
            prop_assert!(near.iter().all(|county| far.contains(county)));
            // With no candidate nothing is said; every other certainty of the blurred answer holds for the sharp one.
            prop_assert!(near.is_empty() || blurred == ZoneStatus::Undetermined || blurred == sharp);
        }

        /// Wherever a status is given, each village of each candidate has it, or a drawn ring holds the position.
        #[test]
        fn a_status_is_never_wrong_for_any_village(
            longitude in 112.8..114.2_f64,
            latitude in 34.8..35.7_f64,
            accuracy in 0.0..5_000.0_f64,
            scopes in [0..2_usize, 0..2_usize, 0..2_usize],
        ) {
            let zones: Vec<_> = ["410821", "410825", "410871"].iter().zip(scopes).map(|(c, s)| zone_of(c, s)).collect();
            let register = ZoneRegister::new(zones).unwrap();
            let divisions = divisions();
            let locator = locator(&register);
            let found = locator.locate(&register, Wgs84::new(longitude, latitude), accuracy, ON);
            if found.answer.status != ZoneStatus::Undetermined {
                for village in divisions.villages().iter().filter(|v| found.counties.contains(&v.code.county())) {
                    prop_assert_eq!(register.status(village.code, ON).status, found.answer.status);
                }
            }
        }
    }
}
