//! How many photos of 12 megapixels a second one core makes into copies and thumbnails.

#![allow(missing_docs, clippy::unwrap_used)]

mod scene;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jingnuan::evidence::photo::{PhotoLimits, process};
use scene::{jpeg, scene};

fn photos(criterion: &mut Criterion) {
    let (width, height) = (4032, 3024);
    let pixels = scene(width, height, 19);
    let limits = PhotoLimits::default();
    let mut group = criterion.benchmark_group("photo");
    // Read "elem/s" as photos per second.
    group.throughput(Throughput::Elements(1));
    group.sample_size(30).measurement_time(Duration::from_secs(6));
    for (name, progressive) in [("12 MP JPEG", false), ("12 MP progressive JPEG", true)] {
        let bytes = jpeg(&pixels, 4032, 3024, progressive);
        let name = format!("{name}, {} kB", bytes.len() / 1000);
        group.bench_function(name, |bencher| {
            bencher.iter(|| process(black_box(&bytes), &limits).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, photos);
criterion_main!(benches);
