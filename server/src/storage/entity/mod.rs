//! The tables as the ORM reads and writes them: columns as they are stored.

pub(super) mod account;
pub(super) mod case_event;
pub(super) mod case_file;
pub(super) mod case_notice;
pub(super) mod case_queue;
pub(super) mod edition;
pub(super) mod edition_answer;
pub(super) mod edition_event;
pub(super) mod job;
pub(super) mod message;
pub(super) mod notice_event;
pub(super) mod outlet;
pub(super) mod outlet_event;
pub(super) mod photo;
pub(super) mod session;
pub(super) mod tip;
