//! What the workbench's pages of prices and subsidies read.

use time::{Date, OffsetDateTime};

use crate::{
    domain::edition::EditionState,
    forms::{FormErrors, rule_form::RuleForm},
};

/// The list of rules, and of drafts.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceList {
    /// Drafts and changes, latest first.
    pub changes: Vec<ChangeRow>,
    /// Every rule there is, those in force first.
    pub rules: Vec<RuleRow>,
    /// Whether this person may begin a draft.
    pub may_draft: bool,
}

/// A draft or published change in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    /// Its edition.
    pub id: i64,
    /// Its name, or that it has none yet.
    pub name: String,
    /// Whose it is.
    pub area: String,
    /// Where it stands.
    pub state: EditionState,
    /// First day in force.
    pub effective: Option<Date>,
    /// Marked 示例.
    pub demonstration: bool,
}

/// A rule in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// How sure it is; empty where it is confirmed.
    pub mark: &'static str,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// In words: 生效中, 未到日期, 已停.
    pub standing: &'static str,
}

/// What one person may do with a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceRights {
    /// Write it.
    pub edit: bool,
    /// Publish it or send it back.
    pub approve: bool,
    /// Give it up.
    pub withdraw: bool,
    /// Why it cannot be published by this person; empty if there is nothing to say.
    pub hint: &'static str,
}

/// What a typical household pays before and after, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// The household: 电暖气，2,000 度.
    pub household: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// The difference, with its sign; empty if there is none.
    pub difference: String,
}

/// The desk on which one change is written, checked and published.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceDesk {
    /// Its edition.
    pub id: i64,
    /// Whose it is: 焦作市, 修武县.
    pub area: String,
    /// Where it stands.
    pub state: EditionState,
    /// What is written.
    pub form: RuleForm,
    /// The revision that is shown.
    pub revision: i64,
    /// Messages beside the fields.
    pub errors: FormErrors,
    /// What still stands against publishing, with the field it is about.
    pub faults: Vec<(String, String)>,
    /// Typical households before and after, over the season of its first day.
    pub preview: Vec<PreviewRow>,
    /// What was done, latest first: when, who, what, why.
    pub history: Vec<(OffsetDateTime, String, String, String)>,
    /// Who drafted it.
    pub drafted_by: String,
    /// What this person may do.
    pub may: PriceRights,
    /// Marked 示例.
    pub demonstration: bool,
    /// Every rule that can be replaced: identifier and name.
    pub replaceable: Vec<(String, String)>,
}
