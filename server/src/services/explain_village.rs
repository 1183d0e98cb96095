//! What a village's answer means for somebody, with the outlets that reach it, and what changed there when.

use app::{
    domain::{
        division::{CountyCode, VillageCode},
        meaning::{Audience, meaning},
        outlet::{Outlet, Reach},
        who_may_burn::{Allowance, Burner},
    },
    forms::day::read_day,
    ports::{CountyHistory, MeaningPage, OutletCard, Places, VillageAnswer, VillageHistory},
};

use crate::{
    app_state::App,
    reference::{history_of_county, history_of_village},
};

/// Outlets shown on one page.
const SHOWN: usize = 8;
/// Longest day taken as typed, in characters.
const DAY_MAX: usize = 40;

/// What a village's answer means for `audience`; none if there is no such village.
pub fn explain_village(app: &App, code: VillageCode, audience: Audience) -> Option<MeaningPage> {
    let answer = app.places.village(code)?;
    let briquette = briquette(&answer, audience.burner());
    let meaning = meaning(audience, answer.status, briquette);
    let outlets = if meaning.shows_outlets() {
        outlets_for(app, code)
    } else {
        Vec::new()
    };
    Some(MeaningPage {
        answer,
        meaning,
        outlets,
    })
}

/// Whether somebody may burn clean briquettes there today.
pub fn briquette(answer: &VillageAnswer, who: Burner) -> Allowance {
    let row = answer.rows.iter().find(|row| row.who == who);
    row.map_or(Allowance::Undetermined, |row| row.briquette)
}

/// The outlets that reach a village today, nearest first. Ask who may burn what before showing them.
pub fn outlets_for(app: &App, code: VillageCode) -> Vec<OutletCard> {
    let register = app.outlets.register();
    let at = app.village_points.points().find(code);
    let found = register.for_village(code, at, app.today());
    found.into_iter().take(SHOWN).map(card).collect()
}

fn card((outlet, reach): (&Outlet, Reach)) -> OutletCard {
    let content = outlet.content.clone();
    OutletCard {
        kind: content.kind,
        name: content.name,
        address: content.address,
        phone: content.phone,
        hours: content.hours,
        licence: content.licence,
        reach,
        demonstration: outlet.demonstration,
    }
}

/// A village's answers over time, and the one for the day typed, if any; none if there is no such village.
pub fn village_history(app: &App, code: VillageCode, typed: Option<&str>) -> Option<VillageHistory> {
    let asked = typed.map(|typed| {
        let typed: String = typed.chars().take(DAY_MAX).collect();
        let day = read_day(&typed);
        (typed, day)
    });
    history_of_village(
        app.reference.divisions(),
        app.places.zones().register(),
        code,
        app.today(),
        asked,
    )
}

/// A county's notices, newest first; none if there is no such county.
pub fn county_history(app: &App, code: CountyCode) -> Option<CountyHistory> {
    history_of_county(
        app.reference.divisions(),
        app.places.zones().register(),
        code,
        app.today(),
    )
}

/// Every county's notices, by code.
pub fn county_histories(app: &App) -> Vec<CountyHistory> {
    let counties = app.reference.divisions().counties().iter();
    counties.filter_map(|county| county_history(app, county.code)).collect()
}
