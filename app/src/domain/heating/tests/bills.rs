//! Bills by hand.

use time::{Date, macros::date};

use super::{
    super::{
        decimal::{Fen, Quantity, Share},
        estimate::{LineKind, WayQuestion, bill, bill_for},
        meter::Use,
        period::{Period, Validity},
        rule::*,
    },
    *,
};

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
