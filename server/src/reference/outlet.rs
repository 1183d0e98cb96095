//! `demonstration/outlets.toml`: invented outlets, to show how the list works until real ones are recorded.

use std::path::Path;

use app::{
    domain::{
        division::Divisions,
        outlet::{Outlet, OutletContent, OutletKind},
    },
    forms::served_places::read_places,
};
use serde::Deserialize;
use toml::Spanned;

use super::{document::Day, problem::Problems};
use crate::text_file::TextFile;

const FILE: &str = "demonstration/outlets.toml";
/// An invented name says so itself, wherever it may be copied to.
const MARK: &str = "示例";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    county: Spanned<String>,
    kind: OutletKind,
    name: Spanned<String>,
    address: Spanned<String>,
    serves: Spanned<String>,
    phone: Spanned<String>,
    hours: Spanned<String>,
    licence: Spanned<String>,
    valid_from: Day,
    valid_until: Option<Day>,
}

/// Reads the invented outlets, where they are wanted.
pub(super) fn load(folder: &Path, wanted: bool, divisions: &Divisions, problems: &mut Problems) -> Vec<Outlet> {
    if !wanted {
        return Vec::new();
    }
    let Some(file) = problems.read(folder, FILE) else {
        return Vec::new();
    };
    let Some(mut document) = problems.document(&file) else {
        return Vec::new();
    };
    let entries = document.entries::<Entry>("outlet", problems);
    document.finish(problems);
    entries
        .into_iter()
        .filter_map(|entry| outlet(entry.into_inner(), &file, divisions, problems))
        .collect()
}

fn outlet(entry: Entry, file: &TextFile, divisions: &Divisions, problems: &mut Problems) -> Option<Outlet> {
    problems.require(
        file,
        &[
            ("address", &entry.address),
            ("phone", &entry.phone),
            ("hours", &entry.hours),
            ("licence", &entry.licence),
        ],
    );
    if !entry.name.get_ref().contains(MARK) {
        problems.at(file, &entry.name, "示例网点的名称里要写明“示例”");
    }
    let county = problems.parse(file, &entry.county)?;
    if divisions.county(county).is_none() {
        problems.at(file, &entry.county, format!("没有这个区县：{county}"));
        return None;
    }
    let places = read_places(entry.serves.get_ref(), county, divisions)
        .map_err(|message| problems.at(file, &entry.serves, message))
        .ok()?;
    Some(Outlet {
        id: None,
        content: OutletContent {
            county,
            kind: entry.kind,
            name: entry.name.into_inner(),
            address: entry.address.into_inner(),
            towns: places.towns,
            villages: places.villages,
            phone: entry.phone.into_inner(),
            hours: entry.hours.into_inner(),
            licence: entry.licence.into_inner(),
            position: None,
            valid_from: entry.valid_from.0,
            valid_until: entry.valid_until.map(|day| day.0),
            closed_on: None,
        },
        demonstration: true,
    })
}
