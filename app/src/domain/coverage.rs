//! How much of a county a ban zone holds: what a map may say of a whole county without claiming too much.

use serde::{Deserialize, Serialize};

use super::{
    division::{CountyCode, Divisions, TownCode},
    zone::{BanZone, ZoneScope, ZoneStatus},
};

/// How much of a county is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Every village.
    All,
    /// Some villages, or a part of one. Never to be shown as if it were all.
    Some,
    /// No village.
    None,
    /// No notice in force covers the county.
    Unknown,
}

impl Coverage {
    /// Every kind, in the order of a legend.
    pub const ALL: [Self; 4] = [Self::All, Self::Some, Self::None, Self::Unknown];

    /// How much of the county the version in force holds; none in force is unknown.
    pub fn of(zone: Option<&BanZone>, county: CountyCode, divisions: &Divisions) -> Self {
        zone.map_or(Self::Unknown, |zone| Self::of_scope(&zone.scope, county, divisions))
    }

    /// How much of the county a scope would hold, published or not.
    pub fn of_scope(scope: &ZoneScope, county: CountyCode, divisions: &Divisions) -> Self {
        let towns = divisions.towns_of(county).iter().map(|town| town.code);
        Self::over(scope, towns, divisions)
    }

    /// How much of one town the version holds.
    pub fn of_town(zone: &BanZone, town: TownCode, divisions: &Divisions) -> Self {
        Self::over(&zone.scope, std::iter::once(town), divisions)
    }

    fn over(scope: &ZoneScope, towns: impl Iterator<Item = TownCode>, divisions: &Divisions) -> Self {
        let mut statuses = towns
            .flat_map(|town| divisions.villages_of(town))
            .map(|village| scope.status(village.code));
        match statuses.next() {
            None => Self::Unknown,
            Some(first) => match (first, statuses.all(|status| status == first)) {
                (ZoneStatus::Inside, true) => Self::All,
                (ZoneStatus::Outside, true) => Self::None,
                _ => Self::Some,
            },
        }
    }

    /// The code used in data and class names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }

    /// What a map and its list say of the whole county.
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "全部在禁煤区里",
            Self::Some => "一部分在禁煤区里",
            Self::None => "都不在禁煤区",
            Self::Unknown => "还没查到通告",
        }
    }

    /// The same in two or three characters, for a drawing.
    pub const fn short(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Some => "一部分",
            Self::None => "不在",
            Self::Unknown => "未查到",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        division::{County, Town, Village, VillageKind},
        zone::{RoadRing, ZoneNotice},
    };
    use time::macros::date;

    fn divisions() -> Divisions {
        let village = |code: u64| Village {
            code: code.try_into().unwrap(),
            name: "某村".into(),
            short: "某".into(),
            kind: VillageKind::Village,
            pinyin: "MOU".into(),
        };
        let town = |code: u32| Town {
            code: code.try_into().unwrap(),
            name: "某镇".into(),
        };
        let county = County {
            code: 410_821.try_into().unwrap(),
            name: "修武县".into(),
        };
        let villages = [410_821_100_201, 410_821_100_202, 410_821_101_201].map(village);
        Divisions::new(
            vec![county],
            vec![town(410_821_100), town(410_821_101)],
            villages.to_vec(),
        )
        .unwrap()
    }

    fn zone(scope: ZoneScope) -> BanZone {
        let day = date!(2025 - 09 - 01);
        BanZone {
            id: "a".into(),
            county: 410_821.try_into().unwrap(),
            notice: ZoneNotice {
                title: "示例".into(),
                issuer: "示例".into(),
                number: "示例".into(),
                issued: day,
                basis: vec![],
                contact: "12345".into(),
            },
            in_force: day,
            replaced: None,
            includes_briquettes: true,
            exemptions: vec![],
            scope,
            demonstration: true,
            scan: None,
        }
    }

    #[test]
    fn a_part_is_never_the_whole() {
        let (divisions, county) = (divisions(), 410_821.try_into().unwrap());
        let scope = ZoneScope::default;
        let cut = RoadRing {
            name: "环".into(),
            roads: vec![],
            polygon: vec![],
            inside: vec![],
            cut: vec![410_821_101_201.try_into().unwrap()],
        };
        for (scope, expected) in [
            (
                ZoneScope {
                    whole_county: true,
                    ..scope()
                },
                Coverage::All,
            ),
            (
                ZoneScope {
                    towns: vec![410_821_100.try_into().unwrap()],
                    villages: vec![410_821_101_201.try_into().unwrap()],
                    ..scope()
                },
                Coverage::All,
            ),
            (
                ZoneScope {
                    towns: vec![410_821_100.try_into().unwrap()],
                    ..scope()
                },
                Coverage::Some,
            ),
            (
                ZoneScope {
                    rings: vec![cut],
                    ..scope()
                },
                Coverage::Some,
            ),
            (scope(), Coverage::None),
        ] {
            let zone = zone(scope);
            assert_eq!(
                Coverage::of(Some(&zone), county, &divisions),
                expected,
                "{:?}",
                zone.scope
            );
        }
        assert_eq!(Coverage::of(None, county, &divisions), Coverage::Unknown);
    }
}
