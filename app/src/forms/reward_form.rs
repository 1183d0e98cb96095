//! What staff decide of a reward that was claimed.

use serde::Deserialize;

use super::{FormErrors, text_field};
use crate::domain::reward::RewardStep;

/// A decision as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct RewardForm {
    /// The claim's identifier.
    #[serde(default)]
    pub claim: String,
    /// [`RewardStep`]'s code.
    #[serde(default)]
    pub step: String,
    /// What is granted, in whole yuan.
    #[serde(default)]
    pub yuan: String,
    /// Why it is refused.
    #[serde(default)]
    pub reason: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

/// A decision, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardDecided {
    /// The claim's identifier.
    pub id: i64,
    /// What is done.
    pub step: RewardStep,
    /// What is granted, in whole yuan.
    pub yuan: Option<u32>,
    /// Why it is refused.
    pub reason: String,
}

impl RewardForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// A message for each field that is missing or cannot be used.
    pub fn check(&self) -> Result<RewardDecided, FormErrors> {
        let (Ok(id), Ok(step)) = (self.claim.parse(), self.step.parse::<RewardStep>()) else {
            return Err(FormErrors::one("reward", "没有这个选项"));
        };
        let mut errors = FormErrors::default();
        let reason = text_field(&mut errors, "reward_reason", &self.reason, 500);
        let mut yuan = None;
        match step {
            RewardStep::SetAmount => match self.yuan.trim().parse::<u32>() {
                Ok(amount) if amount > 0 => yuan = Some(amount),
                _ => errors.add("yuan", "请写整数元，如 500"),
            },
            RewardStep::Refuse if reason.is_empty() => errors.add("reward_reason", "请写为什么不批"),
            _ => {}
        }
        errors.into_result(RewardDecided { id, step, yuan, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_whole_and_a_refusal_has_its_reason() {
        let form = |step: &str, yuan: &str, reason: &str| RewardForm {
            claim: "7".into(),
            step: step.into(),
            yuan: yuan.into(),
            reason: reason.into(),
            ..RewardForm::default()
        };
        assert_eq!(form("set_amount", " 500 ", "").check().unwrap().yuan, Some(500));
        for (bad, field) in [
            (form("set_amount", "0", ""), "yuan"),
            (form("set_amount", "5.5", ""), "yuan"),
            (form("refuse", "", " "), "reward_reason"),
            (form("explode", "", ""), "reward"),
        ] {
            assert!(bad.check().unwrap_err().get(field).is_some(), "{bad:?}");
        }
        assert!(form("confirm_first", "", "").check().is_ok());
    }
}
