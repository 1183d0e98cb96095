//! What is wrong with the data files: all of it, each with file and line.

use std::{fmt, path::Path, str::FromStr};

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::document::Document;
use crate::text_file::{Fault, TextFile};

/// Something wrong in a data file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file} 第 {line} 行：{message}")]
pub struct ReferenceError {
    /// The file, by its path below the folder of data files.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// In plain Chinese.
    pub message: String,
}

/// Everything wrong in the data files, by file and line; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReferenceErrors(pub Vec<ReferenceError>);

/// More than this nobody reads at once.
const SHOWN: usize = 50;

impl fmt::Display for ReferenceErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "数据文件有 {} 处问题：", self.0.len())?;
        for error in self.0.iter().take(SHOWN) {
            write!(f, "\n  {error}")?;
        }
        match self.0.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "\n  另外还有 {more} 处"),
        }
    }
}

/// Gathers problems while the files are read.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<ReferenceError>);

impl Problems {
    /// Notes a problem on a line of a file.
    pub(super) fn add(&mut self, file: &str, line: usize, message: impl Into<String>) {
        self.0.push(ReferenceError {
            file: file.to_owned(),
            line,
            message: message.into(),
        });
    }

    /// Notes a problem at a value of a TOML file.
    pub(super) fn at<T>(&mut self, file: &TextFile, value: &Spanned<T>, message: impl Into<String>) {
        self.add(&file.name, file.line(value.span().start), message);
    }

    /// Notes a fault of a file.
    pub(super) fn fault(&mut self, file: &str, fault: Fault) {
        self.add(file, fault.line, fault.message);
    }

    /// Reads a data file.
    pub(super) fn read(&mut self, folder: &Path, name: &str) -> Option<TextFile> {
        self.read_as(&folder.join(name), name)
    }

    /// Reads a file that is called `name` in messages.
    pub(super) fn read_as(&mut self, path: &Path, name: &str) -> Option<TextFile> {
        TextFile::read(path, name).map_err(|fault| self.fault(name, fault)).ok()
    }

    /// Parses a TOML file.
    pub(super) fn document<'f>(&mut self, file: &'f TextFile) -> Option<Document<'f>> {
        match file.toml() {
            Ok(table) => Some(Document::new(file, table)),
            Err(faults) => {
                for fault in faults {
                    self.fault(&file.name, fault);
                }
                None
            }
        }
    }

    /// A text of a TOML file as what it stands for.
    pub(super) fn parse<T: FromStr<Err: fmt::Display>>(
        &mut self,
        file: &TextFile,
        text: &Spanned<String>,
    ) -> Option<T> {
        text.get_ref()
            .parse()
            .map_err(|error: T::Err| self.at(file, text, error.to_string()))
            .ok()
    }

    /// Notes texts that must not be empty and are.
    pub(super) fn require(&mut self, file: &TextFile, fields: &[(&str, &Spanned<String>)]) {
        for (name, text) in fields {
            if text.get_ref().trim().is_empty() {
                self.at(file, text, format!("“{name}”是空的"));
            }
        }
    }

    /// The rows of a CSV file with their lines. The header must be these columns.
    pub(super) fn rows<T: DeserializeOwned>(&mut self, file: &TextFile, columns: &[&str]) -> Vec<(usize, T)> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(file.text.as_bytes());
        match reader.headers() {
            Ok(header) if header.iter().eq(columns.iter().copied()) => {}
            _ => {
                self.add(&file.name, 1, format!("第一行应是：{}", columns.join(",")));
                return Vec::new();
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, line_of);
                    self.add(&file.name, line, format!("读不出来：{error}"));
                    continue;
                }
            };
            let line = record.position().map_or(1, line_of);
            if record.len() != columns.len() {
                let message = format!("这一行有 {} 列，应有 {} 列", record.len(), columns.len());
                self.add(&file.name, line, message);
                continue;
            }
            match record.deserialize(None) {
                Ok(row) => rows.push((line, row)),
                Err(error) => self.add(&file.name, line, format!("读不出来：{error}")),
            }
        }
        rows
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything gathered, by file and line.
    pub(super) fn into_errors(mut self) -> ReferenceErrors {
        self.0.sort();
        self.0.dedup();
        ReferenceErrors(self.0)
    }
}

fn line_of(position: &csv::Position) -> usize {
    usize::try_from(position.line()).unwrap_or(usize::MAX)
}
