//! When something was seen, as exactly as whoever reports it knows.

use std::{fmt, str::FromStr};

use time::{
    Date, OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// A day as it is stored and sent: `2026-11-23`.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// When it was. Nothing more exact is ever made of it than was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was going on while the tip was written.
    Now,
    /// Some time on this day, in China.
    Day(Date),
    /// At this moment.
    Moment(OffsetDateTime),
    /// Before, on a day that nobody named.
    Earlier,
}

/// Text that names no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("时间读不出来，请重新选")]
pub struct NoTime;

impl fmt::Display for Happened {
    /// `now`, `earlier`, a day, or a moment by RFC 3339: what [`Happened::from_str`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Now => Ok("now".to_owned()),
            Self::Earlier => Ok("earlier".to_owned()),
            Self::Day(day) => day.format(DAY),
            Self::Moment(at) => at.format(&Rfc3339),
        };
        f.write_str(&text.map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Happened {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        match text {
            "now" => Ok(Self::Now),
            "earlier" => Ok(Self::Earlier),
            day if day.len() == 10 => Date::parse(day, DAY).map(Self::Day).map_err(|_| NoTime),
            moment => OffsetDateTime::parse(moment, &Rfc3339)
                .map(Self::Moment)
                .map_err(|_| NoTime),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn what_is_written_reads_back() {
        for (happened, text) in [
            (Happened::Now, "now"),
            (Happened::Earlier, "earlier"),
            (Happened::Day(date!(2026 - 11 - 03)), "2026-11-03"),
            (
                Happened::Moment(datetime!(2026-11-03 08:15 +8)),
                "2026-11-03T08:15:00+08:00",
            ),
        ] {
            assert_eq!(happened.to_string(), text);
            assert_eq!(text.parse(), Ok(happened));
        }
        for wrong in ["", "昨天", "2026-13-01", "2026/11/3", "2026-11-03 08:15", "today"] {
            assert_eq!(wrong.parse::<Happened>(), Err(NoTime), "{wrong}");
        }
    }
}
