//! Case notices: as residents read them, and as staff write and approve them.

use time::{Date, OffsetDateTime};

use crate::{
    domain::case_notice::NoticeState,
    forms::{FormErrors, notice_form::NoticeForm},
};

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
    pub form: NoticeForm,
    /// Messages beside the fields.
    pub errors: FormErrors,
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
