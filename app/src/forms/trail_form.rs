//! What staff decide of traces that cases share, and how they link cases by coal.

use serde::Deserialize;

use super::{FormErrors, text_field};
use crate::domain::trace::Trace;

/// Most characters of a reason.
const NOTE_MAX: usize = 500;

/// A decision as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TrailForm {
    /// The trace's kind.
    #[serde(default)]
    pub kind: String,
    /// Its normal form.
    #[serde(default)]
    pub value: String,
    /// `confirm` or `reject`.
    #[serde(default)]
    pub action: String,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

/// A decision, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailDecided {
    /// The trace.
    pub trace: Trace,
    /// It is one vendor's.
    pub confirmed: bool,
    /// Why.
    pub note: String,
}

impl TrailForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// A message for each field that cannot be used.
    pub fn check(&self) -> Result<TrailDecided, FormErrors> {
        let mut errors = FormErrors::default();
        let note = text_field(&mut errors, "trail", &self.note, NOTE_MAX);
        let Ok(kind) = self.kind.parse() else {
            return Err(FormErrors::one("trail", "没有这个选项"));
        };
        let confirmed = match self.action.as_str() {
            "confirm" => true,
            "reject" => false,
            _ => return Err(FormErrors::one("trail", "请选是不是同一个卖家")),
        };
        errors.into_result(TrailDecided {
            trace: Trace {
                kind,
                value: self.value.clone(),
            },
            confirmed,
            note,
        })
    }
}

/// A link of coal as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct CoalForm {
    /// `source`: the other case is where this one's coal came from; `destination`: where it went.
    #[serde(default)]
    pub way: String,
    /// The other case's public number.
    #[serde(default)]
    pub coal_number: String,
    /// How one knows.
    #[serde(default)]
    pub coal_note: String,
    /// The session's token.
    #[serde(default)]
    pub csrf: String,
}

impl CoalForm {
    /// The other case's number, whether the coal came from it, and how one knows.
    ///
    /// # Errors
    /// A message for each field that cannot be used.
    pub fn check(&self) -> Result<(String, bool, String), FormErrors> {
        let mut errors = FormErrors::default();
        let number = text_field(&mut errors, "coal_number", &self.coal_number, 40);
        let note = text_field(&mut errors, "coal_note", &self.coal_note, NOTE_MAX);
        if number.is_empty() {
            errors.add("coal_number", "请写另一件的编号，如 2026-000431");
        }
        let from_other = match self.way.as_str() {
            "source" => true,
            "destination" => false,
            _ => {
                errors.add("way", "请选煤从那里来，还是到那里去");
                false
            }
        };
        errors.into_result((number, from_other, note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_says_which_trace_and_whether() {
        let form = |kind: &str, action: &str| TrailForm {
            kind: kind.into(),
            value: "豫H3A521".into(),
            action: action.into(),
            ..TrailForm::default()
        };
        assert!(form("plate", "confirm").check().unwrap().confirmed);
        assert!(!form("plate", "reject").check().unwrap().confirmed);
        for (kind, action) in [("plate", ""), ("colour", "confirm")] {
            assert!(form(kind, action).check().unwrap_err().get("trail").is_some());
        }
    }

    #[test]
    fn a_link_says_which_case_and_which_way() {
        let errors = CoalForm::default().check().unwrap_err();
        assert!(errors.get("coal_number").is_some() && errors.get("way").is_some());
        let form = CoalForm {
            way: "source".into(),
            coal_number: " 2026-000001 ".into(),
            ..CoalForm::default()
        };
        assert_eq!(form.check(), Ok(("2026-000001".to_owned(), true, String::new())));
    }
}
