//! The rules at full size: 2,017 villages, the demonstration zones, the real outlines.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use std::{hint::black_box, path::Path};

use app::domain::{category::Category, coordinate::Wgs84, routing::Place, zone::ZoneStatus};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jingnuan::reference::{LoadOptions, Reference};
use time::macros::date;

const TODAY: time::Date = date!(2026 - 01 - 15);

fn load() -> Reference {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    Reference::load(&LoadOptions::new(folder, true)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn village_search(c: &mut Criterion) {
    let reference = load();
    let mut group = c.benchmark_group("village search, 2,017 names");
    for query in [
        "王庄",
        "boxiang",
        "bxz",
        "修武 王庄",
        "w",
        "修武县七贤镇王庄村民委员会",
        "qqqqqq",
    ] {
        group.bench_function(query, |b| b.iter(|| reference.index().search(black_box(query), 20)));
    }
    group.finish();
}

fn zone_status(c: &mut Criterion) {
    let reference = load();
    let zones = reference.file_zones();
    let villages = reference.divisions().villages();
    let mut group = c.benchmark_group("zone status");
    group.throughput(Throughput::Elements(villages.len() as u64));
    group.bench_function("by code, every village", |b| {
        b.iter(|| {
            let inside = |village: &&app::domain::division::Village| {
                zones.register().status(village.code, TODAY).status == ZoneStatus::Inside
            };
            villages.iter().filter(inside).count()
        });
    });
    let positions: Vec<Wgs84> = (0..1_000)
        .map(|at| Wgs84::new(112.6 + f64::from(at % 40) * 0.025, 34.85 + f64::from(at / 40) * 0.025))
        .collect();
    group.throughput(Throughput::Elements(positions.len() as u64));
    for accuracy in [20.0, 2_000.0] {
        group.bench_function(format!("by position, ± {accuracy} m"), |b| {
            b.iter(|| {
                let candidates = |at: &Wgs84| zones.locate(*at, accuracy, TODAY).counties.len();
                positions.iter().map(candidates).sum::<usize>()
            });
        });
    }
    group.finish();
}

fn routing(c: &mut Criterion) {
    let reference = load();
    let zones = reference.file_zones();
    let villages = reference.divisions().villages();
    let mut group = c.benchmark_group("routing");
    let mut next = (0..usize::MAX).map(|at| (Category::ALL[at % Category::ALL.len()], &villages[at % villages.len()]));
    group.bench_function("category and village", |b| {
        b.iter(|| {
            let (category, village) = next.next()?;
            let place = Place::Village(village.code);
            let status = zones.register().status_of(reference.divisions(), place, TODAY);
            Some(reference.route(black_box(category), place, status))
        });
    });
    group.finish();
}

fn start(c: &mut Criterion) {
    let mut group = c.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("load and check every data file", |b| b.iter(load));
    group.finish();
}

criterion_group!(benches, village_search, zone_status, routing, start);
criterion_main!(benches);
