//! Changes of the rules as they are published: a new rule, one in place of another, or an end.

use serde::{Deserialize, Serialize};
use time::Date;

use super::rule::{Rule, RuleBook};
use crate::domain::division::CountyCode;

/// One change. It takes effect on a day that is kept beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleChange {
    /// The county whose office made it; none for the city's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<CountyCode>,
    /// The rule that ends the day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The rule that begins; none where one only ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// The rule it ends is not there.
    #[error("要替换的规则“{0}”不在了")]
    NoSuchRule(String),
    /// The rule it ends has not begun by then.
    #[error("“{0}”到那天还没有开始，不能替换")]
    NotBegun(String),
}

impl RuleBook {
    /// This book with a change made; a rule that is there already is not said twice.
    ///
    /// # Errors
    /// [`ChangeFault`].
    pub fn changed(mut self, change: &RuleChange, effective: Date) -> Result<Self, ChangeFault> {
        if let Some(id) = &change.replaces {
            let old = self.rules.iter_mut().find(|rule| rule.id == *id);
            let old = old.ok_or_else(|| ChangeFault::NoSuchRule(id.clone()))?;
            let last = effective.previous_day().filter(|last| *last >= old.valid.from);
            let last = last.ok_or_else(|| ChangeFault::NotBegun(id.clone()))?;
            old.valid.until = Some(old.valid.until.map_or(last, |until| until.min(last)));
        }
        if let Some(rule) = &change.rule
            && self.rule(&rule.id).is_none()
        {
            self.rules.push(rule.clone());
        }
        Ok(self)
    }
}
