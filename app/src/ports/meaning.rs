//! What a village's answer means for one kind of person.

use super::{OutletCard, VillageAnswer};
use crate::domain::meaning::Meaning;

/// The page of one village for one kind of person.
#[derive(Debug, Clone, PartialEq)]
pub struct MeaningPage {
    /// The village's answer today.
    pub answer: VillageAnswer,
    /// What it means.
    pub meaning: Meaning,
    /// The licensed outlets that reach the village, nearest first; empty where none may be shown or none is recorded.
    pub outlets: Vec<OutletCard>,
}
