//! The ways of heating side by side, cheapest first.

use super::Setup;
use crate::domain::heating::{
    decimal::{Fen, Quantity},
    estimate::{Bill, LineKind, NoBill, Question, WayQuestion, bill},
    house::Missing,
    period::{Period, parse_date},
    rule::{Energy, HeatingWay, Rule, Terms},
};
use crate::domain::who_may_burn::Allowance;
use crate::forms::FormErrors;
use crate::forms::heating_form::{HeatingForm, Reckoning};

/// A way that has a bill.
pub struct Priced<'b> {
    /// The way.
    pub way: HeatingWay,
    /// Its bill at the cheaper of the two electricity prices.
    pub bill: Bill<'b>,
    /// That is the price by the hour.
    pub by_hours: bool,
    /// The bill at the other one.
    pub other: Option<Bill<'b>>,
    /// What the equipment costs, if said.
    pub equipment: Option<Fen>,
}

/// A way without one.
pub struct Unpriced {
    /// The way.
    pub way: HeatingWay,
    /// It is forbidden.
    pub forbidden: bool,
    /// Why there is no bill.
    pub why: String,
}

/// Everything the answer shows.
pub struct Comparison<'b> {
    /// The period.
    pub period: Period,
    /// How much heat the home takes, if known.
    pub heat: Option<Quantity>,
    /// The share of use in the valley, in per cent.
    pub night: String,
    /// Ways with a bill, cheapest after subsidies first. Coal is not among them.
    pub priced: Vec<Priced<'b>>,
    /// What the coal of last winter cost, if said.
    pub coal: Option<Fen>,
    /// Ways without a bill.
    pub unpriced: Vec<Unpriced>,
}

impl<'b> Comparison<'b> {
    /// Every rule that a bill rests on, once.
    pub fn rules(&self) -> Vec<&'b Rule> {
        let mut rules: Vec<&'b Rule> = Vec::new();
        for bill in self.bills() {
            for rule in bill.lines.iter().chain(&bill.equipment).filter_map(|line| line.rule) {
                if !rules.iter().any(|known| std::ptr::eq(*known, rule)) {
                    rules.push(rule);
                }
            }
        }
        rules
    }

    /// Every bill.
    pub fn bills(&self) -> impl Iterator<Item = &Bill<'b>> {
        self.priced
            .iter()
            .flat_map(|priced| std::iter::once(&priced.bill).chain(&priced.other))
    }

    /// Each subsidy that some bill gets, once.
    pub fn subsidies(&self) -> Vec<&'b Rule> {
        self.rules().into_iter().filter(|rule| rule.is_subsidy()).collect()
    }
}

/// Reckons every way for a form.
///
/// # Errors
/// What is wrong with the form.
pub fn compare<'b>(setup: &'b Setup, form: &HeatingForm) -> Result<Comparison<'b>, FormErrors> {
    let today = parse_date(&setup.today).ok_or_else(FormErrors::default)?;
    let reckoning = form.check(&setup.rules, setup.standing, today)?;
    let question = Question {
        household: reckoning.household,
        briquette: reckoning.briquette,
        period: reckoning.period,
        ways: Vec::new(),
    };
    let mut comparison = Comparison {
        period: reckoning.period,
        heat: reckoning.heat.ok(),
        night: reckoning.night.percent(),
        priced: Vec::new(),
        coal: None,
        unpriced: Vec::new(),
    };
    for (way, asked) in &reckoning.ways {
        reckon(setup, &reckoning, &question, *way, *asked, &mut comparison);
    }
    comparison.priced.sort_by_key(|priced| priced.bill.net);
    Ok(comparison)
}

fn reckon<'b>(
    setup: &'b Setup,
    reckoning: &Reckoning,
    question: &Question,
    way: HeatingWay,
    asked: Result<WayQuestion, Missing>,
    into: &mut Comparison<'b>,
) {
    let mut refuse = |forbidden, why: String| into.unpriced.push(Unpriced { way, forbidden, why });
    // Whether a fuel is allowed comes before what it costs.
    match (way, question.briquette) {
        (HeatingWay::CurrentCoal, _) => {
            if let Ok(asked) = asked {
                into.coal = bill(&setup.rules, question, &asked).ok().map(|bill| bill.cost);
            }
            refuse(true, "散煤哪里都不能烧".into());
            return;
        }
        (HeatingWay::CleanBriquette, Allowance::Forbidden) => {
            refuse(true, "您村在禁煤区里".into());
            return;
        }
        (HeatingWay::CleanBriquette, Allowance::Undetermined) => {
            let why = if setup.village.is_empty() {
                "先选村，才知道能不能烧"
            } else {
                "您村能不能烧还不能确定，先打 12345 问清"
            };
            refuse(false, why.into());
            return;
        }
        _ => {}
    }
    let asked = match asked {
        Ok(asked) => asked,
        Err(missing) => {
            refuse(false, missing.words());
            return;
        }
    };
    let plain = match bill(&setup.rules, question, &asked) {
        Ok(bill) => bill,
        Err(NoBill::Forbidden) => {
            refuse(true, "这里不能烧".into());
            return;
        }
        Err(no_bill) => {
            refuse(false, no_bill.words());
            return;
        }
    };
    let hourly = (way.energy() == Energy::Electricity && asked.own_price.is_none())
        .then(|| {
            let by_hours = WayQuestion {
                valley: Some(reckoning.night),
                ..asked
            };
            bill(&setup.rules, question, &by_hours).ok()
        })
        .flatten();
    let (cheaper, by_hours, other) = match hourly {
        Some(hourly) if hourly.net < plain.net => (hourly, true, Some(plain)),
        hourly => (plain, false, hourly),
    };
    into.priced.push(Priced {
        way,
        bill: cheaper,
        by_hours,
        other,
        equipment: asked.equipment,
    });
}

/// What a line says of its kind: `1,120 度以内`, `谷段`.
pub fn line_words(kind: LineKind<'_>, energy: Energy) -> String {
    let unit = energy.unit();
    match kind {
        LineKind::Tier(tier) => match (tier.over.is_positive(), tier.up_to) {
            (false, None) => "不分档".into(),
            (false, Some(up_to)) => format!("{} {unit}以内", up_to.grouped()),
            (true, None) => format!("超过 {} {unit}的部分", tier.over.grouped()),
            (true, Some(up_to)) => format!("{} 到 {} {unit}的部分", tier.over.grouped(), up_to.grouped()),
        },
        LineKind::OwnPrice => "按您填的价".into(),
        LineKind::Valley => "夜里用的，每度减".into(),
        LineKind::Peak => "白天用的，每度加".into(),
        LineKind::RunningSubsidy => "运行补贴".into(),
        LineKind::EquipmentSubsidy => "设备补贴".into(),
    }
}

/// The voluntary price by the hour among the rules, with its break-even share in per cent.
pub fn hours(setup: &Setup) -> Option<(&Rule, String)> {
    let today = parse_date(&setup.today)?;
    let mut in_force = setup.rules.rules.iter().filter(|rule| rule.valid.contains(today));
    in_force.find_map(|rule| match &rule.terms {
        Terms::TimeOfUse(hours) => Some((rule, hours.break_even()?.percent())),
        _ => None,
    })
}
