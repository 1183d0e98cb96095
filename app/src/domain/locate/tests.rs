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
    static FIRST: LazyLock<Locator> = LazyLock::new(|| Locator::new(areas(), &divisions(), &ZoneRegister::default()));
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

const METRES_IN_A_DEGREE: f64 = 111_320.0;

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

    /// Between inside and outside always lies doubt: a step shorter than the smallest margin, that of a drawn ring, never
    /// leads from one to the other.
    #[test]
    fn a_step_within_the_margin_never_flips_the_answer(
        longitude in 112.8..114.2_f64,
        latitude in 34.8..35.7_f64,
        accuracy in 0.0..2_000.0_f64,
        step in 0.0..100.0_f64,
        towards in 0.0..std::f64::consts::TAU,
        scopes in [scopes(), scopes(), scopes()],
    ) {
        let zones = || ["410821", "410825", "410871"]
            .iter()
            .zip(scopes)
            .filter_map(|(county, scope)| Some(zone_of(county, scope?)))
            .collect::<Vec<_>>();
        let at = Wgs84::new(longitude, latitude);
        let squeeze = latitude.to_radians().cos();
        let metres = accuracy + step;
        let moved = Wgs84::new(
            longitude + metres * towards.sin() / (METRES_IN_A_DEGREE * squeeze),
            latitude + metres * towards.cos() / METRES_IN_A_DEGREE,
        );
        let answers = [locate(zones(), at, accuracy).1, locate(zones(), moved, accuracy).1];
        let flips = answers.contains(&ZoneStatus::Inside) && answers.contains(&ZoneStatus::Outside);
        prop_assert!(!flips, "{answers:?} {metres} m apart");
    }
}
