//! Use spread over days, sorted into tiers: which part of it each rule prices.

use time::Date;

use super::{
    decimal::{Exact, Fen, Quantity, portion},
    period::{Bucket, Period, Season, Validity},
    rule::{Energy, Household, PriceTerms, Rule, RuleBook, RunningSubsidyTerms, Terms, Tier, TimeOfUseTerms},
};

/// What was used from one day to another, spread evenly over the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The days.
    pub period: Period,
    /// For heating.
    pub heating: Quantity,
    /// For everything else on the same meter: it fills the tiers, and is no part of the bill for heating.
    pub other: Quantity,
}

/// A part of the use that one tier of one rule prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge<'b> {
    /// The rule.
    pub rule: &'b Rule,
    /// Its tier.
    pub tier: &'b Tier,
    /// How much.
    pub quantity: Quantity,
}

/// Why use has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpriced<'b> {
    /// No rule is known for a day.
    NoRule {
        /// Of this.
        energy: Energy,
        /// The first such day.
        on: Date,
    },
    /// The rule's source does not say what is paid above this amount.
    Beyond {
        /// The rule.
        rule: &'b Rule,
        /// The end of its last tier.
        up_to: Quantity,
    },
}

/// How much each month, season or year has seen.
#[derive(Default)]
struct Balances(Vec<(Bucket, Quantity)>);

impl Balances {
    /// Adds to a bucket; gives what it held before.
    fn add(&mut self, bucket: Bucket, quantity: Quantity) -> Quantity {
        if let Some((_, held)) = self.0.iter_mut().find(|(b, _)| *b == bucket) {
            let before = *held;
            *held = before + quantity;
            return before;
        }
        self.0.push((bucket, quantity));
        Quantity::ZERO
    }
}

/// The part of `from..to` that a tier takes.
fn within(tier: &Tier, from: Quantity, to: Quantity) -> Quantity {
    let end = tier.up_to.map_or(to, |up_to| up_to.min(to));
    let start = tier.over.max(from);
    if end > start { end - start } else { Quantity::ZERO }
}

fn limits<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<(Validity, Option<Season>)> {
    rules.map(|rule| (rule.valid, rule.season)).collect()
}

/// The rule whose places fit most closely on a day.
fn closest<'b>(rules: &[(u8, &'b Rule)], on: Date) -> Option<&'b Rule> {
    let in_force = rules.iter().filter(|(_, rule)| rule.is_in_force(on));
    in_force.max_by_key(|(closeness, _)| *closeness).map(|(_, rule)| *rule)
}

/// The rules of one kind that are for a household.
fn fitting<'b>(book: &'b RuleBook, household: &Household, is: impl Fn(&Terms) -> bool) -> Vec<(u8, &'b Rule)> {
    let fits = |rule: &'b Rule| Some((rule.audience.fits(household)?, rule));
    book.rules
        .iter()
        .filter(|rule| is(&rule.terms))
        .filter_map(fits)
        .collect()
}

/// Each stretch of the use with its first day and the part of `of` that falls into it.
fn each_stretch(
    uses: &[Use],
    limits: &[(Validity, Option<Season>)],
    of: impl Fn(&Use) -> Quantity,
    mut visit: impl FnMut(Date, Quantity),
) {
    for used in uses {
        let whole = of(used);
        for (start, end) in used.period.stretches(limits) {
            let until = |date| portion(whole, used.period.days_before(date), used.period.days());
            visit(start, until(end) - until(start));
        }
    }
}

/// Sorts use into tiers. What else the meter counts fills the tiers first: the charges are what heating adds.
///
/// # Errors
/// [`Unpriced`] when any part of it has no known price.
pub fn charges<'b>(
    book: &'b RuleBook,
    household: &Household,
    energy: Energy,
    uses: &[Use],
) -> Result<Vec<Charge<'b>>, Unpriced<'b>> {
    let rules = fitting(
        book,
        household,
        |terms| matches!(terms, Terms::Price(price) if price.energy == energy),
    );
    let mut all = tiers(&rules, energy, uses, |used| used.heating + used.other)?;
    if uses.iter().any(|used| used.other.is_positive()) {
        for less in tiers(&rules, energy, uses, |used| used.other)? {
            add(&mut all, less.rule, less.tier, Quantity::ZERO - less.quantity);
        }
        all.retain(|charge| charge.quantity != Quantity::ZERO);
    }
    Ok(all)
}

fn tiers<'b>(
    rules: &[(u8, &'b Rule)],
    energy: Energy,
    uses: &[Use],
    of: impl Fn(&Use) -> Quantity,
) -> Result<Vec<Charge<'b>>, Unpriced<'b>> {
    let mut balances = Balances::default();
    let mut charges = Vec::new();
    let mut fault = None;
    let limits = limits(rules.iter().map(|(_, rule)| *rule));
    each_stretch(uses, &limits, of, |start, quantity| {
        let Some((rule, price)) = closest(rules, start).and_then(priced) else {
            fault = fault.or(Some(Unpriced::NoRule { energy, on: start }));
            return;
        };
        let before = balances.add(price.per.bucket(rule.season, start), quantity);
        let after = before + quantity;
        for tier in &price.tiers {
            let part = within(tier, before, after);
            if part.is_positive() {
                add(&mut charges, rule, tier, part);
            }
        }
        if let Some(up_to) = price.tiers.last().and_then(|last| last.up_to)
            && after > up_to
        {
            fault = fault.or(Some(Unpriced::Beyond { rule, up_to }));
        }
    });
    fault.map_or(Ok(charges), Err)
}

const fn priced(rule: &Rule) -> Option<(&Rule, &PriceTerms)> {
    match &rule.terms {
        Terms::Price(price) => Some((rule, price)),
        _ => None,
    }
}

fn add<'b>(charges: &mut Vec<Charge<'b>>, rule: &'b Rule, tier: &'b Tier, quantity: Quantity) {
    let same = |charge: &&mut Charge<'b>| std::ptr::eq(charge.tier, tier);
    match charges.iter_mut().find(same) {
        Some(charge) => charge.quantity = charge.quantity + quantity,
        None => charges.push(Charge { rule, tier, quantity }),
    }
}

/// Heating use by the surcharge by the hour that goes with it; none if on some day there is none to be had.
pub fn by_hours<'b>(
    book: &'b RuleBook,
    household: &Household,
    uses: &[Use],
) -> Option<Vec<(&'b Rule, &'b TimeOfUseTerms, Quantity)>> {
    let rules = fitting(book, household, |terms| matches!(terms, Terms::TimeOfUse(_)));
    let mut parts: Vec<(&'b Rule, &'b TimeOfUseTerms, Quantity)> = Vec::new();
    let mut everywhere = true;
    let limits = limits(rules.iter().map(|(_, rule)| *rule));
    each_stretch(
        uses,
        &limits,
        |used| used.heating,
        |start, quantity| {
            let rule = closest(&rules, start);
            let Some((rule, Terms::TimeOfUse(hours))) = rule.map(|rule| (rule, &rule.terms)) else {
                everywhere = false;
                return;
            };
            match parts.iter_mut().find(|(known, ..)| std::ptr::eq(*known, rule)) {
                Some((.., held)) => *held = *held + quantity,
                None => parts.push((rule, hours, quantity)),
            }
        },
    );
    everywhere.then_some(parts)
}

/// What a subsidy for use gives, and for how much of it.
pub fn grant(rule: &Rule, terms: &RunningSubsidyTerms, uses: &[Use]) -> (Quantity, Fen) {
    let mut balances = Balances::default();
    let mut paid: Vec<(Bucket, Exact)> = Vec::new();
    let mut counted = Quantity::ZERO;
    each_stretch(
        uses,
        &limits(std::iter::once(rule)),
        |used| used.heating,
        |start, quantity| {
            if !rule.is_in_force(start) {
                return;
            }
            let bucket = terms.per.bucket(rule.season, start);
            let before = balances.add(bucket, quantity);
            for tier in &terms.tiers {
                let part = within(tier, before, before + quantity);
                counted = counted + part;
                let money = Exact::of(part, tier.price);
                match paid.iter_mut().find(|(known, _)| *known == bucket) {
                    Some((_, held)) => *held = *held + money,
                    None => paid.push((bucket, money)),
                }
            }
        },
    );
    let capped = |money: Exact| terms.cap.map_or(money, |cap| money.min(cap.into()));
    let total = paid
        .into_iter()
        .fold(Exact::default(), |sum, (_, money)| sum + capped(money));
    (counted, total.round())
}
