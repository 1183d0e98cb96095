//! What pages and islands read, and the traits through which they read it; the server implements them.

mod case;
mod counter;
mod evidence;
mod follow;
mod guide;
pub mod heating;
mod hold;
mod meaning;
mod notice;
mod outlet;
mod place;
pub mod price_desk;
mod report;
mod staff;
mod trail;
pub mod zone_desk;
mod zone_history;

use time::Date;

pub use self::{
    case::{CasePage, FurtherTip, HistoryLine, PhotoRef, QueuePage, QueueRow, QueueView, RewardClaimed},
    counter::{CounterForm, CounterSlip},
    evidence::{
        EvidencePage, FiledProof, IdentityAsk, KeptPage, KeptPhoto, KeysHere, NamedTip, Opened, OpeningLine,
        SealedPhoto,
    },
    follow::{FollowedMessage, FollowedStep, MessageKind, NearByCase, RewardShown, Said, TipFollowed},
    guide::{Guide, GuideBlock, GuideCard, GuidePoint, GuideSpan},
    hold::{BlockedPhotosLine, BlockedWordLine, HeldGroupCard, HeldSample, HoldPage},
    meaning::MeaningPage,
    notice::{NoticeCard, NoticeDesk, NoticeDetail, NoticeList, StaffNoticeRow},
    outlet::{OutletCard, OutletDesk, OutletEventLine, OutletRow},
    place::{BurnRow, Choices, Places, VillageAnswer, VillageChoice, ZoneSource},
    report::{ReceiptIssued, ReportChoice, ReportForm, ReportProposal, RoutePreview},
    staff::{SecondFactorSetUp, SignedIn},
    trail::{Appearance, CoalWays, SharedTrace, TrailPage, TrailRow},
    zone_history::{AskedDay, CountyHistory, DayAnswer, VillageHistory, ZonePeriod, ZoneVersion},
};

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
