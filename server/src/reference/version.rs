//! One short name for the zones in force on a day, to keep pages under.

use std::collections::BTreeSet;

use app::domain::zone::{BanZone, ZoneRegister};
use sha2::{Digest, Sha256};
use time::Date;

/// The names, by the first day of each period in which nothing changes.
#[derive(Debug)]
pub(super) struct ZoneVersions {
    before: String,
    from: Vec<(Date, String)>,
}

impl ZoneVersions {
    pub(super) fn new(zones: &ZoneRegister) -> Self {
        let days: BTreeSet<Date> =
            zones.zones().flat_map(|zone| std::iter::once(zone.in_force).chain(zone.replaced)).collect();
        let name_on = |day: Date| name(zones.zones().filter(|zone| zone.is_in_force(day)));
        Self {
            before: name(std::iter::empty()),
            from: days.into_iter().map(|day| (day, name_on(day))).collect(),
        }
    }

    pub(super) fn on(&self, day: Date) -> &str {
        let period = self.from.partition_point(|(first, _)| *first <= day);
        period.checked_sub(1).map_or(&self.before, |at| &self.from[at].1)
    }
}

/// Twelve hexadecimal digits of a hash over everything the zones say.
fn name<'a>(zones: impl Iterator<Item = &'a BanZone>) -> String {
    let mut hash = Sha256::new();
    for zone in zones {
        // Every field shows in `Debug`, so that no later one can be forgotten.
        hash.update(format!("{zone:?}\n"));
    }
    hex::encode(&hash.finalize()[..6])
}
