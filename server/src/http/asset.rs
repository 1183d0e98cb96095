//! The built site: style sheets put into pages, the start script's address, the islands' module.

use std::{
    collections::BTreeMap,
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
use serde_json::json;

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
    /// Address of the script that keeps drafts and sends them; its folder is another whenever a file in it changes.
    pub outbox: String,
    /// Address of the workbench's script.
    pub staff_script: String,
    /// The islands' module and what belongs to it.
    pub islands: Islands,
    /// The service worker, with what it keeps in front.
    pub service_worker: Arc<str>,
}

/// The islands' module; all addresses are empty without a built site.
#[derive(Debug, Clone, Default)]
pub struct Islands {
    /// The folder all of it is below, such as `/pkg/0123456789ab`: another with every build. The names alone would not do,
    /// because the build gives a module its name before it writes the names of its pieces into it.
    pub folder: String,
    /// Address of the module.
    pub module: String,
    /// Address of the WASM.
    pub wasm: String,
    /// Addresses of what the search on the phone needs besides.
    pub search: Vec<String>,
}

const TOKENS: &str = include_str!("../../../style/tokens.css");
const RESIDENT: &str = include_str!("../../../style/resident.css");
const STAFF: &str = include_str!("../../../style/staff.css");
const SERVICE_WORKER: &str = include_str!("../../../public/sw.js");

impl Assets {
    /// Reads what the build left in `site_root`. Pages work without it; only islands stay asleep.
    pub fn load(site_root: &Path) -> Self {
        let islands = Islands::find(&site_root.join("pkg")).unwrap_or_default();
        let start_script = versioned(site_root, "start.js");
        Self {
            service_worker: service_worker(&start_script, &islands),
            resident_css: minified(&[TOKENS, RESIDENT]),
            staff_css: minified(&[TOKENS, STAFF]),
            start_script,
            outbox: outbox(site_root),
            staff_script: versioned(site_root, "staff.js"),
            islands,
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

/// `/outbox/…/outbox.js` with the first digits of the hash over all that lies there: scripts name each other plainly.
fn outbox(site_root: &Path) -> String {
    let mut names: Vec<PathBuf> = fs::read_dir(site_root.join("outbox"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "js" || extension == "css")
        })
        .collect();
    names.sort();
    let content: Vec<u8> = names.iter().filter_map(|name| fs::read(name).ok()).flatten().collect();
    if content.is_empty() {
        return String::new();
    }
    format!("/outbox/{}/outbox.js", &hex::encode(sha256(&content))[..12])
}

impl Islands {
    /// The newest build's; older files stay in the folder for pages that still refer to them.
    fn find(pkg: &Path) -> Option<Self> {
        let module = newest(pkg, "jingnuan", ".js")?;
        let wasm = newest(pkg, "jingnuan", ".wasm")?;
        let loader = newest(pkg, "__wasm_split", ".js")?;
        let pieces: BTreeMap<String, Vec<String>> = newest(pkg, "__wasm_split_manifest", ".json")
            .and_then(|name| fs::read(pkg.join(name)).ok())
            .and_then(|json| serde_json::from_slice(&json).ok())?;
        let mut content = Vec::new();
        for name in [&module, &wasm, &loader] {
            content.extend(fs::read(pkg.join(name)).ok()?);
        }
        let folder = format!("/pkg/{}", &hex::encode(sha256(&content))[..12]);
        let search = pieces
            .get("search")?
            .iter()
            .map(|piece| format!("{folder}/{piece}.wasm"));
        let search = std::iter::once(format!("{folder}/{loader}")).chain(search).collect();
        Some(Self {
            module: format!("{folder}/{module}"),
            wasm: format!("{folder}/{wasm}"),
            search,
            folder,
        })
    }
}

/// `sw.js`, preceded by the files it keeps and a version that changes with them.
fn service_worker(start_script: &str, islands: &Islands) -> Arc<str> {
    let files: Vec<&str> = [start_script, &islands.module, &islands.wasm]
        .into_iter()
        .chain(islands.search.iter().map(String::as_str))
        .filter(|address| !address.is_empty())
        .collect();
    let version = &hex::encode(sha256(format!("{files:?}{SERVICE_WORKER}").as_bytes()))[..12];
    format!(
        "const BUILD = {};\n{SERVICE_WORKER}",
        json!({"version": version, "files": files})
    )
    .into()
}

/// The newest `{start}….{ext}` of the build.
fn newest(pkg: &Path, start: &str, extension: &str) -> Option<String> {
    fs::read_dir(pkg)
        .ok()?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fits = name.strip_prefix(start)?.starts_with('.') && name.ends_with(extension);
            fits.then_some((entry.metadata().ok()?.modified().ok()?, name))
        })
        .max()
        .map(|(_, name)| name)
}

/// The module's folder is another with every build, so that it may be kept for good; the rest is asked for again.
pub async fn cache_headers(request: Request, next: Next) -> Response {
    let immutable = ["/pkg/", "/outbox/"]
        .iter()
        .any(|folder| request.uri().path().starts_with(folder))
        || request.uri().query().is_some_and(|q| q.starts_with("v="));
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
