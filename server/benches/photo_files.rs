//! For comparisons with other programs: writes photos into a folder, or makes copies of those in it for some seconds.
//!
//! `cargo bench -p jingnuan --bench photo_files -- FOLDER` writes, `… -- FOLDER SECONDS` measures and prints a table's row.

#![allow(clippy::print_stdout, missing_docs, reason = "a program that prints a table")]

mod scene;

use std::{
    fs,
    hint::black_box,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use jingnuan::{
    evidence::{
        photo::{PhotoLimits, process},
        stamp::{Signer, Stamped},
        vault::Sealer,
    },
    secret::sha256,
};
use scene::{jpeg, scene};
use time::macros::datetime;

fn main() -> Result<()> {
    // Cargo adds `--bench` of its own.
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--"));
    let Some(folder) = words.next().map(PathBuf::from) else {
        return Ok(());
    };
    match words.next() {
        None => write(&folder),
        Some(seconds) => measure(&folder, Duration::from_secs(seconds.parse()?)),
    }
}

fn write(folder: &PathBuf) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, noise, progressive) in [("dusk", 19, false), ("day", 6, false), ("shared", 12, true)] {
        let pixels = scene(4032, 3024, noise);
        fs::write(
            folder.join(format!("{name}.jpg")),
            jpeg(&pixels, 4032, 3024, progressive),
        )?;
    }
    Ok(())
}

fn measure(folder: &PathBuf, time: Duration) -> Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(fs::read(entry?.path())?);
    }
    let limits = PhotoLimits::default();
    let recipients = [age::x25519::Identity::generate(), age::x25519::Identity::generate()];
    let sealer = Sealer::new(recipients.iter().map(age::x25519::Identity::to_public).collect());
    let signer = Signer::from_seed([7; 32]);
    let begun = Instant::now();
    let mut done: u32 = 0;
    while begun.elapsed() < time {
        let file = files.get(done as usize % files.len().max(1)).context("no photos")?;
        // As for a tip: signed and sealed as it came, then made clean.
        black_box(signer.sign(Stamped::Photo, &sha256(file), datetime!(2026-11-20 08:00 UTC)));
        black_box(sealer.seal(black_box(file))?);
        black_box(process(black_box(file), &limits)?);
        done += 1;
    }
    println!(
        "| ours: signed, sealed to two keys, then strictly decoded and made clean | {:.1} |",
        f64::from(done) / begun.elapsed().as_secs_f64()
    );
    Ok(())
}
