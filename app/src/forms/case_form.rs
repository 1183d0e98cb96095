//! What staff write when they work a case.

use serde::Deserialize;

use super::{FormErrors, text_field};
use crate::domain::case::{Outcome, Step};

/// Most characters of a finding or a reply.
pub const NOTE_MAX: usize = 4_000;

/// A step as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct StepForm {
    /// [`Step`]'s code, or `reply` for a message alone.
    #[serde(default)]
    pub step: String,
    /// Anything: the message alone asks for an answer.
    #[serde(default)]
    pub ask: String,
    /// Whom a message is for: a tip's identifier, or [`EVERYONE`]; empty where there is only one reporter.
    #[serde(default)]
    pub to: String,
    /// What was found; for staff.
    #[serde(default)]
    pub note: String,
    /// What the reporter is told; may be empty.
    #[serde(default)]
    pub reply: String,
    /// [`Outcome`]'s code, when closing.
    #[serde(default)]
    pub outcome: String,
    /// The body whose duty it is, when it is not this office's.
    #[serde(default)]
    pub referred_to: String,
    /// The state the page showed, so that two people do not step over each other.
    #[serde(default)]
    pub seen_state: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

/// A step that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTaken {
    /// The step; none for a message alone.
    pub step: Option<Step>,
    /// The message asks for an answer.
    pub question: bool,
    /// Whom a message goes to.
    pub to: Recipient,
    /// What was found.
    pub note: String,
    /// What the reporter is told.
    pub reply: String,
    /// How the case ends, when closing.
    pub outcome: Option<Outcome>,
    /// The body whose duty it is, for [`Outcome::OutOfRemit`].
    pub referred_to: String,
}

/// The value of [`StepForm::to`] for every reporter of the case.
pub const EVERYONE: &str = "all";

/// Whom a message goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// Nobody was chosen: right where there is only one.
    Unsaid,
    /// Every reporter of the case.
    Everyone,
    /// The reporter of this tip alone.
    Tip(i64),
}

impl Recipient {
    /// The one tip; none for everyone.
    pub const fn tip(self) -> Option<i64> {
        match self {
            Self::Tip(id) => Some(id),
            Self::Unsaid | Self::Everyone => None,
        }
    }
}

impl StepForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// A message for each field that is missing or too long.
    pub fn check(&self) -> Result<StepTaken, FormErrors> {
        let mut errors = FormErrors::default();
        let step = match self.step.as_str() {
            "reply" => None,
            code => match code.parse::<Step>() {
                Ok(step) => Some(step),
                Err(_) => return Err(FormErrors::one("step", "请选一个步骤")),
            },
        };
        let note = text_field(&mut errors, "note", &self.note, NOTE_MAX);
        let reply = text_field(&mut errors, "reply", &self.reply, NOTE_MAX);
        let referred_to = text_field(&mut errors, "referred_to", &self.referred_to, 60);
        if matches!(step, Some(Step::Investigate | Step::Rectify | Step::Reinspect)) && note.is_empty() {
            errors.add("note", "请写查到了什么：时间、人员、煤量、来源和去向");
        }
        if step.is_none() && reply.is_empty() {
            errors.add("reply", "请写要告诉举报人的话");
        }
        let to = match self.to.as_str() {
            "" => Recipient::Unsaid,
            EVERYONE => Recipient::Everyone,
            id => match id.parse() {
                Ok(id) => Recipient::Tip(id),
                Err(_) => return Err(FormErrors::one("to", "请选告诉谁")),
            },
        };
        let outcome = if step == Some(Step::Close) {
            let outcome = self
                .outcome
                .parse::<Outcome>()
                .ok()
                .filter(|o| Outcome::OFFERED.contains(o));
            if outcome.is_none() {
                errors.add("outcome", "请选办理结果");
            }
            if outcome == Some(Outcome::OutOfRemit) && referred_to.is_empty() {
                errors.add("referred_to", "不归本单位管的，要写清归谁管");
            }
            if reply.is_empty() {
                errors.add("reply", "办结前请写给举报人的答复");
            }
            outcome
        } else {
            None
        };
        errors.into_result(StepTaken {
            step,
            question: step.is_none() && !self.ask.is_empty(),
            to,
            note,
            reply,
            outcome,
            referred_to,
        })
    }
}

/// The case to join another to, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct JoinForm {
    /// `join`, or `part` to undo it.
    #[serde(default)]
    pub action: String,
    /// The other case's public number.
    #[serde(default)]
    pub number: String,
    /// Why they are the same.
    #[serde(default)]
    pub note: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

impl JoinForm {
    /// The number and the reason.
    ///
    /// # Errors
    /// A message for each field that is missing or too long.
    pub fn check(&self) -> Result<(String, String), FormErrors> {
        let mut errors = FormErrors::default();
        let number = text_field(&mut errors, "number", &self.number, 40);
        let note = text_field(&mut errors, "note", &self.note, 500);
        if number.is_empty() {
            errors.add("number", "请写另一件的编号，如 2026-000431");
        }
        errors.into_result((number, note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(step: &str) -> StepForm {
        StepForm {
            step: step.into(),
            ..StepForm::default()
        }
    }

    #[test]
    fn closing_needs_an_outcome_and_a_reply() {
        let errors = form("close").check().unwrap_err();
        assert!(errors.get("outcome").is_some() && errors.get("reply").is_some());
        let mut closed = form("close");
        closed.outcome = "out_of_remit".into();
        closed.reply = "谢谢".into();
        assert!(closed.check().unwrap_err().get("referred_to").is_some());
        closed.referred_to = "修武县市场监督管理局".into();
        assert_eq!(closed.check().unwrap().outcome, Some(Outcome::OutOfRemit));
    }

    #[test]
    fn a_question_is_a_message_that_asks() {
        let mut asked = form("reply");
        asked.ask = "1".into();
        assert!(asked.check().unwrap_err().get("reply").is_some());
        asked.reply = "车是什么颜色？".into();
        asked.to = "7".into();
        let asked = asked.check().unwrap();
        assert!(asked.question && asked.step.is_none() && asked.to == Recipient::Tip(7));
        assert!(JoinForm::default().check().unwrap_err().get("number").is_some());
    }

    #[test]
    fn findings_are_required_and_bounded() {
        assert!(form("investigate").check().unwrap_err().get("note").is_some());
        let mut long = form("investigate");
        long.note = "查".repeat(NOTE_MAX + 1);
        assert!(long.check().unwrap_err().get("note").unwrap().contains("最多"));
        assert!(form("accept").check().is_ok());
        assert!(form("explode").check().unwrap_err().get("step").is_some());
    }
}
