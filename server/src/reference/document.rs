//! A TOML file taken apart key by key, so that one bad entry does not hide the others.

use serde::{Deserialize, de::DeserializeOwned};
use time::{Date, Month};
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
    value::Datetime,
};

use super::problem::Problems;
use crate::text_file::TextFile;

/// A parsed TOML file and what of it is still unread.
pub(super) struct Document<'f> {
    file: &'f TextFile,
    rest: DeTable<'f>,
}

impl<'f> Document<'f> {
    pub(super) const fn new(file: &'f TextFile, rest: DeTable<'f>) -> Self {
        Self { file, rest }
    }

    /// The entries of `[[key]]` that can be read; there must be one at least.
    pub(super) fn entries<T: DeserializeOwned>(&mut self, key: &str, problems: &mut Problems) -> Vec<Spanned<T>> {
        if !self.rest.contains_key(key) {
            problems.add(&self.file.name, 1, format!("一个 [[{key}]] 也没有"));
        }
        self.optional_entries(key, problems)
    }

    /// The entries of `[[key]]` that can be read, if any.
    pub(super) fn optional_entries<T: DeserializeOwned>(
        &mut self,
        key: &str,
        problems: &mut Problems,
    ) -> Vec<Spanned<T>> {
        let Some(value) = self.rest.remove(key) else {
            return Vec::new();
        };
        let span = value.span();
        let DeValue::Array(entries) = value.into_inner() else {
            problems.add(&self.file.name, self.file.line(span.start), format!("应写成 [[{key}]]"));
            return Vec::new();
        };
        entries
            .into_iter()
            .filter_map(|entry| self.read(entry, problems))
            .collect()
    }

    /// The value of a key that must be there.
    pub(super) fn value<T: DeserializeOwned>(&mut self, key: &str, problems: &mut Problems) -> Option<Spanned<T>> {
        match self.rest.remove(key) {
            Some(value) => self.read(value, problems),
            None => {
                problems.add(&self.file.name, 1, format!("缺少“{key}”"));
                None
            }
        }
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self, problems: &mut Problems) {
        for key in self.rest.keys() {
            problems.at(self.file, key, format!("不认识的项“{}”", key.get_ref()));
        }
    }

    fn read<T: DeserializeOwned>(&self, value: Spanned<DeValue<'f>>, problems: &mut Problems) -> Option<Spanned<T>> {
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(Spanned::new(span, read)),
            Err(error) => {
                problems.fault(&self.file.name, self.file.toml_fault(&error, span.start));
                None
            }
        }
    }
}

/// A day, written 2025-09-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Datetime::deserialize(deserializer)?;
        let (Some(date), None, None) = (written.date, written.time, written.offset) else {
            return Err(serde::de::Error::custom("应是日期，写成 2025-09-01"));
        };
        Month::try_from(date.month)
            .and_then(|month| Date::from_calendar_date(i32::from(date.year), month, date.day))
            .map(Self)
            .map_err(|_| serde::de::Error::custom("没有这一天"))
    }
}
