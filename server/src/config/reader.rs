//! Reads settings one by one: the environment before the file, the file before the default; nothing unknown passes.

use std::{collections::BTreeMap, fmt, ops::RangeInclusive};

use toml::de::{DeTable, DeValue};

use super::value::Value;
use crate::text_file::{Fault, TextFile};

/// What begins every variable of ours.
const PREFIX: &str = "JINGNUAN_";

/// Something wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}（{place}）：{message}")]
pub struct ConfigError {
    /// The setting, such as `[server] public_addr`, or what else is wrong.
    pub setting: String,
    /// Where it was said.
    pub place: Origin,
    /// In plain Chinese; never repeats a secret.
    pub message: String,
}

/// Where a setting was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere.
    Default,
    /// On a line of the file.
    File {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// In a variable of the environment.
    Environment(String),
    /// On the command line.
    CommandLine(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("默认"),
            Self::File { file, line } => write!(f, "{file} 第 {line} 行"),
            Self::Environment(name) => write!(f, "环境变量 {name}"),
            Self::CommandLine(flag) => write!(f, "命令行 {flag}"),
        }
    }
}

/// One setting as it is in force; a secret is already hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The section.
    pub section: &'static str,
    /// The key.
    pub key: &'static str,
    /// The value, as the file would say it; empty where it is unset.
    pub value: String,
    /// Where it was said.
    pub origin: Origin,
}

/// The file, the environment, and what was found wrong in them.
pub(super) struct Reader<'f> {
    file: &'f TextFile,
    table: DeTable<'f>,
    /// What the environment and the command line say, by the setting's variable.
    said: BTreeMap<String, (String, Origin)>,
    pub(super) errors: Vec<ConfigError>,
    pub(super) effective: Vec<Effective>,
}

impl<'f> Reader<'f> {
    pub(super) fn new(file: &'f TextFile, environment: BTreeMap<String, String>) -> Self {
        let mut errors = Vec::new();
        let table = file.toml().unwrap_or_else(|faults| {
            errors.extend(faults.into_iter().map(|Fault { line, message }| ConfigError {
                setting: "配置文件".to_owned(),
                place: Origin::File {
                    file: file.name.clone(),
                    line,
                },
                message,
            }));
            DeTable::new()
        });
        let ours = environment.into_iter().filter(|(_, value)| !value.is_empty());
        let said = ours
            .map(|(name, value)| (name.clone(), (value, Origin::Environment(name))))
            .collect();
        Self {
            file,
            table,
            said,
            errors,
            effective: Vec::new(),
        }
    }

    /// A variable with a short name of its own stands for a setting's; the setting's own variable wins.
    pub(super) fn alias(&mut self, short: &str, setting: &str) {
        if let Some(said) = self.said.remove(short) {
            self.said.entry(setting.to_owned()).or_insert(said);
        }
    }

    /// What the command line says of a setting; it wins over everything.
    pub(super) fn flag(&mut self, flag: &'static str, setting: &str, value: Option<String>) {
        if let Some(value) = value {
            self.said.insert(setting.to_owned(), (value, Origin::CommandLine(flag)));
        }
    }

    /// Reads one section; whatever it does not ask for is unknown.
    pub(super) fn section<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Section<'_, 'f>) -> T) -> T {
        let table = match self.table.remove(name).map(|value| (value.span(), value.into_inner())) {
            None => DeTable::new(),
            Some((_, DeValue::Table(table))) => table,
            Some((span, _)) => {
                self.wrong(
                    format!("[{name}]"),
                    self.line(span.start),
                    format!("应写成一节 [{name}]"),
                );
                DeTable::new()
            }
        };
        let mut section = Section {
            reader: self,
            name,
            table,
        };
        let read = read(&mut section);
        section.finish();
        read
    }

    /// Everything nobody asked for, in the file or under a section's name in the environment.
    pub(super) fn finish(&mut self, sections: &[&str]) {
        let unknown: Vec<_> = self
            .table
            .keys()
            .map(|key| (key.get_ref().to_string(), key.span().start))
            .collect();
        for (key, start) in unknown {
            let known = sections
                .iter()
                .map(|name| format!("[{name}]"))
                .collect::<Vec<_>>()
                .join("、");
            self.wrong(key, self.line(start), format!("没有这个设置；各节是 {known}"));
        }
        for name in self.said.keys() {
            let ours = |section: &&&str| name.starts_with(&format!("{PREFIX}{}_", section.to_ascii_uppercase()));
            if sections.iter().any(|section| ours(&section)) {
                self.errors.push(ConfigError {
                    setting: name.clone(),
                    place: Origin::Environment(name.clone()),
                    message: "没有这个设置".to_owned(),
                });
            }
        }
    }

    fn line(&self, offset: usize) -> Origin {
        Origin::File {
            file: self.file.name.clone(),
            line: self.file.line(offset),
        }
    }

    fn wrong(&mut self, setting: String, place: Origin, message: String) {
        self.errors.push(ConfigError {
            setting,
            place,
            message,
        });
    }
}

/// One section of the file, while it is read.
pub(super) struct Section<'r, 'f> {
    reader: &'r mut Reader<'f>,
    name: &'static str,
    table: DeTable<'f>,
}

impl Section<'_, '_> {
    /// A setting with a default.
    pub(super) fn get<T: Value>(&mut self, key: &'static str, default: T) -> T {
        let (value, origin) = self.find(key).unwrap_or((default, Origin::Default));
        self.note(key, value.shown(), origin);
        value
    }

    /// A setting that may be left out.
    pub(super) fn optional<T: Value>(&mut self, key: &'static str) -> Option<T> {
        match self.find::<T>(key) {
            Some((value, origin)) => {
                self.note(key, value.shown(), origin);
                Some(value)
            }
            None => {
                self.note(key, String::new(), Origin::Default);
                None
            }
        }
    }

    /// A number within bounds.
    pub(super) fn number(&mut self, key: &'static str, default: u32, bounds: RangeInclusive<u32>) -> u32 {
        let message = format!("应在 {} 到 {} 之间", bounds.start(), bounds.end());
        self.checked(key, default, |number| {
            if bounds.contains(number) { Ok(()) } else { Err(message) }
        })
    }

    /// A setting with a default and a rule; breaking it is an error and leaves the default.
    pub(super) fn checked<T: Value>(
        &mut self,
        key: &'static str,
        default: T,
        rule: impl FnOnce(&T) -> Result<(), String>,
    ) -> T {
        let (value, origin) = match self.find::<T>(key) {
            None => (default, Origin::Default),
            Some((value, origin)) => match rule(&value) {
                Ok(()) => (value, origin),
                Err(message) => {
                    self.reader.wrong(format!("[{}] {key}", self.name), origin, message);
                    (default, Origin::Default)
                }
            },
        };
        self.note(key, value.shown(), origin);
        value
    }

    /// The value the environment or else the file says, if either does.
    fn find<T: Value>(&mut self, key: &'static str) -> Option<(T, Origin)> {
        let in_file = self.table.remove(key);
        let variable = format!(
            "{PREFIX}{}_{}",
            self.name.to_ascii_uppercase(),
            key.to_ascii_uppercase()
        );
        let (value, origin) = match (self.reader.said.remove(&variable), in_file) {
            (Some((text, origin)), _) => (T::from_text(&text), origin),
            (None, Some(value)) => (T::from_toml(value.get_ref()), self.reader.line(value.span().start)),
            (None, None) => return None,
        };
        match value {
            Ok(value) => Some((value, origin)),
            Err(message) => {
                self.reader.wrong(format!("[{}] {key}", self.name), origin, message);
                None
            }
        }
    }

    fn note(&mut self, key: &'static str, value: String, origin: Origin) {
        self.reader.effective.push(Effective {
            section: self.name,
            key,
            value,
            origin,
        });
    }

    fn finish(self) {
        for (key, value) in &self.table {
            let place = self.reader.line(key.span().start);
            let message = if value.get_ref().is_table() {
                "没有这一节"
            } else {
                "没有这个设置"
            };
            self.reader
                .wrong(format!("[{}] {}", self.name, key.get_ref()), place, message.to_owned());
        }
    }
}
