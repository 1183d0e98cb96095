//! Village search over as many names as the nation has: the city's own, repeated with a character in front.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on says so by panicking")]

use std::{hint::black_box, path::Path};

use app::domain::{
    division::{County, Divisions, Town, Village},
    village_search::VillageIndex,
};
use criterion::{Criterion, criterion_group, criterion_main};
use jingnuan::reference::{LoadOptions, Reference};

/// 308 times the city's 2,017 names: 621,236.
const COPIES: u32 = 308;

fn nation(city: &Divisions) -> Divisions {
    // Each copy is a province of its own: its counties have codes that no other has, its villages another first character.
    let prefixes: Vec<char> = city
        .villages()
        .iter()
        .filter_map(|village| village.short.chars().next())
        .collect();
    let county_of = |copy: u32, at: usize| 110_000 + copy * 20 + u32::try_from(at).unwrap();
    let (mut counties, mut towns, mut villages) = (Vec::new(), Vec::new(), Vec::new());
    for copy in 0..COPIES {
        let prefix = prefixes[copy as usize * 6 % prefixes.len()];
        for (at, county) in city.counties().iter().enumerate() {
            let code = county_of(copy, at);
            counties.push(County {
                code: code.try_into().unwrap(),
                name: format!("{prefix}{}", county.name),
            });
            for town in city.towns_of(county.code) {
                let town_code = format!("{code}{}", &town.code.to_string()[6..]);
                towns.push(Town {
                    code: town_code.parse().unwrap(),
                    name: format!("{prefix}{}", town.name),
                });
                for village in city.villages_of(town.code) {
                    villages.push(Village {
                        code: format!("{town_code}{}", &village.code.to_string()[9..])
                            .parse()
                            .unwrap(),
                        short: format!("{prefix}{}", village.short),
                        ..village.clone()
                    });
                }
            }
        }
    }
    Divisions::new(counties, towns, villages).unwrap()
}

fn search(c: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let reference = Reference::load(&LoadOptions::new(folder, true)).unwrap_or_else(|errors| panic!("{errors}"));
    let divisions = nation(reference.divisions());
    let index = VillageIndex::new(&divisions, reference.readings());
    let mut group = c.benchmark_group(format!("village search, {} names", divisions.villages().len()));
    for query in ["王庄", "boxiang", "bxz", "修武 王庄", "w", "qqqqqq"] {
        group.bench_function(query, |b| b.iter(|| index.search(black_box(query), 20)));
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
