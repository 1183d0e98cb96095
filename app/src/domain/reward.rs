//! A reward for a tip: claimed by receipt, decided by two people, paid last. Amounts and rules are settings; none are known
//! for Jiaozuo.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::case::UnknownCode;

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RewardState {
    /// The reporter asked for it.
    Claimed,
    /// The lead confirmed that this tip was first and true.
    ConfirmedFirst,
    /// A second person set the amount.
    AmountSet,
    /// It was paid.
    Paid,
    /// It was refused, with a reason.
    Refused,
}

impl RewardState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Claimed,
        Self::ConfirmedFirst,
        Self::AmountSet,
        Self::Paid,
        Self::Refused,
    ];

    /// The code used in storage and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::ConfirmedFirst => "confirmed_first",
            Self::AmountSet => "amount_set",
            Self::Paid => "paid",
            Self::Refused => "refused",
        }
    }

    /// What people are told.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Claimed => "申请了，等单位核对先后",
            Self::ConfirmedFirst => "核对过了，是最先报的，等定金额",
            Self::AmountSet => "金额定了",
            Self::Paid => "已经领了",
            Self::Refused => "没有批",
        }
    }
}

impl FromStr for RewardState {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|s| s.code() == code).ok_or(UnknownCode)
    }
}

/// What staff do with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RewardStep {
    /// This tip was first and true.
    ConfirmFirst,
    /// So much.
    SetAmount,
    /// Paid, after the person was identified.
    Pay,
    /// Not this one, with a reason.
    Refuse,
}

impl RewardStep {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::ConfirmFirst, Self::SetAmount, Self::Pay, Self::Refuse];

    /// The code used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ConfirmFirst => "confirm_first",
            Self::SetAmount => "set_amount",
            Self::Pay => "pay",
            Self::Refuse => "refuse",
        }
    }
}

impl FromStr for RewardStep {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|s| s.code() == code).ok_or(UnknownCode)
    }
}

/// Who is paid: asked for at payment alone, and sealed before it is stored. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// The name.
    pub name: String,
    /// Number of the identity document that was shown.
    pub document: String,
}

impl std::fmt::Debug for Payee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Payee(…)")
    }
}

/// Most characters of a payee's name.
pub const PAYEE_NAME_MAX: usize = 30;
/// Most characters of a document's number.
pub const PAYEE_DOCUMENT_MAX: usize = 40;

/// The state after a step; none where the step is not open. What was paid or refused stays so.
pub const fn advance(from: RewardState, step: RewardStep) -> Option<RewardState> {
    use RewardState as S;
    match (from, step) {
        (S::Claimed, RewardStep::ConfirmFirst) => Some(S::ConfirmedFirst),
        (S::ConfirmedFirst, RewardStep::SetAmount) => Some(S::AmountSet),
        (S::AmountSet, RewardStep::Pay) => Some(S::Paid),
        (S::Claimed | S::ConfirmedFirst, RewardStep::Refuse) => Some(S::Refused),
        _ => None,
    }
}

/// Why a claim may not be confirmed as first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFirst {
    /// Another claim of the case was confirmed before.
    #[error("本案已经有一条核对为最先报的了；要改，先把那一条不批")]
    Taken,
    /// An earlier tip's claim still waits.
    #[error("更早的一条也申请了，还没有核对：先办那一条")]
    EarlierWaits,
}

/// Whether the claim whose tip came as `own` (1 is the first of the case) may be confirmed, beside the case's other claims.
///
/// # Errors
/// [`NotFirst`].
pub fn may_be_first(own: usize, others: impl IntoIterator<Item = (usize, RewardState)>) -> Result<(), NotFirst> {
    for (place, state) in others {
        match state {
            RewardState::ConfirmedFirst | RewardState::AmountSet | RewardState::Paid => return Err(NotFirst::Taken),
            RewardState::Claimed if place < own => return Err(NotFirst::EarlierWaits),
            RewardState::Claimed | RewardState::Refused => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row: a state, and where each of [`RewardStep::ALL`] leads.
    #[test]
    fn the_way_of_a_claim() {
        use RewardState as S;
        for (from, leads_to) in [
            (S::Claimed, [Some(S::ConfirmedFirst), None, None, Some(S::Refused)]),
            (S::ConfirmedFirst, [None, Some(S::AmountSet), None, Some(S::Refused)]),
            (S::AmountSet, [None, None, Some(S::Paid), None]),
            (S::Paid, [None; 4]),
            (S::Refused, [None; 4]),
        ] {
            assert_eq!(RewardStep::ALL.map(|step| advance(from, step)), leads_to, "{from:?}");
        }
    }

    #[test]
    fn one_tip_of_a_case_is_first() {
        use RewardState as S;
        for (own, others, wanted) in [
            (1, vec![], Ok(())),
            (1, vec![(2, S::Claimed)], Ok(())),
            (2, vec![(1, S::Claimed)], Err(NotFirst::EarlierWaits)),
            (2, vec![(1, S::Refused), (3, S::Claimed)], Ok(())),
            (1, vec![(2, S::ConfirmedFirst)], Err(NotFirst::Taken)),
            (3, vec![(1, S::Refused), (2, S::Paid)], Err(NotFirst::Taken)),
        ] {
            assert_eq!(may_be_first(own, others.clone()), wanted, "{own} {others:?}");
        }
    }

    #[test]
    fn codes_read_back() {
        for state in RewardState::ALL {
            assert_eq!(state.code().parse(), Ok(state));
        }
        for step in RewardStep::ALL {
            assert_eq!(step.code().parse(), Ok(step));
        }
    }
}
