//! What the calculator's form takes and what it refuses.

use super::*;
use time::macros::date;

const TODAY: Date = date!(2025 - 12 - 01);
const NOWHERE: Standing = Standing {
    village: None,
    briquette: Allowance::Undetermined,
};

fn form(pairs: &[(&str, &str)]) -> HeatingForm {
    HeatingForm::from_pairs(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

#[test]
fn only_the_forms_own_fields_are_kept_and_carried_on() {
    let form = form(&[
        ("area", " 60 "),
        ("phone", "13812345678"),
        ("figure_heat_pump", "2.5"),
        ("figure_x", "1"),
        ("price_gas", "2.52"),
        ("cost_gas_boiler", "5000"),
        ("cost_direct_electric", "1"),
        ("used", ""),
    ]);
    let address = "/prices/calculator?area=60&cost_gas_boiler=5000&figure_heat_pump=2.5&price_gas=2.52";
    assert_eq!(form.address(), address);
}

#[test]
fn a_house_without_figures_asks_for_them() {
    let reckoning = form(&[])
        .with_defaults()
        .check(&RuleBook::default(), NOWHERE, TODAY)
        .unwrap();
    assert_eq!(reckoning.heat, Err(Missing::Figure(Figure::NeedOrdinary)));
    assert!(reckoning.ways.iter().all(|(_, asked)| asked.is_err()));
    assert_eq!(reckoning.period.days(), 121);
}

#[test]
fn last_winters_use_needs_no_figure_for_its_own_way() {
    let used = form(&[("used", "direct_electric"), ("amount", "２，000"), ("night", "20")]).with_defaults();
    let reckoning = used.check(&RuleBook::default(), NOWHERE, TODAY).unwrap();
    let amount = |way| {
        let asked = reckoning.ways.iter().find(|(known, _)| *known == way).unwrap().1;
        asked.map(|asked| asked.amount.to_string())
    };
    assert_eq!(amount(HeatingWay::DirectElectric), Ok("2000".to_owned()));
    assert_eq!(
        amount(HeatingWay::GasBoiler),
        Err(Missing::Figure(Figure::Direct)),
        "how much heat it was is not known"
    );
    assert_eq!(reckoning.night.percent(), "20");
}

#[test]
fn what_cannot_be_used_is_named_field_by_field() {
    for (name, value) in [
        ("area", "-60"),
        ("area", "abc"),
        ("area", "1e9"),
        ("area", "99999999999999999999"),
        ("hours", "25"),
        ("temperature", "NaN"),
        ("night", "101"),
        ("night", "33.333"),
        ("other", "-1"),
        ("insulation", "gold"),
        ("central", "maybe"),
        ("from", "2025-13-01"),
        ("to", "2025-01-01"),
        ("figure_heat_pump", "0"),
        ("figure_outdoor", "99"),
        ("price_gas", "0"),
        ("price_gas", "100000"),
        ("cost_gas_boiler", "-5"),
        ("cost_gas_boiler", "x"),
    ] {
        let errors = form(&[(name, value)])
            .with_defaults()
            .check(&RuleBook::default(), NOWHERE, TODAY)
            .unwrap_err();
        assert!(errors.get(name).is_some(), "{name}={value}: {errors:?}");
    }
    for (pairs, field) in [
        (&[("by", "bill")][..], "used"),
        (&[("used", "direct_electric")], "amount"),
        (&[("used", "direct_electric"), ("amount", "0")], "amount"),
        (&[("used", "wood"), ("amount", "3")], "used"),
    ] {
        let errors = form(pairs)
            .with_defaults()
            .check(&RuleBook::default(), NOWHERE, TODAY)
            .unwrap_err();
        assert!(errors.get(field).is_some(), "{pairs:?}: {errors:?}");
    }
}
