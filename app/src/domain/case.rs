//! A case's states, and the steps between them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Came in a flood: a person looks before it reaches any office. The clock runs.
    Held,
    /// Waiting to be accepted.
    Submitted,
    /// Accepted by the lead.
    Accepted,
    /// Being looked into.
    Investigating,
    /// Something must be put right.
    Rectifying,
    /// Being checked again.
    Reinspecting,
    /// Sent back with a clause; the city office decides, and the clock runs on.
    Returned,
    /// Ended with an outcome.
    Closed,
}

impl CaseState {
    /// Every state, in the order of the work.
    pub const ALL: [Self; 8] = [
        Self::Held,
        Self::Submitted,
        Self::Accepted,
        Self::Investigating,
        Self::Rectifying,
        Self::Reinspecting,
        Self::Returned,
        Self::Closed,
    ];

    /// The code used in storage and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Investigating => "investigating",
            Self::Rectifying => "rectifying",
            Self::Reinspecting => "reinspecting",
            Self::Returned => "returned",
            Self::Closed => "closed",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Held => "待核对",
            Self::Submitted => "待签收",
            Self::Accepted => "已签收",
            Self::Investigating => "核查中",
            Self::Rectifying => "整改中",
            Self::Reinspecting => "复查中",
            Self::Returned => "退回待裁",
            Self::Closed => "已办结",
        }
    }
}

impl FromStr for CaseState {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|s| s.code() == code).ok_or(UnknownCode)
    }
}

/// A state, step or outcome that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这个选项")]
pub struct UnknownCode;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A violation was found and dealt with.
    Violation,
    /// Nothing was found.
    NotFound,
    /// The person was helped.
    Helped,
    /// Another body's duty, which must be named.
    OutOfRemit,
    /// The same as another case.
    Duplicate,
    /// Held and not taken on: no tip at all, or one of a flood.
    Declined,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Violation,
        Self::NotFound,
        Self::Helped,
        Self::OutOfRemit,
        Self::Duplicate,
        Self::Declined,
    ];
    /// Those an office may close a case with, in the order offered.
    pub const OFFERED: [Self; 5] = [
        Self::Violation,
        Self::NotFound,
        Self::Helped,
        Self::OutOfRemit,
        Self::Duplicate,
    ];

    /// The code used in storage and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::NotFound => "not_found",
            Self::Helped => "helped",
            Self::OutOfRemit => "out_of_remit",
            Self::Duplicate => "duplicate",
            Self::Declined => "declined",
        }
    }

    /// What people are told.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Violation => "查到违法，已处理",
            Self::NotFound => "没有查到",
            Self::Helped => "已经帮上忙",
            Self::OutOfRemit => "不归本单位管",
            Self::Duplicate => "与别的线索重复",
            Self::Declined => "没有受理",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|o| o.code() == code).ok_or(UnknownCode)
    }
}

/// What staff do to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Take it on.
    Accept,
    /// Record what was found; the case is being looked into.
    Investigate,
    /// Order it put right.
    Rectify,
    /// Check again.
    Reinspect,
    /// End it with an outcome.
    Close,
}

impl Step {
    /// Every step, in the order of the work.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::Investigate,
        Self::Rectify,
        Self::Reinspect,
        Self::Close,
    ];

    /// The code used in forms and storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Investigate => "investigate",
            Self::Rectify => "rectify",
            Self::Reinspect => "reinspect",
            Self::Close => "close",
        }
    }

    /// What the button says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accept => "签收",
            Self::Investigate => "记核查结果",
            Self::Rectify => "责令整改",
            Self::Reinspect => "转入复查",
            Self::Close => "办结",
        }
    }
}

impl FromStr for Step {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|s| s.code() == code).ok_or(UnknownCode)
    }
}

/// The step is not open from this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("案件{}，不能{}", .from.label(), .step.label())]
pub struct StepRefused {
    /// The state.
    pub from: CaseState,
    /// The step.
    pub step: Step,
}

/// The state after a step.
///
/// # Errors
/// [`StepRefused`] where the step is not open.
pub const fn advance(from: CaseState, step: Step) -> Result<CaseState, StepRefused> {
    use CaseState as S;
    match (from, step) {
        (S::Submitted, Step::Accept) => Ok(S::Accepted),
        (S::Accepted | S::Investigating | S::Rectifying | S::Reinspecting, Step::Investigate) => Ok(S::Investigating),
        (S::Accepted | S::Investigating | S::Reinspecting, Step::Rectify) => Ok(S::Rectifying),
        (S::Investigating | S::Rectifying, Step::Reinspect) => Ok(S::Reinspecting),
        (S::Accepted | S::Investigating | S::Rectifying | S::Reinspecting, Step::Close) => Ok(S::Closed),
        _ => Err(StepRefused { from, step }),
    }
}

/// Where a closed case goes when its reporter, or the end of a joining, opens it again: back to its queue.
pub const fn reopen(from: CaseState) -> Option<CaseState> {
    match from {
        CaseState::Closed => Some(CaseState::Submitted),
        _ => None,
    }
}

/// The steps open from a state, in the order of the work.
pub fn open_steps(from: CaseState) -> Vec<Step> {
    Step::ALL
        .into_iter()
        .filter(|step| advance(from, *step).is_ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ordinary_way() {
        let mut state = CaseState::Submitted;
        for step in [
            Step::Accept,
            Step::Investigate,
            Step::Rectify,
            Step::Reinspect,
            Step::Close,
        ] {
            state = advance(state, step).unwrap();
        }
        assert_eq!(state, CaseState::Closed);
    }

    #[test]
    fn nothing_is_closed_before_it_is_accepted_and_nothing_moves_after() {
        assert!(advance(CaseState::Submitted, Step::Close).is_err());
        assert!(advance(CaseState::Submitted, Step::Investigate).is_err());
        assert!(open_steps(CaseState::Closed).is_empty());
        assert_eq!(open_steps(CaseState::Submitted), [Step::Accept]);
        assert!(
            open_steps(CaseState::Held).is_empty(),
            "only the hold's own decision moves it"
        );
    }

    #[test]
    fn only_a_closed_case_is_opened_again() {
        for state in CaseState::ALL {
            let expected = (state == CaseState::Closed).then_some(CaseState::Submitted);
            assert_eq!(reopen(state), expected, "{state:?}");
        }
    }

    #[test]
    fn codes_parse_back() {
        for state in CaseState::ALL {
            assert_eq!(state.code().parse(), Ok(state));
        }
        for step in Step::ALL {
            assert_eq!(step.code().parse(), Ok(step));
        }
        for outcome in Outcome::ALL {
            assert_eq!(outcome.code().parse(), Ok(outcome));
        }
    }
}
