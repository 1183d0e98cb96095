//! The bill for a way of heating: before and after subsidies, line by line, each line with its rule.

use time::Date;

use super::{
    decimal::{Exact, Fen, Quantity, Share, UnitPrice},
    meter::{self, Unpriced, Use},
    period::{Period, write_date},
    rule::{Energy, HeatingWay, Household, Payer, Rule, RuleBook, Terms, Tier},
};
use crate::domain::who_may_burn::Allowance;

/// One way of heating, with what it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WayQuestion {
    /// Which way.
    pub way: HeatingWay,
    /// How much energy the period takes.
    pub amount: Quantity,
    /// What else goes through the same meter in the period.
    pub other: Quantity,
    /// With prices by the hour, and which share falls into the valley.
    pub valley: Option<Share>,
    /// What the household says it pays, in place of the rules.
    pub own_price: Option<UnitPrice>,
    /// What the equipment costs.
    pub equipment: Option<Fen>,
}

impl WayQuestion {
    /// A way and its amount, and nothing else.
    pub const fn new(way: HeatingWay, amount: Quantity) -> Self {
        Self {
            way,
            amount,
            other: Quantity::ZERO,
            valley: None,
            own_price: None,
            equipment: None,
        }
    }
}

/// What a household asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub household: Household,
    /// Whether a resident there may burn clean briquettes.
    pub briquette: Allowance,
    /// From when to when.
    pub period: Period,
    /// The ways to compare.
    pub ways: Vec<WayQuestion>,
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind<'b> {
    /// Use within a tier.
    Tier(&'b Tier),
    /// Use at the household's own price.
    OwnPrice,
    /// What the valley's hours take off.
    Valley,
    /// What the other hours add.
    Peak,
    /// A subsidy for use.
    RunningSubsidy,
    /// A subsidy for equipment.
    EquipmentSubsidy,
}

/// One line of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'b> {
    /// What it is about.
    pub kind: LineKind<'b>,
    /// The rule; none at the household's own price.
    pub rule: Option<&'b Rule>,
    /// How much of it.
    pub quantity: Quantity,
    /// Yuan per unit, where there is one.
    pub price: Option<UnitPrice>,
    /// Money: added for costs, given for subsidies.
    pub fen: Fen,
}

/// The bill for one way of heating. Its lines add up to its sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill<'b> {
    /// Which way.
    pub way: HeatingWay,
    /// How much energy.
    pub amount: Quantity,
    /// Use before subsidies.
    pub cost: Fen,
    /// Subsidies for use.
    pub subsidy: Fen,
    /// What remains of the two.
    pub net: Fen,
    /// Costs, then subsidies for use.
    pub lines: Vec<Line<'b>>,
    /// Subsidies for equipment, once.
    pub equipment: Vec<Line<'b>>,
}

impl Bill<'_> {
    /// What subsidies for equipment give together.
    pub fn equipment_subsidy(&self) -> Fen {
        self.equipment.iter().map(|line| line.fen).sum()
    }

    /// How many months the period has, for a cost per month: parts of months count by their days of thirty.
    pub fn per_month(&self, period: &Period) -> Fen {
        let days = period.days();
        // Rounded half up.
        Fen((self.net.0 * 60 + days) / (2 * days))
    }
}

/// Why there is no bill: said in words, never shown as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBill<'b> {
    /// No price is known.
    Unpriced(Unpriced<'b>),
    /// Prices by the hour cannot be had.
    NoTimeOfUse,
    /// The fuel is forbidden there.
    Forbidden,
    /// Whether the fuel is allowed must be asked first.
    AskFirst,
}

impl NoBill<'_> {
    /// A word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unpriced(Unpriced::NoRule { .. }) => "no_price_known",
            Self::Unpriced(Unpriced::Beyond { .. }) => "price_unknown_beyond",
            Self::NoTimeOfUse => "no_time_of_use",
            Self::Forbidden => "fuel_forbidden",
            Self::AskFirst => "fuel_undetermined",
        }
    }

    /// In plain words.
    pub fn words(&self) -> String {
        match self {
            Self::Unpriced(Unpriced::NoRule { energy, on }) => {
                let price = match energy {
                    Energy::Electricity => "电价",
                    Energy::Gas => "气价",
                    Energy::Briquette | Energy::LooseCoal => "煤价",
                };
                format!("没有查到 {} 起的{price}，请填您家的价", write_date(*on))
            }
            Self::Unpriced(Unpriced::Beyond { rule, up_to }) => {
                format!("“{}”没有写明 {up_to} 以上的价，请打 12345 问准", rule.name)
            }
            Self::NoTimeOfUse => "没有查到您家能用的峰谷电价".into(),
            Self::Forbidden => "这里不能烧".into(),
            Self::AskFirst => "这里能不能烧还不能确定，先问清再算".into(),
        }
    }
}

/// What came of one way.
pub type Outcome<'b> = Result<Bill<'b>, NoBill<'b>>;

/// The bill for each way that was asked, in the order asked.
pub fn estimate<'b>(book: &'b RuleBook, question: &Question) -> Vec<(HeatingWay, Outcome<'b>)> {
    question
        .ways
        .iter()
        .map(|way| (way.way, bill(book, question, way)))
        .collect()
}

/// The bill for one way, its use spread evenly over the period.
///
/// # Errors
/// [`NoBill`].
pub fn bill<'b>(book: &'b RuleBook, question: &Question, way: &WayQuestion) -> Outcome<'b> {
    if way.way == HeatingWay::CleanBriquette {
        match question.briquette {
            Allowance::Allowed => {}
            Allowance::Forbidden => return Err(NoBill::Forbidden),
            Allowance::Undetermined => return Err(NoBill::AskFirst),
        }
    }
    let used = Use {
        period: question.period,
        heating: way.amount,
        other: way.other,
    };
    bill_for(book, &question.household, way, &[used])
}

/// The bill for use that was metered in pieces, one after another; tiers carry their balance from piece to piece, and
/// the sum is rounded once.
///
/// # Errors
/// [`NoBill`].
pub fn bill_for<'b>(book: &'b RuleBook, household: &Household, way: &WayQuestion, uses: &[Use]) -> Outcome<'b> {
    let mut lines = Lines::default();
    if let Some(price) = way.own_price {
        let amount = total(uses);
        lines.add(LineKind::OwnPrice, None, amount, price, Exact::of(amount, price));
    } else {
        let charges = meter::charges(book, household, way.way.energy(), uses).map_err(NoBill::Unpriced)?;
        for charge in charges {
            let price = charge.tier.price;
            let money = Exact::of(charge.quantity, price);
            lines.add(
                LineKind::Tier(charge.tier),
                Some(charge.rule),
                charge.quantity,
                price,
                money,
            );
        }
    }
    if let Some(valley) = way.valley {
        if way.way.energy() != Energy::Electricity {
            return Err(NoBill::NoTimeOfUse);
        }
        let peak = Share::from_steps(Share::ONE.steps() - valley.steps());
        for (rule, hours, quantity) in meter::by_hours(book, household, uses).ok_or(NoBill::NoTimeOfUse)? {
            for (kind, share, price) in [
                (LineKind::Valley, valley, hours.valley),
                (LineKind::Peak, peak, hours.peak),
            ] {
                let money = Exact::of_share(quantity, share, price);
                lines.add(kind, Some(rule), part(quantity, share), price, money);
            }
        }
    }
    let cost = lines.sum.round();
    let mut lines = lines.lines;
    let subsidies = running_subsidies(book, household, way.way, uses);
    let subsidy = subsidies.iter().map(|line| line.fen).sum();
    lines.extend(subsidies);
    let first_day = uses.first().map(|used| used.period.from());
    let equipment = match (way.equipment, first_day) {
        (Some(price), Some(on)) => equipment_subsidies(book, household, way.way, price, on),
        _ => Vec::new(),
    };
    Ok(Bill {
        way: way.way,
        amount: total(uses),
        cost,
        subsidy,
        net: cost - subsidy,
        lines,
        equipment,
    })
}

fn total(uses: &[Use]) -> Quantity {
    uses.iter().fold(Quantity::ZERO, |sum, used| sum + used.heating)
}

/// Rounded, to be shown; money is reckoned from the share itself.
fn part(quantity: Quantity, share: Share) -> Quantity {
    let steps = i128::from(quantity.steps()) * i128::from(share.steps());
    let one = i128::from(Share::ONE.steps());
    Quantity::from_steps(i64::try_from((steps + one / 2) / one).unwrap_or(quantity.steps()))
}

/// Lines whose fen add up to the rounded sum: each is what the sum grows by, rounded.
#[derive(Default)]
struct Lines<'b> {
    lines: Vec<Line<'b>>,
    sum: Exact,
}

impl<'b> Lines<'b> {
    fn add(&mut self, kind: LineKind<'b>, rule: Option<&'b Rule>, quantity: Quantity, price: UnitPrice, money: Exact) {
        let before = self.sum.round();
        self.sum = self.sum + money;
        self.lines.push(Line {
            kind,
            rule,
            quantity,
            price: Some(price),
            fen: self.sum.round() - before,
        });
    }
}

fn running_subsidies<'b>(book: &'b RuleBook, household: &Household, way: HeatingWay, uses: &[Use]) -> Vec<Line<'b>> {
    let line = |rule: &'b Rule| {
        let Terms::RunningSubsidy(terms) = &rule.terms else {
            return None;
        };
        if !terms.ways.contains(&way) || rule.audience.fits(household).is_none() {
            return None;
        }
        let (quantity, fen) = meter::grant(rule, terms, uses);
        fen.0.is_positive().then_some(Line {
            kind: LineKind::RunningSubsidy,
            rule: Some(rule),
            quantity,
            price: terms
                .tiers
                .first()
                .filter(|_| terms.tiers.len() == 1)
                .map(|tier| tier.price),
            fen,
        })
    };
    book.rules.iter().filter_map(line).collect()
}

/// All of them together never give more than the equipment costs.
fn equipment_subsidies<'b>(
    book: &'b RuleBook,
    household: &Household,
    way: HeatingWay,
    price: Fen,
    on: Date,
) -> Vec<Line<'b>> {
    let mut left = price;
    let line = |rule: &'b Rule| {
        let Terms::EquipmentSubsidy(terms) = &rule.terms else {
            return None;
        };
        let fits = terms.ways.contains(&way) && rule.is_in_force(on) && rule.audience.fits(household).is_some();
        if !fits {
            return None;
        }
        let share = Exact::part(price, terms.share).round();
        let fen = terms.cap.map_or(share, |cap| share.min(cap)).min(left);
        left = left - fen;
        fen.0.is_positive().then_some(Line {
            kind: LineKind::EquipmentSubsidy,
            rule: Some(rule),
            quantity: Quantity::ONE,
            price: None,
            fen,
        })
    };
    book.rules.iter().filter_map(line).collect()
}

/// A sum among its payers by their parts, to the fen: nothing is lost and nothing is paid twice.
pub fn among(payers: &[Payer], sum: Fen) -> Vec<(&str, Fen)> {
    let all: i64 = payers.iter().map(|payer| i64::from(payer.parts)).sum();
    let mut taken = 0;
    let mut parts = 0;
    payers
        .iter()
        .map(|payer| {
            parts += i64::from(payer.parts);
            let until = sum.0 * parts / all.max(1);
            let fen = Fen(until - taken);
            taken = until;
            (payer.name.as_str(), fen)
        })
        .collect()
}
