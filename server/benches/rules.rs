//! The rules at full size: 2,017 villages, the demonstration zones, the real outlines.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::print_stdout, reason = "sizes are for the person who runs it")]

use std::{hint::black_box, path::Path, sync::Arc};

use app::domain::{
    category::Category,
    coordinate::Wgs84,
    locate::Locator,
    routing::Place,
    zone::{BanZone, RoadRing, ZoneNotice, ZoneRegister, ZoneScope, ZoneStatus},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jingnuan::{
    http::cache::Encoding,
    offline_file::OfflineFile,
    reference::{LoadOptions, Reference, ReferencePlaces},
};
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

/// A closed ring of many points, in and out like a road.
fn ring(longitude: f64, latitude: f64, points: u32) -> RoadRing {
    let mut polygon: Vec<Wgs84> = (0..points)
        .map(|n| {
            let angle = f64::from(n) / f64::from(points) * std::f64::consts::TAU;
            let radius = 0.03 + 0.004 * (f64::from(n) * 0.37).sin();
            Wgs84::new(longitude + radius * angle.cos(), latitude + radius * angle.sin())
        })
        .collect();
    polygon.push(polygon[0]);
    RoadRing {
        name: String::new(),
        roads: Vec::new(),
        polygon,
        inside: Vec::new(),
        cut: Vec::new(),
    }
}

/// 200 drawn zones of 2,000 points each, all over the city, shared out among its eleven counties.
fn drawn_zones(reference: &Reference) -> ZoneRegister {
    let counties = reference.divisions().counties();
    let zones = counties.iter().enumerate().map(|(at, county)| BanZone {
        id: county.code.to_string(),
        county: county.code,
        notice: ZoneNotice {
            title: String::new(),
            issuer: String::new(),
            number: String::new(),
            issued: TODAY,
            basis: Vec::new(),
            contact: String::new(),
        },
        in_force: TODAY,
        replaced: None,
        includes_briquettes: true,
        exemptions: Vec::new(),
        scope: ZoneScope {
            rings: (0..200_u32)
                .filter(|n| *n as usize % counties.len() == at)
                .map(|n| {
                    ring(
                        112.65 + f64::from(n % 20) * 0.05,
                        34.9 + f64::from(n / 20) * 0.05,
                        2_000,
                    )
                })
                .collect(),
            ..ZoneScope::default()
        },
        demonstration: true,
        scan: None,
    });
    ZoneRegister::new(zones.collect()).unwrap_or_else(|error| panic!("{error}"))
}

fn drawn_zone_status(c: &mut Criterion) {
    let reference = load();
    let register = drawn_zones(&reference);
    let locator = Locator::new(reference.areas().to_vec(), reference.divisions(), &register);
    let positions: Vec<Wgs84> = (0..1_000)
        .map(|at| Wgs84::new(112.6 + f64::from(at % 40) * 0.025, 34.85 + f64::from(at / 40) * 0.025))
        .collect();
    let mut group = c.benchmark_group("zone status, 200 drawn zones of 2,000 points");
    group.throughput(Throughput::Elements(positions.len() as u64));
    for accuracy in [20.0, 2_000.0] {
        group.bench_function(format!("by position, ± {accuracy} m"), |b| {
            b.iter(|| {
                let inside =
                    |at: &&Wgs84| locator.locate(&register, **at, accuracy, TODAY).answer.status == ZoneStatus::Inside;
                positions.iter().filter(inside).count()
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

/// The file that phones keep; its size is printed once.
fn offline_file(c: &mut Criterion) {
    let places = ReferencePlaces::new(Arc::new(load()), || TODAY);
    let file = OfflineFile::new(&places.offline_file(&places.zones()), TODAY);
    for encoding in [Encoding::Brotli, Encoding::Gzip, Encoding::Identity] {
        println!("offline file, {encoding:?}: {} bytes", file.body(encoding).len());
    }
    let mut group = c.benchmark_group("offline file");
    group.sample_size(10);
    group.bench_function("build", |b| b.iter(|| places.offline_file(&places.zones())));
    group.bench_function("build and compress", |b| {
        b.iter(|| OfflineFile::new(&places.offline_file(&places.zones()), TODAY));
    });
    let sent = places.offline_file(&places.zones());
    group.bench_function("read and index, as the phone does", |b| {
        b.iter(|| app::offline::OfflinePlaces::read(&sent).is_ok());
    });
    group.finish();
}

criterion_group!(
    benches,
    village_search,
    zone_status,
    drawn_zone_status,
    routing,
    offline_file,
    start
);
criterion_main!(benches);
