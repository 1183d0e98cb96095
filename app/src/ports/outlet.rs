//! Briquette centres and outlets, as residents and staff see them.

use time::OffsetDateTime;

use crate::{
    domain::{
        division::CountyCode,
        outlet::{OutletKind, Reach},
    },
    forms::{FormErrors, outlet_form::OutletForm},
};

/// An open outlet, as residents see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletCard {
    /// What it is.
    pub kind: OutletKind,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// When it is open, in words.
    pub hours: String,
    /// The number of its licence.
    pub licence: String,
    /// How it reaches the village.
    pub reach: Reach,
    /// Marked 示例.
    pub demonstration: bool,
}

/// An outlet in the staff list.
#[derive(Debug, Clone, PartialEq)]
pub struct OutletRow {
    /// Its identifier; none for an invented one from the data files.
    pub id: Option<i64>,
    /// What it is.
    pub kind: OutletKind,
    /// Its name.
    pub name: String,
    /// Its county's name.
    pub county: String,
    /// Its address.
    pub address: String,
    /// The places it serves, in words.
    pub serves: String,
    /// Its telephone.
    pub phone: String,
    /// Whether it is open today.
    pub open: bool,
    /// Why it is not, or how long it is, in words.
    pub term: String,
    /// Marked 示例.
    pub demonstration: bool,
}

/// One line of an outlet's history.
#[derive(Debug, Clone, PartialEq)]
pub struct OutletEventLine {
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub who: String,
    /// What, in words.
    pub text: String,
}

/// The page on which an outlet is added, changed and closed.
#[derive(Debug, Clone, PartialEq)]
pub struct OutletDesk {
    /// Its identifier; none before it is added.
    pub id: Option<i64>,
    /// What is typed.
    pub form: OutletForm,
    /// Messages beside the fields.
    pub errors: FormErrors,
    /// The counties to choose from; one for a county's office.
    pub counties: Vec<(CountyCode, String)>,
    /// This person may change it.
    pub may_keep: bool,
    /// It is closed.
    pub closed: bool,
    /// What was done to it, newest first.
    pub history: Vec<OutletEventLine>,
}
