//! `agencies.toml`: what each office is called, in the city, in each county and in each town.

use std::{collections::BTreeMap, path::Path};

use app::domain::{
    agency::{Agency, Area, Queue},
    division::{County, CountyCode, Divisions, Town, TownCode},
};
use serde::Deserialize;
use toml::Spanned;

use super::problem::Problems;
use crate::text_file::TextFile;

const FILE: &str = "agencies.toml";
const PLACEHOLDERS: [&str; 3] = ["{county}", "{town}", "{town_body}"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    short: Spanned<String>,
    city: Option<Spanned<String>>,
    county: Option<Spanned<String>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Spanned<Override>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    county: Spanned<String>,
    town: Option<Spanned<String>>,
    name: Spanned<String>,
}

/// Every office there is, by its queue.
#[derive(Debug, Default)]
pub struct Offices {
    names: BTreeMap<Queue, String>,
    shorts: BTreeMap<Agency, String>,
}

impl Offices {
    /// Every office with its full name, by agency and area.
    pub fn iter(&self) -> impl Iterator<Item = (Queue, &str)> {
        self.names.iter().map(|(queue, name)| (*queue, name.as_str()))
    }

    /// An office's full name; none if there is no such office.
    pub fn find(&self, queue: Queue) -> Option<&str> {
        self.names.get(&queue).map(String::as_str)
    }

    /// An agency's short name, for tags and lists.
    pub fn short(&self, agency: Agency) -> &str {
        self.shorts.get(&agency).map_or(agency.code(), String::as_str)
    }

    fn add(&mut self, agency: Agency, area: Area, name: String) {
        self.names.insert(Queue { agency, area }, name);
    }
}

/// Reads `agencies.toml`: every agency once, each with a name wherever it has an office.
pub(super) fn load(folder: &Path, divisions: &Divisions, problems: &mut Problems) -> Offices {
    let mut offices = Offices::default();
    let Some(file) = problems.read(folder, FILE) else {
        return offices;
    };
    let Some(mut document) = problems.document(&file) else {
        return offices;
    };
    for entry in document.entries::<Entry>("agency", problems) {
        let mut reader = Reader {
            file: &file,
            divisions,
            problems,
            offices: &mut offices,
        };
        reader.agency(entry.get_ref());
    }
    document.finish(problems);
    for agency in Agency::ALL {
        if !offices.shorts.contains_key(&agency) {
            problems.add(FILE, 1, format!("缺少单位“{}”", agency.code()));
        }
    }
    offices
}

struct Reader<'a> {
    file: &'a TextFile,
    divisions: &'a Divisions,
    problems: &'a mut Problems,
    offices: &'a mut Offices,
}

impl Reader<'_> {
    fn agency(&mut self, entry: &Entry) {
        let Some(agency) = self.problems.parse::<Agency>(self.file, &entry.code) else {
            return;
        };
        self.problems.require(self.file, &[("short", &entry.short)]);
        for name in [&entry.city, &entry.county].into_iter().flatten() {
            self.problems.require(self.file, &[("名称", name)]);
        }
        if self
            .offices
            .shorts
            .insert(agency, entry.short.get_ref().clone())
            .is_some()
        {
            self.problems
                .at(self.file, &entry.code, format!("单位“{}”重复", agency.code()));
            return;
        }
        if let Some(city) = &entry.city {
            self.check_placeholders(city, &[]);
            self.offices.add(agency, Area::City, city.get_ref().clone());
        }
        let overrides = self.overrides(agency, &entry.overrides);
        match (&entry.county, agency) {
            (Some(pattern), Agency::Town) => self.towns(pattern, &overrides),
            (Some(pattern), _) => self.counties(agency, pattern, &overrides),
            (None, _) if entry.city.is_none() => {
                self.problems
                    .at(self.file, &entry.code, "city 和 county 至少要写一个名称");
            }
            (None, _) => {}
        }
    }

    fn counties(&mut self, agency: Agency, pattern: &Spanned<String>, overrides: &BTreeMap<Area, String>) {
        self.check_placeholders(pattern, &PLACEHOLDERS[..1]);
        for county in self.divisions.counties() {
            let area = Area::County(county.code);
            let name = overrides.get(&area).cloned();
            let name = name.unwrap_or_else(|| pattern.get_ref().replace("{county}", &county.name));
            self.offices.add(agency, area, name);
        }
    }

    fn towns(&mut self, pattern: &Spanned<String>, overrides: &BTreeMap<Area, String>) {
        self.check_placeholders(pattern, &PLACEHOLDERS);
        for town in self.divisions.towns() {
            let area = Area::Town(town.code);
            let Some(county) = self.divisions.county(town.code.county()) else {
                continue;
            };
            match overrides
                .get(&area)
                .cloned()
                .or_else(|| town_name(pattern.get_ref(), county, town))
            {
                Some(name) => self.offices.add(Agency::Town, area, name),
                None => {
                    let message = format!(
                        "{}{}（{}）不是镇、乡、街道，要用 [[agency.override]] 写明名称",
                        county.name, town.name, town.code
                    );
                    self.problems.at(self.file, pattern, message);
                }
            }
        }
    }

    fn overrides(&mut self, agency: Agency, entries: &[Spanned<Override>]) -> BTreeMap<Area, String> {
        let mut names = BTreeMap::new();
        for entry in entries {
            let written = entry.get_ref();
            self.problems.require(self.file, &[("name", &written.name)]);
            let Some(area) = self.override_area(agency, written) else {
                continue;
            };
            if names.insert(area, written.name.get_ref().clone()).is_some() {
                self.problems.at(self.file, &written.county, "同一个地方写了两次");
            }
        }
        names
    }

    fn override_area(&mut self, agency: Agency, written: &Override) -> Option<Area> {
        let county: CountyCode = self.problems.parse(self.file, &written.county)?;
        if self.divisions.county(county).is_none() {
            self.problems
                .at(self.file, &written.county, format!("没有这个区县：{county}"));
            return None;
        }
        match (&written.town, agency) {
            (None, Agency::Town) => {
                self.problems
                    .at(self.file, &written.county, "乡镇（街道）的另名要写 town");
                None
            }
            (None, _) => Some(Area::County(county)),
            (Some(town), Agency::Town) => {
                let code: TownCode = self.problems.parse(self.file, town)?;
                if self.divisions.town(code).is_none() {
                    self.problems
                        .at(self.file, town, format!("没有这个乡镇（街道）：{code}"));
                    return None;
                }
                if code.county() != county {
                    self.problems
                        .at(self.file, town, format!("乡镇（街道）{code} 不在区县 {county}"));
                    return None;
                }
                Some(Area::Town(code))
            }
            (Some(town), _) => {
                self.problems.at(self.file, town, "只有单位 town 的另名才写 town");
                None
            }
        }
    }

    fn check_placeholders(&mut self, pattern: &Spanned<String>, allowed: &[&str]) {
        let mut left = pattern.get_ref().clone();
        for placeholder in allowed {
            left = left.replace(placeholder, "");
        }
        if left.contains(['{', '}']) {
            let allowed = if allowed.is_empty() {
                "不能用占位".to_owned()
            } else {
                format!("可用 {}", allowed.join("、"))
            };
            self.problems
                .at(self.file, pattern, format!("名称里有不认识的占位，{allowed}"));
        }
    }
}

/// None where the town's name does not say which body it has.
fn town_name(pattern: &str, county: &County, town: &Town) -> Option<String> {
    let body = if town.is_street_office() {
        "办事处"
    } else if town.name.ends_with(['镇', '乡']) {
        "人民政府"
    } else {
        return None;
    };
    let name = pattern.replace("{county}", &county.name).replace("{town}", &town.name);
    Some(name.replace("{town_body}", body))
}
