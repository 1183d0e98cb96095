//! Any files in an evidence package: the check that anyone runs must end, and believe nothing that was not signed.
#![no_main]

use jingnuan::evidence::package::{self, HISTORY, MANIFEST, SIGNATURE};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = [MANIFEST, HISTORY, SIGNATURE, "photos/1.age", "../outside"];

fuzz_target!(|input: (Vec<(u8, Vec<u8>)>, Vec<u8>)| {
    let (files, rest) = input;
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in &files {
        let name = NAMES[usize::from(*name) % NAMES.len()];
        // A name that leads out of the folder is refused here already.
        let _ = package::add(&mut tar, name, content.len() as u64, &content[..]);
    }
    let built = tar.into_inner().expect("a tar in memory");
    for file in [built, rest] {
        if let Ok(report) = package::check(&file[..], Some([9; 32]), None) {
            assert!(!report.faults.is_empty(), "believed: {report}");
        }
    }
});
