//! Whether a package's words and photos are those that its history says came.

use std::collections::HashSet;

use super::package::{Manifest, Report};
use crate::storage::{CaseEvent, EventKind};

/// Compares the words of tips, and the hashes of photos, with what the history noted when each came. Lines from before it
/// noted them prove nothing of either, and what was erased is counted, not missed.
pub(super) fn check_filed(report: &mut Report, manifest: &Manifest, events: &[CaseEvent]) {
    let parted: HashSet<i64> = events
        .iter()
        .filter(|event| event.kind == EventKind::Parted)
        .filter_map(|event| event.tip)
        .collect();
    // What was parted lies in a case of its own.
    let came: Vec<&CaseEvent> = events
        .iter()
        .filter(|event| event.tip.is_none_or(|tip| !parted.contains(&tip)))
        .collect();
    check_words(report, manifest, &came);
    check_photos(report, manifest, &came);
}

fn check_words(report: &mut Report, manifest: &Manifest, came: &[&CaseEvent]) {
    let filings = came.iter().filter(|event| brought_a_tip(event));
    // An erasure that took the line itself excuses nothing of what the other lines noted.
    let (cleared, kept): (Vec<&CaseEvent>, Vec<&CaseEvent>) = filings.partition(|event| event.erased());
    let unnoted = kept.iter().filter(|event| event.received.words.is_none()).count();
    let mut noted: Vec<&String> = kept.iter().filter_map(|event| event.received.words.as_ref()).collect();
    let mut strange = 0;
    for words in manifest.tips.iter().filter_map(|tip| tip.words.as_ref()) {
        let digest = words.digest();
        match noted.iter().position(|noted| **noted == digest) {
            Some(at) => {
                noted.swap_remove(at);
                report.words += 1;
            }
            None => strange += 1,
        }
    }
    if strange > unnoted {
        report
            .faults
            .push(format!("有 {} 条线索的文字和收到时记下的对不上", strange - unnoted));
    }
    let erased = manifest.tips.iter().filter(|tip| tip.erased).count();
    let erased = erased.saturating_sub(cleared.len());
    if noted.len() > erased {
        report
            .faults
            .push(format!("收到时记下的文字少了 {} 条", noted.len() - erased));
    }
}

/// A tip came: the first of the case, or one that its reporter added to it.
fn brought_a_tip(event: &CaseEvent) -> bool {
    match event.kind {
        EventKind::Filed => true,
        EventKind::Joined => event.tip.is_some() && event.account.is_none(),
        _ => false,
    }
}

fn check_photos(report: &mut Report, manifest: &Manifest, came: &[&CaseEvent]) {
    let there: HashSet<&String> = manifest.photos.iter().map(|photo| &photo.sha256).collect();
    let noted = came.iter().flat_map(|event| &event.received.photos);
    let missing = noted.filter(|photo| !there.contains(photo)).count() as u64;
    // As many as signed erasures say.
    let counts = manifest.erasures.iter().flat_map(|erasure| &erasure.counts);
    let erased: u64 = counts.filter(|(kind, _)| kind == "photo").map(|(_, count)| count).sum();
    if missing > erased {
        report
            .faults
            .push(format!("收到时记下的照片少了 {} 张", missing - erased));
    }
}
