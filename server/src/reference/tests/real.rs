//! The data files as they are answer as residents expect.

use std::sync::{Arc, LazyLock};

use app::{
    domain::{
        calendar::CHINA,
        category::{Category, TipKind},
        coordinate::Wgs84,
        routing::Place,
        who_may_burn::Allowance,
        zone::{UndeterminedReason, ZoneScope, ZoneStatus},
    },
    ports::Places,
};
use proptest::prelude::*;
use time::{
    Date,
    macros::{date, datetime},
};

use super::{
    super::{ReferencePlaces, write_zones},
    *,
};

const TODAY: Date = date!(2025 - 11 - 20);

fn reference() -> Reference {
    Reference::load(&LoadOptions::new(data_files(), true)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn places() -> ReferencePlaces {
    ReferencePlaces::new(Arc::new(reference()), || TODAY)
}

#[test]
fn every_division_and_office_is_there() {
    let reference = reference();
    let divisions = reference.divisions();
    assert_eq!(
        (
            divisions.counties().len(),
            divisions.towns().len(),
            divisions.villages().len()
        ),
        (11, 112, 2_017)
    );
    assert_eq!(reference.categories().len(), Category::ALL.len());
    assert_eq!(reference.areas().len(), 10);
    let name = |queue: &str| reference.office_name(queue.parse().unwrap());
    for (queue, expected) in [
        ("transport@410823", "武陟县交通运输局"),
        ("transport@4108", "焦作市交通运输局"),
        ("ecology@410871", "焦作城乡一体化示范区生态环境分局"),
        ("public_security@410802", "焦作市公安局解放分局"),
        ("state_grid@410821", "国网修武县供电公司"),
        ("state_grid@410811", "国网焦作供电公司"),
        ("town@410821100", "修武县城关镇人民政府"),
        ("town@410811004", "山阳区太行街道办事处"),
        ("town@410821400", "修武县小营工贸区管理委员会"),
        ("city_office@4108", "焦作市散烧办"),
        ("county_office@410821", "修武县散烧办"),
        // Stored by an older version of the files, and named by none any more.
        ("transport@410821100", "修武县城关镇交通运输"),
    ] {
        assert_eq!(name(queue), expected);
    }
}

#[test]
fn residents_find_their_village() {
    let places = places();
    let exact = |query: &str| places.choices(query, 50).villages.iter().filter(|v| v.exact).count();
    assert_eq!(exact("王庄"), 8);
    assert_eq!(exact("修武 王庄"), 2);
    let found = places.choices("王庄", 50);
    assert!(
        found.demonstration
            && found.villages[..8]
                .iter()
                .all(|v| v.exact && v.name.starts_with("王庄"))
    );
    assert!(found.total > 8 && found.total == found.villages.len());
    for query in ["boxiang", "baixiang", "bxz"] {
        let found = places.choices(query, 50);
        assert!(found.villages.iter().any(|v| v.town == "柏香镇"), "{query}");
    }
    assert_eq!(places.choices("王庄", 3).villages.len(), 3);
    assert_eq!(places.choices("王庄", 3).total, found.total);
}

#[test]
fn plates_read_rightly() {
    let places = places();
    let pinyin = |code: &str| places.village(code.parse().unwrap()).unwrap().pinyin;
    assert_eq!(pinyin("410821100207"), "WANGZHUANG");
    assert_eq!(pinyin("410821102234"), "WANGLIZHANGTUN");
}

#[test]
fn every_form_of_zone_answers() {
    let places = places();
    for (code, status, reason) in [
        ("410802001001", ZoneStatus::Inside, None),
        ("410803001001", ZoneStatus::Inside, None),
        ("410821202244", ZoneStatus::Inside, None),
        ("410821202245", ZoneStatus::Outside, None),
        ("410825001001", ZoneStatus::Inside, None),
        (
            "410825001216",
            ZoneStatus::Undetermined,
            Some(UndeterminedReason::CutByBoundary),
        ),
        (
            "410823001001",
            ZoneStatus::Undetermined,
            Some(UndeterminedReason::NoNotice),
        ),
    ] {
        let Some(answer) = places.village(code.parse().unwrap()) else {
            panic!("no village {code}");
        };
        assert_eq!((answer.status, answer.reason), (status, reason), "{code}");
        let household = answer.rows[0].briquette;
        let expected = match status {
            ZoneStatus::Inside => Allowance::Forbidden,
            ZoneStatus::Outside => Allowance::Allowed,
            ZoneStatus::Undetermined => Allowance::Undetermined,
        };
        assert_eq!(household, expected, "{code}");
        assert_eq!(
            answer.cutting.is_some(),
            reason == Some(UndeterminedReason::CutByBoundary),
            "{code}"
        );
        assert!(answer.source.is_none_or(|source| source.demonstration));
    }
    assert!(places.village("410899001001".parse().unwrap()).is_none());
}

#[test]
fn without_demonstration_nothing_is_inside_or_outside() {
    let reference = Reference::load(&LoadOptions::new(data_files(), false)).unwrap();
    for village in reference.divisions().villages() {
        let answer = reference.file_zones().register().status(village.code, TODAY);
        assert_eq!(answer.reason, Some(UndeterminedReason::NoNotice), "{}", village.short);
    }
}

#[test]
fn official_zones_take_the_place_of_all_demonstration_zones() {
    let copy = Copy::new();
    let text = fs::read_to_string(copy.path("demonstration/zones.toml")).unwrap();
    let end = text.match_indices("[[zone]]").nth(1).unwrap().0;
    let official = text[..end].replace("demonstration = true", "demonstration = false");
    fs::write(copy.path("zones.toml"), &official).unwrap();
    let reference = copy.load().unwrap();
    let ids: Vec<&str> = reference
        .file_zones()
        .register()
        .zones()
        .map(|zone| zone.id.as_str())
        .collect();
    assert_eq!(ids, ["demo-jiefang-2025-09"]);

    fs::rename(copy.path("zones.toml"), copy.path("elsewhere.toml")).unwrap();
    let mut options = LoadOptions::new(copy.path(""), false);
    options.zones = Some(copy.path("elsewhere.toml"));
    assert_eq!(
        Reference::load(&options).unwrap().file_zones().version(),
        reference.file_zones().version()
    );

    fs::write(
        copy.path("elsewhere.toml"),
        official.replace("demonstration = false", "demonstration = true"),
    )
    .unwrap();
    let errors = Reference::load(&options).err().unwrap().0;
    assert!(
        errors[0].file == "elsewhere.toml" && errors[0].message.contains("正式文件里不能有示例"),
        "{errors:?}"
    );
}

#[test]
fn the_version_moves_with_any_zone() {
    let before = reference().file_zones().version();
    assert_eq!(before, reference().file_zones().version());
    let copy = Copy::new();
    copy.change("demonstration/zones.toml", "第1号", "第2号", "zone");
    assert_ne!(copy.load().unwrap().file_zones().version(), before);
    assert_ne!(
        Reference::load(&LoadOptions::new(data_files(), false))
            .unwrap()
            .file_zones()
            .version(),
        before
    );
}

#[test]
fn the_resident_sees_who_will_act() {
    let places = places();
    let village = "410823101221".parse().ok();
    let preview = places.route(Category::MobileVendor, village);
    assert_eq!(preview.lead, "武陟县交通运输局");
    assert_eq!(preview.joint, ["武陟县市场监督管理局", "武陟县公安局"]);
    assert_eq!(
        (preview.clause.as_str(), preview.document.as_str()),
        ("二(四)", "焦散烧办〔2023〕7号")
    );
    assert_eq!((preview.accept_hours, preview.close_days), (24, 10));
    assert_eq!(places.route(Category::MobileVendor, None).lead, "焦作市交通运输局");
    assert_eq!(places.route(Category::ZoneBoundary, village).close_days, 3);
    assert_eq!(places.route(Category::ShamRectification, village).lead, "焦作市散烧办");
    let stall = |code: &str| places.route(Category::StreetStall, code.parse().ok()).lead;
    assert_eq!(stall("410802001001"), "解放区城市管理局");
    assert_eq!(stall("410821202245"), "修武县生态环境分局");
}

#[test]
fn every_route_leads_to_an_office_that_has_a_name() {
    let reference = reference();
    let towns = reference.divisions().towns().iter().map(|town| Place::Town(town.code));
    let counties = reference
        .divisions()
        .counties()
        .iter()
        .map(|county| Place::County(county.code));
    for place in towns.chain(counties).chain([Place::Unknown]) {
        for category in Category::ALL {
            for status in ZoneStatus::ALL {
                let route = reference.route(*category, place, status);
                for queue in route.joint.iter().chain([&route.lead]) {
                    assert!(
                        reference.offices().find(*queue).is_some(),
                        "{category} {place:?} {queue}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_place_has_one_status_where_its_villages_agree() {
    let reference = reference();
    let status = |place| {
        reference
            .file_zones()
            .register()
            .status_of(reference.divisions(), place, TODAY)
    };
    assert_eq!(status(Place::County("410802".parse().unwrap())), ZoneStatus::Inside);
    assert_eq!(
        status(Place::County("410821".parse().unwrap())),
        ZoneStatus::Undetermined
    );
    assert_eq!(status(Place::Town("410821100".parse().unwrap())), ZoneStatus::Inside);
    assert_eq!(status(Place::Unknown), ZoneStatus::Undetermined);
}

#[test]
fn deadlines_count_published_holidays_and_say_when_there_are_none() {
    let reference = reference();
    let due = reference.deadlines(TipKind::Help, datetime!(2025-09-30 9:00 +8));
    assert_eq!(due.accept_by, datetime!(2025-10-09 9:00 +8));
    // 9, 10, 11 (made up for), 13 and 14 October are worked.
    assert_eq!(due.close_by, datetime!(2025-10-15 0:00 +8));
    let late = reference.deadlines(TipKind::Report, datetime!(2026-12-28 9:00 +8));
    assert_eq!(late.close_by.to_offset(CHINA).date(), date!(2027 - 01 - 12));
    assert!(reference.holidays_known(2025) && reference.holidays_known(2026) && !reference.holidays_known(2027));
}

#[test]
fn positions_propose_counties() {
    let places = places();
    let zones = places.zones();
    let names = |longitude, latitude, accuracy| {
        let found = zones.locate(Wgs84::new(longitude, latitude), accuracy, TODAY);
        let divisions = places.reference().divisions();
        let counties: Vec<&str> = found
            .counties
            .iter()
            .map(|c| divisions.county(*c).unwrap().short())
            .collect();
        (counties.join(" "), found.answer.status, found.answer.reason)
    };
    let (counties, status, reason) = names(112.78, 34.91, 50.0);
    assert!(counties.starts_with("孟州"), "{counties}");
    assert_eq!(
        (status, reason),
        (ZoneStatus::Inside, None),
        "deep inside the ring of 孟州"
    );
    let (counties, status, reason) = names(113.45, 35.25, 30.0);
    assert!(counties.contains("修武") && counties.contains("示范区"), "{counties}");
    assert_eq!(
        (status, reason),
        (ZoneStatus::Undetermined, Some(UndeterminedReason::PositionOnly))
    );
    assert_eq!(names(116.4, 39.9, 30.0).0, "");
    assert!(places.reference().city_depth(Wgs84::new(116.4, 39.9)) < -100_000.0);
    assert!(places.reference().city_depth(Wgs84::new(113.2, 35.2)) > 0.0);
}

#[test]
fn zones_written_to_a_file_read_back_as_they_were() {
    let reference = reference();
    let zones: Vec<_> = reference.file_zones().register().zones().cloned().collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zones.toml");
    std::fs::write(&file, write_zones(zones.iter()).unwrap()).unwrap();
    assert_eq!(reference.read_zones(&file, true).unwrap(), zones);
    let errors = reference.read_zones(&file, false).unwrap_err();
    assert_eq!(errors.0.len(), zones.len(), "each says that it is a demonstration");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Import of an export is the identity, whatever towns, villages and words a version holds.
    #[test]
    fn a_zone_written_to_a_file_is_read_back_as_it_was(
        words in ["[一-龥a-z0-9\"'\\\\#〔〕=]{1,20}", "[一-龥a-z0-9\"'\\\\#〔〕=]{1,20}"],
        towns in prop::collection::btree_set(0_usize..20, 0..4),
        villages in prop::collection::btree_set(0_usize..300, 1..30),
        days in [0_i64..1_000, 1_i64..1_000],
        includes_briquettes in any::<bool>(),
        exemptions in prop::collection::vec("[一-龥]{1,8}", 0..3),
    ) {
        static REFERENCE: LazyLock<Reference> = LazyLock::new(reference);
        let divisions = REFERENCE.divisions();
        let mut zone = REFERENCE.file_zones().register().zones().next().unwrap().clone();
        let in_county = divisions.towns_of(zone.county);
        let [title, number] = words;
        zone.notice.title = title;
        zone.notice.number = number;
        zone.in_force = zone.notice.issued + time::Duration::days(days[0]);
        zone.replaced = Some(zone.in_force + time::Duration::days(days[1]));
        zone.includes_briquettes = includes_briquettes;
        zone.exemptions = exemptions;
        zone.scope = ZoneScope {
            towns: towns.iter().filter_map(|at| Some(in_county.get(*at)?.code)).collect(),
            ..ZoneScope::default()
        };
        let others = in_county
            .iter()
            .filter(|town| !zone.scope.towns.contains(&town.code))
            .flat_map(|town| divisions.villages_of(town.code));
        zone.scope.villages = others.enumerate().filter(|(at, _)| *at == 0 || villages.contains(at)).map(|(_, v)| v.code).collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("zones.toml");
        std::fs::write(&file, write_zones(std::iter::once(&zone)).unwrap()).unwrap();
        prop_assert_eq!(REFERENCE.read_zones(&file, true).unwrap(), [zone]);
    }
}

#[test]
fn every_village_of_every_county_can_be_written_in_words_and_read_back() {
    use app::domain::notice_text::{read_notice, write_villages};
    let reference = reference();
    let divisions = reference.divisions();
    for county in divisions.counties() {
        let all: Vec<_> = divisions
            .towns_of(county.code)
            .iter()
            .flat_map(|town| divisions.villages_of(town.code))
            .map(|village| village.code)
            .collect();
        let reading = read_notice(&write_villages(&all, divisions), county.code, divisions);
        assert_eq!(reading.undecided, Vec::<String>::new(), "{}", county.name);
        assert_eq!(reading.villages, all, "{}", county.name);
    }
}

#[test]
fn prices_survive_being_exported_and_read_again() {
    let reference = Reference::load(&LoadOptions::new(data_files(), true)).unwrap();
    let files = reference.file_heating();
    for (book, expected) in [
        (&files.official, crate::reference::Expected::Official),
        (&files.demonstration, crate::reference::Expected::Demonstration),
    ] {
        let text = crate::reference::write_rules(book).unwrap();
        let again = crate::reference::read_rules(&reference, "again.toml", &text, expected).unwrap();
        assert_eq!(&again, book);
    }
    let shown = files.shown();
    assert!(shown.rule("henan-time-of-use-2017").is_some() && shown.rule("demo-gas-2025").is_some());
    let without = Reference::load(&LoadOptions::new(data_files(), false)).unwrap();
    assert!(
        without
            .file_heating()
            .shown()
            .rules
            .iter()
            .all(|rule| !rule.is_subsidy())
    );
}
