//! The heating season of Henan's residential electricity price: 15 November to 15 March
//! (河南省发展改革委 2017, 转发 发改价格〔2017〕1684号; Jiaozuo's own central-heating dates are not published).

use time::{Date, Month};

/// Where a day stands to the heating season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatingSeason {
    /// It starts in this many days.
    Ahead {
        /// At least one.
        days: i64,
    },
    /// It is on.
    On {
        /// The day's number; the first day is 1.
        day: i64,
        /// How many days it has.
        of: i64,
    },
}

/// Where `today` stands; none only at the very ends of the calendar.
pub fn heating_season(today: Date) -> Option<HeatingSeason> {
    let first = |year| Date::from_calendar_date(year, Month::November, 15).ok();
    let last = |year| Date::from_calendar_date(year, Month::March, 15).ok();
    let this_year = first(today.year())?;
    let start = if today <= last(today.year())? {
        first(today.year() - 1)?
    } else {
        this_year
    };
    if today < start {
        return Some(HeatingSeason::Ahead {
            days: (start - today).whole_days(),
        });
    }
    Some(HeatingSeason::On {
        day: (today - start).whole_days() + 1,
        of: (last(start.year() + 1)? - start).whole_days() + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn the_season_crosses_the_new_year() {
        use HeatingSeason::{Ahead, On};
        for (today, expected) in [
            (date!(2026 - 11 - 05), Ahead { days: 10 }),
            (date!(2026 - 11 - 14), Ahead { days: 1 }),
            (date!(2026 - 11 - 15), On { day: 1, of: 121 }),
            (date!(2027 - 01 - 01), On { day: 48, of: 121 }),
            (date!(2027 - 03 - 15), On { day: 121, of: 121 }),
            (date!(2027 - 03 - 16), Ahead { days: 244 }),
            // A leap year has one day more.
            (date!(2028 - 03 - 15), On { day: 122, of: 122 }),
        ] {
            assert_eq!(heating_season(today), Some(expected), "{today}");
        }
    }
}
