//! What changed when: a village's answers over time.

use time::Date;

use super::{
    division::VillageCode,
    zone::{BanZone, UndeterminedReason, ZoneRegister, ZoneStatus},
};

/// A stretch of days on which one version, or none, decides a village.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period<'a> {
    /// Its first day; none where it reaches back before every notice.
    pub from: Option<Date>,
    /// The first day after it; none while it lasts.
    pub until: Option<Date>,
    /// The answer on these days.
    pub status: ZoneStatus,
    /// Why it is undetermined; none otherwise.
    pub reason: Option<UndeterminedReason>,
    /// The version in force, if any.
    pub zone: Option<&'a BanZone>,
}

impl Period<'_> {
    /// Whether a day lies within it.
    pub fn contains(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on < until)
    }
}

/// A village's answers from the first day to the last, oldest first: each day lies in exactly one period.
pub fn village_history(register: &ZoneRegister, village: VillageCode) -> Vec<Period<'_>> {
    let mut periods = Vec::new();
    let mut day: Option<Date> = None;
    let nothing = |from, until| Period {
        from,
        until,
        status: ZoneStatus::Undetermined,
        reason: Some(UndeterminedReason::NoNotice),
        zone: None,
    };
    for zone in register.history(village.county()) {
        if day != Some(zone.in_force) {
            periods.push(nothing(day, Some(zone.in_force)));
        }
        let answer = register.status(village, zone.in_force);
        periods.push(Period {
            from: Some(zone.in_force),
            until: zone.replaced,
            status: answer.status,
            reason: answer.reason,
            zone: answer.zone,
        });
        match zone.replaced {
            Some(end) => day = Some(end),
            None => return periods,
        }
    }
    periods.push(nothing(day, None));
    periods
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Duration, macros::date};

    use super::*;
    use crate::domain::zone::{ZoneNotice, ZoneScope};

    const START: Date = date!(2024 - 01 - 01);

    fn village(code: u64) -> VillageCode {
        code.try_into().unwrap()
    }

    fn zone(id: usize, from: Date, to: Option<Date>, villages: Vec<VillageCode>) -> BanZone {
        BanZone {
            id: id.to_string(),
            county: "410821".parse().unwrap(),
            notice: ZoneNotice {
                title: "示例".into(),
                issuer: "示例".into(),
                number: "示例".into(),
                issued: from,
                basis: vec![],
                contact: "12345".into(),
            },
            in_force: from,
            replaced: to,
            includes_briquettes: true,
            exemptions: vec![],
            scope: ZoneScope {
                villages,
                ..ZoneScope::default()
            },
            demonstration: true,
            scan: None,
        }
    }

    proptest! {
        /// Versions with lengths and gaps of any size: each day has one period, and it says what the register says.
        #[test]
        fn each_day_lies_in_one_period_that_answers_as_the_register(
            lengths in proptest::collection::vec((1_i64..200, 0_i64..50, any::<bool>()), 0..5),
            open in any::<bool>(),
            asked in -100_i64..1_500,
        ) {
            let place = village(410_821_101_201);
            let mut day = START;
            let mut zones = Vec::new();
            let last = lengths.len();
            for (n, (length, gap, inside)) in lengths.into_iter().enumerate() {
                let end = day + Duration::days(length);
                let to = (n + 1 < last || !open).then_some(end);
                zones.push(zone(n, day, to, if inside { vec![place] } else { vec![] }));
                day = end + Duration::days(gap);
            }
            let register = ZoneRegister::new(zones).unwrap();
            let periods = village_history(&register, place);
            let on = START + Duration::days(asked);
            let holding: Vec<_> = periods.iter().filter(|p| p.contains(on)).collect();
            prop_assert_eq!(holding.len(), 1);
            let answer = register.status(place, on);
            prop_assert_eq!((holding[0].status, holding[0].reason), (answer.status, answer.reason));
            prop_assert_eq!(holding[0].zone.map(|z| &z.id), answer.zone.map(|z| &z.id));
            for pair in periods.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
            }
            prop_assert!(periods.first().unwrap().from.is_none() && periods.last().unwrap().until.is_none());
        }
    }
}
