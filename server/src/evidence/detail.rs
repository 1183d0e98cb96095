//! What a photo says of its device, time and place, and what the browser read before shrinking it: for the vault alone.

use std::{fmt::Write as _, io::Cursor};

use serde::{Deserialize, Serialize};

/// Most fields of EXIF that are kept.
const FIELDS_MAX: usize = 200;
/// Most characters of one field.
const FIELD_MAX: usize = 500;
/// Most bytes of a block of EXIF that is read at all; a JPEG's cannot have more.
const BLOCK_MAX: usize = 64 * 1024;
/// Most bytes of what the browser says.
const SEEN_MAX: usize = 1_000;

/// What the browser read from the file that was picked, before it shrank it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// SHA-256 of the picked file, in hexadecimal.
    pub sha256: String,
    /// When it was taken, as RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<String>,
    /// Where, in degrees; only with the reporter's consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Where, in degrees; only with the reporter's consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long: Option<f64>,
}

impl Seen {
    /// Reads what the browser says; none for anything that is not what ours says.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > SEEN_MAX {
            return None;
        }
        let seen: Self = serde_json::from_str(text).ok()?;
        let hash = seen.sha256.len() == 64 && seen.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        let degrees = |value: Option<f64>, most: f64| value.is_none_or(|d| d.is_finite() && d.abs() <= most);
        (hash && degrees(seen.lat, 90.0) && degrees(seen.long, 180.0)).then_some(seen)
    }
}

impl Seen {
    /// SHA-256 of the picked file.
    pub fn hash(&self) -> Option<[u8; 32]> {
        let mut hash = [0; 32];
        hex::decode_to_slice(&self.sha256, &mut hash).ok()?;
        Some(hash)
    }
}

/// All of it, as it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// What the browser said.
    #[serde(default)]
    pub seen: Option<Seen>,
    /// EXIF fields and their values, in the file's order.
    #[serde(default)]
    pub exif: Vec<(String, String)>,
}

impl Detail {
    /// Reads the EXIF of a file as it came. Whatever is odd in it is left out: a photo is never refused for its
    /// metadata, and what it says is only ever shown as text.
    pub fn read(file: &[u8], seen: Option<Seen>) -> Self {
        let exif = exif::Reader::new()
            .continue_on_error(true)
            .read_from_container(&mut Cursor::new(file))
            .or_else(|error| error.distill_partial_result(|_| ()));
        // Fields may point at the same bytes again and again: from a small block they make little, from a big one bombs.
        let fields = exif.ok().filter(|exif| exif.buf().len() <= BLOCK_MAX).map(|exif| {
            let kept = exif.fields().take(FIELDS_MAX);
            kept.map(|field| {
                let mut value = Bounded::default();
                // Ends early by refusing more than is kept.
                let _ = write!(value, "{}", field.display_value().with_unit(&exif));
                (field.tag.to_string(), plain(&value.0))
            })
            .collect()
        });
        Self {
            seen,
            exif: fields.unwrap_or_default(),
        }
    }

    /// Nothing was said at all.
    pub fn is_empty(&self) -> bool {
        self.seen.is_none() && self.exif.is_empty()
    }

    /// Terms and values, for the page that shows them once.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        if let Some(seen) = &self.seen {
            lines.push(("手机上原文件的指纹".to_owned(), seen.sha256.clone()));
            lines.extend(
                seen.taken_at
                    .clone()
                    .map(|at| ("手机读到的拍摄时间".to_owned(), plain(&at))),
            );
            if let (Some(lat), Some(long)) = (seen.lat, seen.long) {
                lines.push(("手机读到的位置".to_owned(), format!("{lat}, {long}（举报人同意）")));
            }
        }
        lines.extend(self.exif.iter().cloned());
        lines
    }
}

/// Text that takes no more than a field may have.
#[derive(Default)]
struct Bounded(String);

impl std::fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.0.len() + text.len() > 4 * FIELD_MAX {
            return Err(std::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(FIELD_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_phone_wrote_is_read() {
        let photo = std::fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../end2end/fixtures/vendor-with-gps.jpg"
        ));
        let detail = Detail::read(&photo.unwrap(), None);
        let tags: Vec<&str> = detail.exif.iter().map(|(tag, _)| tag.as_str()).collect();
        assert!(
            tags.contains(&"GPSLatitude") && tags.contains(&"GPSLongitude"),
            "{tags:?}"
        );
    }

    #[test]
    fn odd_bytes_give_nothing_and_break_nothing() {
        for odd in [
            &b""[..],
            b"\xFF\xD8",
            b"not a photo",
            &[0xFF; 4_096],
            b"II*\0\xFF\xFF\xFF\xFF",
        ] {
            assert!(Detail::read(odd, None).is_empty());
        }
    }

    #[test]
    fn only_what_our_browser_writes_is_taken() {
        let hash = "ab".repeat(32);
        let good = format!(r#"{{"sha256":"{hash}","taken_at":"2026-11-23T10:00:00+08:00","lat":35.2,"long":113.4}}"#);
        assert_eq!(Seen::parse(&good).unwrap().lat, Some(35.2));
        assert!(Seen::parse(&format!(r#"{{"sha256":"{hash}"}}"#)).is_some());
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"sha256":"short"}"#,
            &format!(r#"{{"sha256":"{hash}","lat":1e400}}"#),
            &format!(r#"{{"sha256":"{hash}","lat":95.0}}"#),
            &format!(r#"{{"sha256":"{hash}","taken_at":"{}"}}"#, "x".repeat(2_000)),
        ] {
            assert!(Seen::parse(bad).is_none(), "{bad}");
        }
    }
}
