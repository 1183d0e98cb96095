use super::*;
use crate::domain::{
    who_may_burn::{Fuel, allowance},
    zone::ZoneAnswer,
};

/// What the rules say at a status, through the one function that decides who may burn what.
fn at(audience: Audience, status: ZoneStatus) -> Meaning {
    let answer = ZoneAnswer {
        status,
        reason: None,
        zone: None,
    };
    let briquette = match (status, audience.burner()) {
        // A zone of the plan bans briquettes too.
        (ZoneStatus::Inside, _) => Allowance::Forbidden,
        (_, burner) => allowance(burner, Fuel::CleanBriquette, &answer),
    };
    meaning(audience, status, briquette)
}

fn sources(meaning: &Meaning) -> Vec<Source> {
    let rules = meaning.rules.iter().map(|s| s.source);
    let instead = meaning.instead.iter().map(|s| s.source);
    let consequences = meaning.consequences.iter().map(|s| s.source);
    rules.chain(instead).chain(consequences).collect()
}

fn every() -> Vec<(Audience, ZoneStatus, Meaning)> {
    let pairs = Audience::ALL.into_iter().flat_map(|a| ZoneStatus::ALL.map(|s| (a, s)));
    pairs.map(|(a, s)| (a, s, at(a, s))).collect()
}

/// DESIGN section 2: who may burn and sell what, inside and outside.
#[test]
fn the_plans_table() {
    use ZoneStatus::{Inside, Outside, Undetermined};
    for (audience, status, expected) in [
        (
            Audience::Household,
            Inside,
            [Rule::NoLooseCoal, Rule::NoBriquettes].as_slice(),
        ),
        (Audience::Household, Outside, &[Rule::NoLooseCoal, Rule::Briquettes]),
        (
            Audience::Household,
            Undetermined,
            &[Rule::NoLooseCoal, Rule::BriquettesUnclear],
        ),
        (Audience::Shop, Inside, &[Rule::NoCoalInBusiness, Rule::NoCoalStored]),
        (Audience::Shop, Outside, &[Rule::NoCoalInBusiness, Rule::NoCoalStored]),
        (
            Audience::Shop,
            Undetermined,
            &[Rule::NoCoalInBusiness, Rule::NoCoalStored],
        ),
        (
            Audience::Stall,
            Outside,
            &[Rule::NoCoalInBusiness, Rule::FairsAndBanquetsToo],
        ),
        (Audience::Farm, Inside, &[Rule::NoLooseCoal, Rule::NoBriquettes]),
        (Audience::Farm, Outside, &[Rule::NoLooseCoal, Rule::GuidedToBriquettes]),
        (
            Audience::Farm,
            Undetermined,
            &[Rule::NoLooseCoal, Rule::BriquettesUnclear],
        ),
    ] {
        let rules: Vec<Rule> = at(audience, status).rules.iter().map(|s| s.says).collect();
        assert_eq!(rules, expected, "{audience:?} {status:?}");
    }
    for (status, here) in [
        (Inside, Rule::NoSaleIntoZone),
        (Outside, Rule::MaySellBriquettes),
        (Undetermined, Rule::SaleUnclear),
    ] {
        let rules: Vec<Rule> = at(Audience::FuelSeller, status).rules.iter().map(|s| s.says).collect();
        assert!(rules.contains(&here), "{status:?}");
        for always in [Rule::NoLooseCoalSold, Rule::NoSaleToMerchants] {
            assert!(rules.contains(&always), "{status:?}");
        }
    }
}

#[test]
fn everybody_learns_a_rule_a_way_out_and_what_happens_each_with_a_source() {
    for (audience, status, meaning) in every() {
        assert!(
            !meaning.rules.is_empty() && !meaning.instead.is_empty() && !meaning.consequences.is_empty(),
            "{audience:?} {status:?}"
        );
        for clause in sources(&meaning).into_iter().filter_map(Source::clause) {
            assert!(CLAUSES.contains(&clause), "{clause}");
        }
    }
}

#[test]
fn something_is_allowed_only_outside_and_never_to_merchants() {
    for (audience, status, meaning) in every() {
        let merchant = matches!(audience, Audience::Shop | Audience::Stall);
        let allowed = meaning.rules.iter().any(|s| s.says.verdict() == Allowance::Allowed);
        assert_eq!(
            allowed,
            status == ZoneStatus::Outside && !merchant,
            "{audience:?} {status:?}"
        );
        let may_buy = meaning.instead.iter().any(|s| s.says == Instead::BuyFromOutlet);
        assert_eq!(may_buy, meaning.shows_outlets(), "{audience:?} {status:?}");
        assert_eq!(
            meaning.shows_outlets(),
            status == ZoneStatus::Outside && matches!(audience, Audience::Household | Audience::Farm)
        );
    }
}

#[test]
fn a_villagers_stove_is_never_threatened_with_an_article() {
    for status in ZoneStatus::ALL {
        let meaning = at(Audience::Household, status);
        assert!(
            sources(&meaning).iter().all(|s| !matches!(s, Source::Law(..))),
            "{status:?}"
        );
    }
    for (audience, status, meaning) in every() {
        let named = sources(&meaning).contains(&Source::Law(Law::AirPollution, 107));
        let business = matches!(audience, Audience::Shop | Audience::Stall);
        assert_eq!(named, business, "{audience:?} {status:?}");
    }
}

#[test]
fn codes_read_back() {
    for audience in Audience::ALL {
        assert_eq!(audience.code().parse(), Ok(audience));
    }
    assert!("villager".parse::<Audience>().is_err());
}
