//! Days as the file writes them: `2026-11-23`. By hand, because the parser of `time` weighs more than the file's own code.

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
