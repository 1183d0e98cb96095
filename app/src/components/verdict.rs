//! The answer for a village in a few words: on its page, and on a phone without a signal.

use crate::{
    domain::{
        who_may_burn::{Allowance, Burner},
        zone::{UndeterminedReason, ZoneStatus},
    },
    ports::VillageAnswer,
};

/// Whether a household may burn briquettes there.
pub fn household_briquette(answer: &VillageAnswer) -> Allowance {
    answer
        .rows
        .iter()
        .find(|row| row.who == Burner::Household)
        .map_or(Allowance::Undetermined, |row| row.briquette)
}

/// The verdict in clauses that each stay whole.
pub fn verdict_clauses(answer: &VillageAnswer) -> &'static [&'static str] {
    match (answer.status, answer.reason) {
        (ZoneStatus::Inside, _) if household_briquette(answer) == Allowance::Forbidden => {
            &["散煤、洁净型煤", "都不能烧"]
        }
        (ZoneStatus::Inside, _) => &["散煤不能烧，", "洁净型煤先问清"],
        (ZoneStatus::Outside, _) => &["住家户能烧洁净型煤，", "不能烧散煤"],
        (ZoneStatus::Undetermined, Some(UndeterminedReason::CutByBoundary)) => &["禁煤区的边界", "从您村穿过"],
        (ZoneStatus::Undetermined, Some(UndeterminedReason::NoNotice)) => &["没查到您村的", "禁煤区通告"],
        (ZoneStatus::Undetermined, _) => &["光凭位置", "说不准"],
    }
}
