//! `villages.csv`: counties, towns and villages. Statistical placeholders count for their towns and are never shown.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use app::domain::{
    division::{County, CountyCode, Divisions, Town, TownCode, Village, VillageCode, VillageKind},
    village_search::Readings,
};
use serde::Deserialize;

use super::{problem::Problems, reading::NameReadings};

const FILE: &str = "villages.csv";
/// The city whose divisions these are (焦作市).
const CITY_PREFIX: &str = "4108";
const COLUMNS: [&str; 8] = [
    "code",
    "name",
    "short",
    "kind",
    "town_code",
    "town",
    "county_code",
    "county",
];

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    short: String,
    kind: String,
    town_code: String,
    town: String,
    county_code: String,
    county: String,
}

/// Reads `villages.csv`; readings give each village its plate.
pub(super) fn load(
    folder: &Path,
    readings: &Readings,
    names: NameReadings,
    problems: &mut Problems,
) -> Option<Divisions> {
    let file = problems.read(folder, FILE)?;
    let rows = problems.rows::<Row>(&file, &COLUMNS);
    if rows.is_empty() {
        problems.add(FILE, 1, "一个村（社区）也没有");
    }
    let mut reader = Reader {
        readings,
        names,
        problems,
        counties: BTreeMap::new(),
        towns: BTreeMap::new(),
        villages: Vec::new(),
        lines: HashMap::new(),
        unread: HashSet::new(),
    };
    for (line, row) in rows {
        reader.row(line, &row);
    }
    reader.finish()
}

struct Reader<'a> {
    readings: &'a Readings,
    names: NameReadings,
    problems: &'a mut Problems,
    counties: BTreeMap<CountyCode, String>,
    towns: BTreeMap<TownCode, String>,
    villages: Vec<Village>,
    /// Where each code stands, to name the first when it comes again.
    lines: HashMap<VillageCode, usize>,
    /// Characters already reported as having no reading.
    unread: HashSet<char>,
}

impl Reader<'_> {
    fn row(&mut self, line: usize, row: &Row) {
        let Ok(code) = row.code.parse::<VillageCode>() else {
            self.problems
                .add(FILE, line, format!("村（社区）代码“{}”不是 12 位数字", row.code));
            return;
        };
        if let Some(first) = self.lines.insert(code, line) {
            self.problems
                .add(FILE, line, format!("村（社区）代码 {code} 重复，第 {first} 行已经有了"));
            return;
        }
        self.check_parents(line, row, code);
        if let Some(kind) = self.kind(line, row) {
            self.check_name(line, row);
            let pinyin = self.names.plate(code, &row.short, self.readings, self.problems);
            self.villages.push(Village {
                code,
                name: row.name.clone(),
                short: row.short.clone(),
                kind,
                pinyin,
            });
        }
    }

    /// None for a placeholder, and for a kind that does not exist.
    fn kind(&mut self, line: usize, row: &Row) -> Option<VillageKind> {
        match row.kind.as_str() {
            "村" => Some(VillageKind::Village),
            "居" => Some(VillageKind::Community),
            "placeholder" => None,
            other => {
                let message = format!("类别“{other}”不认识，可以写：村、居、placeholder");
                self.problems.add(FILE, line, message);
                None
            }
        }
    }

    fn check_parents(&mut self, line: usize, row: &Row, code: VillageCode) {
        let (town, county) = (code.town(), code.county());
        if !row.code.starts_with(CITY_PREFIX) {
            self.problems
                .add(FILE, line, format!("{code} 不在焦作市（{CITY_PREFIX}）"));
        }
        for (what, written, expected) in [
            ("乡镇（街道）", &row.town_code, town.to_string()),
            ("区县", &row.county_code, county.to_string()),
        ] {
            if *written != expected {
                let message = format!("{what}代码“{written}”和村（社区）代码 {code} 对不上，应是 {expected}");
                self.problems.add(FILE, line, message);
            }
        }
        let town_name = self.towns.entry(town).or_insert_with(|| row.town.clone());
        if *town_name != row.town {
            let message = format!("乡镇（街道） {town} 前面叫“{town_name}”，这里叫“{}”", row.town);
            self.problems.add(FILE, line, message);
        }
        let county_name = self.counties.entry(county).or_insert_with(|| row.county.clone());
        if *county_name != row.county {
            let message = format!("区县 {county} 前面叫“{county_name}”，这里叫“{}”", row.county);
            self.problems.add(FILE, line, message);
        }
    }

    /// Names must be there, and every character must have a reading, or typing it in letters would not find it.
    fn check_name(&mut self, line: usize, row: &Row) {
        for (what, text) in [
            ("name", &row.name),
            ("short", &row.short),
            ("town", &row.town),
            ("county", &row.county),
        ] {
            if text.trim().is_empty() {
                self.problems.add(FILE, line, format!("“{what}”是空的"));
            }
        }
        for c in [&row.short, &row.town, &row.county]
            .into_iter()
            .flat_map(|name| name.chars())
        {
            if self.readings.of(c).is_empty() && self.unread.insert(c) {
                let message = format!("“{c}”字在 readings.csv 里没有读音，用拼音会找不到");
                self.problems.add(FILE, line, message);
            }
        }
    }

    fn finish(self) -> Option<Divisions> {
        self.names.finish(self.problems);
        let counties = self
            .counties
            .into_iter()
            .map(|(code, name)| County { code, name })
            .collect();
        let towns = self.towns.into_iter().map(|(code, name)| Town { code, name }).collect();
        Divisions::new(counties, towns, self.villages)
            .map_err(|error| self.problems.add(FILE, 1, error.to_string()))
            .ok()
    }
}
