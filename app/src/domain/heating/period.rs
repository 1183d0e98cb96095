//! Days and seasons: which part of a period a rule governs, and to which month, season or year a day's use counts.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Duration, Month};

pub use super::day::{iso_date, iso_date_or_none, parse_date, write_date};

/// A day of the year, written 11-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

/// No such day in any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("应是月和日，写成 11-15")]
pub struct MalformedMonthDay;

impl MonthDay {
    /// The day of the year on which a date falls.
    pub fn of(date: Date) -> Self {
        Self {
            month: u8::from(date.month()),
            day: date.day(),
        }
    }

    /// This day in a year; 29 February is 1 March in other than leap years.
    fn in_year(self, year: i32) -> Option<Date> {
        let month = Month::try_from(self.month).ok()?;
        Date::from_calendar_date(year, month, self.day)
            .or_else(|_| Date::from_calendar_date(year, month.next(), 1))
            .ok()
    }

    /// The day after this one in a year.
    fn after_in_year(self, year: i32) -> Option<Date> {
        let date = self.in_year(year)?;
        if Self::of(date) == self {
            date.next_day()
        } else {
            Some(date)
        }
    }

    /// 11月15日.
    pub fn words(self) -> String {
        format!("{}月{}日", self.month, self.day)
    }

    const fn number(self) -> u16 {
        self.month as u16 * 100 + self.day as u16
    }
}

impl FromStr for MonthDay {
    type Err = MalformedMonthDay;
    fn from_str(text: &str) -> Result<Self, MalformedMonthDay> {
        let (month, day) = text.split_once('-').ok_or(MalformedMonthDay)?;
        let read = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            digits
                .then(|| part.parse::<u8>().ok())
                .flatten()
                .ok_or(MalformedMonthDay)
        };
        let (month, day) = (read(month)?, read(day)?);
        // A leap year has every day there is.
        Month::try_from(month)
            .and_then(|month| Date::from_calendar_date(2024, month, day))
            .map_err(|_| MalformedMonthDay)?;
        Ok(Self { month, day })
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for MonthDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Part of every year, both ends included; it may cross the new year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Its first day.
    pub first: MonthDay,
    /// Its last day.
    pub last: MonthDay,
}

impl Season {
    /// Whether a day belongs to it.
    pub fn contains(&self, date: Date) -> bool {
        self.has(MonthDay::of(date))
    }

    fn has(self, day: MonthDay) -> bool {
        if self.first <= self.last {
            self.first <= day && day <= self.last
        } else {
            day >= self.first || day <= self.last
        }
    }

    /// Whether any day belongs to both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.has(other.first) || other.has(self.first)
    }

    /// The year in which the season that holds `date` began.
    fn began(self, date: Date) -> i32 {
        let crosses = self.first > self.last;
        if crosses && MonthDay::of(date) <= self.last {
            date.year() - 1
        } else {
            date.year()
        }
    }

    /// 11月15日到3月15日.
    pub fn words(&self) -> String {
        format!("{}到{}", self.first.words(), self.last.words())
    }
}

/// From the first day to the last, which is open while a rule has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First day in force.
    #[serde(with = "iso_date")]
    pub from: Date,
    /// Last day in force; none while it has no end.
    #[serde(default, with = "iso_date_or_none", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Validity {
    /// Whether it is in force on a day.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Whether on any day both are in force.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_in_time = |start: &Self, end: &Self| end.until.is_none_or(|until| start.from <= until);
        starts_in_time(self, other) && starts_in_time(other, self)
    }
}

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

/// Longest period that is reckoned: three years.
const LONGEST_DAYS: i64 = 1_096;

/// Why two days make no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPeriod {
    /// It ends before it starts.
    #[error("结束日期早于开始日期")]
    Backwards,
    /// Longer than any bill.
    #[error("最长算三年")]
    TooLong,
}

impl Period {
    /// Both days included.
    ///
    /// # Errors
    /// [`NoPeriod`].
    pub fn new(from: Date, to: Date) -> Result<Self, NoPeriod> {
        if to < from {
            return Err(NoPeriod::Backwards);
        }
        if (to - from).whole_days() >= LONGEST_DAYS {
            return Err(NoPeriod::TooLong);
        }
        Ok(Self { from, to })
    }

    /// The heating season (11-15 to 03-15) that holds a day, or the next one.
    pub fn heating_season(today: Date) -> Option<Self> {
        let last_of = |year| Date::from_calendar_date(year, Month::March, 15).ok();
        let start = if today <= last_of(today.year())? {
            today.year() - 1
        } else {
            today.year()
        };
        Some(Self {
            from: Date::from_calendar_date(start, Month::November, 15).ok()?,
            to: last_of(start + 1)?,
        })
    }

    /// Its first day.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// Its last day.
    pub const fn to(&self) -> Date {
        self.to
    }

    /// How many days it has; at least one.
    pub fn days(&self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }

    /// How many days of it come before `date`.
    pub fn days_before(&self, date: Date) -> i64 {
        (date - self.from).whole_days().clamp(0, self.days())
    }

    /// The day after its last.
    pub fn end(&self) -> Date {
        self.to.saturating_add(Duration::DAY)
    }

    /// Its stretches within which neither the month nor any of these rules' being in force changes, as first day and
    /// day after the last.
    pub fn stretches(&self, limits: &[(Validity, Option<Season>)]) -> Vec<(Date, Date)> {
        let mut stretches = Vec::new();
        let mut start = self.from;
        while start < self.end() {
            let mut next = next_month(start).min(self.end());
            for (validity, season) in limits {
                let changes = [
                    Some(validity.from),
                    validity.until.and_then(Date::next_day),
                    season.and_then(|season| season.first.in_year(start.year())),
                    season.and_then(|season| season.last.after_in_year(start.year())),
                ];
                for change in changes.into_iter().flatten() {
                    if change > start && change < next {
                        next = change;
                    }
                }
            }
            stretches.push((start, next));
            start = next;
        }
        stretches
    }
}

fn next_month(date: Date) -> Date {
    let first = date - Duration::days(i64::from(date.day()) - 1);
    let later = first.saturating_add(Duration::days(31));
    later - Duration::days(i64::from(later.day()) - 1)
}

/// Within what tiers and caps start anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// A calendar month.
    Month,
    /// One run of the rule's season.
    Season,
    /// A calendar year.
    Year,
}

/// One month, season or year of a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    per: Per,
    season: u16,
    number: i32,
}

impl Per {
    /// Which month, season or year a day's use counts to.
    pub fn bucket(self, season: Option<Season>, date: Date) -> Bucket {
        let (season, number) = match (self, season) {
            (Self::Month, _) => (0, date.year() * 12 + i32::from(u8::from(date.month()))),
            (Self::Season, Some(season)) => (season.first.number(), season.began(date)),
            (Self::Season, None) | (Self::Year, _) => (0, date.year()),
        };
        Bucket {
            per: self,
            season,
            number,
        }
    }

    /// 每月, 一个供暖季, 每年.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Month => "每月",
            Self::Season => "每季",
            Self::Year => "每年",
        }
    }
}
