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
    let pairs = [("王", "wang"), ("庄", "zhuang"), ("长", "chang zhang"), ("安", "an"), ("修", "xiu")];
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
            village(410_821_100_207, "王庄", "村民委员会", VillageKind::Village, "WANGZHUANG"),
            village(410_821_100_001, "长安", "社区居民委员会", VillageKind::Community, "ZHANG'AN"),
            village(410_821_101_999, "王庄村", "居委会", VillageKind::Community, "WANGZHUANG"),
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

fn file() -> PlacesFile {
    PlacesFile::new(&divisions(), &readings(), &zones(), TODAY)
}

/// As it is sent and read again.
fn sent(file: &PlacesFile) -> PlacesFile {
    serde_json::from_str(&serde_json::to_string(file).unwrap()).unwrap()
}

#[test]
fn divisions_come_back_as_they_were() {
    let (read, ..) = sent(&file()).read().unwrap();
    assert_eq!(read.counties(), divisions().counties());
    assert_eq!(read.towns(), divisions().towns());
    assert_eq!(read.villages(), divisions().villages());
}

#[test]
fn what_is_past_is_left_out_and_what_is_coming_is_in() {
    let (.., read) = sent(&file()).read().unwrap();
    let ids: Vec<_> = read.zones().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["from 2025-01-01", "from 2026-12-01"]);
}

#[test]
fn every_answer_from_today_on_is_the_servers() {
    let (divisions, readings, zones) = (divisions(), readings(), zones());
    let index = VillageIndex::new(&divisions, &readings);
    let phone = OfflinePlaces::new(sent(&file())).unwrap();
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
    assert_eq!(phone.village("410821100999".parse::<VillageCode>().unwrap(), TODAY), None);
}

#[test]
fn another_format_and_a_broken_row_are_refused() {
    let json = serde_json::to_string(&file()).unwrap();
    let broken = |from: &str, to: &str| {
        assert!(json.contains(from), "{json}");
        let file: PlacesFile = serde_json::from_str(&json.replace(from, to)).unwrap();
        OfflinePlaces::new(file).err()
    };
    assert_eq!(broken("\"format\":1", "\"format\":2"), Some(PlacesFileError::Format(2)));
    for (from, to) in [("\"10\"", "\"1\""), ("\"10\"", "\"19\""), ("\"10\"", "\"1 \"")] {
        assert!(matches!(broken(from, to), Some(PlacesFileError::Row(_))), "{to}");
    }
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
        address: "/offline/places-1.json".into(),
        as_of: TODAY,
    };
    assert_eq!(pointer.day(date!(2020 - 01 - 01)), TODAY);
    assert_eq!(pointer.day(date!(2026 - 12 - 24)), date!(2026 - 12 - 24));
    assert!(!pointer.is_old(date!(2026 - 12 - 23)));
    assert!(pointer.is_old(date!(2026 - 12 - 24)));
}
