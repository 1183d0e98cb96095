//! Pages without a subject of their own, and what operators and crawlers ask for.

use app::{pages::resident, ports::Home};
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    app_state::App,
    http::{error::HttpError, render},
    services::publish_notice::latest_notices,
};

/// Notices on the home page.
const LATEST: u32 = 3;

/// `GET /`.
///
/// # Errors
/// 503 when the database is out of reach and the page is not kept.
pub async fn home(State(app): State<App>, headers: HeaderMap) -> Result<Response, HttpError> {
    let home = async {
        let latest = latest_notices(&app, LATEST).await?;
        Ok(Home {
            notices: latest.into_iter().map(|(card, _)| card).collect(),
            today: app.today(),
        })
    };
    render::public_page(&app, &headers, "/", home, |home| resident::home::page(&home)).await
}

/// Which view, and where to go back to.
#[derive(Deserialize)]
pub struct View {
    #[serde(default)]
    elder: String,
    #[serde(default)]
    back: String,
}

/// `GET /view?elder=1&back=/…`: remembers the elder view in a cookie that holds nothing else.
pub async fn view(State(app): State<App>, Query(view): Query<View>) -> Response {
    let value = if view.elder == "1" { "elder" } else { "standard" };
    let secure = if app.public_url().starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}",
        render::VIEW_COOKIE
    );
    // Only addresses of this site: one slash, and no second one that would name another host.
    let own = view.back.starts_with('/') && !view.back[1..].starts_with(['/', '\\']) && view.back.is_ascii();
    let back = if own { view.back.as_str() } else { "/" };
    let mut response = Redirect::to(back).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// `GET /robots.txt`.
pub async fn robots(State(app): State<App>) -> String {
    if app.config.site.demonstration {
        // Demonstration zones must not be found as answers.
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    format!(
        "User-agent: *\nDisallow: /receipt\nDisallow: /report/\nSitemap: {}/sitemap.xml\n",
        app.public_url()
    )
}

/// `GET /sitemap.xml`: the fixed pages, the guides, each county's notices and every village's own page.
pub async fn sitemap(State(app): State<App>) -> Response {
    let fixed = [
        "/",
        "/map",
        "/prices",
        "/prices/calculator",
        "/subsidies",
        "/report",
        "/notices",
        "/zones",
        "/guide",
    ];
    let guides = app
        .reference
        .guide_cards()
        .into_iter()
        .map(|guide| format!("/guide/{}", guide.topic));
    let counties = app.reference.divisions().counties().iter();
    let counties = counties.map(|county| format!("/zones/{}", county.code));
    let villages = app
        .reference
        .divisions()
        .villages()
        .iter()
        .map(|v| format!("/v/{}", v.code));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in fixed
        .iter()
        .map(ToString::to_string)
        .chain(guides)
        .chain(counties)
        .chain(villages)
    {
        xml.push_str(&format!("<url><loc>{}{path}</loc></url>\n", app.public_url()));
    }
    xml.push_str("</urlset>\n");
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: the process can take tips; says loudly when limits are lifted.
pub async fn readyz(State(app): State<App>) -> Response {
    let database = app.storage.ping().await.is_ok();
    let limits = if app.config.abuse.limits_off() { "off" } else { "on" };
    let status = if database {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({"ready": database, "abuse_limits": limits, "demonstration": app.config.site.demonstration});
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// `GET /api/openapi.json`.
pub async fn openapi() -> Response {
    let body = include_str!("openapi.json");
    super::api::open_data(([(header::CONTENT_TYPE, "application/json")], body))
}
