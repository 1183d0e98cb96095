use time::{Date, Duration, macros::date};

use super::*;
use crate::{
    answer::PlacesOn,
    domain::{
        division::{County, CountyCode, Divisions, Town, Village, VillageCode, VillageKind},
        village_search::{Readings, VillageIndex},
        zone::{BanZone, RoadRing, ZoneNotice, ZoneRegister, ZoneScope},
    },
};

const TODAY: Date = date!(2026 - 11 - 23);

fn readings() -> Readings {
    let pairs = [
        ("王", "wang"),
        ("庄", "zhuang"),
        ("长", "chang zhang"),
        ("安", "an"),
        ("修", "xiu"),
    ];
    Readings::new(pairs.map(|(c, r)| (c.chars().next().unwrap(), r.split(' ').map(Into::into).collect())))
}

fn village(code: u64, short: &str, ending: &str, kind: VillageKind, pinyin: &str) -> Village {
    Village {
        code: code.try_into().unwrap(),
        name: format!("{short}{ending}"),
        short: short.into(),
        kind,
        pinyin: pinyin.into(),
    }
}

fn divisions() -> Divisions {
    Divisions::new(
        vec![County {
            code: "410821".parse().unwrap(),
            name: "修武县".into(),
        }],
        vec![
            Town {
                code: "410821100".parse().unwrap(),
                name: "城关镇".into(),
            },
            Town {
                code: "410821101".parse().unwrap(),
                name: "七贤镇".into(),
            },
        ],
        vec![
            village(
                410_821_100_207,
                "王庄",
                "村民委员会",
                VillageKind::Village,
                "WANGZHUANG",
            ),
            village(
                410_821_100_001,
                "长安",
                "社区居民委员会",
                VillageKind::Community,
                "ZHANG'AN",
            ),
            village(
                410_821_101_999,
                "王庄村",
                "居委会",
                VillageKind::Community,
                "WANGZHUANG",
            ),
        ],
    )
    .unwrap()
}

fn zone(from: Date, to: Option<Date>, scope: ZoneScope) -> BanZone {
    BanZone {
        id: format!("from {from}"),
        county: "410821".parse::<CountyCode>().unwrap(),
        notice: ZoneNotice {
            title: "通告（示例）".into(),
            issuer: "县政府".into(),
            number: "示例1号".into(),
            issued: from,
            basis: vec!["依据".into()],
            contact: "12345".into(),
        },
        in_force: from,
        replaced: to,
        includes_briquettes: true,
        exemptions: vec!["电煤".into()],
        scope,
        demonstration: true,
        scan: None,
    }
}

fn zones() -> ZoneRegister {
    let ring = RoadRing {
        name: "城区".into(),
        roads: vec!["一路".into(), "二路".into()],
        polygon: vec![],
        inside: vec!["410821100001".parse().unwrap()],
        cut: vec!["410821100207".parse().unwrap()],
    };
    let whole = ZoneScope {
        whole_county: true,
        ..ZoneScope::default()
    };
    let ringed = ZoneScope {
        rings: vec![ring],
        ..ZoneScope::default()
    };
    ZoneRegister::new(vec![
        zone(date!(2024 - 01 - 01), Some(date!(2025 - 01 - 01)), ZoneScope::default()),
        zone(date!(2025 - 01 - 01), Some(date!(2026 - 12 - 01)), ringed),
        zone(date!(2026 - 12 - 01), None, whole),
    ])
    .unwrap()
}

fn file() -> String {
    write_places(&divisions(), &readings(), &zones(), TODAY)
}

#[test]
fn divisions_come_back_as_they_were() {
    let (read, ..) = read_places(&file()).unwrap();
    assert_eq!(read.counties(), divisions().counties());
    assert_eq!(read.towns(), divisions().towns());
    assert_eq!(read.villages(), divisions().villages());
}

#[test]
fn what_is_past_is_left_out_and_what_is_coming_is_in() {
    let (.., read) = read_places(&file()).unwrap();
    let ids: Vec<_> = read.zones().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["from 2025-01-01", "from 2026-12-01"]);
}

#[test]
fn every_answer_from_today_on_is_the_servers() {
    let (divisions, readings, zones) = (divisions(), readings(), zones());
    let index = VillageIndex::new(&divisions, &readings);
    let phone = OfflinePlaces::read(&file()).unwrap();
    for day in 0..30 {
        let on = TODAY + Duration::days(day);
        let server = PlacesOn {
            divisions: &divisions,
            index: &index,
            zones: &zones,
            on,
        };
        for village in divisions.villages() {
            assert_eq!(phone.village(village.code, on), server.village(village.code), "{on}");
        }
        for query in ["王庄", "wz", "zhangan", "changan", "修武 王", "x", ""] {
            assert_eq!(phone.choices(query, 8, on), server.choices(query, 8), "{query}");
        }
    }
    assert_eq!(
        phone.village("410821100999".parse::<VillageCode>().unwrap(), TODAY),
        None
    );
}

#[test]
fn another_format_and_what_is_not_understood_are_refused() {
    let file = file();
    let error = |file: &str| OfflinePlaces::read(file).err();
    for broken in ["", "places 2\n", &file.replace("places 1", "places 2"), file.trim_end()] {
        assert_eq!(error(broken), Some(PlacesFileError::Format));
    }
    for (from, to) in [
        ("C\t410821", "C\t41082"),
        ("V\t207\t王庄\t0", "V\t207\t王庄\t6"),
        ("V\t207\t王庄\t0", "V\t1207\t王庄\t0"),
        ("V\t207\t王庄\t0", "V\t207\t王庄"),
        ("AC\t410821100207", "AC\t41082110020x"),
        ("2026-12-01", "2026-13-01"),
        ("B\t", "Q\t"),
    ] {
        assert!(file.contains(from), "{file}");
        assert!(
            matches!(error(&file.replace(from, to)), Some(PlacesFileError::Line(_))),
            "{to}"
        );
    }
}

#[test]
fn a_tab_or_line_break_in_a_title_stays_within_its_part() {
    let mut odd = zone(TODAY, None, ZoneScope::default());
    odd.notice.title = "通告\n第\t二行".into();
    let zones = ZoneRegister::new(vec![odd]).unwrap();
    let (.., read) = read_places(&write_places(&divisions(), &readings(), &zones, TODAY)).unwrap();
    assert_eq!(read.zones().next().unwrap().notice.title, "通告 第 二行");
}

#[test]
fn days_are_written_and_read_alike() {
    assert_eq!(written_day(TODAY), "2026-11-23");
    for text in ["2026-11-23", "2024-02-29", "0001-01-01"] {
        assert_eq!(parse_day(text).map(written_day).as_deref(), Some(text));
    }
    for text in ["", "2026-2-1", "2026-02-30", "2026-11-23-1", "2026-11", "+2026-11-23"] {
        assert_eq!(parse_day(text), None, "{text}");
    }
}

#[test]
fn a_slow_clock_does_not_turn_the_day_back() {
    let pointer = PlacesPointer {
        address: "/offline/places-1.txt".into(),
        as_of: TODAY,
    };
    assert_eq!(pointer.day(date!(2020 - 01 - 01)), TODAY);
    assert_eq!(pointer.day(date!(2026 - 12 - 24)), date!(2026 - 12 - 24));
    assert!(!pointer.is_old(date!(2026 - 12 - 23)));
    assert!(pointer.is_old(date!(2026 - 12 - 24)));
}
