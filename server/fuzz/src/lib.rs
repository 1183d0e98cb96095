//! A whole server on a temporary folder, asked without a network.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
};

use axum::{Router, body::Body, extract::Request, response::Response};
use jingnuan::{
    clock::Clock,
    config::{Config, Flags},
    http, serve,
};
use tower::ServiceExt;

struct Site {
    runtime: tokio::runtime::Runtime,
    public: RefCell<Router>,
    _folder: tempfile::TempDir,
}

impl Site {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");
        let environment = BTreeMap::from([
            ("JINGNUAN_SERVER_DATA_FILES".to_owned(), data.to_owned()),
            ("JINGNUAN_SITE_PUBLIC_URL".to_owned(), "http://site.test".to_owned()),
            ("JINGNUAN_ABUSE_LIMITS".to_owned(), "off".to_owned()),
        ]);
        let flags = Flags {
            data_dir: Some(folder.path().to_owned()),
            ..Flags::default()
        };
        let config = Config::load(&flags, environment).expect("the settings");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let clock = Clock::fixed(time::macros::datetime!(2026-11-23 10:00 +8));
        let app = runtime.block_on(serve::build(config, clock)).expect("a server");
        Self {
            public: RefCell::new(http::public_site(&app)),
            runtime,
            _folder: folder,
        }
    }
}

thread_local! {
    static SITE: OnceCell<Site> = const { OnceCell::new() };
}

/// Asks the public site. Whatever is sent, the server must not fail: 500 is a finding.
pub fn ask(request: Request<Body>) -> Response {
    SITE.with(|site| {
        let site = site.get_or_init(Site::start);
        let router = site.public.borrow().clone();
        let response = site.runtime.block_on(router.oneshot(request)).expect("an answer");
        assert_ne!(response.status().as_u16(), 500, "the server failed");
        response
    })
}
