//! What the holder of a receipt reads and may do.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::FiledProof;
use crate::{
    domain::{
        case::{CaseState, Outcome},
        category::Category,
        receipt::Receipt,
        reporter::{Deed, Score},
        reward::RewardState,
    },
    forms::{FormErrors, follow_form::FollowForm},
};

/// What a reporter sees of their tip.
#[derive(Debug, Clone, PartialEq)]
pub struct TipFollowed {
    /// Where the case stands.
    pub state: CaseState,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The category in plain words.
    pub category: String,
    /// The category's code, for the API.
    pub category_code: Category,
    /// The place in plain words.
    pub place: String,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// What proves that; none for tips from before times were signed.
    pub proof: Option<FiledProof>,
    /// The lead's name.
    pub lead: String,
    /// The lead's area: the code of its city, county or town.
    pub area: String,
    /// Accepted before.
    pub accept_by: OffsetDateTime,
    /// Closed before.
    pub close_by: OffsetDateTime,
    /// What happened, oldest first; in words meant for the reporter.
    pub history: Vec<FollowedStep>,
    /// What the offices and the reporter wrote, oldest first.
    pub messages: Vec<FollowedMessage>,
    /// How many photos the tip has.
    pub photos: usize,
    /// When the reporter took it back.
    pub withdrawn_at: Option<OffsetDateTime>,
    /// What the reporter said of the result.
    pub rating: Option<(Score, String)>,
    /// What is known of a reward.
    pub reward: RewardShown,
    /// What the reporter may do now.
    pub may: Vec<Deed>,
    /// Until when the case may be opened again, where that is open.
    pub reopen_until: Option<OffsetDateTime>,
    /// The digits: they stand in the page's forms, never in an address.
    pub receipt: Receipt,
    /// Makes sending a form twice harmless.
    pub once: String,
    /// What was just done.
    pub said: Option<Said>,
    /// What was typed into a refused form.
    pub typed: FollowForm,
    /// Messages beside the fields.
    pub errors: FormErrors,
}

impl TipFollowed {
    /// The office asked something that is not answered yet.
    pub fn asked(&self) -> Option<&FollowedMessage> {
        let last = self.messages.iter().rposition(|m| m.kind == MessageKind::Question)?;
        let answered = self.messages[last..]
            .iter()
            .any(|m| m.kind == MessageKind::FromReporter);
        (!answered).then(|| &self.messages[last])
    }
}

/// What a reporter reads of a reward.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RewardShown {
    /// The document that grants it; empty where none is known, and then nothing is promised.
    pub document: String,
    /// Where the claim stands, if there is one.
    pub claim: Option<RewardState>,
    /// What was granted, in whole yuan.
    pub yuan: Option<u32>,
    /// Why it was refused.
    pub reason: String,
    /// The case ended with a violation found, of a kind that may be rewarded.
    pub found: bool,
}

/// What a reporter just did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// This, and it is stored.
    Did(Deed),
    /// The same form came before; nothing was stored twice.
    Before,
}

/// One step of a case, as told to the reporter.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedStep {
    /// When.
    pub at: OffsetDateTime,
    /// The state after it.
    pub state: CaseState,
    /// In plain words.
    pub text: String,
}

/// Who wrote a message, and whether it asks for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// An office told something.
    FromOffice,
    /// An office asked something.
    Question,
    /// A reporter wrote.
    FromReporter,
}

impl MessageKind {
    /// The code used in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FromOffice => "message",
            Self::Question => "question",
            Self::FromReporter => "own",
        }
    }
}

/// A message between an office and a reporter.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedMessage {
    /// When.
    pub at: OffsetDateTime,
    /// Which office, or the reporter.
    pub from: String,
    /// Who wrote it, and whether it asks for an answer.
    pub kind: MessageKind,
    /// What it says.
    pub text: String,
}

/// An open case of the same kind near by, to join: a day and a town, nothing of anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearByCase {
    /// What the form sends to join it; says nothing about the case, and only for a while.
    pub token: String,
    /// The day it was reported.
    pub day: Date,
    /// The town's name.
    pub town: String,
    /// The category in plain words.
    pub category: String,
    /// It is the one chosen in a form that was refused.
    pub chosen: bool,
}
