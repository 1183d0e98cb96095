//! Who may burn what, by the plan (焦散烧办〔2023〕7号, parts 一 and 二(五) to 二(八)).

use serde::{Deserialize, Serialize};

use super::zone::{ZoneAnswer, ZoneStatus};

/// The two fuels the rules speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fuel {
    /// 散煤.
    LooseCoal,
    /// 洁净型煤.
    CleanBriquette,
}

/// Who burns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Burner {
    /// A household, for cooking and warmth.
    Household,
    /// A merchant, stall or banquet (经营性商户).
    Merchant,
    /// Farm production: mushrooms, livestock, greenhouses, rehmannia drying.
    Farm,
}

impl Burner {
    /// In the order shown.
    pub const ALL: [Self; 3] = [Self::Household, Self::Merchant, Self::Farm];

    /// The clause the rule comes from.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::Household => "二(六)",
            Self::Merchant => "二(五)",
            Self::Farm => "二(七)",
        }
    }
}

/// Whether it may be burnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    /// Not allowed.
    Forbidden,
    /// Allowed.
    Allowed,
    /// Cannot be said while the place's status is undetermined.
    Undetermined,
}

/// Whether `who` may burn `fuel` where the zone gives `answer`.
///
/// Loose coal is forbidden to all, everywhere; merchants may burn neither fuel anywhere.
/// The plan bans briquettes inside every zone; a notice that leaves them out makes no household
/// certain of them, so that case stays undetermined.
pub fn allowance(who: Burner, fuel: Fuel, answer: &ZoneAnswer<'_>) -> Allowance {
    match (fuel, who, answer.status) {
        (Fuel::LooseCoal, _, _) | (_, Burner::Merchant, _) => Allowance::Forbidden,
        (Fuel::CleanBriquette, _, ZoneStatus::Outside) => Allowance::Allowed,
        (Fuel::CleanBriquette, _, ZoneStatus::Undetermined) => Allowance::Undetermined,
        (Fuel::CleanBriquette, _, ZoneStatus::Inside) => {
            if answer.zone.is_some_and(|zone| zone.includes_briquettes) {
                Allowance::Forbidden
            } else {
                Allowance::Undetermined
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_table() {
        use Allowance::{Allowed, Forbidden, Undetermined};
        for (status, who, loose, briquette) in [
            (ZoneStatus::Outside, Burner::Household, Forbidden, Allowed),
            (ZoneStatus::Outside, Burner::Merchant, Forbidden, Forbidden),
            (ZoneStatus::Outside, Burner::Farm, Forbidden, Allowed),
            (ZoneStatus::Undetermined, Burner::Household, Forbidden, Undetermined),
            (ZoneStatus::Undetermined, Burner::Merchant, Forbidden, Forbidden),
            (ZoneStatus::Undetermined, Burner::Farm, Forbidden, Undetermined),
        ] {
            let answer = ZoneAnswer {
                status,
                reason: None,
                zone: None,
            };
            assert_eq!(allowance(who, Fuel::LooseCoal, &answer), loose);
            assert_eq!(
                allowance(who, Fuel::CleanBriquette, &answer),
                briquette,
                "{status:?} {who:?}"
            );
        }
    }
}
