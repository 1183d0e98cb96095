//! Counties, towns and villages, with their statistical codes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The code is not of the right number of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("区划代码格式不对")]
pub struct MalformedCode;

macro_rules! division_code {
    ($(#[$doc:meta])* $name:ident, $repr:ty, $digits:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($repr);

        impl $name {
            /// The code as a number, as storage keeps it.
            pub const fn number(self) -> $repr {
                self.0
            }
        }

        impl TryFrom<$repr> for $name {
            type Error = MalformedCode;
            fn try_from(number: $repr) -> Result<Self, MalformedCode> {
                let low = (10 as $repr).pow($digits - 1);
                if (low..low * 10).contains(&number) { Ok(Self(number)) } else { Err(MalformedCode) }
            }
        }

        impl FromStr for $name {
            type Err = MalformedCode;
            fn from_str(text: &str) -> Result<Self, MalformedCode> {
                if text.len() != $digits || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(MalformedCode);
                }
                text.parse::<$repr>().map_err(|_| MalformedCode)?.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

division_code!(
    /// Six digits of a county, district or county-level city (县、市、区); 410871 (示范区) counts as one.
    CountyCode, u32, 6
);
division_code!(
    /// Nine digits of a town or street office (乡镇、街道).
    TownCode, u32, 9
);
division_code!(
    /// Twelve digits of a village or community (村、社区).
    VillageCode, u64, 12
);

impl TownCode {
    /// The county whose code begins this one.
    pub const fn county(self) -> CountyCode {
        CountyCode(self.0 / 1_000)
    }
}

impl VillageCode {
    /// The town whose code begins this one.
    pub const fn town(self) -> TownCode {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "twelve digits without the last three are nine"
        )]
        TownCode((self.0 / 1_000) as u32)
    }

    /// The county whose code begins this one.
    pub const fn county(self) -> CountyCode {
        self.town().county()
    }
}

/// A county, district or county-level city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Its code.
    pub code: CountyCode,
    /// Its name with its rank, such as 修武县.
    pub name: String,
}

impl County {
    /// The name without its rank (修武, 示范区), as people type it.
    pub fn short(&self) -> &str {
        short_county(&self.name)
    }
}

/// 修武县 -> 修武; 焦作城乡一体化示范区 -> 示范区.
fn short_county(name: &str) -> &str {
    if name.ends_with("示范区") {
        return "示范区";
    }
    name.strip_suffix(['县', '市', '区']).unwrap_or(name)
}

/// A town or street office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its code.
    pub code: TownCode,
    /// Its name with its rank, such as 城关镇.
    pub name: String,
}

impl Town {
    /// Whether it is a street office (街道), whose body is a 办事处 rather than a 人民政府.
    pub fn is_street_office(&self) -> bool {
        self.name.ends_with("街道")
    }
}

/// Which committee a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VillageKind {
    /// 村民委员会.
    Village,
    /// 社区居民委员会.
    Community,
}

/// A village or community, as shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// Its code.
    pub code: VillageCode,
    /// The committee's full name, such as 王庄村民委员会.
    pub name: String,
    /// The name people use, such as 王庄.
    pub short: String,
    /// Which committee it has.
    pub kind: VillageKind,
    /// The name's reading in capitals without tones, such as WANGZHUANG; for the plate.
    pub pinyin: String,
}

/// A village with the town and county it belongs to: what is always shown together.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The village.
    pub village: &'a Village,
    /// Its town.
    pub town: &'a Town,
    /// Its county.
    pub county: &'a County,
}

impl Located<'_> {
    /// 王庄（修武县城关镇）.
    pub fn full_name(&self) -> String {
        format!("{}（{}{}）", self.village.short, self.county.name, self.town.name)
    }
}

/// Why a set of divisions cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// Two rows carry one code.
    #[error("区划代码重复：{0}")]
    Duplicate(String),
    /// A town or village whose parent is not listed.
    #[error("{0} 的上级区划不在表里")]
    Orphan(String),
}

/// All divisions of the city, ordered by code.
#[derive(Debug, Clone, Default)]
pub struct Divisions {
    counties: Vec<County>,
    towns: Vec<Town>,
    villages: Vec<Village>,
}

impl Divisions {
    /// Orders the divisions and checks that codes are unique and that every parent is listed.
    ///
    /// # Errors
    /// [`DivisionError`] naming the first code that breaks either.
    pub fn new(
        mut counties: Vec<County>,
        mut towns: Vec<Town>,
        mut villages: Vec<Village>,
    ) -> Result<Self, DivisionError> {
        counties.sort_unstable_by_key(|c| c.code);
        towns.sort_unstable_by_key(|t| t.code);
        villages.sort_unstable_by_key(|v| v.code);
        unique(&counties, |c| c.code)?;
        unique(&towns, |t| t.code)?;
        unique(&villages, |v| v.code)?;
        let all = Self {
            counties,
            towns,
            villages,
        };
        if let Some(town) = all.towns.iter().find(|t| all.county(t.code.county()).is_none()) {
            return Err(DivisionError::Orphan(town.code.to_string()));
        }
        if let Some(village) = all.villages.iter().find(|v| all.town(v.code.town()).is_none()) {
            return Err(DivisionError::Orphan(village.code.to_string()));
        }
        Ok(all)
    }

    /// Every county, by code.
    pub fn counties(&self) -> &[County] {
        &self.counties
    }

    /// Every town, by code.
    pub fn towns(&self) -> &[Town] {
        &self.towns
    }

    /// Every village, by code.
    pub fn villages(&self) -> &[Village] {
        &self.villages
    }

    /// The county with this code.
    pub fn county(&self, code: CountyCode) -> Option<&County> {
        find(&self.counties, code, |c| c.code)
    }

    /// The town with this code.
    pub fn town(&self, code: TownCode) -> Option<&Town> {
        find(&self.towns, code, |t| t.code)
    }

    /// The village with this code, with its town and county.
    pub fn village(&self, code: VillageCode) -> Option<Located<'_>> {
        let village = find(&self.villages, code, |v| v.code)?;
        Some(Located {
            village,
            town: self.town(code.town())?,
            county: self.county(code.county())?,
        })
    }

    /// The towns of a county, by code.
    pub fn towns_of(&self, county: CountyCode) -> &[Town] {
        range(&self.towns, |t| t.code.county().cmp(&county))
    }

    /// The villages of a town, by code.
    pub fn villages_of(&self, town: TownCode) -> &[Village] {
        range(&self.villages, |v| v.code.town().cmp(&town))
    }
}

fn unique<T, K: PartialEq + fmt::Display>(rows: &[T], key: impl Fn(&T) -> K) -> Result<(), DivisionError> {
    match rows.windows(2).find(|pair| key(&pair[0]) == key(&pair[1])) {
        Some(pair) => Err(DivisionError::Duplicate(key(&pair[0]).to_string())),
        None => Ok(()),
    }
}

fn find<T, K: Ord>(rows: &[T], wanted: K, key: impl Fn(&T) -> K) -> Option<&T> {
    rows.binary_search_by_key(&wanted, key).ok().map(|at| &rows[at])
}

fn range<T>(rows: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let from = rows.partition_point(|row| order(row).is_lt());
    let to = rows.partition_point(|row| order(row).is_le());
    &rows[from..to]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// 修武县 with two towns: 城关镇 (王庄, 东村, and 待王 twice, as village and as community) and 花庄镇 (花庄, 陈庄).
    pub(crate) fn sample() -> Divisions {
        let town = |code: &str, name: &str| Town {
            code: code.parse().unwrap(),
            name: name.into(),
        };
        let village = |code: &str, short: &str, kind| Village {
            code: code.parse().unwrap(),
            name: match kind {
                VillageKind::Village => format!("{short}村民委员会"),
                VillageKind::Community => format!("{short}社区居民委员会"),
            },
            short: short.into(),
            kind,
            pinyin: String::new(),
        };
        let county = County {
            code: "410821".parse().unwrap(),
            name: "修武县".into(),
        };
        let towns = vec![town("410821100", "城关镇"), town("410821101", "花庄镇")];
        let villages = vec![
            village("410821100201", "王庄", VillageKind::Village),
            village("410821100202", "东村", VillageKind::Village),
            village("410821100203", "待王", VillageKind::Village),
            village("410821100004", "待王", VillageKind::Community),
            village("410821101201", "花庄", VillageKind::Village),
            village("410821101202", "陈庄", VillageKind::Village),
        ];
        Divisions::new(vec![county], towns, villages).unwrap()
    }

    #[test]
    fn a_code_knows_its_parents() {
        let village: VillageCode = "410821100207".parse().unwrap();
        assert_eq!(village.town().to_string(), "410821100");
        assert_eq!(village.county().to_string(), "410821");
    }

    #[test]
    fn a_code_of_another_length_is_refused() {
        for text in [
            "",
            "41082110020",
            "4108211002071",
            "41082110020x",
            "010821100207",
            "+10821100207",
        ] {
            assert_eq!(text.parse::<VillageCode>(), Err(MalformedCode), "{text}");
        }
    }

    #[test]
    fn an_orphan_is_named() {
        let village = Village {
            code: "410821100207".parse().unwrap(),
            name: "王庄村民委员会".into(),
            short: "王庄".into(),
            kind: VillageKind::Village,
            pinyin: "WANGZHUANG".into(),
        };
        let error = Divisions::new(vec![], vec![], vec![village]).unwrap_err();
        assert_eq!(error, DivisionError::Orphan("410821100207".into()));
    }

    #[test]
    fn county_short_names_read_as_people_say_them() {
        assert_eq!(short_county("修武县"), "修武");
        assert_eq!(short_county("沁阳市"), "沁阳");
        assert_eq!(short_county("焦作城乡一体化示范区"), "示范区");
    }
}
