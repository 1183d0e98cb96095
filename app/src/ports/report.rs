//! What the pages of filing a tip read, from the choice of a category to the receipt.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    domain::{
        category::CategoryGuide,
        proposal::{CategoryWords, Proposal},
        receipt::Receipt,
    },
    forms::{FormErrors, tip_form::TipForm},
};

use super::{Choices, IdentityAsk, NearByCase, VillageChoice};

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
    pub form: TipForm,
    /// Who files it, if they wish to say.
    pub identity: IdentityAsk,
    /// Messages beside the fields; empty on a fresh form.
    pub errors: FormErrors,
}

/// The step in which who is not sure is shown what their words speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportProposal {
    /// The likeliest categories, best first.
    pub proposals: Vec<Proposal>,
    /// All that was typed, by field, and the photos as uploads.
    pub fields: Vec<(String, String)>,
}
