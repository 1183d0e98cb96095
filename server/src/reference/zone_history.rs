//! What changed when, in names people know: for a village's page and a county's.

use app::{
    answer::source_of,
    domain::{
        division::{CountyCode, Divisions, TownCode, VillageCode},
        zone::{BanZone, ZoneRegister},
        zone_difference::{ZoneChange, ZoneDifference},
        zone_history::{Period, village_history},
    },
    ports::{AskedDay, CountyHistory, DayAnswer, VillageHistory, ZonePeriod, ZoneVersion},
};
use time::Date;

/// Notices of before this year are not asked about: the first ban zones are younger.
const EARLIEST: i32 = 2000;
/// Farther ahead nobody can say anything.
const YEARS_AHEAD: i32 = 5;

/// A village's answers over time, newest first, and the answer for the day asked about; none if there is no such
/// village.
pub fn history_of_village(
    divisions: &Divisions,
    zones: &ZoneRegister,
    code: VillageCode,
    today: Date,
    asked: Option<(String, Result<Date, &'static str>)>,
) -> Option<VillageHistory> {
    let place = divisions.village(code)?;
    let periods = village_history(zones, code);
    let asked = asked.map(|(typed, day)| AskedDay {
        answer: day.map_err(str::to_owned).and_then(|on| answer(&periods, on, today)),
        typed,
    });
    Some(VillageHistory {
        code,
        name: place.village.short.clone(),
        town: place.town.name.clone(),
        county: place.county.name.clone(),
        periods: periods.iter().rev().map(period).collect(),
        today,
        asked,
    })
}

fn answer(periods: &[Period<'_>], on: Date, today: Date) -> Result<DayAnswer, String> {
    if on.year() < EARLIEST {
        return Err(format!("太早了，请选 {EARLIEST} 年以后的日子"));
    }
    if on.year() > today.year() + YEARS_AHEAD {
        return Err("太远了，那时候怎么划还没人知道".to_owned());
    }
    let holding = periods.iter().find(|period| period.contains(on));
    let period = holding.map(period).ok_or("这一天查不了，请打 12345")?;
    Ok(DayAnswer { on, period })
}

fn period(period: &Period<'_>) -> ZonePeriod {
    ZonePeriod {
        from: period.from,
        last: period.until.and_then(Date::previous_day),
        status: period.status,
        reason: period.reason,
        source: period.zone.map(source_of),
    }
}

/// A county's notices, newest first; none if there is no such county.
pub fn history_of_county(
    divisions: &Divisions,
    zones: &ZoneRegister,
    code: CountyCode,
    today: Date,
) -> Option<CountyHistory> {
    let county = divisions.county(code)?;
    let versions = zones.history(code);
    let before = std::iter::once(None).chain(versions.iter().map(Some));
    let mut versions: Vec<ZoneVersion> = versions
        .iter()
        .zip(before)
        .map(|(zone, before)| version(divisions, zone, before))
        .collect();
    versions.reverse();
    Some(CountyHistory {
        code,
        name: county.name.clone(),
        versions,
        today,
    })
}

fn version(divisions: &Divisions, zone: &BanZone, before: Option<&BanZone>) -> ZoneVersion {
    let difference = ZoneDifference::new(before.map(|zone| &zone.scope), &zone.scope, zone.county, divisions);
    let changed = |kind| {
        let changes = difference.changes.iter().filter(move |change| change.change == kind);
        changes.flat_map(|change| change.villages.iter().copied())
    };
    let town_name = |code: &TownCode| divisions.town(*code).map(|town| town.name.clone());
    let village_name = |code: VillageCode| {
        let place = divisions.village(code)?;
        Some(format!("{}（{}）", place.village.short, place.town.name))
    };
    let scope = &zone.scope;
    ZoneVersion {
        id: zone.id.clone(),
        source: source_of(zone),
        last: zone.replaced.and_then(Date::previous_day),
        whole_county: scope.whole_county,
        towns: scope.towns.iter().filter_map(town_name).collect(),
        villages: scope.villages.iter().filter_map(|code| village_name(*code)).collect(),
        rings: scope
            .rings
            .iter()
            .map(|ring| (ring.name.clone(), ring.roads.clone()))
            .collect(),
        into: changed(ZoneChange::Added).count(),
        cut: changed(ZoneChange::Cut).count(),
        out_of: changed(ZoneChange::Removed)
            .filter_map(|code| Some((code, village_name(code)?)))
            .collect(),
    }
}
