//! The built site: style sheets put into pages, the start script's address, the islands' module.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::secret::sha256;

/// Everything a page refers to, with addresses that change when the content does.
#[derive(Debug, Clone)]
pub struct Assets {
    /// Where the built site lies.
    pub site_root: PathBuf,
    /// Residents' style sheet, minified.
    pub resident_css: Arc<str>,
    /// Staff's style sheet, minified.
    pub staff_css: Arc<str>,
    /// Address of the start script.
    pub start_script: String,
    /// Address of the workbench's script.
    pub staff_script: String,
    /// Address of the islands' module; empty without a built site.
    pub module: String,
    /// Address of the islands' WASM; empty without a built site.
    pub wasm: String,
}

const TOKENS: &str = include_str!("../../../style/tokens.css");
const RESIDENT: &str = include_str!("../../../style/resident.css");
const STAFF: &str = include_str!("../../../style/staff.css");

impl Assets {
    /// Reads what the build left in `site_root`. Pages work without it; only islands stay asleep.
    pub fn load(site_root: &Path) -> Self {
        let pkg = site_root.join("pkg");
        Self {
            resident_css: minified(&[TOKENS, RESIDENT]),
            staff_css: minified(&[TOKENS, STAFF]),
            start_script: versioned(site_root, "start.js"),
            staff_script: versioned(site_root, "staff.js"),
            module: newest(&pkg, ".js")
                .map(|name| format!("/pkg/{name}"))
                .unwrap_or_default(),
            wasm: newest(&pkg, ".wasm")
                .map(|name| format!("/pkg/{name}"))
                .unwrap_or_default(),
            site_root: site_root.to_owned(),
        }
    }
}

fn minified(sheets: &[&str]) -> Arc<str> {
    let css = sheets.concat();
    match minifier::css::minify(&css) {
        Ok(minified) => minified.to_string().into(),
        Err(error) => {
            tracing::warn!(error, "a style sheet could not be minified and is served as it is");
            css.into()
        }
    }
}

/// `/start.js?v=…` with the first digits of the content's hash.
fn versioned(site_root: &Path, name: &str) -> String {
    let content = fs::read(site_root.join(name)).unwrap_or_default();
    format!("/{name}?v={}", &hex::encode(sha256(&content))[..8])
}

/// The newest `jingnuan….ext` of the build; older ones stay for pages that still refer to them.
fn newest(pkg: &Path, extension: &str) -> Option<String> {
    fs::read_dir(pkg)
        .ok()?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fits = name.starts_with("jingnuan") && name.ends_with(extension);
            fits.then_some((entry.metadata().ok()?.modified().ok()?, name))
        })
        .max()
        .map(|(_, name)| name)
}

/// The module's and the WASM's names carry their hash, so they may be kept for good; the rest is asked for again.
pub async fn cache_headers(request: Request, next: Next) -> Response {
    let immutable =
        request.uri().path().starts_with("/pkg/") || request.uri().query().is_some_and(|q| q.starts_with("v="));
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let value = if immutable {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=3600"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}
