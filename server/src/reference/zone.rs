//! `zones.toml`: versions of ban zones, official or for demonstration.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    hash::Hash,
    path::{Path, PathBuf},
    str::FromStr,
};

use app::domain::{
    coordinate::Wgs84,
    division::{CountyCode, Divisions, TownCode, VillageCode},
    geometry::{Outline, Ring},
    zone::{BanZone, RoadRing, ZoneNotice, ZoneRegister, ZoneScope},
    zone_draft::RING_POINTS_MAX,
};
use serde::Deserialize;
use toml::Spanned;

use super::{document::Day, problem::Problems};
use crate::text_file::TextFile;

const OFFICIAL: &str = "zones.toml";
const DEMONSTRATION: &str = "demonstration/zones.toml";
/// A ring's point farther than this outside the city's outline is a slip, such as swapped longitude and latitude.
const FARTHEST_OUTSIDE_METRES: f64 = 10_000.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    county: Spanned<String>,
    demonstration: Spanned<bool>,
    title: Spanned<String>,
    issuer: Spanned<String>,
    number: Spanned<String>,
    issued: Spanned<Day>,
    in_force: Spanned<Day>,
    replaced: Option<Spanned<Day>>,
    basis: Vec<String>,
    includes_briquettes: bool,
    exemptions: Vec<String>,
    contact: Spanned<String>,
    whole_county: bool,
    towns: Vec<Spanned<String>>,
    villages: Vec<Spanned<String>>,
    #[serde(default)]
    ring: Vec<RingEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RingEntry {
    name: Spanned<String>,
    roads: Spanned<Vec<String>>,
    polygon: Spanned<Vec<Spanned<(f64, f64)>>>,
    inside: Vec<Spanned<String>>,
    cut: Vec<Spanned<String>>,
}

/// Which files of zones there are to read.
pub(super) struct ZoneFiles {
    /// Where the official zones are; by default `zones.toml` among the data files, if it is there.
    pub(super) configured: Option<PathBuf>,
    /// Whether demonstration zones may stand in while there are no official ones.
    pub(super) demonstration: bool,
}

/// Reads the official zones or, where there are none and it is allowed, those for demonstration: never both,
/// so that nobody takes an invented zone for the neighbour of a real one.
pub(super) fn load(
    folder: &Path,
    files: &ZoneFiles,
    divisions: &Divisions,
    city: &Outline,
    problems: &mut Problems,
) -> ZoneRegister {
    let official = files
        .configured
        .clone()
        .or_else(|| Some(folder.join(OFFICIAL)).filter(|path| path.exists()));
    let (path, name, demonstration) = match official {
        Some(path) => {
            let name = path
                .file_name()
                .map_or_else(|| OFFICIAL.to_owned(), |name| name.to_string_lossy().into_owned());
            (path, name, false)
        }
        None if files.demonstration => (folder.join(DEMONSTRATION), DEMONSTRATION.to_owned(), true),
        None => return ZoneRegister::default(),
    };
    let zones = read_file(&path, &name, demonstration, divisions, city, problems);
    ZoneRegister::new(zones).unwrap_or_else(|error| {
        problems.add(&name, 1, error.to_string());
        ZoneRegister::default()
    })
}

/// Reads one file of zones, called `name` in messages.
pub(super) fn read_file(
    path: &Path,
    name: &str,
    demonstration: bool,
    divisions: &Divisions,
    city: &Outline,
    problems: &mut Problems,
) -> Vec<BanZone> {
    let Some(file) = problems.read_as(path, name) else {
        return Vec::new();
    };
    let reader = Reader {
        file: &file,
        divisions,
        city,
        demonstration,
        problems,
    };
    reader.zones()
}

struct Reader<'a> {
    file: &'a TextFile,
    divisions: &'a Divisions,
    city: &'a Outline,
    demonstration: bool,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn zones(mut self) -> Vec<BanZone> {
        let Some(mut document) = self.problems.document(self.file) else {
            return Vec::new();
        };
        let entries = document.entries::<Entry>("zone", self.problems);
        document.finish(self.problems);
        let entries: Vec<Entry> = entries.into_iter().map(Spanned::into_inner).collect();
        self.check_ids(&entries);
        self.check_periods(&entries);
        entries.into_iter().filter_map(|entry| self.zone(entry)).collect()
    }

    fn check_ids(&mut self, entries: &[Entry]) {
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            let line = self.line(&entry.id);
            if let Some(first) = lines.insert(entry.id.get_ref(), line) {
                let message = format!("编号“{}”在第 {first} 行已经有了", entry.id.get_ref());
                self.problems.add(&self.file.name, line, message);
            }
        }
    }

    /// On no day may two versions of one county be in force.
    fn check_periods(&mut self, entries: &[Entry]) {
        for (at, later) in entries.iter().enumerate() {
            for earlier in &entries[..at] {
                let same_county = earlier.county.get_ref() == later.county.get_ref();
                if same_county && overlap(earlier, later) {
                    let message = format!(
                        "“{}”和第 {} 行的“{}”有同时有效的日子",
                        later.id.get_ref(),
                        self.line(&earlier.id),
                        earlier.id.get_ref()
                    );
                    self.problems.at(self.file, &later.in_force, message);
                }
            }
        }
    }

    fn zone(&mut self, entry: Entry) -> Option<BanZone> {
        self.check_notice(&entry);
        let county = self.problems.parse::<CountyCode>(self.file, &entry.county)?;
        if self.divisions.county(county).is_none() {
            self.problems
                .at(self.file, &entry.county, format!("没有这个区县：{county}"));
            return None;
        }
        let scope = self.scope(county, &entry);
        Some(BanZone {
            id: entry.id.into_inner(),
            county,
            notice: ZoneNotice {
                title: entry.title.into_inner(),
                issuer: entry.issuer.into_inner(),
                number: entry.number.into_inner(),
                issued: entry.issued.get_ref().0,
                basis: entry.basis,
                contact: entry.contact.into_inner(),
            },
            in_force: entry.in_force.get_ref().0,
            replaced: entry.replaced.map(|day| day.get_ref().0),
            includes_briquettes: entry.includes_briquettes,
            exemptions: entry.exemptions,
            scope,
            demonstration: *entry.demonstration.get_ref(),
            scan: None,
        })
    }

    fn check_notice(&mut self, entry: &Entry) {
        self.problems.require(
            self.file,
            &[
                ("id", &entry.id),
                ("title", &entry.title),
                ("issuer", &entry.issuer),
                ("number", &entry.number),
                ("contact", &entry.contact),
            ],
        );
        if *entry.demonstration.get_ref() != self.demonstration {
            let message = if self.demonstration {
                "示例文件里的禁煤区要写 demonstration = true"
            } else {
                "正式文件里不能有示例，要写 demonstration = false"
            };
            self.problems.at(self.file, &entry.demonstration, message);
        }
        if entry.in_force.get_ref().0 < entry.issued.get_ref().0 {
            self.problems.at(self.file, &entry.in_force, "生效日期早于发布日期");
        }
        if let Some(replaced) = &entry.replaced
            && replaced.get_ref().0 <= entry.in_force.get_ref().0
        {
            self.problems.at(self.file, replaced, "失效日期不晚于生效日期");
        }
    }

    fn scope(&mut self, county: CountyCode, entry: &Entry) -> ZoneScope {
        let towns = self.towns(county, &entry.towns);
        let villages = self.villages(county, &entry.villages);
        let rings: Vec<RoadRing> = entry.ring.iter().map(|ring| self.ring(county, ring)).collect();
        let scope = ZoneScope {
            whole_county: entry.whole_county,
            towns,
            villages,
            rings,
        };
        let nothing =
            !scope.whole_county && entry.towns.is_empty() && entry.villages.is_empty() && entry.ring.is_empty();
        if nothing {
            self.problems
                .at(self.file, &entry.id, format!("“{}”没有写任何范围", entry.id.get_ref()));
        }
        self.check_cut_villages(&scope, entry);
        scope
    }

    /// A village is either inside or cut: written as both, the notice has been misread somewhere.
    fn check_cut_villages(&mut self, scope: &ZoneScope, entry: &Entry) {
        let inside: HashSet<VillageCode> = scope.rings.iter().flat_map(|ring| &ring.inside).copied().collect();
        for text in entry.ring.iter().flat_map(|ring| &ring.cut) {
            let Ok(village) = text.get_ref().parse::<VillageCode>() else {
                continue;
            };
            let elsewhere = scope.whole_county
                || scope.towns.contains(&village.town())
                || scope.villages.contains(&village)
                || inside.contains(&village);
            if elsewhere {
                let message = format!("村（社区）{village} 既写在禁煤区内，又写在边界上（cut），只能写一处");
                self.problems.at(self.file, text, message);
            }
        }
    }

    fn ring(&mut self, county: CountyCode, entry: &RingEntry) -> RoadRing {
        self.problems.require(self.file, &[("name", &entry.name)]);
        let roads = entry.roads.get_ref();
        if roads.is_empty() || roads.iter().any(|road| road.trim().is_empty()) {
            self.problems.at(self.file, &entry.roads, "要写明边界的道路 roads");
        }
        let points = entry.polygon.get_ref();
        let polygon: Vec<Wgs84> = points
            .iter()
            .map(|p| Wgs84::new(p.get_ref().0, p.get_ref().1))
            .collect();
        let name = entry.name.get_ref();
        match Ring::new(polygon.clone()) {
            Err(error) => self
                .problems
                .at(self.file, &entry.polygon, format!("路环“{name}”的{error}")),
            Ok(_) if polygon.len() > RING_POINTS_MAX => {
                let message = format!(
                    "路环“{name}”的点太多（{} 个），最多 {RING_POINTS_MAX} 个",
                    polygon.len()
                );
                self.problems.at(self.file, &entry.polygon, message);
            }
            Ok(ring) => {
                if let Some((first, second)) = ring.self_crossing() {
                    let message = format!("路环“{name}”自己交叉了：第 {} 段和第 {} 段", first + 1, second + 1);
                    self.problems.at(self.file, &points[second], message);
                }
            }
        }
        // A file may say `nan`, which is farther outside than any number.
        let depth = |at: Wgs84| Some(self.city.depth(at)).filter(|metres| !metres.is_nan());
        let strays =
            |at: Wgs84| !self.city.rings.is_empty() && depth(at).is_none_or(|metres| metres < -FARTHEST_OUTSIDE_METRES);
        if let Some(at) = polygon.iter().position(|at| strays(*at)) {
            let message = format!("路环“{}”有点不在焦作附近，应是 [经度, 纬度]", entry.name.get_ref());
            self.problems.at(self.file, &points[at], message);
        }
        RoadRing {
            name: entry.name.get_ref().clone(),
            roads: roads.clone(),
            polygon,
            inside: self.villages(county, &entry.inside),
            cut: self.villages(county, &entry.cut),
        }
    }

    fn towns(&mut self, county: CountyCode, texts: &[Spanned<String>]) -> Vec<TownCode> {
        let divisions = self.divisions;
        self.codes(texts, "乡镇（街道）", county, TownCode::county, |code| {
            divisions.town(code).is_some()
        })
    }

    fn villages(&mut self, county: CountyCode, texts: &[Spanned<String>]) -> Vec<VillageCode> {
        let divisions = self.divisions;
        self.codes(texts, "村（社区）", county, VillageCode::county, |code| {
            divisions.village(code).is_some()
        })
    }

    /// A list of codes of one county; each must exist and stand there once.
    fn codes<C: FromStr<Err: fmt::Display> + Copy + Eq + Hash + fmt::Display>(
        &mut self,
        texts: &[Spanned<String>],
        what: &str,
        county: CountyCode,
        county_of: impl Fn(C) -> CountyCode,
        exists: impl Fn(C) -> bool,
    ) -> Vec<C> {
        let mut codes = Vec::new();
        let mut seen = HashSet::new();
        for text in texts {
            let Some(code) = self.problems.parse::<C>(self.file, text) else {
                continue;
            };
            if !exists(code) {
                self.problems.at(self.file, text, format!("没有这个{what}：{code}"));
            } else if county_of(code) != county {
                self.problems
                    .at(self.file, text, format!("{what} {code} 不在区县 {county}"));
            } else if !seen.insert(code) {
                self.problems.at(self.file, text, format!("{what} {code} 写了两次"));
            }
            codes.push(code);
        }
        codes
    }

    fn line<T>(&self, value: &Spanned<T>) -> usize {
        self.file.line(value.span().start)
    }
}

fn overlap(a: &Entry, b: &Entry) -> bool {
    let starts_before_end = |start: &Entry, end: &Entry| {
        let first = start.in_force.get_ref().0;
        end.replaced.as_ref().is_none_or(|end| first < end.get_ref().0)
    };
    starts_before_end(a, b) && starts_before_end(b, a)
}
