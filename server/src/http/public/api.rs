//! Open data and the API for tips; stable, others build on it.

use app::{
    domain::{
        coordinate::CoordinateSystem,
        division::VillageCode,
        who_may_burn::{Burner, Fuel, allowance},
        zone::{BanZone, ZoneAnswer},
    },
    forms::FormErrors,
    ports::Places,
};
use axum::{
    Json,
    extract::{Multipart, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::{
    app_state::App,
    http::{client::Client, error::HttpError, public::tip_input, upload::Upload},
    secret::random_token,
    services::{receive_upload::release, screen_tip::Sender, submit_tip::submit_tip},
};

/// Most villages in one answer.
const VILLAGES_MAX: usize = 100;
/// Longest idempotency key taken.
pub const KEY_MAX: usize = 200;

/// `?q=&limit=`.
#[derive(Deserialize)]
pub struct VillageQuery {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
}

/// `GET /api/v1/villages`.
pub async fn villages(State(app): State<App>, Query(query): Query<VillageQuery>) -> Response {
    let limit = query.limit.unwrap_or(20).min(VILLAGES_MAX);
    let found = app.places.choices(&query.q, limit).villages;
    let rows: Vec<Value> = found
        .iter()
        .map(|v| json!({"code": v.code, "name": v.name, "town": v.town, "county": v.county}))
        .collect();
    open_data(Json(rows))
}

/// `?village=` or `?lat=&long=&accuracy=&crs=`.
#[derive(Deserialize)]
pub struct StatusQuery {
    village: Option<String>,
    lat: Option<f64>,
    long: Option<f64>,
    accuracy: Option<f64>,
    #[serde(default)]
    crs: CoordinateSystem,
}

/// `GET /api/v1/zone-status`.
///
/// # Errors
/// 404 for an unknown village, 422 for a position that cannot be used or lies outside the city.
pub async fn zone_status(State(app): State<App>, Query(query): Query<StatusQuery>) -> Result<Response, HttpError> {
    if let Some(village) = &query.village {
        let code: VillageCode = village.parse().map_err(|_| no_such_village())?;
        app.reference.divisions().village(code).ok_or_else(no_such_village)?;
        let zones = app.places.zones();
        let answer = zones.register().status(code, app.today());
        return Ok(open_data(Json(status_json(&answer, &[]))));
    }
    let (Some(latitude), Some(longitude)) = (query.lat, query.long) else {
        return Err(HttpError::invalid(FormErrors::one(
            "village",
            "请给 village，或者 lat 和 long",
        )));
    };
    let accuracy = query.accuracy.unwrap_or(1_000.0);
    let usable = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && accuracy.is_finite() && accuracy >= 0.0;
    if !usable {
        return Err(HttpError::invalid(FormErrors::one("lat", "位置读不出来")));
    }
    let at = query.crs.to_wgs84(longitude, latitude);
    if app.reference.city_depth(at) < -app::domain::tip::OUTSIDE_CITY_MAX {
        return Err(HttpError::invalid(FormErrors::one("lat", "这个位置不在焦作")));
    }
    let zones = app.places.zones();
    let located = zones.locate(at, accuracy, app.today());
    let candidates: Vec<Value> = located
        .counties
        .iter()
        .filter_map(|code| app.reference.divisions().county(*code))
        .map(|county| json!({"code": county.code, "county": county.name}))
        .collect();
    Ok(open_data(Json(status_json(&located.answer, &candidates))))
}

fn no_such_village() -> HttpError {
    HttpError::invalid(FormErrors::one("village", "焦作没有这个村"))
}

fn status_json(answer: &ZoneAnswer<'_>, candidates: &[Value]) -> Value {
    let rules: Vec<Value> = Burner::ALL
        .iter()
        .map(|who| {
            json!({
                "who": who,
                "loose_coal": allowance(*who, Fuel::LooseCoal, answer),
                "clean_briquette": allowance(*who, Fuel::CleanBriquette, answer),
                "clause": who.clause(),
            })
        })
        .collect();
    json!({
        "status": answer.status.code(),
        "reason": answer.reason,
        "zone": answer.zone.map(|zone| json!({"id": zone.id, "county": zone.county, "demonstration": zone.demonstration})),
        "notice": answer.zone.map(notice_json),
        "rules": rules,
        "candidates": candidates,
    })
}

fn notice_json(zone: &BanZone) -> Value {
    json!({
        "title": zone.notice.title,
        "issuer": zone.notice.issuer,
        "number": zone.notice.number,
        "issued": zone.notice.issued,
        "in_force": zone.in_force,
        "replaced": zone.replaced,
        "basis": zone.notice.basis,
        "exemptions": zone.exemptions,
        "includes_briquettes": zone.includes_briquettes,
        "contact": zone.notice.contact,
    })
}

/// `GET /api/v1/zones.geojson`: the versions in force. Parts without a drawn shape have no geometry.
pub async fn zones_geojson(State(app): State<App>) -> Response {
    let today = app.today();
    let zones = app.places.zones();
    let in_force = zones.register().zones().filter(|zone| zone.is_in_force(today));
    let features: Vec<Value> = in_force.flat_map(zone_features).collect();
    let mut response = open_data(Json(json!({"type": "FeatureCollection", "features": features})));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"));
    response
}

fn zone_features(zone: &BanZone) -> Vec<Value> {
    let base = json!({"zone": zone.id, "county": zone.county, "demonstration": zone.demonstration, "notice": notice_json(zone)});
    let with = |more: Value| {
        let mut properties = base.clone();
        if let (Some(all), Value::Object(more)) = (properties.as_object_mut(), more) {
            all.extend(more);
        }
        properties
    };
    let scope = &zone.scope;
    let listed = with(json!({"whole_county": scope.whole_county, "towns": scope.towns, "villages": scope.villages}));
    let mut features = vec![json!({"type": "Feature", "geometry": null, "properties": listed})];
    for ring in &scope.rings {
        let points: Vec<[f64; 2]> = ring.polygon.iter().map(|p| [p.longitude, p.latitude]).collect();
        let properties = with(json!({"ring": ring.name, "roads": ring.roads, "inside": ring.inside, "cut": ring.cut}));
        features.push(json!({
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [points]},
            "properties": properties,
        }));
    }
    features
}

/// `POST /api/v1/tips`: 201 with the receipt, 200 on a replay.
///
/// # Errors
/// 422 with a message for each field; 409 for a key used with other content; 429 and 503 with a time to come again.
pub async fn submit(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, HttpError> {
    let sender = Sender::admit(&app, client, &headers)?;
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    // Without a key of its own the caller forgoes safe repetition.
    let key = key.map_or_else(random_token, ToOwned::to_owned);
    if key.is_empty() || key.len() > KEY_MAX {
        return Err(HttpError::bad_request("Idempotency-Key 要有 1 到 200 个字符"));
    }
    let mut upload = Upload::read(multipart).await?;
    let collected = upload.collect(&app, Some(&key)).await?;
    let sender = sender.with_effort(&app, &key, &upload.text("challenge"), "");
    let submitted = submit_tip(
        &app,
        tip_input::raw(tip_input::form(&app, &upload), upload, key, Some(sender)),
    )
    .await?;
    release(&app, &collected).await;
    let office = |queue| {
        json!({
            "agency": app.reference.office_name(queue),
            "area": queue.area.to_string(),
        })
    };
    let body = json!({
        "receipt": submitted.receipt.digits(),
        "filed_at": submitted.filed_at.format(&Rfc3339).unwrap_or_default(),
        "queue": office(submitted.route.lead),
        "joint": submitted.route.joint.iter().map(|queue| office(*queue)).collect::<Vec<_>>(),
        "clause": submitted.route.clause,
    });
    let status = if submitted.replayed {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Open data: anyone may read it from anywhere, without cookies.
pub fn open_data(body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    response
}
