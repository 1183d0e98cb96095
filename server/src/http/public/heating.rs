//! Prices, subsidies and the calculator, for the whole city or for one village; and their feed.

use app::{
    domain::{
        division::VillageCode,
        heating::rule::Rule,
        who_may_burn::{Allowance, Burner},
    },
    forms::heating_form::{HeatingForm, Standing},
    pages::resident::heating::{self, Section, rule_words},
    ports::{Places, heating::HeatingPlace},
};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use time::Date;

use crate::{
    app_state::App,
    http::{
        error::HttpError,
        public::feed::{Item, atom},
        render,
    },
};

/// Most villages listed for one name.
const CHOICES_MAX: usize = 60;
/// The oldest day whose rules are delivered with a page.
const PAST_DAYS: i64 = 4 * 366;
/// Rules in the feed.
const FEED: usize = 50;

/// Fields as sent: known ones are kept, two of one name are no error.
type Pairs = Query<Vec<(String, String)>>;

/// Where a household with this village's code stands; none if there is no such village. Empty means none was chosen.
pub fn standing(app: &App, village: &str) -> Option<Standing> {
    if village.is_empty() {
        return Some(Standing {
            village: None,
            briquette: Allowance::Undetermined,
        });
    }
    let code: VillageCode = village.parse().ok()?;
    let answer = app.places.village(code)?;
    let household = answer.rows.iter().find(|row| row.who == Burner::Household);
    Some(Standing {
        village: Some(code),
        briquette: household.map_or(Allowance::Undetermined, |row| row.briquette),
    })
}

/// The rules for a place; none if there is no such village.
fn place(app: &App, village: &str, since: Date) -> Option<HeatingPlace> {
    let standing = standing(app, village)?;
    Some(HeatingPlace {
        village: standing.village.and_then(|code| app.places.choice(code)),
        briquette: standing.briquette,
        rules: app.heating.load().book().for_village(standing.village, since),
        today: app.today(),
    })
}

/// What a form and an address have in common: a search for a village, and the fields of the form.
struct Asked {
    search: Option<String>,
    form: HeatingForm,
}

impl Asked {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let search = pairs
            .iter()
            .find(|(name, _)| name == "q")
            .map(|(_, query)| query.trim().to_owned());
        Self {
            search,
            form: HeatingForm::from_pairs(pairs),
        }
    }

    /// The page that asks which village is meant, or the way to the one that was named.
    fn pick(&self, app: &App, headers: &HeaderMap, section: Section) -> Option<Response> {
        let query: String = self
            .search
            .as_ref()?
            .chars()
            .take(app::domain::village_search::QUERY_MAX)
            .collect();
        let found = if query.is_empty() {
            app::ports::Choices::default()
        } else {
            app.places.choices(&query, CHOICES_MAX)
        };
        let mut exact = found.villages.iter().filter(|village| village.exact);
        let only = match (exact.next(), exact.next()) {
            (Some(only), None) => Some(only),
            _ => found.villages.first().filter(|_| found.total == 1),
        };
        let Some(only) = only else {
            return Some(render::own_page(app, headers, StatusCode::OK, || {
                heating::pick::page(section, &query, &found, &self.form)
            }));
        };
        let mut form = self.form.clone();
        form.set("village", &only.code.to_string());
        let address = match section {
            Section::Calculator => form.address(),
            Section::Prices | Section::Subsidies => format!("{}?village={}", section.path(), only.code),
        };
        Some(Redirect::to(&address).into_response())
    }
}

/// `GET /prices`, `?village=` or `?q=`.
///
/// # Errors
/// 404 for an unknown village.
pub async fn prices(app: State<App>, pairs: Pairs, headers: HeaderMap) -> Result<Response, HttpError> {
    in_force(&app, pairs, &headers, Section::Prices, heating::prices::page).await
}

/// `GET /subsidies`, `?village=` or `?q=`.
///
/// # Errors
/// 404 for an unknown village.
pub async fn subsidies(app: State<App>, pairs: Pairs, headers: HeaderMap) -> Result<Response, HttpError> {
    in_force(&app, pairs, &headers, Section::Subsidies, heating::subsidies::page).await
}

async fn in_force(
    app: &App,
    Query(pairs): Pairs,
    headers: &HeaderMap,
    section: Section,
    page: impl FnOnce(&HeatingPlace) -> app::shell::Page,
) -> Result<Response, HttpError> {
    let asked = Asked::of(pairs);
    if let Some(choose) = asked.pick(app, headers, section) {
        return Ok(choose);
    }
    let village = asked.form.get("village");
    let place = place(app, village, app.today()).ok_or_else(HttpError::not_found)?;
    let address = section.of(place.village.as_ref());
    render::public_page(app, headers, &address, async { Ok(place) }, |place| page(&place)).await
}

/// `GET /prices/calculator`: the address carries what is filled in. A form that cannot be used comes back with 422.
///
/// # Errors
/// 404 for an unknown village.
pub async fn calculator(
    State(app): State<App>,
    Query(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let asked = Asked::of(pairs);
    if let Some(choose) = asked.pick(&app, &headers, Section::Calculator) {
        return Ok(choose);
    }
    let past = app.today().saturating_sub(time::Duration::days(PAST_DAYS));
    let place = place(&app, asked.form.get("village"), past).ok_or_else(HttpError::not_found)?;
    let filled = asked.form.clone().with_defaults();
    let usable = filled.check(&place.rules, place.standing(), place.today).is_ok();
    let status = if usable {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    if asked.form.is_empty() {
        let address = Section::Calculator.of(place.village.as_ref());
        let page = |place: HeatingPlace| heating::calculator::page(&place, HeatingForm::default());
        return render::public_page(&app, &headers, &address, async { Ok(place) }, page).await;
    }
    Ok(render::own_page(&app, &headers, status, || {
        heating::calculator::page(&place, asked.form)
    }))
}

/// `GET /feeds/prices.atom`: every rule, the latest first; a rule that ends says so.
pub async fn feed(State(app): State<App>) -> Response {
    let rules = app.heating.load_full();
    let mut rules: Vec<&Rule> = rules.book().rules.iter().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.valid.from));
    let items = rules.into_iter().take(FEED).map(|rule| {
        let page = if rule.is_subsidy() {
            Section::Subsidies
        } else {
            Section::Prices
        };
        let mark = rule
            .certainty
            .mark()
            .map_or_else(String::new, |mark| format!("【{mark}】"));
        Item {
            path: format!("{}#{}", page.path(), rule.id),
            title: format!("{mark}{}", rule.name),
            author: rule.source.document.clone(),
            published: rule.source.date,
            updated: rule.valid.from,
            summary: rule_words::summary(rule),
        }
    });
    atom(&app, "/feeds/prices.atom", "净暖 · 取暖价格和补贴", items.collect())
}
