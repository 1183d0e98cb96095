//! The file, as the server writes it.

use std::collections::BTreeSet;

use time::Date;

use super::{
    day::written_day,
    line::{
        BASIS, BRIQUETTES, COMMITTEES, COUNTY, DEMONSTRATION, EXEMPTIONS, FORMAT, READINGS, RING, RING_CUT,
        RING_INSIDE, TOWN, TOWNS, VILLAGE, VILLAGES, WHOLE_COUNTY, ZONE, part,
    },
};
use crate::domain::{
    division::{Divisions, Village, VillageKind},
    plate::plate,
    village_search::Readings,
    zone::{BanZone, ZoneRegister},
};

/// Everything a phone needs from `on` onwards: versions that ended before are left out, those that come into force later
/// are in it, so that the date decides on the phone too.
///
/// A village whose committee's name is not made of its own name and one of the usual endings gets the usual one for its
/// kind: residents are never shown that name.
pub fn write_places(divisions: &Divisions, readings: &Readings, zones: &ZoneRegister, on: Date) -> String {
    let mut file = Lines(format!("{FORMAT}\n"));
    file.line(READINGS, [written_readings(divisions, readings)]);
    for county in divisions.counties() {
        file.line(COUNTY, [county.code.to_string(), part(&county.name)]);
    }
    for town in divisions.towns() {
        file.line(TOWN, [town.code.to_string(), part(&town.name)]);
        for village in divisions.villages_of(town.code) {
            file.village(village, readings);
        }
    }
    for zone in zones.zones().filter(|zone| zone.replaced.is_none_or(|end| end > on)) {
        file.zone(zone);
    }
    file.0
}

fn written_readings(divisions: &Divisions, readings: &Readings) -> String {
    let names = divisions.counties().iter().map(|c| &c.name);
    let names = names.chain(divisions.towns().iter().map(|t| &t.name));
    let names = names.chain(divisions.villages().iter().map(|v| &v.short));
    let used: BTreeSet<char> = names.flat_map(|name| name.chars()).collect();
    let word = |c: char| {
        let of = readings.of(c);
        (!of.is_empty()).then(|| format!("{c}{}", of.join(",")))
    };
    used.into_iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

struct Lines(String);

impl Lines {
    fn line(&mut self, tag: &str, parts: impl IntoIterator<Item = String>) {
        self.0.push_str(tag);
        for part in parts {
            self.0.push('\t');
            self.0.push_str(&part);
        }
        self.0.push('\n');
    }

    /// A line only where there is anything to say.
    fn list<T>(&mut self, tag: &str, items: &[T], written: impl Fn(&T) -> String) {
        if !items.is_empty() {
            self.line(tag, items.iter().map(written));
        }
    }

    fn village(&mut self, village: &Village, readings: &Readings) {
        let number = format!("{:03}", village.code.number() % 1_000);
        let mut parts = vec![number, part(&village.short), committee(village).to_string()];
        if village.pinyin != plate(&village.short, readings) {
            parts.push(part(&village.pinyin));
        }
        self.line(VILLAGE, parts);
    }

    fn zone(&mut self, zone: &BanZone) {
        let notice = &zone.notice;
        let scope = &zone.scope;
        let letters = [
            (WHOLE_COUNTY, scope.whole_county),
            (BRIQUETTES, zone.includes_briquettes),
            (DEMONSTRATION, zone.demonstration),
        ];
        let parts = [
            part(&zone.id),
            zone.county.to_string(),
            part(&notice.title),
            part(&notice.issuer),
            part(&notice.number),
            written_day(notice.issued),
            part(&notice.contact),
            written_day(zone.in_force),
            zone.replaced.map(written_day).unwrap_or_default(),
            letters
                .iter()
                .filter(|(_, is)| *is)
                .map(|(letter, _)| *letter)
                .collect(),
        ];
        self.line(ZONE, parts);
        self.list(BASIS, &notice.basis, |text| part(text));
        self.list(EXEMPTIONS, &zone.exemptions, |text| part(text));
        self.list(TOWNS, &scope.towns, ToString::to_string);
        self.list(VILLAGES, &scope.villages, ToString::to_string);
        for ring in &scope.rings {
            self.line(
                RING,
                std::iter::once(&ring.name).chain(&ring.roads).map(|text| part(text)),
            );
            self.list(RING_INSIDE, &ring.inside, ToString::to_string);
            self.list(RING_CUT, &ring.cut, ToString::to_string);
        }
    }
}

fn committee(village: &Village) -> usize {
    let ending = village.name.strip_prefix(village.short.as_str());
    let same = |(text, kind): &(&str, VillageKind)| Some(*text) == ending && *kind == village.kind;
    let usual = |(_, kind): &(&str, VillageKind)| *kind == village.kind;
    let at = COMMITTEES.iter().position(same);
    at.or_else(|| COMMITTEES.iter().position(usual)).unwrap_or_default()
}
