//! The bodies that act on tips, and their queues.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::division::{CountyCode, TownCode};

/// A body named in the plan; which office it is depends on the division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agency {
    /// 市场监管.
    MarketRegulation,
    /// 交通运输.
    Transport,
    /// 生态环境.
    Ecology,
    /// 工业和信息化.
    Industry,
    /// 农业农村.
    Agriculture,
    /// 发展改革.
    DevelopmentReform,
    /// 城市管理.
    CityManagement,
    /// 公安.
    PublicSecurity,
    /// 国网供电.
    StateGrid,
    /// 自然资源和规划.
    NaturalResources,
    /// 乡镇政府、街道办事处.
    Town,
    /// 市散烧办.
    CityOffice,
    /// 县散烧办.
    CountyOffice,
}

impl Agency {
    /// Every agency.
    pub const ALL: [Self; 13] = [
        Self::MarketRegulation,
        Self::Transport,
        Self::Ecology,
        Self::Industry,
        Self::Agriculture,
        Self::DevelopmentReform,
        Self::CityManagement,
        Self::PublicSecurity,
        Self::StateGrid,
        Self::NaturalResources,
        Self::Town,
        Self::CityOffice,
        Self::CountyOffice,
    ];

    /// The code used in data files and storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MarketRegulation => "market_regulation",
            Self::Transport => "transport",
            Self::Ecology => "ecology",
            Self::Industry => "industry",
            Self::Agriculture => "agriculture",
            Self::DevelopmentReform => "development_reform",
            Self::CityManagement => "city_management",
            Self::PublicSecurity => "public_security",
            Self::StateGrid => "state_grid",
            Self::NaturalResources => "natural_resources",
            Self::Town => "town",
            Self::CityOffice => "city_office",
            Self::CountyOffice => "county_office",
        }
    }
}

/// No such agency or queue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有这个单位：{0}")]
pub struct UnknownAgency(pub String);

impl FromStr for Agency {
    type Err = UnknownAgency;
    fn from_str(code: &str) -> Result<Self, UnknownAgency> {
        Self::ALL
            .into_iter()
            .find(|a| a.code() == code)
            .ok_or_else(|| UnknownAgency(code.chars().take(40).collect()))
    }
}

/// The area an office answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The whole city.
    City,
    /// One county.
    County(CountyCode),
    /// One town.
    Town(TownCode),
}

impl Area {
    /// The county the area lies in; none for the whole city.
    pub const fn county(self) -> Option<CountyCode> {
        match self {
            Self::City => None,
            Self::County(county) => Some(county),
            Self::Town(town) => Some(town.county()),
        }
    }

    /// Whether `other` lies within this area or is this area.
    pub fn contains(self, other: Self) -> bool {
        match (self, other) {
            (Self::City, _) => true,
            (Self::County(county), _) => other.county() == Some(county),
            (Self::Town(town), Self::Town(other)) => town == other,
            (Self::Town(_), _) => false,
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::City => f.write_str("4108"),
            Self::County(code) => code.fmt(f),
            Self::Town(code) => code.fmt(f),
        }
    }
}

impl FromStr for Area {
    type Err = UnknownAgency;
    fn from_str(text: &str) -> Result<Self, UnknownAgency> {
        match text.len() {
            4 if text == "4108" => Some(Self::City),
            6 => text.parse().ok().map(Self::County),
            9 => text.parse().ok().map(Self::Town),
            _ => None,
        }
        .ok_or_else(|| UnknownAgency(text.chars().take(40).collect()))
    }
}

/// Where cases wait for one office: agency and area, written `transport@410821`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Queue {
    /// The agency.
    pub agency: Agency,
    /// The area it answers for.
    pub area: Area,
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.agency.code(), self.area)
    }
}

impl FromStr for Queue {
    type Err = UnknownAgency;
    fn from_str(text: &str) -> Result<Self, UnknownAgency> {
        let (agency, area) = text
            .split_once('@')
            .ok_or_else(|| UnknownAgency(text.chars().take(40).collect()))?;
        Ok(Self {
            agency: agency.parse()?,
            area: area.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_reads_back() {
        for text in ["transport@410821", "city_office@4108", "town@410821100"] {
            assert_eq!(text.parse::<Queue>().unwrap().to_string(), text);
        }
        for text in ["transport", "transport@", "transport@41", "carriage@410821"] {
            assert!(text.parse::<Queue>().is_err(), "{text}");
        }
    }

    #[test]
    fn areas_nest() {
        let county: Area = "410821".parse().unwrap();
        let town: Area = "410821100".parse().unwrap();
        let elsewhere: Area = "410822100".parse().unwrap();
        assert!(Area::City.contains(county) && county.contains(town) && town.contains(town));
        assert!(!county.contains(elsewhere) && !town.contains(county) && !county.contains(Area::City));
    }
}
