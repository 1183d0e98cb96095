//! The checkpoints of an evidence package: what they prove of a history that was cut or changed.

use serde::{Deserialize, Serialize};

use super::{
    checkpoint::{digest, leaf, root},
    package::{Report, bytes, holds, instant},
    stamp::{PublicKey, Stamped},
};
use crate::storage::{Bytes32, CaseEvent, Checkpoint, Covered};

/// A checkpoint that covers lines of the history, with all it takes to compute its root. Bytes are in hexadecimal, times
/// in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckpointProof {
    /// Its number.
    pub number: i64,
    /// When it was signed.
    pub at: i64,
    /// The root before it.
    pub previous: String,
    /// Its root.
    pub root: String,
    /// Ed25519 over number, count, root and time.
    pub signature: String,
    /// All it covers, in order.
    pub leaves: Vec<Leaf>,
}

/// A line that a checkpoint covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Leaf {
    /// One of this case.
    Own {
        /// The line's identifier.
        event: i64,
        /// The case's identifier.
        case: i64,
        /// Its place in the history.
        seq: i64,
        /// Its link.
        link: String,
    },
    /// The hash of another case's: it says nothing of what it is.
    Other(String),
}

impl Leaf {
    fn hash(&self) -> Option<Bytes32> {
        match self {
            Self::Own { event, case, seq, link } => Some(leaf(&Covered {
                event: *event,
                case_id: *case,
                seq: *seq,
                link: bytes(link)?,
            })),
            Self::Other(hash) => bytes(hash),
        }
    }
}

impl CheckpointProof {
    /// A stored checkpoint as it is written out for a case; where it is gone, its number alone: then nothing of it holds,
    /// and the check says so.
    pub fn of(number: i64, stored: Option<&Checkpoint>, previous: &Bytes32, covers: &[Covered], case: i64) -> Self {
        let leaves = covers.iter().map(|line| {
            if line.case_id == case {
                Leaf::Own {
                    event: line.event,
                    case,
                    seq: line.seq,
                    link: hex::encode(line.link),
                }
            } else {
                Leaf::Other(hex::encode(leaf(line)))
            }
        });
        Self {
            number,
            at: stored.map_or(0, |stored| super::package::millis(stored.at)),
            previous: hex::encode(previous),
            root: stored.map(|stored| hex::encode(stored.root)).unwrap_or_default(),
            signature: stored.map(|stored| hex::encode(&stored.signature)).unwrap_or_default(),
            leaves: leaves.collect(),
        }
    }

    fn holds(&self, key: &PublicKey) -> bool {
        let leaves: Option<Vec<Bytes32>> = self.leaves.iter().map(Leaf::hash).collect();
        let (Some(leaves), Some(previous), Some(said)) = (leaves, bytes(&self.previous), bytes(&self.root)) else {
            return false;
        };
        let events = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
        let signed = hex::encode(digest(self.number, events, &said));
        root(&previous, leaves) == said && holds(key, Stamped::Checkpoint, &signed, self.at, &self.signature)
    }
}

/// Compares a history with the checkpoints that cover it: none of its lines may be missing or other than it was.
pub(super) fn check_cover(report: &mut Report, checkpoints: &[CheckpointProof], events: &[CaseEvent], key: &PublicKey) {
    let mut next = 1;
    let mut cut = None;
    for proof in checkpoints {
        let number = proof.number;
        let Some(at) = instant(proof.at).filter(|_| proof.holds(key)) else {
            report
                .faults
                .push(format!("第 {number} 个校验点对不上：签名、根或盖住的内容被改过"));
            continue;
        };
        report.checkpoints += 1;
        for own in &proof.leaves {
            let Leaf::Own { seq, link, .. } = own else { continue };
            if *seq != next {
                report
                    .faults
                    .push(format!("办理记录第 {next} 条没有校验点，后面的却有"));
            }
            next = seq + 1;
            report.covered = Some((*seq, at));
            let line = usize::try_from(seq - 1).ok().and_then(|place| events.get(place));
            match line {
                Some(line) if hex::encode(line.link) == *link => {}
                Some(_) => report
                    .faults
                    .push(format!("办理记录第 {seq} 条和第 {number} 个校验点盖住的不一样")),
                None => cut = cut.max(Some((*seq, number))),
            }
        }
    }
    if let Some((seq, number)) = cut {
        let left = events.len();
        report.faults.push(format!(
            "办理记录被截短：第 {number} 个校验点签过第 {seq} 条，这里只有 {left} 条"
        ));
    }
}
