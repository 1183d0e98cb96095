//! The map: its page, the outlines below it, and what lies on them.

use app::{domain::division::VillageCode, pages::resident, ports::VillageChoice};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    app_state::App,
    http::{cache::PageKey, error::HttpError, render, security},
    services::{
        draw_map::{map_base, map_layers},
        show_map::map_page,
    },
};

/// Where 天地图's tiles come from.
const TILE_HOSTS: [&str; 8] = [
    "https://t0.tianditu.gov.cn",
    "https://t1.tianditu.gov.cn",
    "https://t2.tianditu.gov.cn",
    "https://t3.tianditu.gov.cn",
    "https://t4.tianditu.gov.cn",
    "https://t5.tianditu.gov.cn",
    "https://t6.tianditu.gov.cn",
    "https://t7.tianditu.gov.cn",
];

/// `?village=`.
#[derive(Deserialize)]
pub struct Opened {
    village: Option<String>,
}

/// `GET /map`.
///
/// # Errors
/// 404 for a village that does not exist, 503 when the database is out of reach and the page is not kept.
pub async fn page(
    State(app): State<App>,
    Query(opened): Query<Opened>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let village: Option<VillageChoice> = match opened.village.as_deref().filter(|code| !code.is_empty()) {
        None => None,
        Some(code) => {
            let code: VillageCode = code.parse().map_err(|_| HttpError::not_found())?;
            Some(app.places.choice(code).ok_or_else(HttpError::not_found)?)
        }
    };
    let address = app::components::link::map(village.as_ref().map(|village| village.code));
    let load = async { Ok(map_page(&app, village).await?) };
    let mut response = render::public_page(&app, &headers, &address, load, |page| resident::map::page(&page)).await?;
    // Pictures from another host are allowed on this page alone, and only with a key.
    if !app.config.map.tianditu_key.is_empty()
        && let Some(policy) = security::content_policy(&app.assets.resident_css, &TILE_HOSTS)
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `GET /map/base.json`: the counties' outlines.
///
/// # Errors
/// None of its own.
pub async fn base(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    kept(&app, &headers, "/map/base.json", async { Ok(map_base(&app)) }).await
}

/// `GET /map/layers.json`: notices, rings, village points and published cases.
///
/// # Errors
/// 503 when the database is out of reach and the answer is not kept.
pub async fn layers(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    kept(&app, &headers, "/map/layers.json", async {
        Ok(map_layers(&app).await?)
    })
    .await
}

/// JSON kept compressed like a page, until what it shows changes.
async fn kept(
    app: &App,
    headers: &HeaderMap,
    address: &str,
    load: impl Future<Output = Result<Value, HttpError>>,
) -> Result<Response, HttpError> {
    let key = PageKey {
        address,
        elder: false,
        version: app.page_version(),
    };
    let mut response = match app.pages.find(headers, &key) {
        Some(kept) => kept,
        None => app.pages.keep(headers, &key, &load.await?.to_string()),
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
