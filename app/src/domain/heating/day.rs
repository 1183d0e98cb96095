//! Days as text, written 2026-11-23, in files, addresses and the page.

use serde::{Deserialize, Deserializer, Serializer};
use time::{Date, Month};

/// Reads 2026-11-23.
pub fn parse_date(text: &str) -> Option<Date> {
    let part = |from: usize, to: usize| {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then_some(part)
    };
    let dashes = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if !dashes {
        return None;
    }
    let month = Month::try_from(part(5, 7)?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(part(0, 4)?.parse().ok()?, month, part(8, 10)?.parse().ok()?).ok()
}

/// Writes 2026-11-23.
pub fn write_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Dates as `2026-11-23`, without the size of a general date format in the browser.
pub mod iso_date {
    use super::{Date, Deserialize, Deserializer, Serializer, parse_date, write_date};

    /// As text.
    ///
    /// # Errors
    /// The format's own.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&write_date(*date))
    }

    /// From text.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_date(&text).ok_or_else(|| serde::de::Error::custom("应是日期，写成 \"2025-09-01\""))
    }
}

/// The same where there may be none.
pub mod iso_date_or_none {
    use super::{Date, Deserialize, Deserializer, Serializer, parse_date, write_date};

    /// As text.
    ///
    /// # Errors
    /// The format's own.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => serializer.serialize_str(&write_date(*date)),
            None => serializer.serialize_none(),
        }
    }

    /// From text.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        parse_date(&text)
            .map(Some)
            .ok_or_else(|| serde::de::Error::custom("应是日期，写成 \"2025-09-01\""))
    }
}
