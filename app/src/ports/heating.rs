//! What pages about the cost of heating read.

use time::Date;

use super::VillageChoice;
use crate::{
    domain::{heating::rule::RuleBook, who_may_burn::Allowance},
    forms::heating_form::Standing,
};

/// The rules as they stand for one place on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatingPlace {
    /// The village, if one was chosen.
    pub village: Option<VillageChoice>,
    /// Whether a household may burn clean briquettes there.
    pub briquette: Allowance,
    /// The rules that concern it, past ones left out.
    pub rules: RuleBook,
    /// The day it is in China.
    pub today: Date,
}

impl HeatingPlace {
    /// What the calculator must know of the place.
    pub fn standing(&self) -> Standing {
        Standing {
            village: self.village.as_ref().map(|village| village.code),
            briquette: self.briquette,
        }
    }
}
