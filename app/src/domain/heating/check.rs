//! Whether rules can be used: every fault is named, with the place in the rule where it stands.

use super::{
    decimal::{Share, UnitPrice},
    period::Per,
    rule::{Assumption, Energy, HeatingWay, Rule, RuleBook, Source, Terms, Tier},
};
use crate::domain::division::Divisions;

/// Which entry of a rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// The rule at this place.
    Rule(usize),
    /// The assumption at this place.
    Assumption(usize),
}

/// Something wrong in a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// In which entry.
    pub entry: Entry,
    /// In which of its fields, as a path: `terms.price.tiers.1.over`.
    pub field: String,
    /// In plain Chinese.
    pub message: String,
}

/// Dearest unit that can be meant: a tonne of coal costs thousands of yuan, a slip of the pen more.
const DEAREST: UnitPrice = UnitPrice::from_steps(100_000_000);

/// Gathers the faults of one entry.
struct Faults<'a> {
    entry: Entry,
    all: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.all.push(Fault {
            entry: self.entry,
            field: field.into(),
            message: message.into(),
        });
    }

    fn require(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(field, format!("“{field}”是空的"));
        }
    }
}

/// Everything wrong with a rule book; nothing if it can be used.
pub fn faults(book: &RuleBook, divisions: &Divisions) -> Vec<Fault> {
    let mut all = Vec::new();
    for (at, rule) in book.rules.iter().enumerate() {
        let mut faults = Faults {
            entry: Entry::Rule(at),
            all: &mut all,
        };
        check_rule(rule, divisions, &mut faults);
        let earlier = &book.rules[..at];
        if earlier.iter().any(|other| other.id == rule.id) {
            faults.add("id", format!("编号“{}”前面已经有了", rule.id));
        }
        for other in earlier.iter().filter(|other| compete(other, rule)) {
            let message = format!("“{}”和“{}”管同一种情况，又有同时有效的日子", rule.id, other.id);
            faults.add("valid", message);
        }
        for price in book
            .rules
            .iter()
            .filter(|other| other.prices() == Some(Energy::Electricity))
        {
            check_hours(rule, price, &mut faults);
        }
    }
    for (at, assumption) in book.assumptions.iter().enumerate() {
        let mut faults = Faults {
            entry: Entry::Assumption(at),
            all: &mut all,
        };
        check_assumption(assumption, &mut faults);
        if book.assumptions[..at]
            .iter()
            .any(|other| other.figure == assumption.figure)
        {
            faults.add("figure", format!("“{}”前面已经有了", assumption.figure));
        }
    }
    all.sort();
    all
}

fn check_assumption(assumption: &Assumption, faults: &mut Faults<'_>) {
    check_source(&assumption.source, faults);
    if !assumption.figure.accepts(assumption.value) {
        let (least, most) = assumption.figure.limits();
        faults.add("value", format!("应在 {least} 到 {most} 之间"));
    }
}

fn check_source(source: &Source, faults: &mut Faults<'_>) {
    faults.require("source.document", &source.document);
    faults.require("source.number", &source.number);
    let link = source.link.as_str();
    if !(link.is_empty() || link.starts_with("https://") || link.starts_with("http://")) {
        faults.add("source.link", "链接要以 https:// 或 http:// 开头");
    }
}

fn check_rule(rule: &Rule, divisions: &Divisions, faults: &mut Faults<'_>) {
    faults.require("id", &rule.id);
    faults.require("name", &rule.name);
    check_source(&rule.source, faults);
    if rule.valid.until.is_some_and(|until| until < rule.valid.from) {
        faults.add("valid.until", "失效日期早于生效日期");
    }
    check_places(rule, divisions, faults);
    match &rule.terms {
        Terms::Price(price) => {
            check_per(rule, price.per, "terms.price.per", faults);
            check_tiers("terms.price.tiers", &price.tiers, faults);
            let open = price.tiers.last().is_none_or(|last| last.up_to.is_none());
            if !open && !price.beyond_unknown {
                let message = "最后一档要么不写 up_to，要么写 beyond_unknown = true（文件没写以上的价）";
                faults.add("terms.price.tiers", message);
            }
            if open && price.beyond_unknown {
                faults.add(
                    "terms.price.beyond_unknown",
                    "最后一档没有上限，不能再写 beyond_unknown",
                );
            }
            for (at, pair) in price.tiers.windows(2).enumerate() {
                if pair[1].price < pair[0].price {
                    faults.add(format!("terms.price.tiers.{}.price", at + 1), "后一档的价比前一档低");
                }
            }
        }
        Terms::TimeOfUse(hours) => {
            for (field, text) in [
                ("terms.time_of_use.valley_from", &hours.valley_from),
                ("terms.time_of_use.valley_to", &hours.valley_to),
            ] {
                if !is_clock(text) {
                    faults.add(field, "应是钟点，写成 22:00");
                }
            }
            if hours.valley > hours.peak {
                faults.add("terms.time_of_use.valley", "谷段比峰段还贵，像是写反了");
            }
        }
        Terms::RunningSubsidy(subsidy) => {
            check_per(rule, subsidy.per, "terms.running_subsidy.per", faults);
            check_tiers("terms.running_subsidy.tiers", &subsidy.tiers, faults);
            check_ways(&subsidy.ways, "terms.running_subsidy.ways", faults);
            let mut energies = subsidy.ways.iter().map(|way| way.energy());
            let first = energies.next();
            if energies.any(|energy| Some(energy) != first) {
                faults.add("terms.running_subsidy.ways", "电和气要分成两条写，单位不一样");
            }
            if subsidy.cap.is_some_and(|cap| cap.0 <= 0) {
                faults.add("terms.running_subsidy.cap", "最多补多少，要大于 0");
            }
        }
        Terms::EquipmentSubsidy(subsidy) => {
            check_ways(&subsidy.ways, "terms.equipment_subsidy.ways", faults);
            if !subsidy.share.is_positive() || subsidy.share > Share::ONE {
                faults.add("terms.equipment_subsidy.share", "补助比例应在 0 到 1 之间，如 0.7");
            }
            if subsidy.cap.is_some_and(|cap| cap.0 <= 0) {
                faults.add("terms.equipment_subsidy.cap", "最多补多少，要大于 0");
            }
        }
    }
    check_payers(rule, faults);
}

fn check_payers(rule: &Rule, faults: &mut Faults<'_>) {
    if !rule.is_subsidy() && (!rule.payers.is_empty() || rule.claim.is_some()) {
        faults.add("payers", "只有补贴才写谁出钱、怎么领");
    }
    for (at, payer) in rule.payers.iter().enumerate() {
        faults.require(&format!("payers.{at}.name"), &payer.name);
        if payer.parts == 0 {
            faults.add(format!("payers.{at}.parts"), "出的份数要大于 0");
        }
    }
}

fn check_places(rule: &Rule, divisions: &Divisions, faults: &mut Faults<'_>) {
    let audience = &rule.audience;
    for code in audience
        .counties
        .iter()
        .filter(|code| divisions.county(**code).is_none())
    {
        faults.add("audience.counties", format!("没有这个区县：{code}"));
    }
    for code in audience.towns.iter().filter(|code| divisions.town(**code).is_none()) {
        faults.add("audience.towns", format!("没有这个乡镇（街道）：{code}"));
    }
    for code in audience
        .villages
        .iter()
        .filter(|code| divisions.village(**code).is_none())
    {
        faults.add("audience.villages", format!("没有这个村（社区）：{code}"));
    }
}

fn check_per(rule: &Rule, per: Per, field: &str, faults: &mut Faults<'_>) {
    if per == Per::Season && rule.season.is_none() {
        faults.add(field, "按季算的要写明季节 season");
    }
}

fn check_ways(ways: &[HeatingWay], field: &str, faults: &mut Faults<'_>) {
    if ways.is_empty() {
        faults.add(field, "没有写补给哪种取暖方式");
    }
}

fn check_tiers(field: &str, tiers: &[Tier], faults: &mut Faults<'_>) {
    if tiers.is_empty() {
        faults.add(field, "一档也没有");
    }
    for (at, tier) in tiers.iter().enumerate() {
        if !tier.price.is_positive() || tier.price > DEAREST {
            faults.add(format!("{field}.{at}.price"), "单价要大于 0，不超过 1 万元");
        }
        if tier.over.steps() < 0 {
            faults.add(format!("{field}.{at}.over"), "不能是负数");
        }
        if tier.up_to.is_some_and(|up_to| up_to <= tier.over) {
            faults.add(format!("{field}.{at}.up_to"), "这一档的上限不大于下限");
        }
        let previous = match at.checked_sub(1) {
            None => Some(super::decimal::Quantity::ZERO),
            Some(previous) => tiers[previous].up_to,
        };
        match previous {
            None => faults.add(format!("{field}.{at}.over"), "和前一档重叠：前一档没有上限"),
            Some(end) if tier.over < end => {
                faults.add(format!("{field}.{at}.over"), format!("和前一档重叠：前一档到 {end}"));
            }
            Some(end) if tier.over > end => {
                faults.add(
                    format!("{field}.{at}.over"),
                    format!("和前一档之间有空档：前一档到 {end}"),
                );
            }
            Some(_) => {}
        }
    }
}

fn is_clock(text: &str) -> bool {
    let Some((hour, minute)) = text.split_once(':') else {
        return false;
    };
    let below = |part: &str, limit: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|number| number < limit);
    below(hour, 25) && below(minute, 60)
}

/// The cheapest hour of the cheapest tier must still cost something.
fn check_hours(rule: &Rule, price: &Rule, faults: &mut Faults<'_>) {
    let (Terms::TimeOfUse(hours), Terms::Price(terms)) = (&rule.terms, &price.terms) else {
        return;
    };
    let cheapest = terms.tiers.iter().map(|tier| tier.price.steps()).min();
    let lowest = hours.valley.steps().min(hours.peak.steps());
    if rule.valid.overlaps(&price.valid) && cheapest.is_some_and(|cheapest| cheapest + lowest <= 0) {
        let message = format!("减得比电价还多：“{}”最低一档减完不到 0", price.id);
        faults.add("terms.time_of_use.valley", message);
    }
}

/// Whether the rule with this identifier answers what another one of the book does.
pub fn competes(book: &RuleBook, id: &str) -> bool {
    let own = book.rule(id);
    own.is_some_and(|own| book.rules.iter().any(|other| other.id != own.id && compete(own, other)))
}

/// Two rules that answer the same question on the same day for the same household. Subsidies add up and never do.
fn compete(one: &Rule, other: &Rule) -> bool {
    let same_subject = match (&one.terms, &other.terms) {
        (Terms::Price(one), Terms::Price(other)) => one.energy == other.energy,
        (Terms::TimeOfUse(_), Terms::TimeOfUse(_)) => true,
        _ => false,
    };
    let seasons = match (&one.season, &other.season) {
        (Some(one), Some(other)) => one.overlaps(other),
        _ => true,
    };
    same_subject && seasons && one.valid.overlaps(&other.valid) && share_households(one, other)
}

/// Whether one household can be meant by both, at places equally close: the closer place wins, so a rule for one
/// village may stand beside the city's.
fn share_households(one: &Rule, other: &Rule) -> bool {
    let (one, other) = (&one.audience, &other.audience);
    let agree = |a: Option<bool>, b: Option<bool>| a.is_none() || b.is_none() || a == b;
    let everywhere = |audience: &crate::domain::heating::rule::Audience| {
        audience.counties.is_empty() && audience.towns.is_empty() && audience.villages.is_empty()
    };
    let places = (everywhere(one) && everywhere(other))
        || one.counties.iter().any(|code| other.counties.contains(code))
        || one.towns.iter().any(|code| other.towns.contains(code))
        || one.villages.iter().any(|code| other.villages.contains(code));
    places
        && agree(one.central_heating, other.central_heating)
        && agree(one.own_meter, other.own_meter)
        && agree(one.on_register, other.on_register)
}
