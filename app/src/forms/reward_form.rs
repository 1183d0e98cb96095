//! What staff decide of a reward that was claimed.

use serde::Deserialize;

use super::{FormErrors, text_field};
use crate::domain::{
    receipt::Receipt,
    reward::{PAYEE_DOCUMENT_MAX, PAYEE_NAME_MAX, Payee, RewardStep},
};

/// A decision as typed. `Debug` shows nothing of who is paid.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
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
    /// The digits that whoever is paid brought along: they prove whose tip it was.
    #[serde(default)]
    pub receipt: String,
    /// Who is paid.
    #[serde(default)]
    pub payee: String,
    /// Number of the identity document that was shown.
    #[serde(default)]
    pub document: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

impl std::fmt::Debug for RewardForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RewardForm")
            .field("claim", &self.claim)
            .field("step", &self.step)
            .field("yuan", &self.yuan)
            .finish_non_exhaustive()
    }
}

/// Who was paid, by which receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The receipt that was brought.
    pub receipt: Receipt,
    /// Who.
    pub payee: Payee,
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
    /// Who is paid; only with [`RewardStep::Pay`].
    pub payment: Option<Payment>,
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
        let (mut yuan, mut payment) = (None, None);
        match step {
            RewardStep::Pay => payment = self.payment(&mut errors),
            RewardStep::SetAmount => match self.yuan.trim().parse::<u32>() {
                Ok(amount) if amount > 0 => yuan = Some(amount),
                _ => errors.add("yuan", "请写整数元，如 500"),
            },
            RewardStep::Refuse if reason.is_empty() => errors.add("reward_reason", "请写为什么不批"),
            _ => {}
        }
        errors.into_result(RewardDecided {
            id,
            step,
            yuan,
            reason,
            payment,
        })
    }

    fn payment(&self, errors: &mut FormErrors) -> Option<Payment> {
        let name = text_field(errors, "payee", &self.payee, PAYEE_NAME_MAX).replace('\n', " ");
        let document = text_field(errors, "document", &self.document, PAYEE_DOCUMENT_MAX).replace('\n', " ");
        if name.is_empty() {
            errors.add("payee", "请写领奖人的姓名");
        }
        if document.is_empty() {
            errors.add("document", "请写出示的证件号码");
        }
        match self.receipt.parse() {
            Ok(receipt) => Some(Payment {
                receipt,
                payee: Payee { name, document },
            }),
            Err(error) => {
                errors.add("receipt", format!("{error}"));
                None
            }
        }
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

    #[test]
    fn payment_names_who_is_paid_and_asks_for_the_receipt() {
        let form = |receipt: &str, payee: &str, document: &str| RewardForm {
            claim: "7".into(),
            step: "pay".into(),
            receipt: receipt.into(),
            payee: payee.into(),
            document: document.into(),
            ..RewardForm::default()
        };
        let good = form("1234 5678 9012 3456", "王某", "410800199001010000");
        assert_eq!(good.check().unwrap().payment.unwrap().payee.name, "王某");
        assert!(!format!("{good:?}{:?}", good.check()).contains("王某"));
        for (bad, field) in [
            (form("1234", "王某", "4108"), "receipt"),
            (form("1234567890123456", " ", "4108"), "payee"),
            (form("1234567890123456", "王某", ""), "document"),
        ] {
            assert!(bad.check().unwrap_err().get(field).is_some(), "{field}");
        }
    }
}
