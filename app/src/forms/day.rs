//! A day as people type it.

use time::{Date, Month};

/// Reads a day written 2025-03-01, 2025/3/1, 2025.3.1, 20250301 or 2025年3月1日.
///
/// # Errors
/// What is wrong with it, in plain Chinese.
pub fn read_day(typed: &str) -> Result<Date, &'static str> {
    const HOW: &str = "日期没看懂，请写成 2025-03-01 这样";
    let typed: String = typed.trim().chars().map(half_width).collect();
    if typed.is_empty() {
        return Err("请先选一天，或写成 2025-03-01 这样");
    }
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        vec![&typed[..4], &typed[4..6], &typed[6..]]
    } else {
        let parts = typed.split(['-', '/', '.', '年', '月', '日']).map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return Err(HOW);
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| -> Option<u16> {
        let plain = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4..=4), number(month, 1..=2), number(day, 1..=2)) else {
        return Err(HOW);
    };
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    month
        .and_then(|month| Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok())
        .ok_or("日历上没有这一天，请再看一下")
}

/// Digits and signs as a Chinese keyboard may type them.
const fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '－' | '／' | '．' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(half) => half,
            None => c,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn every_usual_way_of_writing_a_day() {
        for typed in [
            "2025-03-01",
            " 2025-3-1 ",
            "2025/3/1",
            "2025.03.01",
            "20250301",
            "2025年3月1日",
            "2025 年 3 月 1 日",
            "２０２５－０３－０１",
        ] {
            assert_eq!(read_day(typed), Ok(date!(2025 - 03 - 01)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_is_said_plainly() {
        for (typed, says) in [
            ("", "请先选一天"),
            ("昨天", "没看懂"),
            ("2025-03", "没看懂"),
            ("25-03-01", "没看懂"),
            ("2025-3-1-2", "没看懂"),
            ("2025-+3-01", "没看懂"),
            ("2025-02-29", "没有这一天"),
            ("2025-13-01", "没有这一天"),
            ("0000-00-00", "没有这一天"),
            ("99999999", "没有这一天"),
        ] {
            assert!(read_day(typed).unwrap_err().contains(says), "{typed}");
        }
    }
}
