//! How dates, times and numbers are written for people.

use time::{Date, OffsetDateTime, UtcOffset};

use crate::domain::{calendar::CHINA, happened::Happened, tip::Position};

/// 2026年11月23日.
pub fn date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), u8::from(day.month()), day.day())
}

/// 11月23日.
pub fn short_date(day: Date) -> String {
    format!("{}月{}日", u8::from(day.month()), day.day())
}

fn china(at: OffsetDateTime) -> OffsetDateTime {
    let offset: UtcOffset = CHINA;
    at.to_offset(offset)
}

/// 2026年11月23日 09:05, in China's time.
pub fn date_time(at: OffsetDateTime) -> String {
    let at = china(at);
    format!("{} {:02}:{:02}", date(at.date()), at.hour(), at.minute())
}

/// 2026年11月23日 09:05:07, in China's time: where the second may count.
pub fn exact_time(at: OffsetDateTime) -> String {
    format!("{}:{:02}", date_time(at), china(at).second())
}

/// 11月23日 09:05, in China's time.
pub fn short_date_time(at: OffsetDateTime) -> String {
    let at = china(at);
    format!("{} {:02}:{:02}", short_date(at.date()), at.hour(), at.minute())
}

/// When something was seen, as exactly as was said.
pub fn happened(when: Happened) -> String {
    match when {
        Happened::Now => "填写的时候正在发生".into(),
        Happened::Day(day) => format!("{}，没说几点", date(day)),
        Happened::Moment(at) => date_time(at),
        Happened::Earlier => "以前，没说哪天".into(),
    }
}

/// A position as people compare it with their maps: degrees in WGS-84, latitude first.
pub fn position(position: &Position) -> String {
    let at = position.at;
    format!(
        "{:.5}, {:.5}，误差约 {:.0} 米",
        at.latitude, at.longitude, position.accuracy
    )
}

/// The text with each number kept on the line of the unit after it: 3 吨, 4,800 元.
pub fn with_units(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut after_digit = false;
    while let Some(c) = chars.next() {
        let unit_follows = chars.peek().is_some_and(|next| !next.is_ascii());
        out.push(if c == ' ' && after_digit && unit_follows {
            '\u{a0}'
        } else {
            c
        });
        after_digit = c.is_ascii_digit();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn instants_read_in_chinas_time() {
        assert_eq!(date_time(datetime!(2026-11-23 17:05 UTC)), "2026年11月24日 01:05");
        assert_eq!(exact_time(datetime!(2026-11-23 09:05:07 +8)), "2026年11月23日 09:05:07");
        assert_eq!(short_date_time(datetime!(2026-01-02 03:04 +8)), "1月2日 03:04");
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(
            with_units("没收 3 吨，罚 4,800 元 a 1 b"),
            "没收 3\u{a0}吨，罚 4,800\u{a0}元 a 1 b"
        );
    }
}
