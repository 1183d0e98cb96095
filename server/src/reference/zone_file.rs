//! Versions of ban zones written as a file that [`super::zone`] reads back.

use app::domain::zone::{BanZone, RoadRing};
use serde::Serialize;
use time::Date;
use toml::value::Datetime;

#[derive(Serialize)]
struct Written {
    zone: Vec<WrittenZone>,
}

#[derive(Serialize)]
struct WrittenZone {
    id: String,
    county: String,
    demonstration: bool,
    title: String,
    issuer: String,
    number: String,
    issued: Datetime,
    in_force: Datetime,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<Datetime>,
    basis: Vec<String>,
    includes_briquettes: bool,
    exemptions: Vec<String>,
    contact: String,
    whole_county: bool,
    towns: Vec<String>,
    villages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ring: Vec<WrittenRing>,
}

#[derive(Serialize)]
struct WrittenRing {
    name: String,
    roads: Vec<String>,
    polygon: Vec<[f64; 2]>,
    inside: Vec<String>,
    cut: Vec<String>,
}

/// The versions as a file.
///
/// # Errors
/// [`toml::ser::Error`] for a number that TOML cannot hold.
pub fn write_zones<'a>(zones: impl Iterator<Item = &'a BanZone>) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(&Written {
        zone: zones.map(written).collect(),
    })
}

fn written(zone: &BanZone) -> WrittenZone {
    WrittenZone {
        id: zone.id.clone(),
        county: zone.county.to_string(),
        demonstration: zone.demonstration,
        title: zone.notice.title.clone(),
        issuer: zone.notice.issuer.clone(),
        number: zone.notice.number.clone(),
        issued: day(zone.notice.issued),
        in_force: day(zone.in_force),
        replaced: zone.replaced.map(day),
        basis: zone.notice.basis.clone(),
        includes_briquettes: zone.includes_briquettes,
        exemptions: zone.exemptions.clone(),
        contact: zone.notice.contact.clone(),
        whole_county: zone.scope.whole_county,
        towns: texts(&zone.scope.towns),
        villages: texts(&zone.scope.villages),
        ring: zone.scope.rings.iter().map(ring).collect(),
    }
}

fn ring(ring: &RoadRing) -> WrittenRing {
    WrittenRing {
        name: ring.name.clone(),
        roads: ring.roads.clone(),
        polygon: ring.polygon.iter().map(|at| [at.longitude, at.latitude]).collect(),
        inside: texts(&ring.inside),
        cut: texts(&ring.cut),
    }
}

fn texts(codes: &[impl ToString]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

fn day(day: Date) -> Datetime {
    Datetime {
        date: Some(toml::value::Date {
            year: u16::try_from(day.year()).unwrap_or_default(),
            month: day.month().into(),
            day: day.day(),
        }),
        time: None,
        offset: None,
    }
}
