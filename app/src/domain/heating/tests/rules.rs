//! Rules, periods and houses: what is refused, what is said where nothing is known.

use time::{Duration, macros::date};

use super::{
    super::{
        change::{ChangeFault, RuleChange},
        check::{Entry, faults},
        decimal::{Fen, Share},
        estimate::{NoBill, Question, WayQuestion, among, bill},
        house::{Figure, Figures, House, Insulation, Missing, amount_for, heat_from},
        meter::Unpriced,
        period::{NoPeriod, Per, Period, Validity},
        rule::*,
    },
    *,
};
use crate::domain::{division::Divisions, who_may_burn::Allowance};

#[test]
fn payers_share_to_the_fen() {
    let payers = ["省", "市", "县"].map(|name| Payer {
        name: name.into(),
        parts: 1,
    });
    let parts: Vec<i64> = among(&payers, Fen(100)).iter().map(|(_, fen)| fen.0).collect();
    assert_eq!(parts, [33, 33, 34]);
}

#[test]
fn what_is_not_known_is_said() {
    let book = book();
    let without_meter = Household {
        own_meter: false,
        ..OUTSIDE
    };
    let on = date!(2025 - 11 - 15);
    for (household, way, expected) in [
        (
            without_meter,
            direct("100"),
            NoBill::Unpriced(Unpriced::NoRule {
                energy: Energy::Electricity,
                on,
            }),
        ),
        (
            OUTSIDE,
            WayQuestion::new(HeatingWay::CurrentCoal, quantity("2")),
            NoBill::Unpriced(Unpriced::NoRule {
                energy: Energy::LooseCoal,
                on,
            }),
        ),
        (
            OUTSIDE,
            WayQuestion {
                valley: Some(Share::ONE),
                ..WayQuestion::new(HeatingWay::GasBoiler, quantity("2"))
            },
            NoBill::NoTimeOfUse,
        ),
    ] {
        let mut question = ask(season_2025(), way);
        question.household = household;
        assert_eq!(bill(&book, &question, &way), Err(expected));
        assert!(!expected.words().is_empty());
    }
    // Before any rule was in force.
    let old = Period::new(date!(2010 - 01 - 01), date!(2010 - 01 - 31)).unwrap();
    let way = direct("100");
    assert!(matches!(
        bill(&book, &ask(old, way), &way),
        Err(NoBill::Unpriced(Unpriced::NoRule { .. }))
    ));
    // The source does not say what is paid above 2,080 kWh outside the season.
    let summer = Period::new(date!(2026 - 04 - 01), date!(2026 - 10 - 31)).unwrap();
    let way = direct("2080.001");
    assert!(matches!(
        bill(&book, &ask(summer, way), &way),
        Err(NoBill::Unpriced(Unpriced::Beyond { .. }))
    ));
    assert!(bill(&book, &ask(summer, direct("2080")), &direct("2080")).is_ok());
    let way = WayQuestion {
        own_price: Some(price("900")),
        ..WayQuestion::new(HeatingWay::CleanBriquette, quantity("1.5"))
    };
    for (allowance, expected) in [
        (Allowance::Allowed, Ok(Fen(135_000))),
        (Allowance::Forbidden, Err(NoBill::Forbidden)),
        (Allowance::Undetermined, Err(NoBill::AskFirst)),
    ] {
        let question = Question {
            briquette: allowance,
            ..ask(season_2025(), way)
        };
        assert_eq!(bill(&book, &question, &way).map(|bill| bill.cost), expected);
    }
}

#[test]
fn the_closer_place_wins() {
    let mut book = book();
    let mut village = price_rule("village", Energy::Gas, Per::Year, &[("0", None, "2.2")]);
    village.audience.villages = vec!["410821100207".parse().unwrap()];
    book.rules.push(village);
    for (code, expected) in [("410821100207", "village"), ("410821100206", "gas")] {
        let way = WayQuestion::new(HeatingWay::GasBoiler, quantity("10"));
        let mut question = ask(season_2025(), way);
        question.household.village = Some(code.parse().unwrap());
        let bill = bill(&book, &question, &way).unwrap();
        assert_eq!(bill.lines[0].rule.unwrap().id, expected, "{code}");
    }
}

#[test]
fn hours_pay_above_a_fifth() {
    let Terms::TimeOfUse(hours) = &book().rules[3].terms.clone() else {
        panic!("the fourth rule has the hours");
    };
    assert_eq!(hours.break_even().unwrap().percent(), "20");
}

#[test]
fn a_period_must_run_forwards() {
    let day = date!(2026 - 01 - 01);
    assert_eq!(Period::new(day, day - Duration::DAY), Err(NoPeriod::Backwards));
    assert_eq!(Period::new(day, day + Duration::days(2_000)), Err(NoPeriod::TooLong));
    assert_eq!(Period::new(day, day).unwrap().days(), 1);
    assert_eq!(season_2025().days(), 121);
}

#[test]
fn a_house_needs_every_figure() {
    let house = House {
        area: quantity("60"),
        insulation: Insulation::Ordinary,
        hours: quantity("24"),
        temperature: quantity("18"),
    };
    let mut figures = Figures::default();
    let missing = house.heat(&figures, &season_2025());
    assert_eq!(missing, Err(Missing::Figure(Figure::NeedOrdinary)));
    for (figure, value) in [
        (Figure::NeedOrdinary, "45"),
        (Figure::Indoor, "18"),
        (Figure::Outdoor, "3"),
        (Figure::HeatPump, "2.5"),
        (Figure::Boiler, "0.9"),
        (Figure::GasHeat, "10"),
        (Figure::Stove, "0.6"),
        (Figure::CoalHeat, "7"),
    ] {
        figures.set(figure, quantity(value));
    }
    // 45 W × 60 m² × 24 h × 121 days.
    let heat = house.heat(&figures, &season_2025()).unwrap();
    assert_eq!(heat, quantity("7840.8"));
    for (way, amount) in [
        (HeatingWay::AirSourceHeatPump, "3136.32"),
        (HeatingWay::GasBoiler, "871.2"),
        (HeatingWay::CurrentCoal, "1.867"),
    ] {
        assert_eq!(amount_for(way, heat, &figures), Ok(quantity(amount)), "{way}");
    }
    let coal = heat_from(HeatingWay::CurrentCoal, quantity("2"), &figures);
    assert_eq!(coal, Ok(quantity("8400")), "two tonnes at 7 kWh a kilogram and 0.6");
    // Two degrees less of fifteen.
    let cooler = House {
        temperature: quantity("16"),
        ..house
    };
    assert_eq!(cooler.heat(&figures, &season_2025()), Ok(quantity("6795.36")));
    let outside = House {
        temperature: quantity("3"),
        ..house
    };
    assert_eq!(outside.heat(&figures, &season_2025()), Err(Missing::NoHeatNeeded));
}

/// Each row: what is spoilt, in which field, and a word of the message.
#[test]
fn every_fault_is_named() {
    type Spoil = fn(&mut RuleBook);
    fn tiers_of(book: &mut RuleBook) -> &mut Vec<Tier> {
        let Terms::Price(price) = &mut book.rules[0].terms else {
            panic!("the first rule is a price");
        };
        &mut price.tiers
    }
    let cases: [(Spoil, &str, &str); 15] = [
        (|b| b.rules[0].source.number.clear(), "source.number", "空"),
        (
            |b| b.rules[0].source.link = "javascript:1".into(),
            "source.link",
            "https",
        ),
        (
            |b| b.rules[0].valid.until = Some(date!(2017 - 01 - 01)),
            "valid.until",
            "早于",
        ),
        (
            |b| tiers_of(b)[1].over = quantity("1000"),
            "terms.price.tiers.1.over",
            "重叠",
        ),
        (
            |b| tiers_of(b)[1].over = quantity("1200"),
            "terms.price.tiers.1.over",
            "空档",
        ),
        (
            |b| tiers_of(b)[0].over = quantity("1"),
            "terms.price.tiers.0.over",
            "空档",
        ),
        (|b| tiers_of(b)[0].up_to = None, "terms.price.tiers.1.over", "重叠"),
        (
            |b| tiers_of(b)[0].price = price("-0.56"),
            "terms.price.tiers.0.price",
            "大于 0",
        ),
        (
            |b| tiers_of(b)[1].price = price("99999"),
            "terms.price.tiers.1.price",
            "1 万元",
        ),
        (
            |b| tiers_of(b)[1].price = price("0.5"),
            "terms.price.tiers.1.price",
            "低",
        ),
        (
            |b| tiers_of(b)[1].up_to = Some(quantity("2000")),
            "terms.price.tiers",
            "beyond_unknown",
        ),
        (|b| tiers_of(b).clear(), "terms.price.tiers", "一档也没有"),
        (|b| b.rules[0].season = None, "terms.price.per", "season"),
        (
            |b| b.rules[0].audience.villages = vec!["410821100999".parse().unwrap()],
            "audience.villages",
            "没有这个村",
        ),
        (|b| b.rules[0].name.clear(), "name", "空"),
    ];
    let divisions = Divisions::default();
    assert_eq!(faults(&book(), &divisions), []);
    for (spoil, field, word) in cases {
        let mut book = book();
        spoil(&mut book);
        let found = faults(&book, &divisions);
        assert!(
            found
                .iter()
                .any(|f| f.entry == Entry::Rule(0) && f.field == field && f.message.contains(word)),
            "{field} {word}: {found:?}"
        );
    }
}

#[test]
fn two_rules_for_one_case_are_refused() {
    let mut doubled = book();
    let mut again = doubled.rules[4].clone();
    again.id = "gas-2".into();
    doubled.rules.push(again);
    let found = faults(&doubled, &Divisions::default());
    assert!(found.len() == 1 && found[0].message.contains("同一种情况"), "{found:?}");
    // One after the other, or for a single village, is no conflict.
    doubled.rules[4].valid.until = Some(date!(2025 - 12 - 31));
    doubled.rules[5].valid.from = date!(2026 - 01 - 01);
    assert_eq!(faults(&doubled, &Divisions::default()), []);
    // Hours that would make current free.
    let mut free = book();
    if let Terms::TimeOfUse(hours) = &mut free.rules[3].terms {
        hours.valley = price("-0.56");
    }
    assert!(!faults(&free, &Divisions::default()).is_empty());
}

#[test]
fn a_change_ends_the_rule_it_replaces() {
    let day = date!(2026 - 01 - 01);
    let change = RuleChange {
        replaces: Some("gas".into()),
        rule: Some(Rule {
            valid: Validity { from: day, until: None },
            ..price_rule("gas-2026", Energy::Gas, Per::Year, &[("0", None, "3")])
        }),
        ..RuleChange::default()
    };
    let changed = book().changed(&change, day).unwrap();
    assert_eq!(changed.rule("gas").unwrap().valid.until, Some(date!(2025 - 12 - 31)));
    assert_eq!(faults(&changed, &Divisions::default()), []);
    // Brought in twice, as a file and as a version, it is there once.
    assert_eq!(changed.clone().changed(&change, day).unwrap(), changed);
    assert_eq!(
        book().changed(&change, date!(2017 - 11 - 01)),
        Err(ChangeFault::NotBegun("gas".into()))
    );
    let unknown = RuleChange {
        replaces: Some("coal".into()),
        ..RuleChange::default()
    };
    assert_eq!(
        book().changed(&unknown, day),
        Err(ChangeFault::NoSuchRule("coal".into()))
    );
}

#[test]
fn a_rule_book_survives_its_journey_to_the_browser() {
    let mut book = book();
    book.rules.push(running(
        "a",
        &[HeatingWay::GasBoiler],
        &[("0", Some("900"), "1")],
        Some(90_000),
    ));
    let json = serde_json::to_string(&book).unwrap();
    assert_eq!(serde_json::from_str::<RuleBook>(&json).unwrap(), book);
}

#[test]
fn demonstrations_stand_in_only_where_nothing_is_known() {
    let mut demonstration = RuleBook::default();
    demonstration
        .rules
        .push(price_rule("demo-gas", Energy::Gas, Per::Year, &[("0", None, "2")]));
    demonstration.rules.push(price_rule(
        "demo-coal",
        Energy::Briquette,
        Per::Year,
        &[("0", None, "900")],
    ));
    let both = book().with_demonstration(demonstration);
    assert!(both.rule("demo-gas").is_none() && both.rule("demo-coal").is_some());
}
