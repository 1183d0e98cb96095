//! The calculator's form: a house or last winter's use into ways of heating to compare.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::FormErrors;
use crate::domain::{
    division::VillageCode,
    heating::{
        decimal::{Fen, MalformedDecimal, Quantity, Share, UnitPrice},
        estimate::WayQuestion,
        house::{Figure, Figures, House, Insulation, Missing, amount_for, heat_from},
        period::{Period, parse_date},
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

/// Full-width digits and marks of an input method, and groups of three, as plain digits.
pub fn plain_digits(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, ',' | '，' | ' ' | '\u{3000}'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' | '。' => '.',
            '－' | '−' => '-',
            _ => c,
        })
        .collect()
}

/// Reads fields and gathers what is wrong with them.
struct Reader<'f> {
    form: &'f HeatingForm,
    errors: FormErrors,
}

impl<'f> Reader<'f> {
    /// One of these values; the first if nothing was said.
    fn choice(&mut self, name: &str, usual: &'static str, known: &[&'static str]) -> &'static str {
        match self.form.get(name) {
            "" => usual,
            said => known.iter().copied().find(|value| *value == said).unwrap_or_else(|| {
                self.errors.add(name, "请从给出的里面选一个");
                usual
            }),
        }
    }

    fn number<T: std::str::FromStr<Err = MalformedDecimal>>(&mut self, name: &str) -> Option<T> {
        let text = plain_digits(self.form.get(name));
        if text.is_empty() {
            return None;
        }
        text.parse()
            .map_err(|error: MalformedDecimal| self.errors.add(name, error.to_string()))
            .ok()
    }

    /// A number between two whole ones.
    fn amount(&mut self, name: &str, (least, most): (i64, i64)) -> Option<Quantity> {
        let amount: Quantity = self.number(name)?;
        let one = Quantity::ONE.steps();
        if (least * one..=most * one).contains(&amount.steps()) {
            return Some(amount);
        }
        self.errors.add(name, format!("应在 {least} 到 {most} 之间"));
        None
    }

    /// A number between two whole ones that must be there.
    fn required(&mut self, name: &str, range: (i64, i64), ask: &str) -> Option<Quantity> {
        let amount = self.amount(name, range);
        if amount.is_none() {
            // A number that cannot be used has its own message already.
            self.errors.add(name, ask);
        }
        amount
    }

    /// Per cent.
    fn share(&mut self, name: &str, usual: &str) -> Share {
        let said = self.form.get(name);
        let percent = if said.is_empty() {
            usual.parse().ok()
        } else {
            self.amount(name, (0, 100))
        };
        let steps = percent.map_or(0, Quantity::steps);
        if steps % 10 != 0 {
            self.errors.add(name, "百分数最多写两位小数");
        }
        Share::from_steps(steps / 10)
    }

    fn figure(&mut self, figure: Figure, figures: &mut Figures) {
        let name = figure_field(figure);
        if let Some(value) = self.number(&name) {
            if figure.accepts(value) {
                figures.set(figure, value);
            } else {
                let (least, most) = figure.limits();
                self.errors.add(name, format!("应在 {least} 到 {most} 之间"));
            }
        }
    }

    fn price(&mut self, name: &str) -> Option<UnitPrice> {
        let price: UnitPrice = self.number(name)?;
        if price.is_positive() && price.steps() <= 10_000 * UnitPrice::ONE.steps() {
            return Some(price);
        }
        self.errors.add(name, "单价要大于 0，不超过 1 万元");
        None
    }

    fn money(&mut self, name: &str) -> Option<Fen> {
        let text = plain_digits(self.form.get(name));
        if text.is_empty() {
            return None;
        }
        match Fen::from_yuan(&text) {
            Ok(fen) if (1..=100_000_000).contains(&fen.0) => Some(fen),
            Ok(_) => {
                self.errors.add(name, "应大于 0，不超过 100 万元");
                None
            }
            Err(error) => {
                self.errors.add(name, error.to_string());
                None
            }
        }
    }

    /// The days that were said, or else the heating season.
    fn period(&mut self, today: Date) -> Option<Period> {
        let season = Period::heating_season(today)?;
        let from = self.day("from", season.from());
        let to = self.day("to", season.to());
        Period::new(from?, to?)
            .map_err(|error| self.errors.add("to", error.to_string()))
            .ok()
    }

    fn day(&mut self, name: &str, usual: Date) -> Option<Date> {
        match self.form.get(name) {
            "" => Some(usual),
            text => {
                let day = parse_date(text).filter(|day| (2000..=2100).contains(&day.year()));
                if day.is_none() {
                    self.errors.add(name, "请写日期，如 2025-11-15");
                }
                day
            }
        }
    }

    fn house(&mut self) -> Option<House> {
        let area = self.required(self.form.own_or("area"), (1, 2_000), "请填取暖的屋有多大");
        let hours = self.required("hours", (1, 24), "请选一天烧多久");
        let temperature = self.required("temperature", (5, 30), "请选屋里要多暖和");
        let insulation = Insulation::from_code(self.form.get("insulation"));
        if insulation.is_none() {
            self.errors.add("insulation", "请选房子保暖怎么样");
        }
        Some(House {
            area: area?,
            insulation: insulation?,
            hours: hours?,
            temperature: temperature?,
        })
    }

    fn used(&mut self) -> Option<(HeatingWay, Quantity)> {
        let way = self.form.get("used").parse::<HeatingWay>().ok();
        if way.is_none() {
            self.errors.add("used", "请选去年冬天用什么取暖");
        }
        let amount = self.required("amount", (0, 1_000_000), "请填去年一冬用了多少");
        if amount.is_some_and(|amount| !amount.is_positive()) {
            self.errors.add("amount", "要大于 0");
            return None;
        }
        Some((way?, amount?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const TODAY: Date = date!(2025 - 12 - 01);
    const NOWHERE: Standing = Standing {
        village: None,
        briquette: Allowance::Undetermined,
    };

    fn form(pairs: &[(&str, &str)]) -> HeatingForm {
        HeatingForm::from_pairs(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn only_the_forms_own_fields_are_kept_and_carried_on() {
        let form = form(&[
            ("area", " 60 "),
            ("phone", "13812345678"),
            ("figure_heat_pump", "2.5"),
            ("figure_x", "1"),
            ("price_gas", "2.52"),
            ("cost_gas_boiler", "5000"),
            ("cost_direct_electric", "1"),
            ("used", ""),
        ]);
        let address = "/prices/calculator?area=60&cost_gas_boiler=5000&figure_heat_pump=2.5&price_gas=2.52";
        assert_eq!(form.address(), address);
    }

    #[test]
    fn a_house_without_figures_asks_for_them() {
        let reckoning = form(&[])
            .with_defaults()
            .check(&RuleBook::default(), NOWHERE, TODAY)
            .unwrap();
        assert_eq!(reckoning.heat, Err(Missing::Figure(Figure::NeedOrdinary)));
        assert!(reckoning.ways.iter().all(|(_, asked)| asked.is_err()));
        assert_eq!(reckoning.period.days(), 121);
    }

    #[test]
    fn last_winters_use_needs_no_figure_for_its_own_way() {
        let used = form(&[("used", "direct_electric"), ("amount", "２，000"), ("night", "20")]).with_defaults();
        let reckoning = used.check(&RuleBook::default(), NOWHERE, TODAY).unwrap();
        let amount = |way| {
            let asked = reckoning.ways.iter().find(|(known, _)| *known == way).unwrap().1;
            asked.map(|asked| asked.amount.to_string())
        };
        assert_eq!(amount(HeatingWay::DirectElectric), Ok("2000".to_owned()));
        assert_eq!(
            amount(HeatingWay::GasBoiler),
            Err(Missing::Figure(Figure::Direct)),
            "how much heat it was is not known"
        );
        assert_eq!(reckoning.night.percent(), "20");
    }

    #[test]
    fn what_cannot_be_used_is_named_field_by_field() {
        for (name, value) in [
            ("area", "-60"),
            ("area", "abc"),
            ("area", "1e9"),
            ("area", "99999999999999999999"),
            ("hours", "25"),
            ("temperature", "NaN"),
            ("night", "101"),
            ("night", "33.333"),
            ("other", "-1"),
            ("insulation", "gold"),
            ("central", "maybe"),
            ("from", "2025-13-01"),
            ("to", "2025-01-01"),
            ("figure_heat_pump", "0"),
            ("figure_outdoor", "99"),
            ("price_gas", "0"),
            ("price_gas", "100000"),
            ("cost_gas_boiler", "-5"),
            ("cost_gas_boiler", "x"),
        ] {
            let errors = form(&[(name, value)])
                .with_defaults()
                .check(&RuleBook::default(), NOWHERE, TODAY)
                .unwrap_err();
            assert!(errors.get(name).is_some(), "{name}={value}: {errors:?}");
        }
        for (pairs, field) in [
            (&[("by", "bill")][..], "used"),
            (&[("used", "direct_electric")], "amount"),
            (&[("used", "direct_electric"), ("amount", "0")], "amount"),
            (&[("used", "wood"), ("amount", "3")], "used"),
        ] {
            let errors = form(pairs)
                .with_defaults()
                .check(&RuleBook::default(), NOWHERE, TODAY)
                .unwrap_err();
            assert!(errors.get(field).is_some(), "{pairs:?}: {errors:?}");
        }
    }
}
