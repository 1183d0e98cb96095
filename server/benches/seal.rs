//! How many megabytes of photos a second one core seals to two recipients, opens again, and signs.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jingnuan::{
    evidence::{
        stamp::{Signer, Stamped},
        vault::{Opener, Sealer},
    },
    secret::sha256,
};
use time::macros::datetime;

fn sealing(criterion: &mut Criterion) {
    let (agency, escrow) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
    let sealer = Sealer::new(vec![agency.to_public(), escrow.to_public()]);
    let opener = Opener::new(vec![agency]);
    let mut group = criterion.benchmark_group("seal");
    group.sample_size(20).measurement_time(Duration::from_secs(4));
    for (name, size) in [
        ("identity of 60 bytes", 60),
        ("photo of 4 MB", 4_000_000),
        ("photo of 20 MB", 20_000_000),
    ] {
        let plain = vec![0x5A; size];
        group.throughput(Throughput::Bytes(size.try_into().unwrap()));
        group.bench_function(format!("seal a {name}"), |bencher| {
            bencher.iter(|| sealer.seal(black_box(&plain)).unwrap());
        });
        let closed = sealer.seal(&plain).unwrap();
        group.bench_function(format!("open a {name}"), |bencher| {
            bencher.iter(|| opener.open(black_box(closed.as_bytes())).unwrap());
        });
        group.bench_function(format!("hash a {name}"), |bencher| {
            bencher.iter(|| sha256(black_box(&plain)));
        });
    }
    let signer = Signer::from_seed([7; 32]);
    group.throughput(Throughput::Elements(1));
    group.bench_function("sign a time", |bencher| {
        bencher.iter(|| signer.sign(Stamped::Photo, black_box(&[1; 32]), datetime!(2026-11-23 10:00 UTC)));
    });
    group.finish();
}

criterion_group!(benches, sealing);
criterion_main!(benches);
