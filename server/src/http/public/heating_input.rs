//! The body of `POST /api/v1/heating-cost` into a question; what cannot be used is named field by field.

use std::{collections::BTreeMap, str::FromStr};

use app::{
    domain::heating::{
        decimal::{Fen, MalformedDecimal, Quantity, Share, UnitPrice},
        estimate::{Question, WayQuestion},
        house::{Figure, Figures, House, Insulation, Missing, amount_for},
        period::{Period, parse_date},
        rule::{Energy, HeatingWay, Household, RuleBook},
    },
    forms::{FormErrors, heating_form::plain_digits},
};
use axum::body::Bytes;
use serde::Deserialize;

use crate::{
    app_state::App,
    http::{error::HttpError, public::heating::standing},
};

/// Most ways in one question.
const WAYS_MAX: usize = 24;

/// A number as text, or as JSON writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Number(serde_json::Number),
}

impl Number {
    fn read<T: FromStr<Err = MalformedDecimal>>(&self) -> Result<T, MalformedDecimal> {
        match self {
            Self::Text(text) => plain_digits(text).parse(),
            // A number in JSON that has no decimal form (1e300) is no number here.
            Self::Number(number) => number.to_string().parse(),
        }
    }
}

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    village: Option<String>,
    from: Option<String>,
    to: Option<String>,
    central_heating: Option<bool>,
    own_meter: Option<bool>,
    on_register: Option<bool>,
    house: Option<HouseInput>,
    #[serde(default)]
    ways: Vec<WayInput>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HouseInput {
    area_m2: Option<Number>,
    insulation: Option<String>,
    hours: Option<Number>,
    temperature: Option<Number>,
    #[serde(default)]
    figures: BTreeMap<String, Number>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WayInput {
    way: Option<String>,
    kwh: Option<Number>,
    m3: Option<Number>,
    tonnes: Option<Number>,
    other_kwh: Option<Number>,
    #[serde(default)]
    time_of_use: bool,
    valley_share: Option<Number>,
    price: Option<Number>,
    equipment_yuan: Option<Number>,
}

/// Reads the question.
///
/// # Errors
/// 400 for what is no JSON, 422 for a field of the wrong kind.
pub fn parse(body: &Bytes) -> Result<Input, HttpError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let input = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            let field = if path == "." {
                "body".to_owned()
            } else {
                path.replace('[', ".").replace(']', "")
            };
            HttpError::invalid(FormErrors::one(field, crate::text_file::in_chinese(&cause.to_string())))
        } else {
            HttpError::bad_request("发来的不是 JSON")
        }
    })?;
    json.end()
        .map_err(|_| HttpError::bad_request("JSON 后面还有别的内容"))?;
    Ok(input)
}

/// Each way that is asked, or what must still be said of it.
pub type Ways = Vec<(HeatingWay, Result<WayQuestion, Missing>)>;

/// Turns the input into a question, and gathers what is wrong with it.
#[derive(Default)]
pub struct Reader {
    /// What is wrong, by field.
    pub errors: FormErrors,
}

impl Reader {
    /// The question, and its ways; none where it cannot be made out.
    pub fn question(&mut self, app: &App, input: &Input, book: &RuleBook) -> Option<(Question, Ways)> {
        let standing = standing(app, input.village.as_deref().unwrap_or_default());
        if standing.is_none() {
            self.errors.add("village", "焦作没有这个村");
        }
        let period = self.period(input);
        if input.ways.is_empty() {
            self.errors.add("ways", "请至少写一种取暖方式");
        }
        if input.ways.len() > WAYS_MAX {
            self.errors.add("ways", format!("一次最多算 {WAYS_MAX} 种"));
            return None;
        }
        let mut figures = Figures::of(book);
        let house = input.house.as_ref().and_then(|house| self.house(house, &mut figures));
        let heat = house.zip(period).map(|(house, period)| house.heat(&figures, &period));
        let ways: Vec<_> = input
            .ways
            .iter()
            .enumerate()
            .filter_map(|(at, way)| self.way(at, way, input.house.is_some(), heat, &figures))
            .collect();
        let (standing, period) = (standing?, period?);
        let question = Question {
            household: Household {
                village: standing.village,
                central_heating: input.central_heating.unwrap_or(false),
                own_meter: input.own_meter.unwrap_or(true),
                on_register: input.on_register,
            },
            briquette: standing.briquette,
            period,
            ways: Vec::new(),
        };
        Some((question, ways))
    }

    fn period(&mut self, input: &Input) -> Option<Period> {
        let mut day = |name: &str, text: &Option<String>| {
            let day = text
                .as_deref()
                .and_then(parse_date)
                .filter(|day| (2000..=2100).contains(&day.year()));
            if day.is_none() {
                self.errors.add(name, "请写日期，如 2025-11-15");
            }
            day
        };
        let (from, to) = (day("from", &input.from), day("to", &input.to));
        Period::new(from?, to?)
            .map_err(|error| self.errors.add("to", error.to_string()))
            .ok()
    }

    /// A number, where one is given, that lies within a range.
    fn number<T: FromStr<Err = MalformedDecimal>>(
        &mut self,
        field: &str,
        given: Option<&Number>,
        accepts: impl Fn(&T) -> bool,
        range: &str,
    ) -> Option<T> {
        match given?.read() {
            Ok(number) if accepts(&number) => Some(number),
            Ok(_) => {
                self.errors.add(field, range);
                None
            }
            Err(error) => {
                self.errors.add(field, error.to_string());
                None
            }
        }
    }

    fn quantity(&mut self, field: &str, given: Option<&Number>, least: i64, most: i64) -> Option<Quantity> {
        let one = Quantity::ONE.steps();
        let range = least * one..=most * one;
        let words = format!("应在 {least} 到 {most} 之间");
        self.number(
            field,
            given,
            |quantity: &Quantity| range.contains(&quantity.steps()),
            &words,
        )
    }

    fn required(&mut self, field: &str, given: Option<&Number>, least: i64, most: i64) -> Option<Quantity> {
        if given.is_none() {
            self.errors.add(field, "还没有填");
        }
        self.quantity(field, given, least, most)
    }

    fn house(&mut self, house: &HouseInput, figures: &mut Figures) -> Option<House> {
        for (code, value) in &house.figures {
            let field = format!("house.figures.{code}");
            match code.parse::<Figure>() {
                Err(error) => self.errors.add(field, error.to_string()),
                Ok(figure) => {
                    let (least, most) = figure.limits();
                    let words = format!("应在 {least} 到 {most} 之间");
                    let value = self.number(&field, Some(value), |value: &Quantity| figure.accepts(*value), &words);
                    if let Some(value) = value {
                        figures.set(figure, value);
                    }
                }
            }
        }
        let area = self.required("house.area_m2", house.area_m2.as_ref(), 1, 2_000);
        let hours = self.required("house.hours", house.hours.as_ref(), 1, 24);
        let temperature = self.required("house.temperature", house.temperature.as_ref(), 5, 30);
        let insulation = house.insulation.as_deref().and_then(Insulation::from_code);
        if insulation.is_none() {
            self.errors
                .add("house.insulation", "可以写：leaky、ordinary、insulated");
        }
        Some(House {
            area: area?,
            insulation: insulation?,
            hours: hours?,
            temperature: temperature?,
        })
    }

    fn way(
        &mut self,
        at: usize,
        input: &WayInput,
        has_house: bool,
        heat: Option<Result<Quantity, Missing>>,
        figures: &Figures,
    ) -> Option<(HeatingWay, Result<WayQuestion, Missing>)> {
        let field = |name: &str| format!("ways.{at}.{name}");
        let Some(way) = input.way.as_deref().and_then(|code| code.parse::<HeatingWay>().ok()) else {
            let codes: Vec<&str> = HeatingWay::ALL.iter().map(|way| way.code()).collect();
            self.errors.add(field("way"), format!("可以写：{}", codes.join("、")));
            return None;
        };
        let amount = self.amount(at, way, input, has_house);
        let other = self.quantity(&field("other_kwh"), input.other_kwh.as_ref(), 0, 1_000_000);
        let valley = self.valley(at, way, input);
        let cheap = |price: &UnitPrice| price.is_positive() && price.steps() <= 10_000 * UnitPrice::ONE.steps();
        let own_price = self.number(
            &field("price"),
            input.price.as_ref(),
            cheap,
            "单价要大于 0，不超过 1 万元",
        );
        let equipment = self.quantity(&field("equipment_yuan"), input.equipment_yuan.as_ref(), 1, 1_000_000);
        if equipment.is_some_and(|yuan| yuan.steps() % 10 != 0) {
            self.errors.add(field("equipment_yuan"), "小数点后最多 2 位");
        }
        let amount = match (amount, heat) {
            (Some(amount), _) => Ok(amount),
            (None, Some(heat)) => heat.and_then(|heat| amount_for(way, heat, figures)),
            // Named already: the amount, or a field of the house.
            (None, None) => return None,
        };
        let asked = amount.map(|amount| WayQuestion {
            way,
            amount,
            other: other.unwrap_or_default(),
            valley,
            own_price,
            equipment: equipment.map(|yuan| Fen(yuan.steps() / 10)),
        });
        Some((way, asked))
    }

    /// The amount in the way's own unit; another unit is a mistake.
    fn amount(&mut self, at: usize, way: HeatingWay, input: &WayInput, has_house: bool) -> Option<Quantity> {
        let wanted = match way.energy() {
            Energy::Electricity => "kwh",
            Energy::Gas => "m3",
            Energy::Briquette | Energy::LooseCoal => "tonnes",
        };
        let mut amount = None;
        for (unit, given) in [("kwh", &input.kwh), ("m3", &input.m3), ("tonnes", &input.tonnes)] {
            let field = format!("ways.{at}.{unit}");
            if unit == wanted {
                if given.is_none() && !has_house {
                    self.errors.add(&field, "请写用量，或者写 house");
                }
                amount = self.quantity(&field, given.as_ref(), 0, 1_000_000);
            } else if given.is_some() {
                self.errors.add(field, format!("这种取暖方式的用量写在 {wanted}"));
            }
        }
        amount
    }

    fn valley(&mut self, at: usize, way: HeatingWay, input: &WayInput) -> Option<Share> {
        let field = format!("ways.{at}.valley_share");
        let range = |share: &Share| (0..=Share::ONE.steps()).contains(&share.steps());
        let share = self.number(&field, input.valley_share.as_ref(), range, "应在 0 到 1 之间");
        if !input.time_of_use {
            return None;
        }
        if way.energy() != Energy::Electricity {
            self.errors
                .add(format!("ways.{at}.time_of_use"), "只有用电才有峰谷电价");
        } else if input.valley_share.is_none() {
            self.errors.add(field, "用峰谷电价要写夜里用电占多少，如 0.4");
        }
        share
    }
}
