//! Pages into responses.

use app::{
    pages::{
        resident,
        staff::{self, frame::StaffPage},
    },
    ports::Trouble,
    shell::{self, Page},
};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::{
    cache::{PageKey, private_page},
    error::HttpError,
};
use crate::app_state::App;

/// Name of the cookie that remembers the elder view; it holds nothing else.
pub const VIEW_COOKIE: &str = "view";

/// Whether the reader chose the elder view (大字版).
pub fn wants_elder_view(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .any(|pair| pair.trim() == "view=elder")
}

/// A page that is the same for everyone: kept until what it shows changes. `load` runs only when it is not kept.
///
/// # Errors
/// What `load` fails with.
pub async fn public_page<D>(
    app: &App,
    headers: &HeaderMap,
    address: &str,
    load: impl Future<Output = Result<D, HttpError>>,
    make: impl FnOnce(D) -> Page,
) -> Result<Response, HttpError> {
    let elder = wants_elder_view(headers);
    let key = PageKey {
        address,
        elder,
        version: app.page_version(),
    };
    if let Some(kept) = app.pages.find(headers, &key) {
        return Ok(kept);
    }
    let data = load.await?;
    let html = shell::render(&app.frame(elder), || make(data));
    Ok(app.pages.keep(headers, &key, &html))
}

/// A page for one person, kept nowhere.
pub fn own_page(app: &App, headers: &HeaderMap, status: StatusCode, make: impl FnOnce() -> Page) -> Response {
    let elder = wants_elder_view(headers);
    private_page(headers, status, &shell::render(&app.frame(elder), make))
}

/// An error on the public site.
pub fn error_page(app: &App, elder: bool, error: &HttpError) -> Response {
    let html = shell::render(&app.frame(elder), || resident::error::page(&shown(error)));
    private_page(&HeaderMap::new(), error.status(), &html)
}

/// A page of the workbench. Never compressed: it holds the session's token beside what others wrote.
pub fn staff_document(app: &App, status: StatusCode, make: impl FnOnce() -> StaffPage) -> Response {
    private_page(
        &HeaderMap::new(),
        status,
        &staff::frame::render(&app.staff_frame(), make),
    )
}

/// An error on the workbench.
pub fn staff_error_page(app: &App, error: &HttpError) -> Response {
    staff_document(app, error.status(), || staff::error::page(&shown(error)))
}

fn shown(error: &HttpError) -> Trouble {
    Trouble {
        status: error.status().as_u16(),
        message: error.detail().to_owned(),
        reference: error.reference().unwrap_or_default().to_owned(),
        retry_after: error.retry_after().and_then(|seconds| seconds.try_into().ok()),
    }
}
