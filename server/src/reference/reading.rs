//! `readings.csv` and `names.csv`: how characters read, and how whole names read where that is not enough.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use app::domain::{
    division::VillageCode,
    plate::{capitals, plate},
    village_search::Readings,
};
use serde::Deserialize;

use super::problem::Problems;

const READINGS: &str = "readings.csv";
const NAMES: &str = "names.csv";

#[derive(Deserialize)]
struct ReadingRow {
    char: String,
    readings: String,
}

#[derive(Deserialize)]
struct NameRow {
    code: String,
    pinyin: String,
}

/// Reads `readings.csv`.
pub(super) fn load_readings(folder: &Path, problems: &mut Problems) -> Option<Readings> {
    let file = problems.read(folder, READINGS)?;
    let mut seen: HashMap<char, usize> = HashMap::new();
    let mut pairs = Vec::new();
    for (line, row) in problems.rows::<ReadingRow>(&file, &["char", "readings"]) {
        let mut chars = row.char.chars();
        let (Some(char), None) = (chars.next(), chars.next()) else {
            problems.add(READINGS, line, format!("“{}”不是一个字", row.char));
            continue;
        };
        let readings: Vec<Box<str>> = row.readings.split_whitespace().map(Into::into).collect();
        let spelled = |reading: &str| reading.bytes().all(|b| b.is_ascii_lowercase());
        if readings.is_empty() || !readings.iter().all(|r| spelled(r)) {
            problems.add(
                READINGS,
                line,
                format!("“{char}”的读音应是小写字母，不带声调，ü 写作 v"),
            );
        }
        if let Some(first) = seen.insert(char, line) {
            problems.add(READINGS, line, format!("“{char}”在第 {first} 行已经有了"));
        }
        pairs.push((char, readings));
    }
    Some(Readings::new(pairs))
}

/// Whole names' readings by village, with the lines they stand on.
#[derive(Debug, Default)]
pub(super) struct NameReadings(BTreeMap<VillageCode, (usize, String)>);

impl NameReadings {
    /// Reads `names.csv`.
    pub(super) fn load(folder: &Path, problems: &mut Problems) -> Self {
        let mut names = BTreeMap::new();
        let Some(file) = problems.read(folder, NAMES) else {
            return Self::default();
        };
        for (line, row) in problems.rows::<NameRow>(&file, &["code", "pinyin"]) {
            match row.code.parse() {
                Ok(code) if names.insert(code, (line, row.pinyin)).is_none() => {}
                Ok(_) => problems.add(NAMES, line, format!("村（社区）代码 {} 重复", row.code)),
                Err(error) => problems.add(NAMES, line, format!("{error}：{}", row.code)),
            }
        }
        Self(names)
    }

    /// A village's name in capitals for its plate: its own reading if it has one, else each character's likeliest.
    pub(super) fn plate(
        &mut self,
        code: VillageCode,
        name: &str,
        readings: &Readings,
        problems: &mut Problems,
    ) -> String {
        let Some((line, whole)) = self.0.remove(&code) else {
            return plate(name, readings);
        };
        let chars: Vec<char> = name.chars().collect();
        let syllables = syllables(&chars, &whole, readings).unwrap_or_else(|| {
            problems.add(NAMES, line, format!("“{whole}”不是“{name}”按 {READINGS} 的读法"));
            Vec::new()
        });
        capitals(syllables.into_iter())
    }

    /// Notes every name that belongs to no village.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (code, (line, _)) in self.0 {
            problems.add(NAMES, line, format!("没有这个村（社区）：{code}"));
        }
    }
}

/// Splits a whole reading into one of each character's readings.
fn syllables<'r>(chars: &[char], whole: &str, readings: &'r Readings) -> Option<Vec<&'r str>> {
    let Some((first, others)) = chars.split_first() else {
        return whole.is_empty().then(Vec::new);
    };
    readings.of(*first).iter().find_map(|reading| {
        let rest = whole.strip_prefix(reading.as_ref())?;
        let mut found = syllables(others, rest, readings)?;
        found.insert(0, reading.as_ref());
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_reading_takes_one_reading_of_each_character() {
        let readings = Readings::new([('长', vec!["chang".into(), "zhang".into()]), ('安', vec!["an".into()])]);
        assert_eq!(
            syllables(&['长', '安'], "zhangan", &readings),
            Some(vec!["zhang", "an"])
        );
        assert_eq!(syllables(&['长', '安'], "jiangan", &readings), None);
        assert_eq!(syllables(&['长', '安'], "zhang", &readings), None);
    }
}
