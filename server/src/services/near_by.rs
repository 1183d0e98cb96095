//! Open cases of the same kind near by, offered to join; what is shown tells a day and a town, and nothing of anyone.

use app::{
    domain::{
        calendar::{CHINA, china_date},
        category::Category,
        division::VillageCode,
        routing::{Place, Route},
        tip::Tip,
        zone::ZoneStatus,
    },
    ports::NearByCase,
};
use time::{Date, Duration, OffsetDateTime, Time};

use crate::{
    app_state::App,
    secret::same_token,
    storage::{NearBy, NearByQuery, StorageError},
};

/// Cases offered at most.
const OFFERED_MAX: usize = 3;
/// How long a token holds at least; it may hold twice as long.
const WINDOW: Duration = Duration::hours(24);

/// What the form offers for a category and village. Nothing from today: whoever is watched could otherwise tell from
/// the form, minute by minute, that somebody has just reported.
///
/// # Errors
/// When the database fails.
pub async fn near_by(
    app: &App,
    category: Category,
    village: VillageCode,
    chosen: &str,
) -> Result<Vec<NearByCase>, StorageError> {
    let now = app.clock.now();
    let status = app.places.zones().register().status(village, china_date(now)).status;
    let route = route_of(app, category, village, status);
    let town = app
        .reference
        .divisions()
        .village(village)
        .map(|located| located.town.name.clone());
    let Some(town) = town else { return Ok(Vec::new()) };
    let offered = offered(app, category, village, &route, now).await?;
    Ok(offered
        .into_iter()
        .map(|case| {
            let token = app.secret.join_token(case.id, &village.to_string(), window(now));
            NearByCase {
                chosen: same_token(&token, chosen),
                token,
                day: china_date(case.filed_at),
                town: town.clone(),
                category: app.reference.category_name(category),
            }
        })
        .collect())
}

/// The case that a tip's token stands for; none if it holds no longer, for another kind or place, or was made up: then
/// the tip gets a case of its own, and nothing is lost.
pub(super) async fn find_joined(
    app: &App,
    tip: &Tip,
    route: &Route,
    token: &str,
    now: OffsetDateTime,
) -> Result<Option<i64>, StorageError> {
    let Some(village) = tip.village.filter(|_| !token.is_empty()) else {
        return Ok(None);
    };
    let offered = offered(app, tip.category, village, route, now).await?;
    let holds = |case: &NearBy| {
        [window(now), window(now) - 1]
            .into_iter()
            .any(|window| same_token(&app.secret.join_token(case.id, &village.to_string(), window), token))
    };
    Ok(offered.iter().find(|case| holds(case)).map(|case| case.id))
}

/// The latest case of each day, of the same village where there is one: two of one day and town would look alike.
async fn offered(
    app: &App,
    category: Category,
    village: VillageCode,
    route: &Route,
    now: OffsetDateTime,
) -> Result<Vec<NearBy>, StorageError> {
    if !category.may_be_joined() {
        return Ok(Vec::new());
    }
    let today = start_of(china_date(now));
    let found = app
        .storage
        .list_near_by(&NearByQuery {
            category,
            town: village.town(),
            lead: Some(route.lead),
            from: today - Duration::days(app.reference.clocks().near_by_days.into()),
            before: today,
        })
        .await?;
    let mut offered: Vec<NearBy> = Vec::new();
    for case in found {
        let day = china_date(case.filed_at);
        match offered.iter_mut().find(|other| china_date(other.filed_at) == day) {
            Some(other) if other.village != Some(village) && case.village == Some(village) => *other = case,
            Some(_) => {}
            None => offered.push(case),
        }
    }
    offered.truncate(OFFERED_MAX);
    Ok(offered)
}

fn route_of(app: &App, category: Category, village: VillageCode, status: ZoneStatus) -> Route {
    app.reference.route(category, Place::Village(village), status)
}

fn start_of(day: Date) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_offset(CHINA)
}

fn window(now: OffsetDateTime) -> i64 {
    now.unix_timestamp().div_euclid(WINDOW.whole_seconds())
}
