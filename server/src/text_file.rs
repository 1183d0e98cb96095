//! Text and TOML files read so that every problem can name its line.

use std::{fs, io, path::Path};

use toml::de::DeTable;

/// A file's text under the name people know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its name in messages.
    pub name: String,
    /// Its whole text, without a byte-order mark.
    pub text: String,
}

/// What is wrong in a file, and on which line (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line.
    pub line: usize,
    /// In plain Chinese.
    pub message: String,
}

impl Fault {
    /// A fault on a line.
    pub fn new(line: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
        }
    }
}

impl TextFile {
    /// Reads a UTF-8 file.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8; the line is that of the first bad byte.
    pub fn read(path: &Path, name: impl Into<String>) -> Result<Self, Fault> {
        let bytes = fs::read(path).map_err(|error| Fault::new(1, unreadable(&error)))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Fault::new(1 + newlines(before), "不是 UTF-8 编码，请另存为 UTF-8")
        })?;
        Ok(Self {
            name: name.into(),
            text: text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        })
    }

    /// The line (from 1) on which a byte offset stands.
    pub fn line(&self, offset: usize) -> usize {
        1 + newlines(&self.text.as_bytes()[..offset.min(self.text.len())])
    }

    /// Parses the text as TOML.
    ///
    /// # Errors
    /// Every place that is not TOML.
    pub fn toml(&self) -> Result<DeTable<'_>, Vec<Fault>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        if errors.is_empty() {
            Ok(table.into_inner())
        } else {
            Err(errors.iter().map(|error| self.toml_fault(error, 0)).collect())
        }
    }

    /// A TOML error as a fault; `entry` is the offset of what was being read, where the error names none.
    pub fn toml_fault(&self, error: &toml::de::Error, entry: usize) -> Fault {
        let offset = error.span().map_or(entry, |span| span.start);
        Fault::new(self.line(offset), in_chinese(error.message()))
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件".into(),
        io::ErrorKind::PermissionDenied => "没有权限读取这个文件".into(),
        _ => format!("读不出来：{error}"),
    }
}

/// Serde's and the parser's usual complaints in plain Chinese; what is rare keeps its own words.
pub fn in_chinese(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let options = |text: &str| {
        let names: Vec<&str> = text.split('`').skip(3).step_by(2).collect();
        names.join("、")
    };
    if message.starts_with("unknown field") {
        format!("不认识的项“{}”", quoted(message))
    } else if message.starts_with("missing field") {
        format!("缺少“{}”", quoted(message))
    } else if message.starts_with("unknown variant") {
        format!("不认识的值“{}”，可以写：{}", quoted(message), options(message))
    } else if message.starts_with("duplicate key") || message.starts_with("duplicate field") {
        "同一项写了两次".into()
    } else if let Some(detail) = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
    {
        format!("值的类型不对（{detail}）")
    } else if message.is_ascii() {
        format!("格式不对（{message}）")
    } else {
        message.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bad_byte_names_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, b"one\ntwo\n\xd0\xde\xce\xe4\n").unwrap();
        assert_eq!(TextFile::read(&path, "a.csv").unwrap_err().line, 3);
        let missing = TextFile::read(&folder.path().join("b.csv"), "b.csv").unwrap_err();
        assert_eq!(missing, Fault::new(1, "没有这个文件"));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "\u{feff}code\n").unwrap();
        assert_eq!(TextFile::read(&path, "a.csv").unwrap().text, "code\n");
    }

    #[test]
    fn every_place_that_is_not_toml_is_named() {
        let file = TextFile {
            name: "a.toml".into(),
            text: "a = 1\nb = \nc = 3\nd = [1, \n".into(),
        };
        let lines: Vec<usize> = file.toml().unwrap_err().into_iter().map(|f| f.line).collect();
        assert!(lines.contains(&2) && lines.iter().any(|line| *line >= 4), "{lines:?}");
    }

    #[test]
    fn usual_complaints_read_plainly() {
        for (message, expected) in [
            (
                "unknown field `claus`, expected one of `clause`, `lead`",
                "不认识的项“claus”",
            ),
            ("missing field `clause`", "缺少“clause”"),
            (
                "unknown variant `village`, expected one of `town`, `county`",
                "不认识的值“village”，可以写：town、county",
            ),
            ("区划代码格式不对", "区划代码格式不对"),
        ] {
            assert_eq!(in_chinese(message), expected);
        }
    }
}
