//! Worked examples by hand, and what must hold for every household.

use proptest::prelude::*;
use time::{Date, Duration, macros::date};

use super::{
    change::{ChangeFault, RuleChange},
    check::{Entry, faults},
    decimal::{Exact, Fen, Quantity, Share, UnitPrice},
    estimate::{Bill, LineKind, NoBill, Question, WayQuestion, among, bill, bill_for, estimate},
    house::{Figure, Figures, House, Insulation, Missing, amount_for, heat_from},
    meter::{Unpriced, Use},
    period::{NoPeriod, Per, Period, Season, Validity},
    rule::*,
};
use crate::domain::{division::Divisions, who_may_burn::Allowance};

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

fn billed<'b>(book: &'b RuleBook, period: Period, way: WayQuestion) -> Bill<'b> {
    bill(book, &ask(period, way), &way).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn electricity_by_hand() {
    let book = book();
    for (kwh, valley, fen) in [
        ("0", None, 0),
        ("1", None, 56),
        ("1120", None, 62_720),
        ("1120.001", None, 62_720),
        ("1121", None, 62_781),
        ("2000", None, 116_400),
        ("1120", Some("1"), 49_280),
        ("1120", Some("0"), 66_080),
        // At 20 % in the valley it makes no difference.
        ("1120", Some("0.2"), 62_720),
        ("2000", Some("0.5"), 116_400 - 12_000 + 3_000),
        // 1 kWh, a third in the valley: 0.56 − 0.3333 × 0.12 + 0.6667 × 0.03 = 0.540005.
        ("1", Some("0.3333"), 54),
    ] {
        let way = WayQuestion {
            valley: valley.map(|share: &str| share.parse::<Share>().unwrap()),
            ..direct(kwh)
        };
        let bill = billed(&book, season_2025(), way);
        assert_eq!(bill.cost, Fen(fen), "{kwh} kWh, valley {valley:?}");
        assert_eq!(bill.net, bill.cost, "no subsidy is known");
    }
}

#[test]
fn each_line_names_its_rule() {
    let book = book();
    let way = WayQuestion {
        valley: Some("0.5".parse().unwrap()),
        ..direct("2000")
    };
    let bill = billed(&book, season_2025(), way);
    let lines: Vec<(&str, String, i64)> = bill
        .lines
        .iter()
        .map(|line| (line.rule.unwrap().id.as_str(), line.quantity.to_string(), line.fen.0))
        .collect();
    let expected = [
        ("season", "1120", 62_720),
        ("season", "880", 53_680),
        ("hours", "1000", -12_000),
        ("hours", "1000", 3_000),
    ];
    assert_eq!(
        lines,
        expected.map(|(rule, quantity, fen)| (rule, quantity.to_owned(), fen))
    );
}

/// A price of November's last month's tier does not touch December's.
#[test]
fn monthly_tiers_start_anew_each_month() {
    let book = book();
    let central = Household {
        central_heating: true,
        ..OUTSIDE
    };
    for (from, to, kwh, fen) in [
        // One month: 180 × 0.56 + 80 × 0.61 + 40 × 0.86.
        (
            date!(2025 - 12 - 01),
            date!(2025 - 12 - 31),
            "300",
            10_080 + 4_880 + 3_440,
        ),
        // 60 days over two months, 31 and 29 of them: 155 and 145 kWh, all in the first tier.
        (date!(2026 - 01 - 01), date!(2026 - 03 - 01), "300", 16_800),
        // The same days in a leap year: 31 of 61 days are January.
        (date!(2028 - 01 - 01), date!(2028 - 03 - 01), "305", 17_080),
        // 1 to 30 November and 1 to 15 December: 360 and 180 kWh.
        (
            date!(2025 - 11 - 01),
            date!(2025 - 12 - 15),
            "540",
            10_080 + 4_880 + 8_600 + 10_080,
        ),
    ] {
        let mut question = ask(Period::new(from, to).unwrap(), direct(kwh));
        question.household = central;
        let bill = bill(&book, &question, &question.ways[0]).unwrap();
        assert_eq!(bill.cost, Fen(fen), "{kwh} kWh from {from} to {to}");
    }
}

#[test]
fn a_period_may_cross_the_seasons_edges() {
    let book = book();
    // 1 to 30 November: 14 days before the season, 16 in it, 100 kWh a day.
    let period = Period::new(date!(2025 - 11 - 01), date!(2025 - 11 - 30)).unwrap();
    let bill = billed(&book, period, direct("3000"));
    // 1,400 × 0.56, then 1,120 × 0.56 + 480 × 0.61.
    assert_eq!(bill.cost, Fen(78_400 + 62_720 + 29_280));
    // The leap day belongs to the season, the 16th of March does not.
    for (from, to, rule) in [
        (date!(2028 - 02 - 29), date!(2028 - 02 - 29), "season"),
        (date!(2028 - 03 - 15), date!(2028 - 03 - 15), "season"),
        (date!(2028 - 03 - 16), date!(2028 - 03 - 16), "rest"),
        (date!(2028 - 11 - 14), date!(2028 - 11 - 14), "rest"),
    ] {
        let bill = billed(&book, Period::new(from, to).unwrap(), direct("10"));
        assert_eq!(bill.lines[0].rule.unwrap().id, rule, "{from}");
    }
    // Two winters have two balances.
    let winters = [2025, 2026].map(|year| Use {
        period: Period::heating_season(Date::from_calendar_date(year, time::Month::December, 1).unwrap()).unwrap(),
        heating: quantity("1120"),
        other: Quantity::ZERO,
    });
    assert_eq!(
        bill_for(&book, &OUTSIDE, &direct("0"), &winters).unwrap().cost,
        Fen(2 * 62_720)
    );
}

#[test]
fn a_price_that_changes_in_mid_season_keeps_the_balance() {
    let mut book = book();
    book.rules[0].valid.until = Some(date!(2025 - 12 - 31));
    let mut dearer = book.rules[0].clone();
    dearer.id = "season-2026".into();
    dearer.valid = Validity {
        from: date!(2026 - 01 - 01),
        until: None,
    };
    if let Terms::Price(terms) = &mut dearer.terms {
        terms.tiers = tiers(&[("0", Some("1120"), "0.60"), ("1120", None, "0.70")]);
    }
    book.rules.push(dearer);
    // 121 days of 20 kWh: 47 days until the new year, 940 kWh; then 180 more in the first tier and 1,300 in the second.
    let bill = billed(&book, season_2025(), direct("2420"));
    assert_eq!(
        bill.cost,
        Fen(94_000 * 56 / 100 + 18_000 * 60 / 100 + 130_000 * 70 / 100)
    );
    let used: Vec<&str> = bill.lines.iter().map(|line| line.rule.unwrap().id.as_str()).collect();
    assert_eq!(used, ["season", "season-2026", "season-2026"]);
}

#[test]
fn other_use_fills_the_tiers_first() {
    let way = WayQuestion {
        other: quantity("620"),
        ..direct("1000")
    };
    // 500 are left of the first tier.
    assert_eq!(billed(&book(), season_2025(), way).cost, Fen(28_000 + 30_500));
}

#[test]
fn gas_by_the_year() {
    let book = book();
    let period = Period::new(date!(2026 - 01 - 01), date!(2026 - 01 - 31)).unwrap();
    let gas = |m3: &str| WayQuestion::new(HeatingWay::GasBoiler, quantity(m3));
    assert_eq!(billed(&book, period, gas("600")).cost, Fen(151_200));
    assert_eq!(billed(&book, period, gas("700")).cost, Fen(151_200 + 32_800));
    // The season crosses the new year: 47 of 121 days are in the old one, so both years stay below 600.
    assert_eq!(billed(&book, season_2025(), gas("968")).cost, Fen(243_936));
}

#[test]
fn subsidies_by_hand() {
    let pump = &[HeatingWay::AirSourceHeatPump, HeatingWay::DirectElectric];
    let gas = &[HeatingWay::GasBoiler];
    for (rule, way, amount, fen) in [
        (
            running("a", pump, &[("0", Some("3000"), "0.2")], None),
            HeatingWay::DirectElectric,
            "3000",
            60_000,
        ),
        (
            running("a", pump, &[("0", Some("3000"), "0.2")], None),
            HeatingWay::DirectElectric,
            "5000",
            60_000,
        ),
        (
            running("a", pump, &[("0", Some("10000"), "0.12")], None),
            HeatingWay::DirectElectric,
            "10000",
            120_000,
        ),
        (
            running("a", pump, &[("0", Some("3000"), "0.3")], None),
            HeatingWay::DirectElectric,
            "1000",
            30_000,
        ),
        (
            running("a", gas, &[("0", Some("1200"), "0.8")], None),
            HeatingWay::GasBoiler,
            "1300",
            96_000,
        ),
        (
            running(
                "a",
                gas,
                &[("0", Some("1500"), "1.36"), ("1500", Some("2250"), "1.1")],
                None,
            ),
            HeatingWay::GasBoiler,
            "2000",
            204_000 + 55_000,
        ),
        (
            running("a", pump, &[("0", None, "0.2")], Some(40_000)),
            HeatingWay::DirectElectric,
            "3000",
            40_000,
        ),
        (
            running("a", gas, &[("0", None, "0.2")], None),
            HeatingWay::DirectElectric,
            "3000",
            0,
        ),
    ] {
        let mut book = book();
        book.rules.push(rule);
        let bill = billed(&book, season_2025(), WayQuestion::new(way, quantity(amount)));
        assert_eq!(bill.subsidy, Fen(fen), "{way} {amount}");
        assert_eq!(bill.net, bill.cost - bill.subsidy);
    }
}

#[test]
fn a_subsidy_counts_only_its_own_season_and_households() {
    let ways = &[HeatingWay::DirectElectric];
    let mut book = book();
    let mut subsidy = running("a", ways, &[("0", Some("3000"), "0.2")], None);
    subsidy.audience.on_register = Some(true);
    book.rules.push(subsidy);
    let period = Period::new(date!(2026 - 03 - 01), date!(2026 - 03 - 30)).unwrap();
    // Half of the 30 days are in the season.
    assert_eq!(billed(&book, period, direct("300")).subsidy, Fen(3_000));
    for (on_register, fen) in [(Some(true), 3_000), (None, 3_000), (Some(false), 0)] {
        let mut question = ask(period, direct("300"));
        question.household.on_register = on_register;
        let bill = bill(&book, &question, &question.ways[0]).unwrap();
        assert_eq!(bill.subsidy, Fen(fen), "{on_register:?}");
    }
}

#[test]
fn equipment_by_share_and_cap() {
    let equipment = |share: &str, cap: i64| {
        Terms::EquipmentSubsidy(EquipmentSubsidyTerms {
            ways: vec![HeatingWay::AirSourceHeatPump],
            share: share.parse().unwrap(),
            cap: Some(Fen(cap)),
        })
    };
    for (price, rules, fen) in [
        (300_000, &[("0.7", 200_000)][..], 200_000),
        (200_000, &[("0.7", 200_000)], 140_000),
        (900_000, &[("0.6", 350_000)], 350_000),
        (33, &[("0.5", 350_000)], 17),
        // Two of them give no more than the thing costs.
        (300_000, &[("0.7", 250_000), ("0.6", 350_000)], 300_000),
    ] {
        let mut book = book();
        for (at, (share, cap)) in rules.iter().enumerate() {
            book.rules.push(rule(
                &format!("e{at}"),
                date!(2017 - 01 - 01),
                None,
                equipment(share, *cap),
            ));
        }
        let way = WayQuestion {
            equipment: Some(Fen(price)),
            ..WayQuestion::new(HeatingWay::AirSourceHeatPump, quantity("1000"))
        };
        let bill = billed(&book, season_2025(), way);
        assert_eq!(bill.equipment_subsidy(), Fen(fen), "{price} {rules:?}");
        assert_eq!(bill.subsidy, Fen::ZERO, "it is no subsidy for use");
    }
}

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

/// A way of electric heating over some days of some years.
fn uses() -> impl Strategy<Value = (Use, bool)> {
    let day = 0_i64..2_000;
    (day, 1_i64..400, 0_i64..10_000_000, 0_i64..2_000_000, any::<bool>()).prop_map(
        |(start, days, heating, other, central)| {
            let from = date!(2018 - 01 - 01) + Duration::days(start);
            let used = Use {
                period: Period::new(from, from + Duration::days(days - 1)).unwrap(),
                heating: Quantity::from_steps(heating),
                other: Quantity::from_steps(other),
            };
            (used, central)
        },
    )
}

fn winter_only(used: &Use) -> bool {
    let days = (0..used.period.days()).map(|day| used.period.from() + Duration::days(day));
    let mut days = days;
    days.all(|day| winter().contains(day))
}

proptest! {
    #[test]
    fn cost_never_falls_when_use_rises((used, central) in uses(), more in 0_i64..1_000_000, valley in 0_i64..=10_000) {
        prop_assume!(central || winter_only(&used));
        let (book, household) = (book(), Household { central_heating: central, ..OUTSIDE });
        let way = WayQuestion { valley: Some(Share::from_steps(valley)), ..direct("0") };
        let risen = Use { heating: used.heating + Quantity::from_steps(more), ..used };
        let (before, after) = (
            bill_for(&book, &household, &way, &[used]).unwrap(),
            bill_for(&book, &household, &way, &[risen]).unwrap(),
        );
        prop_assert!(before.cost <= after.cost, "{:?} > {:?}", before.cost, after.cost);
        prop_assert_eq!(before.lines.iter().map(|line| line.fen).sum::<Fen>(), before.cost);
        prop_assert!(before.cost >= Fen::ZERO);
    }

    #[test]
    fn splitting_changes_nothing((used, central) in uses(), cut in 1_i64..400) {
        prop_assume!(cut < used.period.days());
        prop_assume!(central || winter_only(&used));
        let mut book = book();
        book.rules.push(running("a", &[HeatingWay::DirectElectric], &[("0", Some("3000"), "0.2")], Some(50_000)));
        let household = Household { central_heating: central, ..OUTSIDE };
        let middle = used.period.from() + Duration::days(cut);
        let part = |whole| super::decimal::portion(whole, cut, used.period.days());
        let first = Use {
            period: Period::new(used.period.from(), middle - Duration::DAY).unwrap(),
            heating: part(used.heating),
            other: part(used.other),
        };
        let second = Use {
            period: Period::new(middle, used.period.to()).unwrap(),
            heating: used.heating - first.heating,
            other: used.other - first.other,
        };
        let way = direct("0");
        let whole = bill_for(&book, &household, &way, &[used]).unwrap();
        let split = bill_for(&book, &household, &way, &[first, second]).unwrap();
        // Within a month, the days of a piece share its use evenly, to the thousandth of a unit.
        let close = |a: Fen, b: Fen| (a.0 - b.0).abs() <= 1;
        prop_assert!(close(whole.cost, split.cost), "{:?} {:?}", whole.cost, split.cost);
        prop_assert!(close(whole.subsidy, split.subsidy));
        if !central {
            prop_assert_eq!(whole.cost, split.cost);
        }
    }

    #[test]
    fn a_subsidy_never_exceeds_its_cap((used, _) in uses(), cap in 1_i64..200_000, unit_cap in 1_i64..5_000_000, rate in 1_i64..20_000) {
        let up_to = Quantity::from_steps(unit_cap);
        let rate = UnitPrice::from_steps(rate);
        let mut rule = running("a", &[HeatingWay::DirectElectric], &[("0", None, "1")], Some(cap));
        if let Terms::RunningSubsidy(terms) = &mut rule.terms {
            terms.tiers = vec![Tier { over: Quantity::ZERO, up_to: Some(up_to), price: rate }];
        }
        let Terms::RunningSubsidy(terms) = &rule.terms else { unreachable!() };
        let seasons = 3;
        let (counted, fen) = super::meter::grant(&rule, terms, &[used]);
        prop_assert!(fen.0 <= seasons * cap);
        prop_assert!(fen.0 <= seasons * Exact::of(up_to, rate).round().0 + 1);
        prop_assert!(counted <= used.heating);
        if used.period.days() < 200 {
            prop_assert!(fen.0 <= 2 * cap);
        }
        if winter_only(&used) {
            prop_assert!(fen.0 <= cap && fen <= Exact::of(up_to, rate).round());
        }
    }

    #[test]
    fn payers_lose_nothing(sum in 0_i64..10_000_000, parts in prop::collection::vec(1_u32..100, 1..6)) {
        let payers: Vec<Payer> = parts.iter().map(|parts| Payer { name: "甲".into(), parts: *parts }).collect();
        let shared = among(&payers, Fen(sum));
        prop_assert_eq!(shared.iter().map(|(_, fen)| *fen).sum::<Fen>(), Fen(sum));
        prop_assert!(shared.iter().all(|(_, fen)| fen.0 >= 0));
    }

    #[test]
    fn a_rule_book_that_went_to_the_browser_gives_the_same_bill((used, central) in uses()) {
        let here = book();
        let there: RuleBook = serde_json::from_str(&serde_json::to_string(&here).unwrap()).unwrap();
        let mut question = ask(used.period, WayQuestion { other: used.other, ..WayQuestion::new(HeatingWay::DirectElectric, used.heating) });
        question.household.central_heating = central;
        let fen = |book: &RuleBook| {
            estimate(book, &question).into_iter().map(|(_, bill)| bill.map(|bill| bill.net).ok()).collect::<Vec<_>>()
        };
        prop_assert_eq!(fen(&here), fen(&there));
    }
}

#[test]
fn lines_of_a_whole_bill_are_of_every_kind() {
    let mut book = book();
    book.rules.push(running(
        "a",
        &[HeatingWay::DirectElectric],
        &[("0", Some("3000"), "0.2")],
        None,
    ));
    let way = WayQuestion {
        valley: Some("0.4".parse().unwrap()),
        ..direct("100")
    };
    let bill = billed(&book, season_2025(), way);
    let kinds: Vec<bool> = [
        matches!(bill.lines[0].kind, LineKind::Tier(_)),
        bill.lines[1].kind == LineKind::Valley,
        bill.lines[2].kind == LineKind::Peak,
        bill.lines[3].kind == LineKind::RunningSubsidy,
    ]
    .into();
    assert_eq!(kinds, [true; 4]);
    assert_eq!(bill.per_month(&season_2025()).0, (bill.net.0 * 60 + 121) / 242);
}
