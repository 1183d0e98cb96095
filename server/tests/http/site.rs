//! A running application on a temporary folder, asked through its routers.

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use jingnuan::{
    app_state::App,
    blob::BlobStore,
    clock::Clock,
    config::{Config, EvidenceConfig, Flags},
    evidence::vault::{KeyFiles, create_keys},
    http, serve,
    services::manage_account::add_account,
};
use time::macros::datetime;
use tower::ServiceExt;

/// 王庄, 修武县城关镇.
pub const WANGZHUANG: &str = "410821100207";

/// An application with both sites.
pub struct TestSite {
    pub app: App,
    pub public: Router,
    pub staff: Router,
    /// Goes with the site.
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let input = text
            .split("<input")
            .find(|input| input.contains(&format!("name=\"{name}\"")))
            .unwrap();
        input
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    }

    /// What the answer sets as cookies, as the browser would send them back.
    pub fn cookies(&self) -> String {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        let pairs: Vec<&str> = set
            .map(|value| value.to_str().unwrap().split(';').next().unwrap())
            .filter(|p| !p.ends_with('='))
            .collect();
        pairs.join("; ")
    }
}

impl TestSite {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts with settings from the environment's names.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::start_on(settings, |config| serve::open_blobs(config).unwrap()).await
    }

    /// The same on any store of photos.
    pub async fn start_on(settings: &[(&str, &str)], blobs: impl FnOnce(&Config) -> BlobStore) -> Self {
        let folder = tempfile::tempdir().unwrap();
        create_keys(&KeyFiles::within(&folder.path().join("data-keys"))).unwrap();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let data_files = format!("{root}/server/data");
        let mut environment = vec![
            ("JINGNUAN_SERVER_DATA_FILES".to_owned(), data_files),
            ("JINGNUAN_SITE_PUBLIC_URL".to_owned(), "http://site.test".to_owned()),
        ];
        environment.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let flags = Flags {
            data_dir: Some(folder.path().join("data")),
            ..Flags::default()
        };
        let config = Config::load(&flags, environment).unwrap();
        let blobs = blobs(&config);
        let app = serve::build_on(config, Self::clock(), blobs).await.unwrap();
        Self {
            public: http::public_site(&app),
            staff: http::staff_site(&app),
            app,
            _folder: folder,
        }
    }

    /// A site on data and keys that are there already.
    pub async fn at(data: &std::path::Path, keys: &EvidenceConfig) -> Self {
        Self::at_with(data, keys, &[]).await
    }

    /// The same with settings from the environment's names.
    pub async fn at_with(data: &std::path::Path, keys: &EvidenceConfig, settings: &[(&str, String)]) -> Self {
        let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
        let environment = [
            (
                "JINGNUAN_SERVER_DATA_FILES",
                concat!(env!("CARGO_MANIFEST_DIR"), "/data").to_owned(),
            ),
            ("JINGNUAN_SITE_PUBLIC_URL", "http://site.test".to_owned()),
            ("JINGNUAN_EVIDENCE_RECIPIENTS_FILE", text(&keys.recipients_file)),
            ("JINGNUAN_EVIDENCE_IDENTITIES_FILE", text(&keys.identities_file)),
            ("JINGNUAN_EVIDENCE_SIGNING_KEY_FILE", text(&keys.signing_key_file)),
        ];
        let flags = Flags {
            data_dir: Some(data.to_owned()),
            ..Flags::default()
        };
        let settings = settings.iter().cloned();
        let environment = environment.into_iter().chain(settings);
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        let app = Self::build(Config::load(&flags, environment).unwrap()).await;
        Self {
            public: http::public_site(&app),
            staff: http::staff_site(&app),
            app,
            _folder: tempfile::tempdir().unwrap(),
        }
    }

    async fn build(config: Config) -> App {
        serve::build(config, Self::clock()).await.unwrap()
    }

    fn clock() -> Clock {
        Clock::fixed(datetime!(2026-11-23 10:00 +8))
    }

    /// A second server on the same database and files.
    pub async fn another_instance(&self) -> App {
        Self::build(self.app.config.clone()).await
    }

    pub async fn ask(router: &Router, request: Request<Body>) -> Answer {
        let response: Response<Body> = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Self::ask(
            &self.public,
            Request::get(path)
                .header("host", "site.test")
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub async fn post_form(&self, path: &str, form: &Multipart, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(path)
            .header("host", "site.test")
            .header(header::CONTENT_TYPE, Multipart::kind());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::ask(&self.public, request.body(Body::from(form.finish())).unwrap()).await
    }

    /// Posts an ordinary form to the public site.
    pub async fn post_form_plain(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("host", "site.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
            .unwrap();
        Self::ask(&self.public, request).await
    }

    /// Sends a tip through the API.
    pub async fn send_tip(&self, key: &str, form: &Multipart) -> Answer {
        self.post_form("/api/v1/tips", form, &[("idempotency-key", key)]).await
    }

    /// Everything below the data folder that holds a photo.
    pub fn blobs(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else {
                return 0;
            };
            entries
                .map(|entry| entry.unwrap())
                .map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 })
                .sum()
        }
        count(&self.app.config.storage.blob_dir())
    }

    /// A signed-in member of staff: the session's cookie.
    pub async fn sign_in(&self, login: &str, role: &str, office: &str) -> String {
        let (role, office) = (role.parse().unwrap(), office.parse().unwrap());
        let now = self.app.clock.now();
        let password = add_account(&self.app.storage, login, "测试", role, office, now)
            .await
            .unwrap();
        let answer = self.try_sign_in(login, &password).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.cookies()
    }

    pub async fn try_sign_in(&self, login: &str, password: &str) -> Answer {
        let form = Self::ask(&self.staff, Request::get("/staff/sign-in").body(Body::empty()).unwrap()).await;
        let fields = [("login", login), ("password", password), ("csrf", &form.field("csrf"))];
        self.staff_post("/staff/sign-in", &form.cookies(), &fields).await
    }

    pub async fn staff_get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        Self::ask(&self.staff, request).await
    }

    pub async fn staff_post_multipart(&self, path: &str, cookie: &str, form: &Multipart) -> Answer {
        let request = Request::post(path)
            .header("host", "staff.test")
            .header("origin", "http://staff.test")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, Multipart::kind())
            .body(Body::from(form.finish()))
            .unwrap();
        Self::ask(&self.staff, request).await
    }

    pub async fn staff_post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path)
            .header("host", "staff.test")
            .header("origin", "http://staff.test")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        Self::ask(&self.staff, request).await
    }
}

const BOUNDARY: &str = "----------------boundary";

/// A multipart body.
#[derive(Clone, Default)]
pub struct Multipart(Vec<u8>);

impl Multipart {
    /// A mobile vendor at 王庄, with these words.
    pub fn tip(text: &str) -> Self {
        Self::default()
            .field("category", "mobile_vendor")
            .field("village", WANGZHUANG)
            .field("text", text)
    }

    pub fn field(mut self, name: &str, value: &str) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self
    }

    pub fn photo(self, name: &str, bytes: &[u8]) -> Self {
        self.part("photo", name, bytes)
    }

    pub fn file(self, field: &str, bytes: &[u8]) -> Self {
        self.part(field, "a", bytes)
    }

    fn part(mut self, field: &str, name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    /// The head of a request that sends it.
    pub fn request(path: &str) -> axum::http::request::Builder {
        Request::post(path)
            .header("host", "site.test")
            .header(header::CONTENT_TYPE, Self::kind())
    }

    pub fn body(&self) -> Body {
        Body::from(self.finish())
    }

    pub fn kind() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub fn finish(&self) -> Vec<u8> {
        let mut body = self.0.clone();
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}

/// A small real photo with GPS in its EXIF.
pub fn photo() -> Vec<u8> {
    std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../end2end/fixtures/vendor-with-gps.jpg"
    ))
    .unwrap()
}
