//! The page on which staff enter a tip for somebody, and the slip they hand out.

use time::OffsetDateTime;

use super::{Choices, IdentityAsk, RoutePreview, VillageChoice};
use crate::{
    domain::{category::CategoryGuide, receipt::Receipt},
    forms::{FormErrors, tip_form::TipForm},
};

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterForm {
    /// What is asked.
    pub guide: CategoryGuide,
    /// The chosen village.
    pub village: Option<VillageChoice>,
    /// What was typed into the search for the village.
    pub query: String,
    /// Villages that fit it.
    pub choices: Choices,
    /// Who will get it.
    pub route: RoutePreview,
    /// Makes sending twice harmless.
    pub idempotency_key: String,
    /// How it came: a channel's code.
    pub channel: String,
    /// What was typed.
    pub form: TipForm,
    /// Who called, if they want to be called back; with what must be read to them first.
    pub identity: IdentityAsk,
    /// Messages beside the fields.
    pub errors: FormErrors,
}

/// The slip, shown once.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterSlip {
    /// The digits; none where the same form came again later: nobody looks a receipt up.
    pub receipt: Option<Receipt>,
    /// Their QR code as SVG.
    pub qr_svg: String,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
    /// The category in plain words.
    pub category: String,
    /// The place in plain words.
    pub place: String,
    /// Who gets it.
    pub lead: String,
    /// Where the digits are typed in.
    pub follow_address: String,
}
