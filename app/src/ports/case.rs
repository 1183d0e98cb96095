//! The queue and the cases in it, as staff see them. None of it holds an identity.

use time::OffsetDateTime;

use crate::{
    domain::{
        case::{CaseState, Outcome, Step},
        case_notice::NoticeState,
        happened::Happened,
        reward::{RewardState, RewardStep},
        tip::{Position, Sighting},
    },
    forms::{
        FormErrors,
        case_form::{JoinForm, StepForm},
        reward_form::RewardForm,
        trail_form::CoalForm,
    },
};

use super::{CoalWays, FollowedMessage, SharedTrace, VillageChoice};

/// A row of the staff queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// The public case number.
    pub number: String,
    /// The category in plain words.
    pub category: String,
    /// The first words of the tip.
    pub excerpt: String,
    /// The village or place; empty if none.
    pub place: String,
    /// County and town; empty if none.
    pub area: String,
    /// The lead's name.
    pub lead: String,
    /// Short names of the joint offices.
    pub joint: Vec<String>,
    /// The plan's clause.
    pub clause: String,
    /// Where it stands.
    pub state: CaseState,
    /// The deadline that runs: to accept, then to close; none once closed.
    pub due: Option<OffsetDateTime>,
    /// How much of the time is used, 0 to 100.
    pub used_percent: u8,
    /// How many photos.
    pub photos: i64,
    /// A reporter wrote or did something that nobody has acted on since.
    pub news: bool,
}

/// Which cases a queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QueueView {
    /// Everything not closed.
    #[default]
    Open,
    /// Past its deadline.
    Overdue,
    /// Waiting to be accepted.
    Waiting,
    /// Closed.
    Closed,
}

impl QueueView {
    /// In the order of the rail.
    pub const ALL: [Self; 4] = [Self::Open, Self::Overdue, Self::Waiting, Self::Closed];

    /// The value of `?view=`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Waiting => "waiting",
            Self::Closed => "closed",
        }
    }

    /// What the rail says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "在办",
            Self::Overdue => "已超期",
            Self::Waiting => "待签收",
            Self::Closed => "已办结",
        }
    }

    /// The view with this code; open cases for any other.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.code() == code).unwrap_or_default()
    }
}

/// The queue's page.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuePage {
    /// Which view.
    pub view: QueueView,
    /// What was searched; empty for none.
    pub query: String,
    /// The rows, most urgent first.
    pub rows: Vec<QueueRow>,
    /// How many each view holds, capped: 1001 means "1,000+". In the order of [`QueueView::ALL`].
    pub counts: [i64; 4],
    /// Where the next page starts, the value of its `?after=`; none on the last.
    pub next: Option<String>,
    /// Now.
    pub now: OffsetDateTime,
}

/// A photo of a case, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRef {
    /// Its identifier; addresses are `/staff/photos/{id}` and `/staff/photos/{id}/thumbnail`.
    pub id: i64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What the reporter says of it; may be empty.
    pub caption: String,
}

/// One line of a case's history, as staff see it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// When.
    pub at: OffsetDateTime,
    /// Who: an office and a person, the reporter, or the system.
    pub who: String,
    /// What.
    pub text: String,
    /// The first characters of its link in the hash chain.
    pub link: String,
}

/// A reward claimed for a tip of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardClaimed {
    /// The claim's identifier.
    pub id: i64,
    /// What staff call the tip: 线索 1.
    pub label: String,
    /// When the tip was filed.
    pub filed_at: OffsetDateTime,
    /// The signature over its content and that time holds; none where it was never signed.
    pub signed: Option<bool>,
    /// The keyed hash of its content, in hexadecimal.
    pub hash: String,
    /// Its photos: SHA-256, when each came, and whether the signature over both holds.
    pub photos: Vec<(String, Option<OffsetDateTime>, Option<bool>)>,
    /// Its place by time of filing among the case's tips, from 1.
    pub place: usize,
    /// Tips of the case whose times are not proven: with any of these the place is not, either.
    pub unproven: Vec<String>,
    /// Where the claim stands.
    pub state: RewardState,
    /// What was granted, in whole yuan.
    pub yuan: Option<u32>,
    /// What this person may do now.
    pub steps: Vec<RewardStep>,
}

/// A further tip of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct FurtherTip {
    /// What staff call it: 线索 2.
    pub label: String,
    /// The case it was filed in, where that is another.
    pub of_case: String,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// How it came and who entered it, where staff did so for somebody.
    pub entered: Option<String>,
    /// What the resident wrote.
    pub text: String,
    /// The place in words.
    pub place: String,
    /// The position that was sent along; none for who does not work the case.
    pub position: Option<Position>,
    /// Answers: question and answer in words.
    pub answers: Vec<(String, String)>,
}

/// A case's page for staff. Holds no identity.
#[allow(
    clippy::struct_excessive_bools,
    reason = "what one person may do here, each a question of its own"
)]
#[derive(Debug, Clone, PartialEq)]
pub struct CasePage {
    /// What its row shows.
    pub row: QueueRow,
    /// What the resident wrote; empty if only photos.
    pub text: String,
    /// When that was erased; none while it is kept.
    pub erased_at: Option<OffsetDateTime>,
    /// The place in words, as typed.
    pub place_text: String,
    /// The position that was sent along; none for who does not work the case.
    pub position: Option<Position>,
    /// When it was, as exactly as was said.
    pub happened: Option<Happened>,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// How it came and who entered it, where staff did so for somebody.
    pub entered: Option<String>,
    /// Answers: question and answer in words.
    pub answers: Vec<(String, String)>,
    /// Further places and times.
    pub sightings: Vec<Sighting>,
    /// The village, if chosen, with its code and status on the day of filing.
    pub village: Option<VillageChoice>,
    /// That status rests on a demonstration zone.
    pub zone_demonstration: bool,
    /// The version of the routing table that routed it.
    pub rule_version: String,
    /// Why this office.
    pub reason: String,
    /// The photos.
    pub photos: Vec<PhotoRef>,
    /// The history, newest first.
    pub history: Vec<HistoryLine>,
    /// Whether every link of the chain holds.
    pub chain_intact: bool,
    /// What was written to the reporters and by them, oldest first.
    pub messages: Vec<FollowedMessage>,
    /// A reporter wrote or did something that nobody has acted on since.
    pub reporter_at: Option<OffsetDateTime>,
    /// The further tips of the case, after the first; oldest first.
    pub further: Vec<FurtherTip>,
    /// Whom a message may go to: every reporter, or one; a choice only where there are several.
    pub recipients: Vec<(String, String)>,
    /// The cases joined to this one as duplicates: number and since when.
    pub duplicates: Vec<(String, OffsetDateTime)>,
    /// The case in which this one is worked, and since when.
    pub joined_into: Option<(String, OffsetDateTime)>,
    /// Open cases of the same kind in the same town: number and first words.
    pub near_by: Vec<(String, String)>,
    /// Whether this person may join this case with another, or part them.
    pub may_join: bool,
    /// What it shares with other cases.
    pub traces: Vec<SharedTrace>,
    /// Where its coal came from and went.
    pub coal: CoalWays,
    /// The rewards claimed for its tips.
    pub rewards: Vec<RewardClaimed>,
    /// The document that grants rewards; empty where none is known.
    pub reward_document: String,
    /// A decision on a reward that was refused, as typed; empty otherwise.
    pub reward_form: RewardForm,
    /// Whether this person may decide what it shares, and link coal.
    pub may_decide_trail: bool,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Accepted before.
    pub accept_by: OffsetDateTime,
    /// When it was accepted; none before.
    pub accepted_at: Option<OffsetDateTime>,
    /// Closed before.
    pub close_by: OffsetDateTime,
    /// Now.
    pub now: OffsetDateTime,
    /// The steps this person may take now; empty for onlookers.
    pub steps: Vec<Step>,
    /// Whether this person may write to the reporter.
    pub may_reply: bool,
    /// Whether this person may draft a notice.
    pub may_draft_notice: bool,
    /// The case's notice, if one exists: its identifier and state.
    pub notice: Option<(i64, NoticeState)>,
    /// What was typed into a refused form, and what is wrong with it.
    pub typed: StepForm,
    /// The same for linking coal.
    pub typed_coal: CoalForm,
    /// The same for joining with a duplicate.
    pub typed_join: JoinForm,
    /// Messages beside the fields.
    pub errors: FormErrors,
}
