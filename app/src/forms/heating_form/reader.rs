//! Fields of the calculator's form into numbers, days and choices; what cannot be used is gathered by field.

use time::Date;

use super::{HeatingForm, figure_field};
use crate::{
    domain::heating::{
        decimal::{Fen, MalformedDecimal, Quantity, Share, UnitPrice},
        house::{Figure, Figures, House, Insulation},
        period::{Period, parse_date},
        way::HeatingWay,
    },
    forms::FormErrors,
};

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
pub(super) struct Reader<'f> {
    pub(super) form: &'f HeatingForm,
    pub(super) errors: FormErrors,
}

impl Reader<'_> {
    /// One of these values; the first if nothing was said.
    pub(super) fn choice(&mut self, name: &str, usual: &'static str, known: &[&'static str]) -> &'static str {
        match self.form.get(name) {
            "" => usual,
            said => known.iter().copied().find(|value| *value == said).unwrap_or_else(|| {
                self.errors.add(name, "请从给出的里面选一个");
                usual
            }),
        }
    }

    pub(super) fn number<T: std::str::FromStr<Err = MalformedDecimal>>(&mut self, name: &str) -> Option<T> {
        let text = plain_digits(self.form.get(name));
        if text.is_empty() {
            return None;
        }
        text.parse()
            .map_err(|error: MalformedDecimal| self.errors.add(name, error.to_string()))
            .ok()
    }

    /// A number between two whole ones.
    pub(super) fn amount(&mut self, name: &str, (least, most): (i64, i64)) -> Option<Quantity> {
        let amount: Quantity = self.number(name)?;
        let one = Quantity::ONE.steps();
        if (least * one..=most * one).contains(&amount.steps()) {
            return Some(amount);
        }
        self.errors.add(name, format!("应在 {least} 到 {most} 之间"));
        None
    }

    /// A number between two whole ones that must be there.
    pub(super) fn required(&mut self, name: &str, range: (i64, i64), ask: &str) -> Option<Quantity> {
        let amount = self.amount(name, range);
        if amount.is_none() {
            // A number that cannot be used has its own message already.
            self.errors.add(name, ask);
        }
        amount
    }

    /// Per cent.
    pub(super) fn share(&mut self, name: &str, usual: &str) -> Share {
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

    pub(super) fn figure(&mut self, figure: Figure, figures: &mut Figures) {
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

    pub(super) fn price(&mut self, name: &str) -> Option<UnitPrice> {
        let price: UnitPrice = self.number(name)?;
        if price.is_positive() && price.steps() <= 10_000 * UnitPrice::ONE.steps() {
            return Some(price);
        }
        self.errors.add(name, "单价要大于 0，不超过 1 万元");
        None
    }

    pub(super) fn money(&mut self, name: &str) -> Option<Fen> {
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
    pub(super) fn period(&mut self, today: Date) -> Option<Period> {
        let season = Period::heating_season(today)?;
        let from = self.day("from", season.from());
        let to = self.day("to", season.to());
        Period::new(from?, to?)
            .map_err(|error| self.errors.add("to", error.to_string()))
            .ok()
    }

    pub(super) fn day(&mut self, name: &str, usual: Date) -> Option<Date> {
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

    pub(super) fn house(&mut self) -> Option<House> {
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

    pub(super) fn used(&mut self) -> Option<(HeatingWay, Quantity)> {
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
