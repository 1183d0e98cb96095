//! Instants and deadlines as staff read them.

use leptos::prelude::*;
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    domain::{calendar::china_date, case::CaseState},
    icon::{Icon, icon},
    text,
};

/// How pressing a case is; the queue's groups, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Past its deadline.
    Overdue,
    /// Its last day is today.
    Today,
    /// Waiting to be accepted.
    Waiting,
    /// There is time.
    Later,
    /// Closed: no deadline runs.
    Done,
}

impl Urgency {
    /// In the order of the queue.
    pub const ALL: [Self; 5] = [Self::Overdue, Self::Today, Self::Waiting, Self::Later, Self::Done];

    /// How pressing a case in this state is.
    pub fn of(state: CaseState, due: Option<OffsetDateTime>, now: OffsetDateTime) -> Self {
        match due {
            None => Self::Done,
            Some(due) if due <= now => Self::Overdue,
            Some(due) if last_day(due) == china_date(now) => Self::Today,
            Some(_) if state == CaseState::Submitted => Self::Waiting,
            Some(_) => Self::Later,
        }
    }

    /// The heading of its group.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overdue => "已超期",
            Self::Today => "今天到期",
            Self::Waiting => "等签收",
            Self::Later => "还有时间",
            Self::Done => "已办结",
        }
    }

    /// The style's name for it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Overdue => "over",
            Self::Today => "hot",
            Self::Waiting => "wait",
            Self::Later | Self::Done => "",
        }
    }
}

/// The last day before the deadline: midnight belongs to the day it ends.
pub fn last_day(due: OffsetDateTime) -> Date {
    china_date(due - Duration::NANOSECOND)
}

/// The deadline in words: 11月17日 24:00.
pub fn deadline(due: OffsetDateTime) -> String {
    let ends_the_day = china_date(due) != last_day(due);
    if ends_the_day {
        format!("{} 24:00", text::short_date(last_day(due)))
    } else {
        text::short_date_time(due)
    }
}

/// How long until the deadline, or since: 剩 2 小时, 明天到期, 超 3 天. Days are calendar days.
pub fn remaining(due: OffsetDateTime, now: OffsetDateTime) -> String {
    if due <= now {
        return format!("超 {}", span(now - due));
    }
    let days = (last_day(due) - china_date(now)).whole_days();
    match days {
        _ if due - now < Duration::DAY => format!("剩 {}", span(due - now)),
        0 | 1 => "明天到期".into(),
        days => format!("剩 {days} 天"),
    }
}

/// A length of time in its largest whole unit.
pub fn span(length: Duration) -> String {
    match (length.whole_days(), length.whole_hours(), length.whole_minutes()) {
        (0, 0, minutes) => format!("{} 分钟", minutes.max(1)),
        (0, hours, _) => format!("{hours} 小时"),
        (days, ..) => format!("{days} 天"),
    }
}

/// A length of time below a day to the minute, otherwise in days.
pub fn elapsed(length: Duration) -> String {
    let (hours, minutes) = (length.whole_hours(), length.whole_minutes() % 60);
    if (1..24).contains(&hours) && minutes > 0 {
        format!("{hours} 小时 {minutes} 分")
    } else {
        span(length)
    }
}

/// The bar of used time.
pub fn clock_bar(used_percent: u8, urgency: Urgency, big: bool) -> AnyView {
    let class = format!("clk {}{}", urgency.class(), if big { " big" } else { "" });
    let width = format!("{}%", used_percent.min(100));
    view! { <svg class=class aria-hidden="true"><rect width=width height="100%"></rect></svg> }.into_any()
}

/// The icon of a pressing deadline.
pub fn urgency_icon(urgency: Urgency) -> Option<AnyView> {
    match urgency {
        Urgency::Overdue => Some(icon(Icon::Alert).into_any()),
        Urgency::Today => Some(icon(Icon::Clock).into_any()),
        _ => None,
    }
}

/// A `<time>` with this text.
pub fn moment(at: OffsetDateTime, text: String) -> AnyView {
    let machine = at
        .replace_nanosecond(0)
        .unwrap_or(at)
        .format(&Rfc3339)
        .unwrap_or_default();
    view! { <time datetime=machine>{text}</time> }.into_any()
}

/// The state with its dot.
pub fn state_tag(state: CaseState) -> AnyView {
    let class = match state {
        CaseState::Held | CaseState::Submitted | CaseState::Returned => "st st-wait",
        CaseState::Accepted => "st",
        CaseState::Investigating => "st st-on",
        CaseState::Rectifying | CaseState::Reinspecting => "st st-fix",
        CaseState::Closed => "st st-done",
    };
    view! { <span class=class>{state.label()}</span> }.into_any()
}

/// A clause with full-width brackets, as it is printed: 二（四）.
pub fn clause_tag(clause: &str) -> AnyView {
    let clause = clause.replace('(', "（").replace(')', "）");
    view! { <span class="cl">{clause}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-23 14:32 +8);

    #[test]
    fn midnight_belongs_to_the_day_it_ends() {
        let due = datetime!(2026-11-24 00:00 +8);
        assert_eq!(last_day(due), date!(2026 - 11 - 23));
        assert_eq!(deadline(due), "11月23日 24:00");
        assert_eq!(Urgency::of(CaseState::Accepted, Some(due), NOW), Urgency::Today);
        assert_eq!(deadline(datetime!(2026-11-24 01:00 UTC)), "11月24日 09:00");
    }

    #[test]
    fn groups_follow_deadline_and_state() {
        for (state, due, expected) in [
            (
                CaseState::Submitted,
                Some(datetime!(2026-11-23 14:32 +8)),
                Urgency::Overdue,
            ),
            (
                CaseState::Submitted,
                Some(datetime!(2026-11-23 18:00 +8)),
                Urgency::Today,
            ),
            (
                CaseState::Submitted,
                Some(datetime!(2026-11-24 10:00 +8)),
                Urgency::Waiting,
            ),
            (
                CaseState::Accepted,
                Some(datetime!(2026-11-25 00:00 +8)),
                Urgency::Later,
            ),
            (CaseState::Closed, None, Urgency::Done),
        ] {
            assert_eq!(Urgency::of(state, due, NOW), expected, "{state:?} {due:?}");
        }
    }

    #[test]
    fn elapsed_time_is_exact_within_a_day() {
        assert_eq!(elapsed(Duration::minutes(112)), "1 小时 52 分");
        assert_eq!(elapsed(Duration::hours(3)), "3 小时");
        assert_eq!(elapsed(Duration::hours(49)), "2 天");
        assert_eq!(elapsed(Duration::seconds(5)), "1 分钟");
    }

    #[test]
    fn time_left_reads_in_the_unit_that_matters() {
        for (due, expected) in [
            (datetime!(2026-11-20 14:00 +8), "超 3 天"),
            (datetime!(2026-11-23 12:00 +8), "超 2 小时"),
            (datetime!(2026-11-23 14:32 +8), "超 1 分钟"),
            (datetime!(2026-11-23 15:02 +8), "剩 30 分钟"),
            (datetime!(2026-11-24 00:00 +8), "剩 9 小时"),
            (datetime!(2026-11-25 00:00 +8), "明天到期"),
            (datetime!(2026-12-05 00:00 +8), "剩 11 天"),
        ] {
            assert_eq!(remaining(due, NOW), expected, "{due}");
        }
    }
}
