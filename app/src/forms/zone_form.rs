//! A version of a ban zone, as its editor types it.

use std::collections::BTreeMap;

use time::Date;

use super::{FormErrors, day::read_day, text_field};
use crate::domain::{
    coordinate::{CoordinateSystem, Wgs84},
    division::{CountyCode, Divisions, TownCode, VillageCode},
    notice_text::{NoticeReading, read_notice, write_villages},
    zone::{RoadRing, ZoneScope},
    zone_draft::{RINGS_MAX, StableHeating, ZoneDraft},
};

/// Longest notice recognised at once, in characters.
pub const NOTICE_TEXT_MAX: usize = 20_000;
/// More open words than these nobody decides one by one: something else than a notice was pasted.
const UNDECIDED_MAX: usize = 500;

/// Reads a drawn polygon: its text and the system its numbers are in, or what is wrong with it.
pub type ReadPolygon<'a> = &'a dyn Fn(&str, CoordinateSystem) -> Result<Vec<Wgs84>, String>;

/// A version as typed. Field names are those of [`ZoneForm::from_pairs`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneForm {
    /// The notice's title.
    pub title: String,
    /// Who issues it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// The day it was signed, `2026-11-23`.
    pub issued: String,
    /// First day in force.
    pub in_force: String,
    /// The legal basis, a line each.
    pub basis: String,
    /// Whom it says to call.
    pub contact: String,
    /// Whether clean briquettes are banned too.
    pub includes_briquettes: bool,
    /// Uses it exempts, a line each.
    pub exemptions: String,
    /// It covers the whole county.
    pub whole_county: bool,
    /// Codes of whole towns.
    pub towns: Vec<String>,
    /// Codes of single villages.
    pub villages: Vec<String>,
    /// Areas bounded by roads.
    pub rings: Vec<RingForm>,
    /// By a town's code: what its stable heating rests on.
    pub confirmed: BTreeMap<String, String>,
    /// What a pasted notice left to decide.
    pub undecided: Vec<String>,
    /// The notice's own words, to be recognised.
    pub notice_text: String,
    /// Which revision the editor saw.
    pub revision: i64,
    /// What to do: `save`, `recognise`, `check`, `approve`, `send_back`, `withdraw`, `answer`.
    pub action: String,
    /// Why it is sent back or withdrawn, or a body's words.
    pub remark: String,
    /// Which body answers.
    pub agency: String,
    /// Whether it agrees: `yes` or `no`.
    pub agrees: String,
    /// The session's token.
    pub csrf: String,
}

/// A road ring as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RingForm {
    /// What the notice calls the area.
    pub name: String,
    /// The roads that bound it.
    pub roads: String,
    /// Its boundary as GeoJSON.
    pub polygon: String,
    /// The system the boundary's numbers are in: `wgs84`, `gcj02` or `bd09`.
    pub crs: String,
    /// Villages wholly inside, in words.
    pub inside: String,
    /// Villages that the boundary runs through, in words.
    pub cut: String,
}

impl RingForm {
    fn is_empty(&self) -> bool {
        [&self.name, &self.roads, &self.polygon, &self.inside, &self.cut]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

impl ZoneForm {
    /// Gathers the pairs of a posted form; what nobody asked for is left out.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        let mut rings: BTreeMap<usize, RingForm> = BTreeMap::new();
        for (name, value) in pairs {
            match name.as_str() {
                "title" => form.title = value,
                "issuer" => form.issuer = value,
                "number" => form.number = value,
                "issued" => form.issued = value,
                "in_force" => form.in_force = value,
                "basis" => form.basis = value,
                "contact" => form.contact = value,
                "includes_briquettes" => form.includes_briquettes = true,
                "exemptions" => form.exemptions = value,
                "whole_county" => form.whole_county = true,
                "town" => form.towns.push(value),
                "village" => form.villages.push(value),
                "undecided" => form.undecided.push(value),
                "notice_text" => form.notice_text = value,
                "revision" => form.revision = value.parse().unwrap_or_default(),
                "action" => form.action = value,
                "remark" => form.remark = value,
                "agency" => form.agency = value,
                "agrees" => form.agrees = value,
                "csrf" => form.csrf = value,
                other => match other.split('.').collect::<Vec<_>>().as_slice() {
                    ["confirmed", town] => {
                        form.confirmed.insert((*town).to_owned(), value);
                    }
                    ["ring", at, field] => {
                        let Some(at) = at.parse().ok().filter(|at| *at <= RINGS_MAX) else {
                            continue;
                        };
                        let ring = rings.entry(at).or_default();
                        match *field {
                            "name" => ring.name = value,
                            "roads" => ring.roads = value,
                            "polygon" => ring.polygon = value,
                            "crs" => ring.crs = value,
                            "inside" => ring.inside = value,
                            "cut" => ring.cut = value,
                            _ => {}
                        }
                    }
                    _ => {}
                },
            }
        }
        form.rings = rings.into_values().filter(|ring| !ring.is_empty()).collect();
        form
    }

    /// A form that says what a draft says.
    pub fn from_draft(draft: &ZoneDraft, divisions: &Divisions, write_polygon: &dyn Fn(&[Wgs84]) -> String) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let ring = |ring: &RoadRing| RingForm {
            name: ring.name.clone(),
            roads: ring.roads.join("、"),
            polygon: if ring.polygon.is_empty() {
                String::new()
            } else {
                write_polygon(&ring.polygon)
            },
            crs: "wgs84".to_owned(),
            inside: write_villages(&ring.inside, divisions),
            cut: write_villages(&ring.cut, divisions),
        };
        Self {
            title: draft.title.clone(),
            issuer: draft.issuer.clone(),
            number: draft.number.clone(),
            issued: day(draft.issued),
            in_force: day(draft.in_force),
            basis: draft.basis.join("\n"),
            contact: draft.contact.clone(),
            includes_briquettes: draft.includes_briquettes,
            exemptions: draft.exemptions.join("\n"),
            whole_county: draft.scope.whole_county,
            towns: draft.scope.towns.iter().map(ToString::to_string).collect(),
            villages: draft.scope.villages.iter().map(ToString::to_string).collect(),
            rings: draft.scope.rings.iter().map(ring).collect(),
            confirmed: draft
                .confirmed
                .iter()
                .map(|word| (word.town.to_string(), word.note.clone()))
                .collect(),
            undecided: draft.undecided.clone(),
            ..Self::default()
        }
    }

    /// The draft it says. An unfinished one is fine; what cannot be read is not.
    ///
    /// # Errors
    /// A message for each field that cannot be read.
    pub fn read(
        &self,
        county: CountyCode,
        divisions: &Divisions,
        read_polygon: ReadPolygon<'_>,
    ) -> Result<ZoneDraft, FormErrors> {
        let mut errors = FormErrors::default();
        text_field(&mut errors, "notice_text", &self.notice_text, NOTICE_TEXT_MAX);
        if self.undecided.len() > UNDECIDED_MAX {
            errors.add(
                "undecided",
                format!("没认出来的太多（{} 处），请只粘贴写范围的那几段", self.undecided.len()),
            );
        }
        let draft = ZoneDraft {
            title: text_field(&mut errors, "title", &self.title, 100),
            issuer: text_field(&mut errors, "issuer", &self.issuer, 60),
            number: text_field(&mut errors, "number", &self.number, 60),
            issued: day(&mut errors, "issued", &self.issued),
            in_force: day(&mut errors, "in_force", &self.in_force),
            basis: lines(&mut errors, "basis", &self.basis),
            contact: text_field(&mut errors, "contact", &self.contact, 60),
            includes_briquettes: self.includes_briquettes,
            exemptions: lines(&mut errors, "exemptions", &self.exemptions),
            scope: ZoneScope {
                whole_county: self.whole_county,
                towns: codes::<TownCode>(&mut errors, &self.towns),
                villages: codes::<VillageCode>(&mut errors, &self.villages),
                rings: self
                    .rings
                    .iter()
                    .enumerate()
                    .map(|(at, ring)| read_ring(at, ring, county, divisions, read_polygon, &mut errors))
                    .collect(),
            },
            confirmed: self
                .confirmed
                .iter()
                .filter(|(_, note)| !note.trim().is_empty())
                .filter_map(|(town, note)| {
                    let note = text_field(&mut errors, &format!("confirmed.{town}"), note, 200);
                    Some(StableHeating {
                        town: town.parse().ok()?,
                        note,
                    })
                })
                .collect(),
            undecided: self.undecided.clone(),
        };
        errors.into_result(draft)
    }

    /// Reads the pasted words into the draft's lists; what is left to decide joins what was before.
    pub fn recognise(&self, draft: &mut ZoneDraft, county: CountyCode, divisions: &Divisions) -> NoticeReading {
        let reading = read_notice(&self.notice_text, county, divisions);
        for town in &reading.towns {
            if !draft.scope.towns.contains(town) {
                draft.scope.towns.push(*town);
            }
        }
        let in_rings = |village: &VillageCode| {
            let mut rings = draft.scope.rings.iter();
            rings.any(|ring| ring.inside.contains(village) || ring.cut.contains(village))
        };
        let new: Vec<VillageCode> = reading
            .villages
            .iter()
            .filter(|village| !draft.scope.villages.contains(village) && !in_rings(village))
            .copied()
            .collect();
        draft.scope.villages.extend(new);
        // A village of a whole town needs no line of its own.
        let towns = draft.scope.towns.clone();
        draft.scope.villages.retain(|village| !towns.contains(&village.town()));
        for open in &reading.undecided {
            if !draft.undecided.contains(open) {
                draft.undecided.push(open.clone());
            }
        }
        reading
    }
}

fn read_ring(
    at: usize,
    form: &RingForm,
    county: CountyCode,
    divisions: &Divisions,
    read_polygon: ReadPolygon<'_>,
    errors: &mut FormErrors,
) -> RoadRing {
    let field = |name: &str| format!("ring.{at}.{name}");
    let crs = match form.crs.as_str() {
        "gcj02" => CoordinateSystem::Gcj02,
        "bd09" => CoordinateSystem::Bd09,
        _ => CoordinateSystem::Wgs84,
    };
    let polygon = if form.polygon.trim().is_empty() {
        Vec::new()
    } else {
        read_polygon(&form.polygon, crs).unwrap_or_else(|message| {
            errors.add(field("polygon"), message);
            Vec::new()
        })
    };
    let mut villages = |name: &str, text: &str| {
        let reading = read_notice(text, county, divisions);
        let mut open = reading.undecided;
        open.extend(reading.towns.iter().map(|town| {
            let name = divisions.town(*town).map_or_else(String::new, |town| town.name.clone());
            format!("{name}：要写到村")
        }));
        if let Some(first) = open.first() {
            errors.add(field(name), format!("有村名认不出来：{first}"));
        }
        reading.villages
    };
    let (inside, cut) = (villages("inside", &form.inside), villages("cut", &form.cut));
    RoadRing {
        name: text_field(errors, &field("name"), &form.name, 60),
        roads: form
            .roads
            .split(['、', '，', ',', '\n'])
            .map(str::trim)
            .filter(|road| !road.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
        polygon,
        inside,
        cut,
    }
}

fn day(errors: &mut FormErrors, field: &str, text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    read_day(text).map_err(|message| errors.add(field, message)).ok()
}

fn lines(errors: &mut FormErrors, field: &str, text: &str) -> Vec<String> {
    let text = text_field(errors, field, text, 1_000);
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn codes<C: std::str::FromStr + Ord>(errors: &mut FormErrors, texts: &[String]) -> Vec<C> {
    let mut codes = Vec::with_capacity(texts.len());
    for text in texts {
        match text.parse() {
            Ok(code) => codes.push(code),
            Err(_) => errors.add("scope", "有一个乡镇或村的代码读不出来"),
        }
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests;
