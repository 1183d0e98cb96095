//! A line of a case's history as an evidence package writes it.

use serde::{Deserialize, Serialize};

use super::{
    package::{bytes, instant, millis},
    received::Received,
};
use crate::storage::CaseEvent;

/// A line of a case's history. Bytes are in hexadecimal, times in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// The account that did it; none for the reporter and the system.
    pub account: Option<i64>,
    /// The office.
    pub office: Option<String>,
    /// The tip whose reporter alone was told; left out where everyone was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<i64>,
    /// What happened.
    pub kind: String,
    /// The case's state after it.
    pub state: String,
    /// What staff read.
    pub text: String,
    /// What the reporter was told.
    pub public_text: String,
    /// What came with it; left out where nothing did.
    #[serde(default, skip_serializing_if = "Received::is_empty")]
    pub received: Received,
    /// None once the content was erased.
    pub salt: Option<String>,
    /// SHA-256 over salt and content.
    pub commitment: String,
    /// The link before.
    pub previous: String,
    /// SHA-256 over the link before, place, time and commitment.
    pub link: String,
}

impl HistoryLine {
    /// A stored event as it is written out.
    pub fn of(event: &CaseEvent) -> Self {
        Self {
            seq: event.seq,
            at: millis(event.at),
            account: event.account,
            office: event.office.map(|office| office.to_string()),
            tip: event.tip,
            kind: event.kind.code().to_owned(),
            state: event.state.code().to_owned(),
            text: event.text.clone(),
            public_text: event.public_text.clone(),
            received: event.received.clone(),
            salt: event.salt.map(hex::encode),
            commitment: hex::encode(event.commitment),
            previous: hex::encode(event.previous),
            link: hex::encode(event.link),
        }
    }

    /// The event it stands for; none where it cannot be read.
    pub(super) fn event(&self) -> Option<CaseEvent> {
        Some(CaseEvent {
            seq: self.seq,
            at: instant(self.at)?,
            account: self.account,
            office: match &self.office {
                Some(office) => Some(office.parse().ok()?),
                None => None,
            },
            tip: self.tip,
            kind: self.kind.parse().ok()?,
            state: self.state.parse().ok()?,
            text: self.text.clone(),
            public_text: self.public_text.clone(),
            received: self.received.clone(),
            salt: match &self.salt {
                Some(salt) => Some(bytes(salt)?),
                None => None,
            },
            commitment: bytes(&self.commitment)?,
            previous: bytes(&self.previous)?,
            link: bytes(&self.link)?,
        })
    }
}
