//! `prices.toml`: what warmth costs and which subsidies there are, official or for demonstration.

use std::{collections::BTreeMap, path::Path};

use app::domain::{
    division::Divisions,
    heating::{
        check::{Entry, faults},
        rule::{Assumption, Certainty, Rule, RuleBook},
    },
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    Reference,
    problem::{Problems, ReferenceErrors},
};
use crate::text_file::TextFile;

const OFFICIAL: &str = "prices.toml";
const DEMONSTRATION: &str = "demonstration/prices.toml";

/// Which certainty a file's figures may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// No demonstrations.
    Official,
    /// Demonstrations only.
    Demonstration,
}

/// All rules at one moment; swapped whole when they change.
#[derive(Debug)]
pub struct HeatingRules {
    book: RuleBook,
    version: u64,
}

impl HeatingRules {
    /// These rules.
    pub fn new(book: RuleBook) -> Self {
        // Every field shows in `Debug`, so that no later one can be forgotten.
        let digest = Sha256::digest(format!("{book:?}"));
        let version = digest
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        Self { book, version }
    }

    /// The rules.
    pub const fn book(&self) -> &RuleBook {
        &self.book
    }

    /// A number that is another whenever any rule is: what a kept page depends on.
    pub const fn version(&self) -> u64 {
        self.version
    }
}

/// Reads the files among the data files.
pub(super) fn load(folder: &Path, demonstration: bool, divisions: &Divisions, problems: &mut Problems) -> FileRules {
    let mut read = |name: &str, expected| {
        let file = problems.read(folder, name)?;
        Some(rules_of(&file, expected, divisions, problems))
    };
    let official = read(OFFICIAL, Expected::Official).unwrap_or_default();
    let demonstration = demonstration
        .then(|| read(DEMONSTRATION, Expected::Demonstration))
        .flatten();
    FileRules {
        official,
        demonstration: demonstration.unwrap_or_default(),
    }
}

/// The rules of the data files.
#[derive(Debug, Default)]
pub struct FileRules {
    /// Those that hold.
    pub official: RuleBook,
    /// Those that stand in for them in a demonstration; empty otherwise.
    pub demonstration: RuleBook,
}

impl FileRules {
    /// What pages show: the official rules, and demonstrations where there are none.
    pub fn shown(&self) -> RuleBook {
        self.official.clone().with_demonstration(self.demonstration.clone())
    }
}

/// Reads rules from a text in the format of `prices.toml`, under the name people know it by.
///
/// # Errors
/// Everything wrong with them, with file and line.
pub fn read_rules(
    reference: &Reference,
    name: &str,
    text: &str,
    expected: Expected,
) -> Result<RuleBook, ReferenceErrors> {
    let file = TextFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let mut problems = Problems::default();
    let book = rules_of(&file, expected, reference.divisions(), &mut problems);
    if problems.is_empty() {
        Ok(book)
    } else {
        Err(problems.into_errors())
    }
}

/// Writes rules in the format of `prices.toml`.
///
/// # Errors
/// When they cannot be written as TOML, which no rule that was read can cause.
pub fn write_rules(book: &RuleBook) -> Result<String, toml::ser::Error> {
    toml::to_string(book)
}

fn rules_of(file: &TextFile, expected: Expected, divisions: &Divisions, problems: &mut Problems) -> RuleBook {
    let table = match file.toml() {
        Ok(table) => table,
        Err(all) => {
            for fault in all {
                problems.fault(&file.name, fault);
            }
            return RuleBook::default();
        }
    };
    let mut reader = Reader { file, problems, table };
    let (rules, rule_lines) = reader.entries::<Rule>("rule");
    let (assumptions, assumption_lines) = reader.entries::<Assumption>("assumption");
    for key in reader.table.keys() {
        problems.at(file, key, format!("不认识的项“{}”", key.get_ref()));
    }
    let book = RuleBook { rules, assumptions };
    for fault in faults(&book, divisions) {
        let lines = match fault.entry {
            Entry::Rule(at) => rule_lines.get(at),
            Entry::Assumption(at) => assumption_lines.get(at),
        };
        let line = lines.map_or(1, |lines| lines.line(&fault.field));
        problems.add(&file.name, line, fault.message);
    }
    check_certainty(&book, expected, &rule_lines, &assumption_lines, file, problems);
    book
}

fn check_certainty(
    book: &RuleBook,
    expected: Expected,
    rule_lines: &[Lines],
    assumption_lines: &[Lines],
    file: &TextFile,
    problems: &mut Problems,
) {
    let rules = book.rules.iter().map(|rule| rule.certainty).zip(rule_lines);
    let assumptions = book.assumptions.iter().map(|a| a.certainty).zip(assumption_lines);
    for (certainty, lines) in rules.chain(assumptions) {
        let message = match (expected, certainty) {
            (Expected::Official, Certainty::Demonstration) => "正式文件里不能有示例",
            (Expected::Demonstration, Certainty::Verified | Certainty::Unverified) => {
                "示例文件里的要写 certainty = \"demonstration\""
            }
            _ => continue,
        };
        problems.add(&file.name, lines.line("certainty"), message);
    }
}

/// On which line each field of an entry stands, by its path.
struct Lines(BTreeMap<String, usize>);

impl Lines {
    fn of(file: &TextFile, entry: &Spanned<DeValue<'_>>) -> Self {
        let mut lines = Self(BTreeMap::new());
        lines.walk(file, "", entry);
        lines
    }

    fn walk(&mut self, file: &TextFile, path: &str, value: &Spanned<DeValue<'_>>) {
        self.0.entry(path.to_owned()).or_insert(file.line(value.span().start));
        let below = |name: &str| {
            if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            }
        };
        match value.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    let path = below(key.get_ref());
                    self.0.insert(path.clone(), file.line(key.span().start));
                    self.walk(file, &path, value);
                }
            }
            DeValue::Array(values) => {
                for (at, value) in values.iter().enumerate() {
                    self.walk(file, &below(&at.to_string()), value);
                }
            }
            _ => {}
        }
    }

    /// The line of a field, or of the nearest thing around it that is written.
    fn line(&self, field: &str) -> usize {
        let mut path = field;
        loop {
            if let Some(line) = self.0.get(path) {
                return *line;
            }
            match path.rsplit_once('.') {
                Some((around, _)) => path = around,
                None => return self.0.get("").copied().unwrap_or(1),
            }
        }
    }
}

struct Reader<'a, 'f> {
    file: &'f TextFile,
    problems: &'a mut Problems,
    table: DeTable<'f>,
}

impl Reader<'_, '_> {
    /// The entries of `[[key]]` that can be read, each with its lines.
    fn entries<T: DeserializeOwned>(&mut self, key: &str) -> (Vec<T>, Vec<Lines>) {
        let Some(value) = self.table.remove(key) else {
            return (Vec::new(), Vec::new());
        };
        let start = value.span().start;
        let DeValue::Array(entries) = value.into_inner() else {
            self.problems
                .add(&self.file.name, self.file.line(start), format!("应写成 [[{key}]]"));
            return (Vec::new(), Vec::new());
        };
        let mut read = (Vec::new(), Vec::new());
        for entry in entries {
            let lines = Lines::of(self.file, &entry);
            let start = entry.span().start;
            match T::deserialize(ValueDeserializer::from(entry)) {
                Ok(value) => {
                    read.0.push(value);
                    read.1.push(lines);
                }
                Err(error) => {
                    let fault = self.file.toml_fault(&error, start);
                    self.problems.fault(&self.file.name, fault);
                }
            }
        }
        read
    }
}
