//! Each case's own hash chain: it shows any change to a case's history, yet lets retention erase content.
//!
//! commitment = SHA-256(salt ‖ content), link = SHA-256(previous ‖ seq ‖ at ‖ commitment), and before the first link
//! stands SHA-256(case number). Erasing a row's content and salt leaves its commitment, and so the chain, whole.

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    case_event::{CaseEvent, NewEvent},
    column::{Bytes32, millis},
};
use crate::evidence::received::Received;

/// The content of a history line in the one form that is hashed. Field order is part of the format.
#[derive(serde::Serialize)]
struct Content<'a> {
    account: Option<i64>,
    office: Option<String>,
    kind: &'a str,
    state: &'a str,
    text: &'a str,
    public_text: &'a str,
    /// Left out where there is none: lines from before it existed keep their hashes.
    #[serde(skip_serializing_if = "Option::is_none")]
    tip: Option<i64>,
    /// Likewise.
    #[serde(skip_serializing_if = "Received::is_empty")]
    received: &'a Received,
}

/// The salted commitment to an event's content.
pub fn content_commitment(event: &NewEvent) -> Bytes32 {
    let content = Content {
        account: event.account,
        office: event.office.map(|office| office.to_string()),
        kind: event.kind.code(),
        state: event.state.code(),
        text: &event.text,
        public_text: &event.public_text,
        tip: event.tip,
        received: &event.received,
    };
    let mut hash = Sha256::new();
    hash.update(event.salt);
    // Plain structs of text and numbers always become JSON.
    hash.update(serde_json::to_vec(&content).unwrap_or_default());
    hash.finalize().into()
}

/// What stands before a case's first link.
pub(super) fn origin(number: &str) -> Bytes32 {
    Sha256::digest(number.as_bytes()).into()
}

/// The link of one event to all before it.
pub(super) fn link(previous: &Bytes32, seq: i64, at: OffsetDateTime, commitment: &Bytes32) -> Bytes32 {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(millis(at).to_be_bytes());
    hash.update(commitment);
    hash.finalize().into()
}

/// Where a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the history is broken at line {seq}")]
pub struct BrokenChain {
    /// The first event that does not fit, counted from 1.
    pub seq: i64,
}

/// Checks a case's whole history, oldest first: every content against its commitment unless it was erased, every link
/// against the one before. A chain cut at its end still holds: only a signed checkpoint shows that.
///
/// # Errors
/// [`BrokenChain`] naming the first event that does not fit.
pub fn verify_chain(number: &str, events: &[CaseEvent]) -> Result<(), BrokenChain> {
    let mut previous = origin(number);
    for (event, seq) in events.iter().zip(1..) {
        let content_holds = event.erased() || content_commitment(&event.content()) == event.commitment;
        let link_holds = event.seq == seq
            && event.previous == previous
            && event.link == link(&previous, seq, event.at, &event.commitment);
        if !content_holds || !link_holds {
            return Err(BrokenChain { seq });
        }
        previous = event.link;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use app::domain::case::CaseState;
    use time::{Duration, macros::datetime};

    use super::*;
    use crate::storage::EventKind;

    const NUMBER: &str = "2026-000001";

    fn history() -> Vec<CaseEvent> {
        let mut previous = origin(NUMBER);
        [EventKind::Filed, EventKind::Routed, EventKind::Accepted]
            .into_iter()
            .zip(1..)
            .map(|(kind, seq)| {
                let event = NewEvent {
                    at: datetime!(2026-11-23 08:00 UTC) + Duration::minutes(seq),
                    account: Some(7),
                    office: "transport@410821".parse().ok(),
                    tip: (kind == EventKind::Routed).then_some(3),
                    kind,
                    state: CaseState::Submitted,
                    text: format!("第 {seq} 步"),
                    public_text: String::new(),
                    received: Received::photos([&[u8::try_from(seq).unwrap(); 32]]),
                    salt: [u8::try_from(seq).unwrap(); 32],
                };
                let stored = CaseEvent::linked(event, seq, previous);
                previous = stored.link;
                stored
            })
            .collect()
    }

    #[test]
    fn an_untouched_history_holds() {
        assert_eq!(verify_chain(NUMBER, &history()), Ok(()));
        assert_eq!(verify_chain(NUMBER, &[]), Ok(()));
    }

    #[test]
    fn every_kind_of_tampering_shows() {
        type Tampering = fn(&mut Vec<CaseEvent>);
        let cases: [(i64, Tampering); 10] = [
            (2, |events| events[1].received.photos.clear()),
            (2, |events| events[1].tip = None),
            (2, |events| events[1].text.push('！')),
            (2, |events| events[1].public_text.push('！')),
            (2, |events| events[1].at += Duration::milliseconds(1)),
            (2, |events| events[1].account = Some(8)),
            (2, |events| events[1].state = CaseState::Closed),
            (2, |events| {
                events.remove(1);
            }),
            (1, |events| events.swap(0, 1)),
            (3, |events| {
                let forged = NewEvent {
                    text: "改写".into(),
                    ..events[1].content()
                };
                events[1] = CaseEvent::linked(forged, 2, events[0].link);
            }),
        ];
        for (seq, tamper) in cases {
            let mut events = history();
            tamper(&mut events);
            assert_eq!(verify_chain(NUMBER, &events), Err(BrokenChain { seq }));
        }
        assert_eq!(verify_chain("2026-000002", &history()), Err(BrokenChain { seq: 1 }));
    }

    #[test]
    fn erased_content_leaves_the_chain_whole() {
        let mut events = history();
        events[1].text.clear();
        events[1].salt = None;
        assert_eq!(verify_chain(NUMBER, &events), Ok(()));
        events[1].commitment = [0; 32];
        assert_eq!(verify_chain(NUMBER, &events), Err(BrokenChain { seq: 2 }));
    }
}
