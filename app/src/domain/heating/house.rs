//! A house in place of amounts: how much heat it needs, and how much energy each way takes for it. The figures are
//! asked or come with a source; none is assumed here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    decimal::Quantity,
    period::Period,
    rule::{HeatingWay, RuleBook},
};

/// How well a house keeps its warmth, in words anyone can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Insulation {
    /// 漏风.
    Leaky,
    /// 一般.
    Ordinary,
    /// 有保温.
    Insulated,
}

impl Insulation {
    /// Every kind, in the order offered.
    pub const ALL: [Self; 3] = [Self::Leaky, Self::Ordinary, Self::Insulated];

    /// The code in addresses and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leaky => "leaky",
            Self::Ordinary => "ordinary",
            Self::Insulated => "insulated",
        }
    }

    /// In plain words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leaky => "漏风",
            Self::Ordinary => "一般",
            Self::Insulated => "有保温",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The figure for its need of heat.
    pub const fn figure(self) -> Figure {
        match self {
            Self::Leaky => Figure::NeedLeaky,
            Self::Ordinary => Figure::NeedOrdinary,
            Self::Insulated => Figure::NeedInsulated,
        }
    }
}

macro_rules! figures {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $unit:literal, $least:literal, $most:literal);+ $(;)?) => {
        /// A figure that no tariff says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Figure { $($(#[$doc])* $variant),+ }

        impl Figure {
            /// Every figure, in the order asked.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in files, addresses and the API.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The question in plain words.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Its unit in words.
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit),+ }
            }

            /// What can be meant, in thousandths.
            const fn range(self) -> (i64, i64) {
                match self { $(Self::$variant => ($least, $most)),+ }
            }
        }
    };
}

figures! {
    /// Heat that a draughty house takes.
    NeedLeaky = "need_leaky", "漏风的房，每平方米要多大热", "瓦", 1_000, 500_000;
    /// Heat that an ordinary house takes.
    NeedOrdinary = "need_ordinary", "一般的房，每平方米要多大热", "瓦", 1_000, 500_000;
    /// Heat that an insulated house takes.
    NeedInsulated = "need_insulated", "有保温的房，每平方米要多大热", "瓦", 1_000, 500_000;
    /// The indoor temperature for which the needs hold.
    Indoor = "indoor", "上面的热量，按屋里多少度算", "℃", 5_000, 30_000;
    /// The mean outdoor temperature of the season.
    Outdoor = "outdoor", "冬天屋外平均多少度", "℃", -30_000, 15_000;
    /// Heat from one kilowatt-hour in a heat pump.
    HeatPump = "heat_pump", "热泵：1 度电顶几度热", "度", 500, 10_000;
    /// Heat from one kilowatt-hour in a storage heater.
    Storage = "storage", "蓄热电暖器：1 度电顶几度热", "度", 100, 1_000;
    /// Heat from one kilowatt-hour in a direct heater.
    Direct = "direct", "电暖气：1 度电顶几度热", "度", 100, 1_000;
    /// The boiler's efficiency.
    Boiler = "boiler", "壁挂炉：1 份气变成几份热", "份", 100, 1_200;
    /// The stove's efficiency.
    Stove = "stove", "煤炉：1 份煤变成几份热", "份", 50, 1_000;
    /// Heating value of gas.
    GasHeat = "gas_heat", "1 立方米天然气有几度热", "度", 1_000, 20_000;
    /// Heating value of clean briquettes.
    BriquetteHeat = "briquette_heat", "1 公斤洁净型煤有几度热", "度", 500, 12_000;
    /// Heating value of loose coal.
    CoalHeat = "coal_heat", "1 公斤散煤有几度热", "度", 500, 12_000;
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No figure has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这一项")]
pub struct UnknownFigure;

impl FromStr for Figure {
    type Err = UnknownFigure;
    fn from_str(code: &str) -> Result<Self, UnknownFigure> {
        let mut all = Self::ALL.iter().copied();
        all.find(|figure| figure.code() == code).ok_or(UnknownFigure)
    }
}

impl Figure {
    /// The least and most that can be meant.
    pub const fn limits(self) -> (Quantity, Quantity) {
        let (least, most) = self.range();
        (Quantity::from_steps(least), Quantity::from_steps(most))
    }

    /// Whether a value can be meant.
    pub fn accepts(self, value: Quantity) -> bool {
        let (least, most) = self.limits();
        least <= value && value <= most
    }
}

/// The figures of one household: its own, and those of the rule book for the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(Vec<(Figure, Quantity)>);

impl Figures {
    /// What a rule book's sources give.
    pub fn of(book: &RuleBook) -> Self {
        Self(book.assumptions.iter().map(|a| (a.figure, a.value)).collect())
    }

    /// Replaces one.
    pub fn set(&mut self, figure: Figure, value: Quantity) {
        self.0.retain(|(known, _)| *known != figure);
        self.0.push((figure, value));
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Missing`] when nobody said it.
    pub fn get(&self, figure: Figure) -> Result<Quantity, Missing> {
        let known = self.0.iter().find(|(known, _)| *known == figure);
        known.map(|(_, value)| *value).ok_or(Missing::Figure(figure))
    }
}

/// What must still be said before the amount is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A figure.
    Figure(Figure),
    /// The room is to be no warmer than it is outside: nothing to heat.
    NoHeatNeeded,
    /// More than any house takes.
    TooMuch,
}

impl Missing {
    /// In plain words.
    pub fn words(self) -> String {
        match self {
            Self::Figure(figure) => format!("还差一个数：{}", figure.label()),
            Self::NoHeatNeeded => "要的温度不比屋外高，不用取暖".into(),
            Self::TooMuch => "算出来的用量太大，请看看填的数".into(),
        }
    }
}

/// A house and how it is heated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House {
    /// Square metres of the heated rooms.
    pub area: Quantity,
    /// How well it keeps its warmth.
    pub insulation: Insulation,
    /// Hours of heating a day.
    pub hours: Quantity,
    /// Degrees Celsius wanted inside.
    pub temperature: Quantity,
}

/// Largest amount of energy that a household could mean, in units of it.
const LARGEST_STEPS: i128 = 1_000_000_000;

/// Rounds a fraction of positive numbers half up.
fn divide(numerator: i128, denominator: i128) -> Result<Quantity, Missing> {
    let steps = (numerator + denominator / 2) / denominator;
    if steps > LARGEST_STEPS {
        return Err(Missing::TooMuch);
    }
    i64::try_from(steps)
        .map(Quantity::from_steps)
        .map_err(|_| Missing::TooMuch)
}

impl House {
    /// Kilowatt-hours of heat over a period: watts per square metre × area × hours × days, in proportion to how much
    /// warmer than outside it is to be.
    ///
    /// # Errors
    /// [`Missing`].
    pub fn heat(&self, figures: &Figures, period: &Period) -> Result<Quantity, Missing> {
        let need = figures.get(self.insulation.figure())?;
        let (indoor, outdoor) = (figures.get(Figure::Indoor)?, figures.get(Figure::Outdoor)?);
        let warmer = self.temperature - outdoor;
        let reference = indoor - outdoor;
        if !warmer.is_positive() || !reference.is_positive() {
            return Err(Missing::NoHeatNeeded);
        }
        let one = i128::from(Quantity::ONE.steps());
        let steps = |quantity: Quantity| i128::from(quantity.steps());
        let numerator = steps(need) * steps(self.area) * steps(self.hours) * i128::from(period.days()) * steps(warmer);
        // Thousandths of need, area and hours, less those of the answer; and a thousand watts are a kilowatt.
        divide(numerator, one * one * 1_000 * steps(reference))
    }
}

/// The figures by which a way's energy becomes heat.
pub const fn figures_of(way: HeatingWay) -> &'static [Figure] {
    match way {
        HeatingWay::AirSourceHeatPump => &[Figure::HeatPump],
        HeatingWay::HeatStorageElectric => &[Figure::Storage],
        HeatingWay::DirectElectric => &[Figure::Direct],
        HeatingWay::GasBoiler => &[Figure::Boiler, Figure::GasHeat],
        HeatingWay::CleanBriquette => &[Figure::Stove, Figure::BriquetteHeat],
        HeatingWay::CurrentCoal => &[Figure::Stove, Figure::CoalHeat],
    }
}

/// Heat in one unit of a way's energy, in millionths of a kilowatt-hour.
fn heat_of_unit(way: HeatingWay, figures: &Figures) -> Result<i128, Missing> {
    let steps = |figure| figures.get(figure).map(|value| i128::from(value.steps()));
    let one = i128::from(Quantity::ONE.steps());
    // Kilograms to tonnes.
    let per_tonne = |figure| Ok(steps(figure)? * 1_000);
    match way {
        HeatingWay::AirSourceHeatPump => Ok(steps(Figure::HeatPump)? * one),
        HeatingWay::HeatStorageElectric => Ok(steps(Figure::Storage)? * one),
        HeatingWay::DirectElectric => Ok(steps(Figure::Direct)? * one),
        HeatingWay::GasBoiler => Ok(steps(Figure::Boiler)? * steps(Figure::GasHeat)?),
        HeatingWay::CleanBriquette => Ok(steps(Figure::Stove)? * per_tonne(Figure::BriquetteHeat)?),
        HeatingWay::CurrentCoal => Ok(steps(Figure::Stove)? * per_tonne(Figure::CoalHeat)?),
    }
}

/// How much of a way's energy gives this much heat, in the energy's unit.
///
/// # Errors
/// [`Missing`].
pub fn amount_for(way: HeatingWay, heat: Quantity, figures: &Figures) -> Result<Quantity, Missing> {
    let unit = heat_of_unit(way, figures)?;
    divide(i128::from(heat.steps()) * 1_000_000, unit)
}

/// How much heat an amount of a way's energy gave.
///
/// # Errors
/// [`Missing`].
pub fn heat_from(way: HeatingWay, amount: Quantity, figures: &Figures) -> Result<Quantity, Missing> {
    let unit = heat_of_unit(way, figures)?;
    divide(i128::from(amount.steps()) * unit, 1_000_000)
}
