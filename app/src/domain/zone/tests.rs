use super::*;
use proptest::prelude::*;
use time::macros::date;

fn village(code: u64) -> VillageCode {
    code.try_into().unwrap()
}

fn zone(id: &str, from: Date, to: Option<Date>, scope: ZoneScope) -> BanZone {
    BanZone {
        id: id.into(),
        county: "410821".parse().unwrap(),
        notice: ZoneNotice {
            title: "示例".into(),
            issuer: "示例".into(),
            number: "示例".into(),
            issued: from,
            basis: vec![],
            contact: "12345".into(),
        },
        in_force: from,
        replaced: to,
        includes_briquettes: true,
        exemptions: vec![],
        scope,
        demonstration: true,
        scan: None,
    }
}

#[test]
fn every_form_of_scope_decides() {
    let scope = ZoneScope {
        whole_county: false,
        towns: vec!["410821100".parse().unwrap()],
        villages: vec![village(410_821_101_201)],
        rings: vec![RoadRing {
            name: "环".into(),
            roads: vec!["一路".into()],
            polygon: vec![],
            inside: vec![village(410_821_102_201)],
            cut: vec![village(410_821_102_202)],
        }],
    };
    let register = ZoneRegister::new(vec![zone("a", date!(2025 - 09 - 01), None, scope)]).unwrap();
    let on = date!(2026 - 01 - 01);
    for (code, expected) in [
        (410_821_100_207, (ZoneStatus::Inside, None)),
        (410_821_101_201, (ZoneStatus::Inside, None)),
        (410_821_101_202, (ZoneStatus::Outside, None)),
        (410_821_102_201, (ZoneStatus::Inside, None)),
        (
            410_821_102_202,
            (ZoneStatus::Undetermined, Some(UndeterminedReason::CutByBoundary)),
        ),
        (
            410_822_100_201,
            (ZoneStatus::Undetermined, Some(UndeterminedReason::NoNotice)),
        ),
    ] {
        let answer = register.status(village(code), on);
        assert_eq!((answer.status, answer.reason), expected, "{code}");
    }
}

#[test]
fn the_day_decides_the_version() {
    let old = zone(
        "old",
        date!(2024 - 09 - 01),
        Some(date!(2025 - 09 - 01)),
        ZoneScope::default(),
    );
    let new = zone(
        "new",
        date!(2025 - 09 - 01),
        None,
        ZoneScope {
            whole_county: true,
            ..ZoneScope::default()
        },
    );
    let register = ZoneRegister::new(vec![new, old]).unwrap();
    let place = village(410_821_100_207);
    assert_eq!(
        register.status(place, date!(2024 - 08 - 31)).reason,
        Some(UndeterminedReason::NoNotice)
    );
    assert_eq!(
        register.status(place, date!(2025 - 08 - 31)).status,
        ZoneStatus::Outside
    );
    assert_eq!(register.status(place, date!(2025 - 09 - 01)).status, ZoneStatus::Inside);
}

#[test]
fn a_later_version_ends_the_one_before_and_changes_no_earlier_day() {
    let old = zone("old", date!(2024 - 09 - 01), None, ZoneScope::default());
    let whole = ZoneScope {
        whole_county: true,
        ..ZoneScope::default()
    };
    let before = ZoneRegister::new(vec![old]).unwrap();
    let after = before
        .succeeded_by(vec![zone("new", date!(2026 - 12 - 01), None, whole)])
        .unwrap();
    let place = village(410_821_100_207);
    for day in [date!(2024 - 08 - 31), date!(2024 - 09 - 01), date!(2026 - 11 - 30)] {
        assert_eq!(
            before.status(place, day).status,
            after.status(place, day).status,
            "{day}"
        );
    }
    assert_eq!(after.status(place, date!(2026 - 12 - 01)).status, ZoneStatus::Inside);
    let twice = zone("twice", date!(2026 - 12 - 01), None, ZoneScope::default());
    assert!(matches!(
        after.succeeded_by(vec![twice]),
        Err(ZoneRegisterError::Overlap { .. })
    ));
}

#[test]
fn two_versions_on_one_day_are_refused() {
    let first = zone("a", date!(2024 - 09 - 01), None, ZoneScope::default());
    let second = zone("b", date!(2025 - 09 - 01), None, ZoneScope::default());
    assert!(matches!(
        ZoneRegister::new(vec![first, second]),
        Err(ZoneRegisterError::Overlap { .. })
    ));
}

proptest! {
    /// What was published for a day stays the answer for that day, whatever is published for later days.
    #[test]
    fn a_published_answer_never_changes_for_its_day(
        starts in prop::collection::btree_set(0_i32..3_000, 1..8),
        inside in prop::collection::vec(any::<bool>(), 8),
        asked in -200_i32..3_500,
    ) {
        let place = village(410_821_100_207);
        let first = date!(2020 - 01 - 01).to_julian_day();
        let day = |offset: i32| Date::from_julian_day(first + offset).unwrap();
        let scope = |is_inside: bool| ZoneScope { whole_county: is_inside, ..ZoneScope::default() };
        let mut register = ZoneRegister::default();
        let mut answer = None;
        for (start, is_inside) in starts.iter().zip(inside) {
            let version = zone(&start.to_string(), day(*start), None, scope(is_inside));
            register = register.succeeded_by(vec![version]).unwrap();
            if asked < *start {
                // Told before this version was published, or because none covered the day.
                let now = register.status(place, day(asked)).status;
                prop_assert_eq!(now, answer.unwrap_or(ZoneStatus::Undetermined));
            }
            answer = Some(register.status(place, day(asked)).status);
        }
    }
}
