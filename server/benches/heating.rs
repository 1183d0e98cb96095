//! What warmth costs: calculations a second, for whole questions and for single bills.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use std::{hint::black_box, path::Path};

use app::{
    domain::{
        heating::{
            decimal::{Quantity, Share},
            estimate::{Question, WayQuestion, bill},
            period::Period,
            rule::{HeatingWay, Household},
        },
        who_may_burn::Allowance,
    },
    forms::heating_form::{HeatingForm, Standing},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jingnuan::reference::{LoadOptions, Reference};
use time::macros::date;

fn calculations(c: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let reference = Reference::load(&LoadOptions::new(folder, true)).unwrap_or_else(|errors| panic!("{errors}"));
    let book = reference.file_heating().shown();
    let Ok(period) = Period::new(date!(2025 - 11 - 15), date!(2026 - 03 - 15)) else {
        panic!("a season is a period");
    };
    let question = Question {
        household: Household {
            village: None,
            central_heating: false,
            own_meter: true,
            on_register: Some(true),
        },
        briquette: Allowance::Allowed,
        period,
        ways: Vec::new(),
    };
    let mut group = c.benchmark_group("heating cost");
    group.throughput(Throughput::Elements(1));
    let electric = WayQuestion {
        valley: Some(Share::from_steps(5_000)),
        ..WayQuestion::new(HeatingWay::AirSourceHeatPump, Quantity::from_steps(3_136_320))
    };
    group.bench_function("one electric bill with hours and subsidy", |b| {
        b.iter(|| bill(&book, &question, black_box(&electric)).map(|bill| bill.net).ok());
    });
    let gas = WayQuestion::new(HeatingWay::GasBoiler, Quantity::from_steps(871_200));
    group.bench_function("one gas bill with subsidy", |b| {
        b.iter(|| bill(&book, &question, black_box(&gas)).map(|bill| bill.net).ok());
    });
    let standing = Standing {
        village: None,
        briquette: Allowance::Forbidden,
    };
    let form = HeatingForm::default().with_defaults();
    group.bench_function("a whole form: a house, every way", |b| {
        b.iter(|| {
            let asked = black_box(&form).check(&book, standing, date!(2025 - 12 - 01)).ok()?;
            let bills = asked.ways.iter().filter_map(|(_, way)| way.ok());
            Some(
                bills
                    .filter_map(|way| bill(&book, &question, &way).ok())
                    .map(|bill| bill.net)
                    .sum::<app::domain::heating::decimal::Fen>(),
            )
        });
    });
    group.finish();
}

criterion_group!(benches, calculations);
criterion_main!(benches);
