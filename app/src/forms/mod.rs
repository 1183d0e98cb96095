//! Raw input into typed values, or a message for each field.

use std::collections::BTreeMap;

pub mod case_form;
pub mod day;
pub mod follow_form;
pub mod happened_form;
pub mod heating_form;
pub mod identity_form;
pub mod notice_form;
pub mod outlet_form;
pub mod reward_form;
pub mod rule_form;
pub mod served_places;
pub mod sign_in_form;
pub mod tip_form;
pub mod trail_form;
pub mod zone_form;

/// What is wrong, by field. The message stands beside the field, in plain Chinese.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FormErrors(BTreeMap<String, String>);

impl FormErrors {
    /// Adds a message; the first for a field stays.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.entry(field.into()).or_insert_with(|| message.into());
    }

    /// Adds the messages of another form.
    pub fn extend(&mut self, other: &Self) {
        for (field, message) in other.iter() {
            self.add(field, message);
        }
    }

    /// A single message.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// The message for a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every field and message, by field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }

    /// `value`, or these errors if there are any.
    ///
    /// # Errors
    /// The errors themselves.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// Checks the length in characters of a trimmed text and keeps it free of control characters.
pub(crate) fn text_field(errors: &mut FormErrors, field: &str, raw: &str, max: usize) -> String {
    let text: String = raw.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let length = text.chars().count();
    if length > max {
        errors.add(field, format!("最多写 {max} 个字，现在是 {length} 个"));
    }
    text
}
