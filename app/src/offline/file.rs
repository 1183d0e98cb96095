//! The file as it is sent: divisions without what can be told from their codes and names, and the zones not yet past.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::Date;

use super::day;
use crate::domain::{
    division::{
        County, CountyCode, DivisionError, Divisions, MalformedCode, Town, TownCode, Village, VillageCode, VillageKind,
    },
    plate::plate,
    village_search::Readings,
    zone::{BanZone, RoadRing, ZoneNotice, ZoneRegister, ZoneRegisterError, ZoneScope},
};

/// What this code reads; a phone that finds another number asks the server instead.
const FORMAT: u8 = 1;

/// What a committee's name adds to the village's, and which committee that is. The file holds the position here.
const COMMITTEES: [(&str, VillageKind); 6] = [
    ("村民委员会", VillageKind::Village),
    ("社区居民委员会", VillageKind::Community),
    ("居民委员会", VillageKind::Community),
    ("居委会", VillageKind::Community),
    ("村委会", VillageKind::Village),
    ("社区居委会", VillageKind::Community),
];

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlacesFileError {
    /// Made for newer or older code.
    #[error("格式 {0} 不认识")]
    Format(u8),
    /// A code that is none.
    #[error(transparent)]
    Code(#[from] MalformedCode),
    /// A row without as many parts as it must have, or a committee nobody knows.
    #[error("{0} 这一行不完整")]
    Row(TownCode),
    /// Divisions that contradict each other.
    #[error(transparent)]
    Divisions(#[from] DivisionError),
    /// Zones that contradict each other.
    #[error(transparent)]
    Zones(#[from] ZoneRegisterError),
}

/// The file: as JSON, compressed on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesFile {
    format: u8,
    /// `长chang,zhang 安an`: the readings of every character that names use.
    readings: String,
    counties: Vec<(CountyCode, String)>,
    towns: Vec<TownRow>,
    /// Villages whose plate does not read as their characters usually do.
    plates: Vec<(VillageCode, String)>,
    zones: Vec<ZoneRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TownRow {
    code: TownCode,
    name: String,
    /// The last three digits of the villages' codes, in the order of their names.
    numbers: Vec<u16>,
    names: Vec<String>,
    /// One digit a village: its place in [`COMMITTEES`].
    committees: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ZoneRow {
    id: String,
    county: CountyCode,
    title: String,
    issuer: String,
    number: String,
    #[serde(with = "day")]
    issued: Date,
    basis: Vec<String>,
    contact: String,
    #[serde(with = "day")]
    in_force: Date,
    #[serde(with = "day::optional")]
    replaced: Option<Date>,
    briquettes: bool,
    exemptions: Vec<String>,
    demonstration: bool,
    whole: bool,
    towns: Vec<TownCode>,
    villages: Vec<VillageCode>,
    rings: Vec<RingRow>,
}

/// A ring without its line: a village's code decides, and the phone asks for no position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RingRow {
    name: String,
    roads: Vec<String>,
    inside: Vec<VillageCode>,
    cut: Vec<VillageCode>,
}

impl PlacesFile {
    /// Everything a phone needs from `on` onwards: versions that ended before are left out, those that come into force
    /// later are in it, so that the date decides on the phone too.
    ///
    /// A village whose committee's name is not made of its own name and one of the usual endings gets the usual one for
    /// its kind: residents are never shown that name.
    pub fn new(divisions: &Divisions, readings: &Readings, zones: &ZoneRegister, on: Date) -> Self {
        let plates = divisions
            .villages()
            .iter()
            .filter(|v| v.pinyin != plate(&v.short, readings))
            .map(|v| (v.code, v.pinyin.clone()))
            .collect();
        Self {
            format: FORMAT,
            readings: written_readings(divisions, readings),
            counties: divisions
                .counties()
                .iter()
                .map(|c| (c.code, c.name.clone()))
                .collect(),
            towns: divisions.towns().iter().map(|town| town_row(divisions, town)).collect(),
            plates,
            zones: zones
                .zones()
                .filter(|zone| zone.replaced.is_none_or(|end| end > on))
                .map(zone_row)
                .collect(),
        }
    }

    /// Divisions, readings and zones as the rules want them.
    ///
    /// # Errors
    /// [`PlacesFileError`] when the file is of another format or contradicts itself.
    pub fn read(self) -> Result<(Divisions, Readings, ZoneRegister), PlacesFileError> {
        if self.format != FORMAT {
            return Err(PlacesFileError::Format(self.format));
        }
        let readings = read_readings(&self.readings);
        let counties = self
            .counties
            .into_iter()
            .map(|(code, name)| County { code, name })
            .collect();
        let mut towns = Vec::with_capacity(self.towns.len());
        let mut villages = Vec::new();
        for row in self.towns {
            read_villages(&row, &readings, &mut villages)?;
            towns.push(Town {
                code: row.code,
                name: row.name,
            });
        }
        for (code, plate) in self.plates {
            if let Some(village) = villages.iter_mut().find(|v| v.code == code) {
                village.pinyin = plate;
            }
        }
        let divisions = Divisions::new(counties, towns, villages)?;
        let zones = ZoneRegister::new(self.zones.into_iter().map(ZoneRow::read).collect())?;
        Ok((divisions, readings, zones))
    }
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

fn read_readings(text: &str) -> Readings {
    Readings::new(text.split(' ').filter_map(|word| {
        let mut chars = word.chars();
        let c = chars.next()?;
        Some((c, chars.as_str().split(',').map(Into::into).collect()))
    }))
}

fn town_row(divisions: &Divisions, town: &Town) -> TownRow {
    let villages = divisions.villages_of(town.code);
    let number = |v: &Village| u16::try_from(v.code.number() % 1_000).unwrap_or_default();
    TownRow {
        code: town.code,
        name: town.name.clone(),
        numbers: villages.iter().map(number).collect(),
        names: villages.iter().map(|v| v.short.clone()).collect(),
        committees: villages.iter().map(|v| char::from(b'0' + committee(v))).collect(),
    }
}

fn committee(village: &Village) -> u8 {
    let ending = village.name.strip_prefix(village.short.as_str());
    let same = |(text, kind): &(&str, VillageKind)| Some(*text) == ending && *kind == village.kind;
    let usual = |(_, kind): &(&str, VillageKind)| *kind == village.kind;
    let at = COMMITTEES
        .iter()
        .position(same)
        .or_else(|| COMMITTEES.iter().position(usual));
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or_default()
}

fn read_villages(row: &TownRow, readings: &Readings, villages: &mut Vec<Village>) -> Result<(), PlacesFileError> {
    let broken = || PlacesFileError::Row(row.code);
    if row.numbers.len() != row.names.len() || row.numbers.len() != row.committees.len() {
        return Err(broken());
    }
    for ((number, short), committee) in row.numbers.iter().zip(&row.names).zip(row.committees.bytes()) {
        let at = usize::from(committee.wrapping_sub(b'0'));
        let (ending, kind) = *COMMITTEES.get(at).ok_or_else(broken)?;
        villages.push(Village {
            code: (u64::from(row.code.number()) * 1_000 + u64::from(*number)).try_into()?,
            name: format!("{short}{ending}"),
            pinyin: plate(short, readings),
            short: short.clone(),
            kind,
        });
    }
    Ok(())
}

fn zone_row(zone: &BanZone) -> ZoneRow {
    let ring = |ring: &RoadRing| RingRow {
        name: ring.name.clone(),
        roads: ring.roads.clone(),
        inside: ring.inside.clone(),
        cut: ring.cut.clone(),
    };
    let notice = zone.notice.clone();
    ZoneRow {
        id: zone.id.clone(),
        county: zone.county,
        title: notice.title,
        issuer: notice.issuer,
        number: notice.number,
        issued: notice.issued,
        basis: notice.basis,
        contact: notice.contact,
        in_force: zone.in_force,
        replaced: zone.replaced,
        briquettes: zone.includes_briquettes,
        exemptions: zone.exemptions.clone(),
        demonstration: zone.demonstration,
        whole: zone.scope.whole_county,
        towns: zone.scope.towns.clone(),
        villages: zone.scope.villages.clone(),
        rings: zone.scope.rings.iter().map(ring).collect(),
    }
}

impl ZoneRow {
    fn read(self) -> BanZone {
        let ring = |ring: RingRow| RoadRing {
            name: ring.name,
            roads: ring.roads,
            polygon: Vec::new(),
            inside: ring.inside,
            cut: ring.cut,
        };
        BanZone {
            id: self.id,
            county: self.county,
            notice: ZoneNotice {
                title: self.title,
                issuer: self.issuer,
                number: self.number,
                issued: self.issued,
                basis: self.basis,
                contact: self.contact,
            },
            in_force: self.in_force,
            replaced: self.replaced,
            includes_briquettes: self.briquettes,
            exemptions: self.exemptions,
            scope: ZoneScope {
                whole_county: self.whole,
                towns: self.towns,
                villages: self.villages,
                rings: self.rings.into_iter().map(ring).collect(),
            },
            demonstration: self.demonstration,
        }
    }
}
