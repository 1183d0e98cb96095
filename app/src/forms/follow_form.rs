//! What a reporter writes after filing.

use super::{FormErrors, text_field};
use crate::domain::reporter::{Deed, Score};

/// Most characters of a message.
pub const MESSAGE_MAX: usize = 1_000;
/// Most characters of a reason or a remark.
pub const REASON_MAX: usize = 500;

/// What was typed, photos aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FollowForm {
    /// [`Deed`]'s code.
    pub action: String,
    /// The message, or what goes with photos.
    pub text: String,
    /// 1 to 5.
    pub score: String,
    /// What goes with the score.
    pub words: String,
    /// Why the case should be worked again.
    pub reason: String,
    /// The box that says the tip is really to be taken back.
    pub sure: String,
}

/// What a reporter does, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// A message.
    Written(String),
    /// Photos, with a few words or none.
    Photos(String),
    /// The tip is taken back.
    Withdrawn,
    /// How it went, with a few words or none.
    Rated(Score, String),
    /// The case is to be worked again, for this reason.
    Reopened(String),
    /// The reward is claimed.
    Claimed,
}

impl Done {
    /// Which deed it is.
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Written(_) => Deed::Write,
            Self::Photos(_) => Deed::AddPhotos,
            Self::Withdrawn => Deed::Withdraw,
            Self::Rated(..) => Deed::Rate,
            Self::Reopened(_) => Deed::Reopen,
            Self::Claimed => Deed::Claim,
        }
    }
}

/// The field of the page under which a deed's own refusal stands.
pub const fn field_of(deed: Deed) -> &'static str {
    match deed {
        Deed::Write => "text",
        Deed::AddPhotos => "photo",
        Deed::Withdraw => "sure",
        Deed::Rate => "score",
        Deed::Reopen => "reason",
        Deed::Claim => "reward",
    }
}

impl FollowForm {
    /// Checks what was typed; `photos` came with it.
    ///
    /// # Errors
    /// A message for each field that is missing or too long.
    pub fn check(&self, photos: usize) -> Result<Done, FormErrors> {
        let deed: Deed = self
            .action
            .parse()
            .map_err(|_| FormErrors::one("action", "没有这个选项"))?;
        let mut errors = FormErrors::default();
        let done = match deed {
            Deed::Write if photos == 0 => {
                let text = text_field(&mut errors, "text", &self.text, MESSAGE_MAX);
                if text.is_empty() {
                    errors.add("text", "请先写一句，或者加一张照片");
                }
                Done::Written(text)
            }
            // The page has one form for both.
            Deed::Write | Deed::AddPhotos => {
                if photos == 0 {
                    errors.add("photo", "请先选照片");
                }
                Done::Photos(text_field(&mut errors, "text", &self.text, MESSAGE_MAX))
            }
            Deed::Claim => Done::Claimed,
            Deed::Withdraw => {
                if self.sure != "yes" {
                    errors.add("sure", "真要撤回，请先勾上这一行");
                }
                Done::Withdrawn
            }
            Deed::Rate => {
                let words = text_field(&mut errors, "words", &self.words, REASON_MAX);
                match self.score.parse().ok().and_then(Score::new) {
                    Some(score) => Done::Rated(score, words),
                    None => return Err(with(errors, "score", "请选满意不满意")),
                }
            }
            Deed::Reopen => {
                let reason = text_field(&mut errors, "reason", &self.reason, REASON_MAX);
                if reason.is_empty() {
                    errors.add("reason", "请写为什么要再办一次，比如：还在卖");
                }
                Done::Reopened(reason)
            }
        };
        errors.into_result(done)
    }
}

fn with(mut errors: FormErrors, field: &str, message: &str) -> FormErrors {
    errors.add(field, message);
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(action: &str) -> FollowForm {
        FollowForm {
            action: action.into(),
            ..FollowForm::default()
        }
    }

    #[test]
    fn each_deed_asks_for_what_it_needs() {
        for (action, field) in [
            ("messages", "text"),
            ("photos", "photo"),
            ("withdrawal", "sure"),
            ("rating", "score"),
            ("reopening", "reason"),
            ("explode", "action"),
        ] {
            assert!(form(action).check(0).unwrap_err().get(field).is_some(), "{action}");
        }
        let rated = FollowForm {
            score: "4".into(),
            words: " 谢谢 ".into(),
            ..form("rating")
        };
        assert_eq!(rated.check(0), Ok(Done::Rated(Score::new(4).unwrap(), "谢谢".into())));
        for action in ["photos", "messages"] {
            assert_eq!(form(action).check(2), Ok(Done::Photos(String::new())), "{action}");
        }
    }

    #[test]
    fn long_texts_are_named_with_their_length() {
        let long = FollowForm {
            text: "煤".repeat(MESSAGE_MAX + 1),
            ..form("messages")
        };
        assert!(long.check(0).unwrap_err().get("text").unwrap().contains("最多"));
    }
}
