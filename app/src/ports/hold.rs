//! What the page of held tips shows.

use time::OffsetDateTime;

use crate::{
    domain::{category::Category, division::CountyCode, flood::HoldReason},
    forms::FormErrors,
};

/// The page of held tips.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldPage {
    /// The groups, largest first.
    pub groups: Vec<HeldGroupCard>,
    /// This person keeps the list of words and photos that are looked at first.
    pub keeps_blocks: bool,
    /// The words on it, newest first.
    pub words: Vec<BlockedWordLine>,
    /// The photos on it, those added last first.
    pub photos: Vec<BlockedPhotosLine>,
    /// A word that was typed and refused.
    pub typed: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// Held tips that have reason, category and county in common.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldGroupCard {
    /// Why they wait.
    pub reason: HoldReason,
    /// What they are about.
    pub category: Category,
    /// Where; none without a place.
    pub county: Option<CountyCode>,
    /// The category in plain words.
    pub category_name: String,
    /// The county's name.
    pub county_name: String,
    /// How many there are.
    pub count: i64,
    /// When the first was held.
    pub first: OffsetDateTime,
    /// When the last was held.
    pub last: OffsetDateTime,
    /// What came after this was not shown.
    pub until: i64,
    /// The oldest of them.
    pub samples: Vec<HeldSample>,
}

/// One held tip.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldSample {
    /// Its case's number.
    pub number: String,
    /// Its first words.
    pub excerpt: String,
    /// Where.
    pub place: String,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// How many photos it has.
    pub photos: i64,
}

/// Photos that are looked at first, added together.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockedPhotosLine {
    /// What the form sends to take them off.
    pub key: String,
    /// How many.
    pub count: i64,
    /// Who added them.
    pub added_by: String,
    /// When.
    pub added_at: OffsetDateTime,
}

/// A word that is looked at first.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockedWordLine {
    /// Its identifier.
    pub id: i64,
    /// As typed.
    pub word: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: OffsetDateTime,
}
