//! Ways to heat a home, and what they burn or draw.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What is metered and paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Energy {
    /// Kilowatt-hours.
    Electricity,
    /// Cubic metres.
    Gas,
    /// Tonnes of clean briquettes (洁净型煤).
    Briquette,
    /// Tonnes of loose coal (散煤).
    LooseCoal,
}

impl Energy {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Electricity, Self::Gas, Self::Briquette, Self::LooseCoal];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Electricity => "电",
            Self::Gas => "天然气",
            Self::Briquette => "洁净型煤",
            Self::LooseCoal => "散煤",
        }
    }

    /// The unit people speak of.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Electricity => "度",
            Self::Gas => "立方米",
            Self::Briquette | Self::LooseCoal => "吨",
        }
    }
}

/// A way to heat a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeatingWay {
    /// Air-source heat pump (空气源热泵).
    AirSourceHeatPump,
    /// Heat-storage electric heater (蓄热式电暖器).
    HeatStorageElectric,
    /// Direct electric heater (直热式电暖气).
    DirectElectric,
    /// Wall-hung gas boiler (燃气壁挂炉).
    GasBoiler,
    /// Clean briquettes, where they are allowed.
    CleanBriquette,
    /// The coal burnt until now: for comparison only.
    CurrentCoal,
}

/// No heating way has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这种取暖方式")]
pub struct UnknownWay;

impl HeatingWay {
    /// Every way, in the order shown.
    pub const ALL: [Self; 6] = [
        Self::AirSourceHeatPump,
        Self::HeatStorageElectric,
        Self::DirectElectric,
        Self::GasBoiler,
        Self::CleanBriquette,
        Self::CurrentCoal,
    ];

    /// The code used in files, addresses and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AirSourceHeatPump => "air_source_heat_pump",
            Self::HeatStorageElectric => "heat_storage_electric",
            Self::DirectElectric => "direct_electric",
            Self::GasBoiler => "gas_boiler",
            Self::CleanBriquette => "clean_briquette",
            Self::CurrentCoal => "current_coal",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AirSourceHeatPump => "空气源热泵",
            Self::HeatStorageElectric => "蓄热电暖器",
            Self::DirectElectric => "电暖气",
            Self::GasBoiler => "燃气壁挂炉",
            Self::CleanBriquette => "洁净型煤",
            Self::CurrentCoal => "现在烧的煤",
        }
    }

    /// What it burns or draws.
    pub const fn energy(self) -> Energy {
        match self {
            Self::AirSourceHeatPump | Self::HeatStorageElectric | Self::DirectElectric => Energy::Electricity,
            Self::GasBoiler => Energy::Gas,
            Self::CleanBriquette => Energy::Briquette,
            Self::CurrentCoal => Energy::LooseCoal,
        }
    }
}

impl fmt::Display for HeatingWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for HeatingWay {
    type Err = UnknownWay;
    fn from_str(code: &str) -> Result<Self, UnknownWay> {
        Self::ALL.into_iter().find(|way| way.code() == code).ok_or(UnknownWay)
    }
}
