//! When it was, as typed: a rough answer, and a day and an hour for who knows them.

use time::{Date, Duration, OffsetDateTime, Time, format_description::BorrowedFormatItem, macros::format_description};

use super::{FormErrors, day::read_day};
use crate::domain::{
    calendar::{CHINA, china_date},
    happened::Happened,
};

/// The rough answer, and what the API sends.
pub const SAID: &str = "happened_at";
/// The day, where it is known.
pub const DAY: &str = "happened_day";
/// The time of day, where it is known.
pub const CLOCK: &str = "happened_clock";
/// Seconds between writing and sending, from a phone that kept it meanwhile.
pub const AGO: &str = "written_ago";

/// A phone's clock, which says when it was written, may be wrong by this much.
const CLOCK_WRONG_BY: Duration = Duration::days(1);
/// What a person types is believed to the minute, their own watch allowed for.
const WATCH_WRONG_BY: Duration = Duration::minutes(10);
/// Nobody acts on what is older.
const OLDEST: Duration = Duration::days(3650);
/// Said "now" longer ago, it no longer means the moment at which it arrives.
const NOW_LASTS: Duration = Duration::minutes(5);
/// Longer, no phone keeps what nobody goes on with; what says more comes from a clock that was set meanwhile.
const KEPT_FOR: Duration = Duration::days(60);

/// When it was, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HappenedForm {
    /// `now`, `today`, `earlier` from the form; from the API also a day or an RFC 3339 moment; may be empty.
    pub said: String,
    /// A day, in any way that [`read_day`] reads; may be empty.
    pub day: String,
    /// A time of day, `08:15`; may be empty.
    pub clock: String,
    /// Seconds since it was written, by one and the same clock; empty where it is sent as it is written.
    pub ago: String,
}

impl HappenedForm {
    /// Checks what was typed: the more exact answer counts. "Now" and "today" are those of writing.
    pub fn check(&self, errors: &mut FormErrors, now: OffsetDateTime) -> Option<Happened> {
        let day = self.day(errors);
        let clock = self.clock(errors);
        let written = self.written(now);
        let said = self.said(errors, written, now);
        let exact = match (day, clock, said) {
            (Some(day), Some(clock), _) | (None, Some(clock), Some(Happened::Day(day))) => Some(moment(day, clock)),
            (Some(day), None, _) => return within(Happened::Day(day), DAY, errors, now),
            (None, Some(clock), None | Some(Happened::Now)) => Some(moment(china_date(written.unwrap_or(now)), clock)),
            (None, Some(_), Some(Happened::Earlier)) => {
                errors.add(DAY, "写了几点，还请选是哪一天");
                None
            }
            (None, None, Some(Happened::Now)) => return Some(aged(written?, now)),
            (None, Some(_), Some(Happened::Moment(_))) | (None, None, _) => return said,
        };
        within(Happened::Moment(exact?), CLOCK, errors, now)
    }

    /// Whether it helps whoever goes there: it is still going on, or there is an hour, or a day that is not today.
    pub fn is_telling(&self) -> bool {
        let typed = |field: &str| !field.trim().is_empty();
        self.said == "now" || typed(&self.clock) || typed(&self.day)
    }

    /// When it was written; none where the phone's clock was set meanwhile.
    fn written(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let ago = Duration::seconds(self.ago.trim().parse().unwrap_or(0));
        (-NOW_LASTS..=KEPT_FOR)
            .contains(&ago)
            .then(|| now - ago.max(Duration::ZERO))
    }

    fn said(&self, errors: &mut FormErrors, written: Option<OffsetDateTime>, now: OffsetDateTime) -> Option<Happened> {
        match (self.said.trim(), written) {
            ("", _) => None,
            ("now" | "today", None) => Some(Happened::Earlier),
            ("today", Some(written)) => Some(Happened::Day(china_date(written))),
            (said, _) => match said.parse() {
                Ok(happened) => within(happened, SAID, errors, now),
                Err(error) => {
                    errors.add(SAID, format!("{error}"));
                    None
                }
            },
        }
    }

    fn day(&self, errors: &mut FormErrors) -> Option<Date> {
        if self.day.trim().is_empty() {
            return None;
        }
        read_day(&self.day).map_err(|message| errors.add(DAY, message)).ok()
    }

    fn clock(&self, errors: &mut FormErrors) -> Option<Time> {
        const FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[hour padding:none]:[minute]");
        let typed = self.clock.trim().replace('：', ":");
        if typed.is_empty() {
            return None;
        }
        // Some browsers add the seconds.
        let minutes = typed.splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
        let clock = Time::parse(&minutes, FORMAT).ok();
        if clock.is_none() {
            errors.add(CLOCK, "几点读不出来，请照“8:15”这样写");
        }
        clock
    }
}

/// What "now" meant.
fn aged(written: OffsetDateTime, now: OffsetDateTime) -> Happened {
    if now - written > NOW_LASTS {
        Happened::Moment(written)
    } else {
        Happened::Now
    }
}

const fn moment(day: Date, clock: Time) -> OffsetDateTime {
    OffsetDateTime::new_in_offset(day, clock, CHINA)
}

/// What lies in the future or ages ago is a mistake.
fn within(happened: Happened, field: &str, errors: &mut FormErrors, now: OffsetDateTime) -> Option<Happened> {
    let begins = match happened {
        Happened::Now | Happened::Earlier => return Some(happened),
        Happened::Day(day) => moment(day, Time::MIDNIGHT),
        Happened::Moment(at) => at,
    };
    let ahead = if field == SAID { CLOCK_WRONG_BY } else { WATCH_WRONG_BY };
    let message = if begins > now + ahead {
        "这个时间还没到，请再看一下"
    } else if begins < now - OLDEST {
        "时间太早了，请再看一下"
    } else {
        return Some(happened);
    };
    errors.add(field, message);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-23 10:00 +8);

    fn check(said: &str, day: &str, clock: &str) -> Result<Option<Happened>, FormErrors> {
        let form = HappenedForm {
            said: said.into(),
            day: day.into(),
            clock: clock.into(),
            ago: String::new(),
        };
        let mut errors = FormErrors::default();
        let happened = form.check(&mut errors, NOW);
        errors.into_result(happened)
    }

    #[test]
    fn the_more_exact_answer_counts() {
        let at = |moment| Some(Happened::Moment(moment));
        for (said, day, clock, wanted) in [
            ("", "", "", None),
            ("now", "", "", Some(Happened::Now)),
            ("earlier", "", "", Some(Happened::Earlier)),
            ("today", "", "", Some(Happened::Day(date!(2026 - 11 - 23)))),
            ("2026-11-20", "", "", Some(Happened::Day(date!(2026 - 11 - 20)))),
            ("2026-11-20T08:00:00+08:00", "", "", at(datetime!(2026-11-20 08:00 +8))),
            ("now", "2026-11-20", "", Some(Happened::Day(date!(2026 - 11 - 20)))),
            ("earlier", "2026-11-20", "8:15", at(datetime!(2026-11-20 08:15 +8))),
            ("now", "", "08:15", at(datetime!(2026-11-23 08:15 +8))),
            ("today", "", "08:15:00", at(datetime!(2026-11-23 08:15 +8))),
            ("2026-11-20", "", "7：05", at(datetime!(2026-11-20 07:05 +8))),
        ] {
            assert_eq!(check(said, day, clock).unwrap(), wanted, "{said} {day} {clock}");
        }
    }

    #[test]
    fn now_and_today_are_those_of_writing_however_late_it_arrives() {
        let hours = |hours: i64| (hours * 3600).to_string();
        for (said, clock, ago, wanted) in [
            ("now", "", "200".to_owned(), Happened::Now),
            ("now", "", "-200".to_owned(), Happened::Now),
            ("now", "", hours(3), Happened::Moment(datetime!(2026-11-23 07:00 +8))),
            ("today", "", hours(3), Happened::Day(date!(2026 - 11 - 23))),
            ("today", "", hours(11), Happened::Day(date!(2026 - 11 - 22))),
            (
                "today",
                "21:30",
                hours(11),
                Happened::Moment(datetime!(2026-11-22 21:30 +8)),
            ),
            (
                "now",
                "21:30",
                hours(11),
                Happened::Moment(datetime!(2026-11-22 21:30 +8)),
            ),
            // Set from 1970 to today, or back by a day.
            ("now", "", hours(24 * 365 * 50), Happened::Earlier),
            ("today", "", hours(-24), Happened::Earlier),
        ] {
            let form = HappenedForm {
                said: said.into(),
                clock: clock.into(),
                ago: ago.clone(),
                ..HappenedForm::default()
            };
            let mut errors = FormErrors::default();
            assert_eq!(form.check(&mut errors, NOW), Some(wanted), "{said} {clock} {ago}");
            assert!(errors.is_empty(), "{said} {clock} {ago}: {errors:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        for (said, day, clock, field) in [
            ("昨天", "", "", SAID),
            ("2027-01-01T00:00:00+08:00", "", "", SAID),
            ("2026-11-25", "", "", SAID),
            ("now", "2026-11-24", "", DAY),
            ("now", "1999-01-01", "", DAY),
            ("now", "前天", "", DAY),
            ("now", "2026-02-30", "", DAY),
            ("now", "", "23:00", CLOCK),
            ("now", "", "25:00", CLOCK),
            ("now", "", "早上", CLOCK),
            ("earlier", "", "8:15", DAY),
        ] {
            let errors = check(said, day, clock).unwrap_err();
            assert!(errors.get(field).is_some(), "{said} {day} {clock}: {errors:?}");
        }
    }

    #[test]
    fn a_phone_whose_clock_is_wrong_by_some_hours_is_heard() {
        let ahead = "2026-11-23T20:00:00+08:00";
        assert!(matches!(check(ahead, "", ""), Ok(Some(Happened::Moment(_)))));
    }
}
