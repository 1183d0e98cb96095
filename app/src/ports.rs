//! What pages and islands read, and the traits through which they read it; the server implements them.

mod counter;
mod evidence;
mod follow;
mod guide;
pub mod heating;
mod hold;
mod meaning;
mod outlet;
pub mod price_desk;
mod trail;
pub mod zone_desk;
mod zone_history;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::domain::{
    case::{CaseState, Outcome, Step},
    case_notice::NoticeState,
    category::{Category, CategoryGuide},
    division::VillageCode,
    happened::Happened,
    proposal::{CategoryWords, Proposal},
    receipt::Receipt,
    reward::{RewardState, RewardStep},
    tip::Sighting,
    who_may_burn::{Allowance, Burner},
    zone::{UndeterminedReason, ZoneStatus},
};

pub use self::{
    counter::{CounterForm, CounterSlip},
    evidence::{
        EvidencePage, FiledProof, IdentityAsk, KeptPage, KeptPhoto, KeysHere, NamedTip, Opened, OpeningLine,
        SealedPhoto,
    },
    follow::{FollowedMessage, FollowedStep, MessageKind, NearByCase, RewardShown, Said, TipFollowed},
    guide::{Guide, GuideBlock, GuideCard, GuidePoint, GuideSpan},
    hold::{BlockedWordLine, HeldGroupCard, HeldSample, HoldPage},
    meaning::MeaningPage,
    outlet::{OutletCard, OutletDesk, OutletEventLine, OutletRow},
    trail::{Appearance, CoalWays, SharedTrace, TrailPage, TrailRow},
    zone_history::{AskedDay, CountyHistory, DayAnswer, VillageHistory, ZonePeriod, ZoneVersion},
};

/// Places, rules and routes: all of it in memory, so none of it waits.
pub trait Places: Send + Sync {
    /// The villages that fit what was typed, best first.
    fn choices(&self, query: &str, limit: usize) -> Choices;
    /// The village's page, as of today; none if there is no such village.
    fn village(&self, code: VillageCode) -> Option<VillageAnswer>;
    /// Who would get a tip of this category from this place.
    fn route(&self, category: Category, village: Option<VillageCode>) -> RoutePreview;
}

/// One village among those that fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageChoice {
    /// Its code.
    pub code: VillageCode,
    /// The name people use.
    pub name: String,
    /// Its town.
    pub town: String,
    /// Its county.
    pub county: String,
    /// Its status today.
    pub status: ZoneStatus,
    /// What was typed is its whole name.
    pub exact: bool,
}

/// The villages that fit what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    /// The best, up to the limit asked for; exact ones first.
    pub villages: Vec<VillageChoice>,
    /// How many fit in all.
    pub total: usize,
    /// Some status rests on a demonstration zone.
    pub demonstration: bool,
}

/// The notice behind an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneSource {
    /// The notice's title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// When it was signed.
    pub issued: Date,
    /// First day in force.
    pub in_force: Date,
    /// The legal basis it names.
    pub basis: Vec<String>,
    /// Uses it exempts.
    pub exemptions: Vec<String>,
    /// Whom it says to call.
    pub contact: String,
    /// Whether briquettes are banned too.
    pub includes_briquettes: bool,
    /// A demonstration, not an official notice.
    pub demonstration: bool,
    /// Address of the scanned notice, where one was kept.
    pub scan: Option<String>,
}

/// One line of "who may burn what".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnRow {
    /// Who.
    pub who: Burner,
    /// Loose coal.
    pub loose_coal: Allowance,
    /// Clean briquettes.
    pub briquette: Allowance,
}

/// A village's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageAnswer {
    /// Its code.
    pub code: VillageCode,
    /// The name people use.
    pub name: String,
    /// Its reading in capitals.
    pub pinyin: String,
    /// Its town.
    pub town: String,
    /// Its county.
    pub county: String,
    /// Inside, outside or undetermined.
    pub status: ZoneStatus,
    /// Why it is undetermined.
    pub reason: Option<UndeterminedReason>,
    /// The notice that decided, if any is in force.
    pub source: Option<ZoneSource>,
    /// The area and roads whose line runs through the village, where that is the reason.
    pub cutting: Option<(String, Vec<String>)>,
    /// Who may burn what.
    pub rows: Vec<BurnRow>,
    /// Its county as a drawing; filled in where the page is made.
    pub drawing: Option<crate::map_view::Drawing>,
}

/// Who will get a tip, said before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutePreview {
    /// The lead's full name, as people know it.
    pub lead: String,
    /// The joint offices' names.
    pub joint: Vec<String>,
    /// The plan's clause, such as 二(四).
    pub clause: String,
    /// The document the clause stands in.
    pub document: String,
    /// Why, in one plain sentence.
    pub reason: String,
    /// Working hours within which it is accepted.
    pub accept_hours: u32,
    /// Working days within which it is closed.
    pub close_days: u32,
}

/// The receipt's page, shown once.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptIssued {
    /// The digits.
    pub receipt: Receipt,
    /// The digits as an SVG QR code (a whole `<svg>` element, made by the server).
    pub qr_svg: String,
    /// When the server stored it.
    pub filed_at: OffsetDateTime,
    /// The category in plain words.
    pub category: String,
    /// The place in plain words.
    pub place: String,
    /// The lead's name.
    pub lead: String,
    /// The joint offices' names.
    pub joint: Vec<String>,
    /// Accepted before.
    pub accept_by: OffsetDateTime,
    /// Closed before.
    pub close_by: OffsetDateTime,
    /// How many photos were kept.
    pub photos: usize,
    /// The digits and their QR code as a picture to save: a `data:` address.
    pub picture: String,
    /// It was added to a case that was open already.
    pub joined: bool,
}

/// A notice in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeCard {
    /// Its identifier.
    pub id: i64,
    /// Its headline.
    pub title: String,
    /// The place, no finer than the town.
    pub place: String,
    /// The authority.
    pub authority: String,
    /// When it was published.
    pub published_on: Date,
    /// Marked 示例.
    pub demonstration: bool,
}

/// A published notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDetail {
    /// What its list shows.
    pub card: NoticeCard,
    /// What happened, in plain words.
    pub summary: String,
    /// The decision's number.
    pub document_number: String,
    /// The party, redacted.
    pub party: String,
    /// What was violated.
    pub violation: String,
    /// What was imposed.
    pub penalty: String,
    /// The law it rests on.
    pub legal_basis: String,
    /// The day of the decision.
    pub decided_on: Date,
}

/// A page of published notices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoticeList {
    /// Newest first.
    pub notices: Vec<NoticeCard>,
    /// Address of the page with newer ones; none on the first.
    pub newer: Option<String>,
    /// Address of the page with older ones; none on the last.
    pub older: Option<String>,
}

/// What went wrong, for the page that says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trouble {
    /// The HTTP status.
    pub status: u16,
    /// What was wrong with the request, in plain Chinese; empty for the status's own words.
    pub message: String,
    /// Finds the log line again; empty where nothing was logged.
    pub reference: String,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
}

/// The home page.
#[derive(Debug, Clone, PartialEq)]
pub struct Home {
    /// The latest notices.
    pub notices: Vec<NoticeCard>,
    /// Today, in China.
    pub today: Date,
}

/// The page that asks what a tip is about.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportChoice {
    /// Every category, in the order offered.
    pub categories: Vec<CategoryGuide>,
    /// The village the person comes from, carried along.
    pub village: Option<VillageChoice>,
}

/// The tip's form.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportForm {
    /// What is asked.
    pub guide: CategoryGuide,
    /// The chosen village.
    pub village: Option<VillageChoice>,
    /// What was typed into the search for the village, as `?q=`; empty if nothing.
    pub query: String,
    /// Villages to choose from, when a name was typed that does not decide.
    pub choices: Choices,
    /// Who will get it.
    pub route: RoutePreview,
    /// Open cases of the same kind near by, and the one chosen to join.
    pub near_by: Vec<NearByCase>,
    /// The client-made key that makes sending twice harmless.
    pub idempotency_key: String,
    /// When this form was opened, signed.
    pub opened: String,
    /// Photos of a form that was refused, kept as uploads.
    pub kept: Vec<String>,
    /// The words of all categories, where one is to be proposed; else empty.
    pub proposals: Vec<CategoryWords>,
    /// What was typed, and what is wrong with it.
    pub form: crate::forms::tip_form::TipForm,
    /// Who files it, if they wish to say.
    pub identity: IdentityAsk,
    /// Messages beside the fields; empty on a fresh form.
    pub errors: crate::forms::FormErrors,
}

/// The step in which who is not sure is shown what their words speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportProposal {
    /// The likeliest categories, best first.
    pub proposals: Vec<Proposal>,
    /// All that was typed, by field, and the photos as uploads.
    pub fields: Vec<(String, String)>,
}

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

/// Who is signed in, as every staff page shows.
#[allow(
    clippy::struct_excessive_bools,
    reason = "what one person may look at, each a question of its own"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// The office's name.
    pub office: String,
    /// Must stand in every form as `csrf`.
    pub csrf: String,
    /// May look at the briquette outlets.
    pub sees_outlets: bool,
    /// May look at prices and subsidies.
    pub sees_prices: bool,
    /// May look at what is held.
    pub sees_holds: bool,
    /// May enter tips for others.
    pub enters_tips: bool,
    /// May read who opened what is sealed.
    pub sees_openings: bool,
}

/// The page that sets up codes from an app on the phone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecondFactorSetUp {
    /// The secret as a QR code.
    pub qr_svg: String,
    /// The same in letters.
    pub letters: String,
    /// The same as an address that apps on this device open.
    pub address: String,
    /// The same, sealed, to come back with the code.
    pub sealed: String,
    /// Nothing else can be done before.
    pub must: bool,
    /// It is set up already.
    pub done: bool,
    /// What is wrong with what was typed.
    pub errors: crate::forms::FormErrors,
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
    pub reward_form: crate::forms::reward_form::RewardForm,
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
    pub typed: crate::forms::case_form::StepForm,
    /// The same for linking coal.
    pub typed_coal: crate::forms::trail_form::CoalForm,
    /// The same for joining with a duplicate.
    pub typed_join: crate::forms::case_form::JoinForm,
    /// Messages beside the fields.
    pub errors: crate::forms::FormErrors,
}

/// A notice in the staff list.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffNoticeRow {
    /// Its identifier.
    pub id: i64,
    /// Its headline.
    pub title: String,
    /// The case it reports.
    pub case_number: String,
    /// Where it stands.
    pub state: NoticeState,
    /// When it changed last.
    pub updated_at: OffsetDateTime,
    /// Who drafted it.
    pub drafted_by: String,
}

/// The page on which a notice is written, approved and withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeDesk {
    /// Its identifier; none before the first save.
    pub id: Option<i64>,
    /// The case it reports.
    pub case_number: String,
    /// The place it will show, no finer than the town.
    pub place: String,
    /// Where it stands.
    pub state: NoticeState,
    /// What is written.
    pub form: crate::forms::notice_form::NoticeForm,
    /// Messages beside the fields.
    pub errors: crate::forms::FormErrors,
    /// This person may change it.
    pub may_edit: bool,
    /// This person may approve it or send it back.
    pub may_approve: bool,
    /// This person may take it down.
    pub may_withdraw: bool,
    /// Why this person may not approve it, where that is so; empty otherwise.
    pub approval_hint: String,
    /// Who drafted it.
    pub drafted_by: String,
    /// When it is or becomes public.
    pub public_from: Option<OffsetDateTime>,
}
