//! Worked examples by hand, and what must hold for every household.

mod bills;
mod properties;
mod rules;

use time::{Date, macros::date};

use super::{
    decimal::{Fen, Quantity, UnitPrice},
    estimate::{Bill, Question, WayQuestion, bill},
    period::{Per, Period, Season, Validity},
    rule::*,
};
use crate::domain::who_may_burn::Allowance;

const OUTSIDE: Household = Household {
    village: None,
    central_heating: false,
    own_meter: true,
    on_register: Some(true),
};

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn price(text: &str) -> UnitPrice {
    text.parse().unwrap()
}

fn tiers(all: &[(&str, Option<&str>, &str)]) -> Vec<Tier> {
    let tier = |(over, up_to, yuan): &(&str, Option<&str>, &str)| Tier {
        over: quantity(over),
        up_to: up_to.map(quantity),
        price: price(yuan),
    };
    all.iter().map(tier).collect()
}

fn winter() -> Season {
    Season {
        first: "11-15".parse().unwrap(),
        last: "03-15".parse().unwrap(),
    }
}

fn rule(id: &str, from: Date, until: Option<Date>, terms: Terms) -> Rule {
    Rule {
        id: id.into(),
        name: id.into(),
        certainty: Certainty::Unverified,
        note: String::new(),
        valid: Validity { from, until },
        season: None,
        audience: Audience::default(),
        source: Source {
            document: "文件".into(),
            number: "1号".into(),
            date: from,
            link: String::new(),
        },
        terms,
        payers: Vec::new(),
        claim: None,
    }
}

fn price_rule(id: &str, energy: Energy, per: Per, steps: &[(&str, Option<&str>, &str)]) -> Rule {
    let terms = PriceTerms {
        energy,
        per,
        tiers: tiers(steps),
        beyond_unknown: false,
    };
    rule(id, date!(2017 - 11 - 01), None, Terms::Price(terms))
}

fn running(id: &str, ways: &[HeatingWay], steps: &[(&str, Option<&str>, &str)], cap: Option<i64>) -> Rule {
    let terms = RunningSubsidyTerms {
        ways: ways.to_vec(),
        per: Per::Season,
        tiers: tiers(steps),
        cap: cap.map(Fen),
    };
    Rule {
        season: Some(winter()),
        ..rule(id, date!(2017 - 01 - 01), None, Terms::RunningSubsidy(terms))
    }
}

/// Henan's electricity as FACTS 2d has it, and gas as 2e.
fn book() -> RuleBook {
    let outside = Audience {
        central_heating: Some(false),
        own_meter: Some(true),
        ..Audience::default()
    };
    let season = Rule {
        season: Some(winter()),
        audience: outside.clone(),
        ..price_rule(
            "season",
            Energy::Electricity,
            Per::Season,
            &[("0", Some("1120"), "0.56"), ("1120", None, "0.61")],
        )
    };
    let mut rest = Rule {
        season: Some(Season {
            first: "03-16".parse().unwrap(),
            last: "11-14".parse().unwrap(),
        }),
        audience: outside,
        ..price_rule(
            "rest",
            Energy::Electricity,
            Per::Season,
            &[("0", Some("1440"), "0.56"), ("1440", Some("2080"), "0.61")],
        )
    };
    if let Terms::Price(price) = &mut rest.terms {
        price.beyond_unknown = true;
    }
    let monthly = Rule {
        audience: Audience {
            central_heating: Some(true),
            ..Audience::default()
        },
        ..price_rule(
            "monthly",
            Energy::Electricity,
            Per::Month,
            &[
                ("0", Some("180"), "0.56"),
                ("180", Some("260"), "0.61"),
                ("260", None, "0.86"),
            ],
        )
    };
    let hours = TimeOfUseTerms {
        valley: price("-0.12"),
        peak: price("0.03"),
        valley_from: "22:00".into(),
        valley_to: "08:00".into(),
    };
    let hours = Rule {
        audience: Audience {
            own_meter: Some(true),
            ..Audience::default()
        },
        ..rule("hours", date!(2017 - 11 - 01), None, Terms::TimeOfUse(hours))
    };
    let gas = price_rule(
        "gas",
        Energy::Gas,
        Per::Year,
        &[("0", Some("600"), "2.52"), ("600", None, "3.28")],
    );
    RuleBook {
        rules: vec![season, rest, monthly, hours, gas],
        assumptions: Vec::new(),
    }
}

fn season_2025() -> Period {
    Period::new(date!(2025 - 11 - 15), date!(2026 - 03 - 15)).unwrap()
}

fn ask(period: Period, way: WayQuestion) -> Question {
    Question {
        household: OUTSIDE,
        briquette: Allowance::Allowed,
        period,
        ways: vec![way],
    }
}

fn direct(kwh: &str) -> WayQuestion {
    WayQuestion::new(HeatingWay::DirectElectric, quantity(kwh))
}

fn billed(book: &RuleBook, period: Period, way: WayQuestion) -> Bill<'_> {
    bill(book, &ask(period, way), &way).unwrap_or_else(|error| panic!("{error:?}"))
}
