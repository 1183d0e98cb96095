//! Working days with the State Council's holidays and make-up days, and the clocks that run in them.

use std::collections::BTreeSet;

use time::{Date, Duration, OffsetDateTime, Time, UtcOffset, Weekday, macros::offset};

use super::category::TipKind;

/// China keeps one time all year.
pub const CHINA: UtcOffset = offset!(+8);

/// The day it is in China at an instant.
pub fn china_date(at: OffsetDateTime) -> Date {
    at.to_offset(CHINA).date()
}

/// Which days are worked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Days off that a weekday rule would not give.
    pub holidays: BTreeSet<Date>,
    /// Weekend days worked to make up (调休上班).
    pub make_up_days: BTreeSet<Date>,
}

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Working hours within which a case is accepted.
    pub accept_hours: u32,
    /// Hours by the clock, days off included, within which wide-area pollution gets its first answer.
    pub urgent_hours: u32,
    /// Working days within which who reports by name is told whether a case is opened.
    pub real_name_days: u32,
    /// Working days within which a penalty decision is published.
    pub notice_due_days: u32,
    /// Working days after closing within which its reporter may ask for a case to be worked again.
    pub reopen_days: u32,
    /// Days within which an open case of the same kind is offered to join.
    pub near_by_days: u32,
    /// Working days within which a report is closed.
    pub report_days: u32,
    /// Working days within which a request for help is closed.
    pub help_days: u32,
    /// Working days within which a question is closed.
    pub question_days: u32,
}

impl Clocks {
    /// Working days within which a case of this kind is closed.
    pub const fn close_days(&self, kind: TipKind) -> u32 {
        match kind {
            TipKind::Report => self.report_days,
            TipKind::Help => self.help_days,
            TipKind::Question => self.question_days,
        }
    }
}

impl Default for Clocks {
    /// 河南省12345政务服务便民热线运行管理办法; 市场监督管理投诉举报处理暂行办法 art. 31; 市场监督管理行政处罚信息公示规定 art. 9.
    fn default() -> Self {
        Self {
            accept_hours: 24,
            urgent_hours: 2,
            real_name_days: 5,
            notice_due_days: 20,
            reopen_days: 15,
            near_by_days: 7,
            report_days: 10,
            help_days: 5,
            question_days: 3,
        }
    }
}

/// Deadlines of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Accept before this instant.
    pub accept_by: OffsetDateTime,
    /// Close before this instant (the end of the last working day).
    pub close_by: OffsetDateTime,
}

impl WorkCalendar {
    /// Whether the day is worked.
    pub fn is_working(&self, day: Date) -> bool {
        if self.make_up_days.contains(&day) {
            return true;
        }
        !self.holidays.contains(&day) && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The `count`-th working day after `day`.
    pub fn working_day_after(&self, day: Date, count: u32) -> Date {
        let mut at = day;
        let mut left = count;
        while left > 0 {
            let Some(next) = at.next_day() else { return at };
            at = next;
            if self.is_working(at) {
                left -= 1;
            }
        }
        at
    }

    /// The instant `hours` later, counting only the hours of working days (河南12345办法: 非工作时间除外).
    pub fn after_working_hours(&self, from: OffsetDateTime, hours: i64) -> OffsetDateTime {
        let mut at = from.to_offset(CHINA);
        let mut left = Duration::hours(hours);
        loop {
            let Some(tomorrow) = at.date().next_day() else {
                return at;
            };
            let midnight = tomorrow.with_time(Time::MIDNIGHT).assume_offset(CHINA);
            if self.is_working(at.date()) {
                let today = midnight - at;
                if left <= today {
                    return at + left;
                }
                left -= today;
            }
            at = midnight;
        }
    }

    /// Both deadlines of a case filed at an instant, by the usual clocks: 24 working hours to accept; 10, 5 or 3
    /// working days to close.
    pub fn deadlines(&self, kind: TipKind, filed_at: OffsetDateTime) -> Deadlines {
        self.deadlines_by(&Clocks::default(), kind, filed_at)
    }

    /// Both deadlines of a case filed at an instant.
    pub fn deadlines_by(&self, clocks: &Clocks, kind: TipKind, filed_at: OffsetDateTime) -> Deadlines {
        let last_day = self.working_day_after(china_date(filed_at), clocks.close_days(kind));
        let close_by = last_day
            .next_day()
            .unwrap_or(last_day)
            .with_time(Time::MIDNIGHT)
            .assume_offset(CHINA);
        Deadlines {
            accept_by: self.after_working_hours(filed_at, i64::from(clocks.accept_hours)),
            close_by,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn a_weekday_evening_runs_into_the_next_day() {
        let calendar = WorkCalendar::default();
        let filed = datetime!(2025-11-05 14:32 +8);
        let due = calendar.deadlines(TipKind::Report, filed);
        assert_eq!(due.accept_by, datetime!(2025-11-06 14:32 +8));
        assert_eq!(due.close_by, datetime!(2025-11-20 0:00 +8));
    }

    #[test]
    fn a_weekend_does_not_count() {
        let calendar = WorkCalendar::default();
        let friday = datetime!(2025-11-07 15:00 +8);
        assert_eq!(
            calendar.deadlines(TipKind::Question, friday).accept_by,
            datetime!(2025-11-10 15:00 +8)
        );
        let saturday = datetime!(2025-11-08 15:00 +8);
        assert_eq!(
            calendar.after_working_hours(saturday, 24),
            datetime!(2025-11-11 0:00 +8)
        );
    }

    #[test]
    fn holidays_and_make_up_days_move_it() {
        let calendar = WorkCalendar {
            holidays: (1..=8).map(|d| date!(2025 - 10 - 01).replace_day(d).unwrap()).collect(),
            make_up_days: [date!(2025 - 09 - 28), date!(2025 - 10 - 11)].into(),
        };
        assert!(calendar.is_working(date!(2025 - 09 - 28)));
        assert_eq!(
            calendar.working_day_after(date!(2025 - 09 - 30), 3),
            date!(2025 - 10 - 11)
        );
    }

    #[test]
    fn an_instant_in_another_zone_is_the_same_instant() {
        let calendar = WorkCalendar::default();
        let utc = datetime!(2025-11-05 18:00 UTC);
        assert_eq!(china_date(utc), date!(2025 - 11 - 06));
        assert_eq!(
            calendar.deadlines(TipKind::Help, utc).accept_by,
            datetime!(2025-11-07 2:00 +8)
        );
    }
}
