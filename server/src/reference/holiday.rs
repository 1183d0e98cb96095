//! `holidays/<year>.toml`: the days off and make-up days that the State Council's office published for a year.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use app::domain::calendar::WorkCalendar;
use serde::Deserialize;
use time::{Date, Month, Weekday};
use toml::Spanned;

use super::{document::Day, problem::Problems};
use crate::text_file::TextFile;

const FOLDER: &str = "holidays";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    date: Spanned<Day>,
    name: Spanned<String>,
}

/// The working days, and for which years they are published.
#[derive(Debug, Default)]
pub(super) struct Holidays {
    pub(super) calendar: WorkCalendar,
    pub(super) years: BTreeSet<i32>,
}

/// Reads every year's file.
pub(super) fn load(folder: &Path, problems: &mut Problems) -> Holidays {
    let mut holidays = Holidays::default();
    let mut seen: BTreeMap<Date, (String, usize)> = BTreeMap::new();
    for name in file_names(folder, problems) {
        let path = format!("{FOLDER}/{name}");
        let Some(year) = name.strip_suffix(".toml").and_then(|stem| stem.parse::<i32>().ok()) else {
            problems.add(&path, 1, "文件名应是年份，如 2026.toml");
            continue;
        };
        if let Some(file) = problems.read(folder, &path) {
            holidays.years.insert(year);
            load_year(&file, year, &mut holidays.calendar, &mut seen, problems);
        }
    }
    if holidays.years.is_empty() {
        problems.add(FOLDER, 1, "一个年份的放假安排也没有");
    }
    holidays
}

fn file_names(folder: &Path, problems: &mut Problems) -> BTreeSet<String> {
    match fs::read_dir(folder.join(FOLDER)) {
        Ok(entries) => entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"))
            .collect(),
        Err(error) => {
            problems.add(FOLDER, 1, format!("读不出文件夹：{error}"));
            BTreeSet::new()
        }
    }
}

fn load_year(
    file: &TextFile,
    year: i32,
    calendar: &mut WorkCalendar,
    seen: &mut BTreeMap<Date, (String, usize)>,
    problems: &mut Problems,
) {
    let Some(mut document) = problems.document(file) else {
        return;
    };
    if let Some(written) = document.value::<i32>("year", problems)
        && *written.get_ref() != year
    {
        problems.at(file, &written, format!("year 应和文件名一样是 {year}"));
    }
    if let Some(source) = document.value::<String>("source", problems) {
        problems.require(file, &[("source", &source)]);
    }
    let mut day = |entry: &Entry, problems: &mut Problems| {
        problems.require(file, &[("name", &entry.name)]);
        let Day(date) = *entry.date.get_ref();
        let line = file.line(entry.date.span().start);
        // A year's notice may begin with the last days of the year before.
        if date.year() != year && (date.year() != year - 1 || date.month() != Month::December) {
            problems.add(&file.name, line, format!("{date} 不在 {year} 年"));
        }
        if let Some((first, at)) = seen.insert(date, (file.name.clone(), line)) {
            problems.add(&file.name, line, format!("{date} 在 {first} 第 {at} 行已经有了"));
        }
        date
    };
    for entry in document.entries::<Entry>("holiday", problems) {
        let date = day(entry.get_ref(), problems);
        calendar.holidays.insert(date);
    }
    for entry in document.optional_entries::<Entry>("workday", problems) {
        let date = day(entry.get_ref(), problems);
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            problems.at(file, &entry.get_ref().date, format!("{date} 不是周末，不用调休"));
        }
        calendar.make_up_days.insert(date);
    }
    document.finish(problems);
}
