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
use jingnuan::evidence::photo::{PhotoLimits, process};
use scene::{jpeg, scene};

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
    let begun = Instant::now();
    let mut done: u32 = 0;
    while begun.elapsed() < time {
        let file = files.get(done as usize % files.len().max(1)).context("no photos")?;
        black_box(process(black_box(file), &limits)?);
        done += 1;
    }
    println!(
        "| ours, strict and bounded | {:.1} |",
        f64::from(done) / begun.elapsed().as_secs_f64()
    );
    Ok(())
}
