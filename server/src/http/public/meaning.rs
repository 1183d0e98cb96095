//! What an answer means, and what changed when: a village's pages beyond its answer, the notices' feed, outlets.

use app::{
    domain::{
        division::{CountyCode, VillageCode},
        meaning::Audience,
        outlet::OutletKind,
        who_may_burn::{Allowance, Burner},
    },
    forms::FormErrors,
    pages::resident,
    ports::Places,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app_state::App,
    http::{
        error::HttpError,
        public::{
            api::open_data,
            feed::{Item, atom},
        },
        render,
    },
    services::explain_village::{
        briquette, county_histories, county_history, explain_village, outlets_for, village_history,
    },
};

fn village_code(text: &str) -> Result<VillageCode, HttpError> {
    text.parse().map_err(|_| HttpError::not_found())
}

/// `GET /v/{code}/for/{audience}`.
///
/// # Errors
/// 404 for a village or an audience that does not exist.
pub async fn meaning(
    State(app): State<App>,
    Path((code, audience)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let code = village_code(&code)?;
    let audience: Audience = audience.parse().map_err(|_| HttpError::not_found())?;
    let address = format!("/v/{code}/for/{}", audience.code());
    let explained = async { explain_village(&app, code, audience).ok_or_else(HttpError::not_found) };
    render::public_page(&app, &headers, &address, explained, |page| {
        resident::meaning::page(&page)
    })
    .await
}

/// `?on=`.
#[derive(Deserialize)]
pub struct Asked {
    on: Option<String>,
}

/// `GET /v/{code}/history?on=`.
///
/// # Errors
/// 404 for a village that does not exist.
pub async fn history(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let code = village_code(&code)?;
    if let Some(typed) = asked.on.as_deref() {
        let history = village_history(&app, code, Some(typed)).ok_or_else(HttpError::not_found)?;
        let refused = history.asked.as_ref().is_some_and(|asked| asked.answer.is_err());
        let status = if refused {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        return Ok(render::own_page(&app, &headers, status, || {
            resident::zone_history::page(&history)
        }));
    }
    let address = format!("/v/{code}/history");
    let history = async { village_history(&app, code, None).ok_or_else(HttpError::not_found) };
    render::public_page(&app, &headers, &address, history, |history| {
        resident::zone_history::page(&history)
    })
    .await
}

/// `GET /zones`.
///
/// # Errors
/// None of its own.
pub async fn counties(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    let counties = async { Ok(county_histories(&app)) };
    render::public_page(&app, &headers, "/zones", counties, |counties| {
        resident::zone_notices::counties(&counties)
    })
    .await
}

/// `GET /zones/{county}`.
///
/// # Errors
/// 404 for a county that does not exist.
pub async fn county(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let code: CountyCode = code.parse().map_err(|_| HttpError::not_found())?;
    let history = async { county_history(&app, code).ok_or_else(HttpError::not_found) };
    render::public_page(&app, &headers, &format!("/zones/{code}"), history, |history| {
        resident::zone_notices::county(&history)
    })
    .await
}

/// `GET /feeds/zones.atom`: every notice, the latest signed first.
pub async fn feed(State(app): State<App>) -> Response {
    let mut notices: Vec<_> = county_histories(&app)
        .into_iter()
        .flat_map(|county| county.versions.into_iter().map(move |version| (county.code, version)))
        .collect();
    notices.sort_by_key(|(_, version)| std::cmp::Reverse(version.source.issued));
    let items = notices.into_iter().map(|(county, version)| {
        let source = version.source;
        let mark = if source.demonstration { "【示例】" } else { "" };
        let until = version
            .last
            .map_or_else(String::new, |last| format!("，到{}为止", app::text::date(last)));
        Item {
            path: format!("/zones/{county}#{}", version.id),
            title: format!("{mark}{}", source.title),
            summary: format!(
                "{}，{}起执行{until}。划进 {} 个村（社区），划出 {} 个。",
                source.number,
                app::text::date(source.in_force),
                version.into,
                version.out_of.len()
            ),
            author: source.issuer,
            published: source.issued,
            updated: source.issued,
        }
    });
    atom(&app, "/feeds/zones.atom", "净暖 · 禁煤区通告", items.collect())
}

/// `?village=`.
#[derive(Deserialize)]
pub struct OutletQuery {
    village: Option<String>,
}

/// `GET /api/v1/outlets?village=`: the licensed outlets, where the village's rules allow briquettes.
///
/// # Errors
/// 422 without a village, or for one that does not exist.
pub async fn outlets(State(app): State<App>, Query(query): Query<OutletQuery>) -> Result<Response, HttpError> {
    let wrong = |message: &str| HttpError::invalid(FormErrors::one("village", message));
    let village = query.village.ok_or_else(|| wrong("请给 village，12 位数字"))?;
    let code: VillageCode = village.parse().map_err(|_| wrong("焦作没有这个村"))?;
    let answer = app.places.village(code).ok_or_else(|| wrong("焦作没有这个村"))?;
    let (household, farm) = (briquette(&answer, Burner::Household), briquette(&answer, Burner::Farm));
    let allowed = household == Allowance::Allowed || farm == Allowance::Allowed;
    let outlets: Vec<Value> = if allowed { outlets_for(&app, code) } else { Vec::new() }
        .into_iter()
        .map(|outlet| {
            json!({
                "kind": OutletKind::code(outlet.kind),
                "name": outlet.name,
                "address": outlet.address,
                "phone": outlet.phone,
                "hours": outlet.hours,
                "licence": outlet.licence,
                "reach": outlet.reach,
                "demonstration": outlet.demonstration,
            })
        })
        .collect();
    Ok(open_data(Json(json!({
        "village": code,
        "status": answer.status.code(),
        "clean_briquette": {"household": household, "farm": farm},
        "outlets": outlets,
    }))))
}
