//! Days as the file writes them: `2026-11-23`. By hand, because the parser of `time` weighs more than the file's own code.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use time::{Date, Month};

/// `2026-11-23`.
pub fn written_day(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// The day that [`written_day`] wrote; none for anything else.
pub fn parse_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    (parts.next().is_none() && written_day(date) == text).then_some(date)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands every field over by reference"
)]
pub(super) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&written_day(*day))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_day(&text).ok_or_else(|| D::Error::custom("not a day"))
}

/// The same for a day that may be missing.
pub(super) mod optional {
    use super::{Date, Deserialize, Deserializer, Error, Serializer, parse_day, written_day};

    #[expect(clippy::ref_option, reason = "serde hands every field over by reference")]
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.serialize_str(&written_day(*day)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        parse_day(&text).map(Some).ok_or_else(|| D::Error::custom("not a day"))
    }
}
