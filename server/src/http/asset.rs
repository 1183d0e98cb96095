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
    /// The same where a browser lets it have modules: it sends what waits for the network, too.
    pub service_worker_module: Arc<str>,
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
    /// Addresses of what the tip's form needs besides.
    pub report: Vec<String>,
}

const TOKENS: &str = include_str!("../../../style/tokens.css");
const RESIDENT: &str = include_str!("../../../style/resident.css");
const STAFF: &str = include_str!("../../../style/staff.css");
/// Scripts that the service worker alone needs: the browser keeps them with it.
const OF_WORKER: [&str; 2] = ["fetch_stack.js", "worker.js"];
const SERVICE_WORKER: &str = include_str!("../../../public/sw.js");

impl Assets {
    /// Reads what the build left in `site_root`. Pages work without it; only islands stay asleep.
    pub fn load(site_root: &Path) -> Self {
        let islands = Islands::find(&site_root.join("pkg")).unwrap_or_default();
        let start_script = versioned(site_root, "start.js");
        let outbox = Outbox::find(&site_root.join("outbox"));
        let build = build(&start_script, &islands, &outbox);
        let sending = format!("import {{ sendWaiting }} from {};", json!(outbox.address("worker.js")));
        Self {
            service_worker: service_worker(&build, "const sendWaiting = null;"),
            service_worker_module: match outbox.folder.as_str() {
                "" => service_worker(&build, "const sendWaiting = null;"),
                _ => service_worker(&build, &sending),
            },
            resident_css: minified(&[TOKENS, RESIDENT]),
            staff_css: minified(&[TOKENS, STAFF]),
            start_script,
            outbox: outbox.address("outbox.js"),
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

/// The scripts that keep drafts and send them.
struct Outbox {
    /// `/outbox/…` with the first digits of the hash over all that lies there, because scripts name each other plainly;
    /// empty without a built site.
    folder: String,
    /// The scripts' names.
    names: Vec<String>,
}

impl Outbox {
    fn find(folder: &Path) -> Self {
        let mut names: Vec<String> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "js"))
            .collect();
        names.sort();
        let content: Vec<u8> = names
            .iter()
            .filter_map(|name| fs::read(folder.join(name)).ok())
            .flatten()
            .collect();
        let folder = match content.as_slice() {
            [] => String::new(),
            content => format!("/outbox/{}", &hex::encode(sha256(content))[..12]),
        };
        Self { folder, names }
    }

    /// Where a script is; empty without a built site.
    fn address(&self, name: &str) -> String {
        match self.folder.as_str() {
            "" => String::new(),
            folder => format!("{folder}/{name}"),
        }
    }
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
        let needs = |names: &[&str]| -> Option<Vec<String>> {
            let mut needed = vec![format!("{folder}/{loader}")];
            for name in names {
                // Pieces share parts.
                for piece in pieces.get(*name)? {
                    let file = format!("{folder}/{piece}.wasm");
                    if !needed.contains(&file) {
                        needed.push(file);
                    }
                }
            }
            Some(needed)
        };
        Some(Self {
            module: format!("{folder}/{module}"),
            wasm: format!("{folder}/{wasm}"),
            search: needs(&["search"])?,
            report: needs(&["report", "position", "challenge"])?,
            folder,
        })
    }
}

/// The files that the service worker keeps: always, and for who opened a report's form; with a version that changes with
/// them.
fn build(start_script: &str, islands: &Islands, outbox: &Outbox) -> String {
    let files: Vec<&str> = [start_script, &islands.module, &islands.wasm]
        .into_iter()
        .chain(islands.search.iter().map(String::as_str))
        .filter(|address| !address.is_empty())
        .collect();
    let scripts = outbox.names.iter().filter(|name| !OF_WORKER.contains(&name.as_str()));
    let form: Vec<String> = scripts
        .map(|name| outbox.address(name))
        .chain(islands.report.iter().cloned())
        .collect();
    let version = &hex::encode(sha256(format!("{files:?}{form:?}{SERVICE_WORKER}").as_bytes()))[..12];
    json!({"version": version, "files": files, "form": form}).to_string()
}

/// `sw.js`, preceded by what it keeps, and by what sends.
fn service_worker(build: &str, sending: &str) -> Arc<str> {
    format!("{sending}\nconst BUILD = {build};\n{SERVICE_WORKER}").into()
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
