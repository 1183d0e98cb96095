//! The calculator's form: a house or last winter's use into ways of heating to compare.

mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use reader::Reader;
pub use reader::plain_digits;

use super::FormErrors;
use crate::domain::{
    division::VillageCode,
    heating::{
        decimal::{Quantity, Share},
        estimate::WayQuestion,
        house::{Figure, Figures, House, Missing, amount_for, heat_from},
        period::Period,
        rule::{Energy, HeatingWay, Household, RuleBook},
    },
    who_may_burn::Allowance,
};

/// What the form holds, by field. Only fields of the form are kept, and none of them names anyone, so that its address
/// can be passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatingForm(BTreeMap<String, String>);

/// Fields whose names are not made of a code.
const FIELDS: [&str; 17] = [
    "village",
    "central",
    "meter",
    "register",
    "from",
    "to",
    "by",
    "area",
    "area_own",
    "insulation",
    "hours",
    "temperature",
    "used",
    "amount",
    "night",
    "night_own",
    "other",
];

/// What stands before a figure's code in its field's name.
const FIGURE: &str = "figure_";
/// What stands before the name of an energy whose price the household says.
const PRICE: &str = "price_";
/// What stands before the code of a way whose equipment the household has a price for.
const EQUIPMENT: &str = "cost_";
/// Longest text kept of any field.
const LONGEST: usize = 40;

/// The ways whose equipment costs enough to be subsidised.
pub const EQUIPMENT_WAYS: [HeatingWay; 3] = [
    HeatingWay::AirSourceHeatPump,
    HeatingWay::HeatStorageElectric,
    HeatingWay::GasBoiler,
];

/// The field of a figure.
pub fn figure_field(figure: Figure) -> String {
    format!("{FIGURE}{figure}")
}

/// The field of the household's own price.
pub fn price_field(energy: Energy) -> &'static str {
    match energy {
        Energy::Electricity => "price_electricity",
        Energy::Gas => "price_gas",
        Energy::Briquette => "price_briquette",
        Energy::LooseCoal => "price_loose_coal",
    }
}

/// The field of the price of a way's equipment.
pub fn equipment_field(way: HeatingWay) -> String {
    format!("{EQUIPMENT}{way}")
}

fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
        || name
            .strip_prefix(FIGURE)
            .is_some_and(|code| code.parse::<Figure>().is_ok())
        || (name.starts_with(PRICE) && Energy::ALL.into_iter().any(|energy| price_field(energy) == name))
        || name
            .strip_prefix(EQUIPMENT)
            .and_then(|code| code.parse().ok())
            .is_some_and(|way| EQUIPMENT_WAYS.contains(&way))
}

/// Where the household lives, as far as that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its village, if chosen.
    pub village: Option<VillageCode>,
    /// Whether it may burn clean briquettes there.
    pub briquette: Allowance,
}

/// What a form asks, ready to be reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// Who asks.
    pub household: Household,
    /// Whether clean briquettes are allowed there.
    pub briquette: Allowance,
    /// From when to when.
    pub period: Period,
    /// The share of use that falls into the valley.
    pub night: Share,
    /// How much heat the home takes, where that is known.
    pub heat: Result<Quantity, Missing>,
    /// Each way and what it uses, or what must still be said.
    pub ways: Vec<(HeatingWay, Result<WayQuestion, Missing>)>,
}

impl HeatingForm {
    /// The known fields among these, without blanks around them; the last of two of one name counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.set(&name, &value);
        }
        form
    }

    /// The name of every field.
    pub fn names() -> Vec<String> {
        let own = FIELDS.into_iter().map(str::to_owned);
        let figures = Figure::ALL.iter().map(|figure| figure_field(*figure));
        let prices = Energy::ALL.into_iter().map(|energy| price_field(energy).to_owned());
        let equipment = EQUIPMENT_WAYS.into_iter().map(equipment_field);
        own.chain(figures).chain(prices).chain(equipment).collect()
    }

    /// Fills in a field; unknown fields are left out.
    pub fn set(&mut self, name: &str, value: &str) {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if value.is_empty() {
            self.0.remove(name);
        } else if is_field(name) {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// A field; empty if it was left out.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The field of one's own number where it is filled in, else that of the offered ones.
    fn own_or(&self, offered: &'static str) -> &'static str {
        let own = match offered {
            "area" => "area_own",
            "night" => "night_own",
            other => other,
        };
        if self.get(own).is_empty() { offered } else { own }
    }

    /// Nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.0.keys().all(|name| name == "village")
    }

    /// What is filled in, by field.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address that carries what is filled in.
    pub fn address(&self) -> String {
        let mut address = String::from("/prices/calculator");
        for (at, (name, value)) in self.pairs().enumerate() {
            address.push(if at == 0 { '?' } else { '&' });
            address.push_str(name);
            address.push('=');
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    address.push(char::from(byte));
                } else {
                    address.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        address
    }

    /// With a family's usual answers where nothing was said.
    #[must_use]
    pub fn with_defaults(mut self) -> Self {
        let by_bill = !self.get("used").is_empty() || !self.get("amount").is_empty();
        let by = if by_bill { "bill" } else { "house" };
        for (name, value) in [
            ("by", by),
            ("area", "60"),
            ("insulation", "ordinary"),
            ("hours", "24"),
            ("temperature", "18"),
            ("night", "50"),
            ("central", "no"),
            ("meter", "own"),
            ("register", "unknown"),
        ] {
            if self.get(name).is_empty() {
                self.set(name, value);
            }
        }
        self
    }

    /// What is asked, with the rules' figures where the form has none.
    ///
    /// # Errors
    /// A message for each field that cannot be used.
    pub fn check(&self, book: &RuleBook, standing: Standing, today: Date) -> Result<Reckoning, FormErrors> {
        let mut reader = Reader {
            form: self,
            errors: FormErrors::default(),
        };
        let household = Household {
            village: standing.village,
            central_heating: reader.choice("central", "no", &["yes", "no"]) == "yes",
            own_meter: reader.choice("meter", "own", &["own", "shared"]) == "own",
            on_register: match reader.choice("register", "unknown", &["yes", "no", "unknown"]) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        };
        let period = reader.period(today);
        let night = reader.share(self.own_or("night"), "50");
        let other = reader.amount("other", (0, 1_000_000)).unwrap_or_default();
        let mut figures = Figures::of(book);
        for figure in Figure::ALL {
            reader.figure(*figure, &mut figures);
        }
        let prices = Energy::ALL.map(|energy| (energy, reader.price(price_field(energy))));
        let equipment = EQUIPMENT_WAYS.map(|way| (way, reader.money(&equipment_field(way))));
        let need = if reader.choice("by", "house", &["house", "bill"]) == "bill" {
            let used = reader.used();
            used.map(Need::Used)
        } else {
            reader.house().map(Need::House)
        };
        let (Some(period), Some(need)) = (period, need) else {
            return Err(reader.errors);
        };
        let heat = match need {
            Need::House(house) => house.heat(&figures, &period),
            Need::Used((way, amount)) => heat_from(way, amount, &figures),
        };
        let amount_of = |way: HeatingWay| match need {
            Need::Used((used, amount)) if used == way => Ok(amount),
            _ => amount_for(way, heat?, &figures),
        };
        let asked = |way: HeatingWay| {
            let amount = amount_of(way)?;
            let electric = way.energy() == Energy::Electricity;
            Ok(WayQuestion {
                other: if electric { other } else { Quantity::ZERO },
                own_price: prices
                    .iter()
                    .find(|(energy, _)| *energy == way.energy())
                    .and_then(|(_, p)| *p),
                equipment: equipment
                    .iter()
                    .find(|(known, _)| *known == way)
                    .and_then(|(_, cost)| *cost),
                ..WayQuestion::new(way, amount)
            })
        };
        let ways = HeatingWay::ALL.map(|way| (way, asked(way))).to_vec();
        reader.errors.into_result(Reckoning {
            household,
            briquette: standing.briquette,
            period,
            night,
            heat,
            ways,
        })
    }
}

/// What the need for heat is known from.
enum Need {
    House(House),
    Used((HeatingWay, Quantity)),
}
