//! What must hold for every household.

use proptest::prelude::*;
use time::{Duration, macros::date};

use super::{
    super::{
        decimal::{Exact, Fen, Quantity, Share, UnitPrice, portion},
        estimate::{WayQuestion, among, bill_for, estimate},
        meter::{Use, grant},
        period::Period,
        rule::*,
    },
    *,
};

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
        let part = |whole| portion(whole, cut, used.period.days());
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
        let (counted, fen) = grant(&rule, terms, &[used]);
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
