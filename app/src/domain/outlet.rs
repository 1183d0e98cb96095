//! Licensed briquette centres and outlets (洁净型煤生产中心、配送网点), and which of them serve a village.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    case::UnknownCode,
    coordinate::Wgs84,
    division::{CountyCode, TownCode, VillageCode},
    geometry::distance,
};

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutletKind {
    /// 生产中心: makes briquettes.
    Centre,
    /// 配送网点: sells and delivers them.
    Outlet,
}

impl OutletKind {
    /// In the order offered.
    pub const ALL: [Self; 2] = [Self::Outlet, Self::Centre];

    /// The code used in forms, storage and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Outlet => "outlet",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Centre => "生产中心",
            Self::Outlet => "配送网点",
        }
    }
}

impl FromStr for OutletKind {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|k| k.code() == code).ok_or(UnknownCode)
    }
}

/// What is recorded of a centre or outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutletContent {
    /// The county that licensed it, whose places it serves.
    pub county: CountyCode,
    /// What it is.
    pub kind: OutletKind,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Whole towns it serves.
    pub towns: Vec<TownCode>,
    /// Single villages it serves.
    pub villages: Vec<VillageCode>,
    /// Its telephone.
    pub phone: String,
    /// When it is open, in words.
    pub hours: String,
    /// The number of its licence.
    pub licence: String,
    /// Where it stands, if recorded.
    pub position: Option<Wgs84>,
    /// First day its licence holds.
    pub valid_from: Date,
    /// Last day its licence holds; none while no end is set.
    pub valid_until: Option<Date>,
    /// First day it is closed; none while it is not.
    pub closed_on: Option<Date>,
}

impl OutletContent {
    /// Whether it may sell on a day: licensed, and not closed.
    pub fn is_open(&self, on: Date) -> bool {
        self.valid_from <= on
            && self.valid_until.is_none_or(|last| on <= last)
            && self.closed_on.is_none_or(|closed| on < closed)
    }

    /// How it reaches a village; none in another county.
    pub fn reach(&self, village: VillageCode) -> Option<Reach> {
        if self.villages.contains(&village) {
            Some(Reach::Village)
        } else if self.towns.contains(&village.town()) {
            Some(Reach::Town)
        } else if self.county == village.county() {
            Some(Reach::County)
        } else {
            None
        }
    }
}

/// How a centre or outlet reaches a village, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It serves the village by name.
    Village,
    /// It serves the whole town.
    Town,
    /// It is of the same county: whether it delivers must be asked.
    County,
}

/// A centre or outlet on the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlet {
    /// Its identifier; none for an invented one from the data files.
    pub id: Option<i64>,
    /// What is recorded.
    pub content: OutletContent,
    /// Invented, to show how the list works; marked 示例 wherever it shows.
    pub demonstration: bool,
}

/// All centres and outlets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutletRegister(Vec<Outlet>);

impl OutletRegister {
    /// The list, in the order shown within one reach: outlets before centres, then by name.
    pub fn new(mut outlets: Vec<Outlet>) -> Self {
        let order = |o: &Outlet| (o.content.kind == OutletKind::Centre, o.content.name.clone());
        outlets.sort_by_cached_key(order);
        Self(outlets)
    }

    /// Every one, open or not.
    pub fn all(&self) -> &[Outlet] {
        &self.0
    }

    /// Those open on a day that reach a village, nearest first: by how they reach it, and within that by the distance
    /// from `at`, the village's recorded point, where both places are known.
    ///
    /// Whether the village's people may burn briquettes at all is not asked here: see
    /// [`super::who_may_burn::allowance`].
    pub fn for_village(&self, village: VillageCode, at: Option<Wgs84>, on: Date) -> Vec<(&Outlet, Reach)> {
        let open = self.0.iter().filter(|outlet| outlet.content.is_open(on));
        let mut reaching: Vec<_> = open
            .filter_map(|outlet| outlet.content.reach(village).map(|reach| (outlet, reach)))
            .collect();
        let metres = |outlet: &Outlet| {
            at.zip(outlet.content.position)
                .map_or(f64::INFINITY, |(a, b)| distance(a, b))
        };
        reaching
            .sort_by(|(a, reach_a), (b, reach_b)| reach_a.cmp(reach_b).then_with(|| metres(a).total_cmp(&metres(b))));
        reaching
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn outlet(name: &str, kind: OutletKind, towns: &[&str], villages: &[&str]) -> Outlet {
        Outlet {
            id: Some(1),
            content: OutletContent {
                county: "410821".parse().unwrap(),
                kind,
                name: name.into(),
                address: "某路".into(),
                towns: towns.iter().map(|t| t.parse().unwrap()).collect(),
                villages: villages.iter().map(|v| v.parse().unwrap()).collect(),
                phone: "0391-0000001".into(),
                hours: "每天".into(),
                licence: "示例".into(),
                position: None,
                valid_from: date!(2025 - 09 - 01),
                valid_until: Some(date!(2026 - 08 - 31)),
                closed_on: None,
            },
            demonstration: false,
        }
    }

    #[test]
    fn it_is_open_from_its_first_to_its_last_day_and_not_once_closed() {
        let mut content = outlet("a", OutletKind::Outlet, &[], &[]).content;
        for (on, open) in [
            (date!(2025 - 08 - 31), false),
            (date!(2025 - 09 - 01), true),
            (date!(2026 - 08 - 31), true),
            (date!(2026 - 09 - 01), false),
        ] {
            assert_eq!(content.is_open(on), open, "{on}");
        }
        content.closed_on = Some(date!(2026 - 01 - 01));
        assert!(content.is_open(date!(2025 - 12 - 31)) && !content.is_open(date!(2026 - 01 - 01)));
    }

    #[test]
    fn where_places_are_known_the_shorter_way_comes_first() {
        let at = |name: &str, longitude: Option<f64>| {
            let mut outlet = outlet(name, OutletKind::Outlet, &["410821101"], &[]);
            outlet.content.position = longitude.map(|longitude| Wgs84::new(longitude, 35.2));
            outlet
        };
        let register = OutletRegister::new(vec![
            at("a 没记", None),
            at("b 远", Some(113.5)),
            at("c 近", Some(113.3)),
        ]);
        let village: VillageCode = "410821101226".parse().unwrap();
        let names = |from| {
            let found = register.for_village(village, from, date!(2026 - 01 - 01));
            found.iter().map(|(o, _)| o.content.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(Some(Wgs84::new(113.2, 35.2))), ["c 近", "b 远", "a 没记"]);
        assert_eq!(names(None), ["a 没记", "b 远", "c 近"]);
    }

    #[test]
    fn the_nearest_come_first_and_other_counties_never() {
        let village: VillageCode = "410821101226".parse().unwrap();
        let mut abroad = outlet("外县", OutletKind::Outlet, &[], &[]);
        abroad.content.county = "410822".parse().unwrap();
        let register = OutletRegister::new(vec![
            abroad,
            outlet("中心", OutletKind::Centre, &[], &[]),
            outlet("乡里", OutletKind::Outlet, &["410821101"], &[]),
            outlet("县里", OutletKind::Outlet, &["410821100"], &[]),
            outlet("村里", OutletKind::Outlet, &[], &["410821101226"]),
        ]);
        let found = register.for_village(village, None, date!(2026 - 01 - 01));
        let names: Vec<_> = found
            .iter()
            .map(|(o, reach)| (o.content.name.as_str(), *reach))
            .collect();
        assert_eq!(
            names,
            [
                ("村里", Reach::Village),
                ("乡里", Reach::Town),
                ("县里", Reach::County),
                ("中心", Reach::County),
            ]
        );
    }
}
