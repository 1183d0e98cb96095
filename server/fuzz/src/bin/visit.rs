//! Any address, query and body on the public site: whoever asks gets an answer, and never a failure.
#![no_main]

use axum::{
    body::Body,
    extract::Request,
    http::{Method, Uri},
};
use libfuzzer_sys::fuzz_target;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const PIECES: &str = "multipart/form-data; boundary=b";

/// What is asked: method, address, kind of the body. A query or a body follows.
const ASKED: [(Method, &str, &str); 20] = [
    (Method::GET, "/", ""),
    (Method::GET, "/v/", ""),
    (Method::GET, "/check?", ""),
    (Method::GET, "/check?q=", ""),
    (Method::GET, "/api/v1/villages?", ""),
    (Method::GET, "/api/v1/villages?q=", ""),
    (Method::GET, "/api/v1/zone-status?", ""),
    (Method::GET, "/api/v1/outlets?", ""),
    (Method::GET, "/api/v1/notices?", ""),
    (Method::GET, "/fn/near_by?", ""),
    (Method::GET, "/report/mobile_vendor?", ""),
    (Method::GET, "/prices/calculator?", ""),
    (Method::GET, "/map?", ""),
    (Method::GET, "/notices?", ""),
    (Method::GET, "/view?", ""),
    (Method::POST, "/api/v1/heating-cost", JSON),
    (Method::POST, "/receipt", FORM),
    (Method::POST, "/receipt/kept", FORM),
    (Method::POST, "/receipt/act", PIECES),
    (Method::POST, "/report/mobile_vendor", PIECES),
];

/// As a browser would write it in an address.
fn written(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~=&%/,:+".contains(&byte);
    let each = bytes.iter().take(2_000).map(|&byte| {
        if plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    each.collect()
}

fuzz_target!(|input: (u8, &[u8])| {
    let (what, bytes) = input;
    let (method, address, kind) = &ASKED[usize::from(what) % ASKED.len()];
    let (address, body) = if *method == Method::GET {
        (format!("{address}{}", written(bytes)), Body::empty())
    } else {
        ((*address).to_owned(), Body::from(bytes.to_vec()))
    };
    let Ok(uri) = address.parse::<Uri>() else {
        return;
    };
    let mut request = Request::builder().method(method).uri(uri).header("host", "site.test");
    if !kind.is_empty() {
        request = request.header("content-type", *kind);
    }
    jingnuan_fuzz::ask(request.body(body).expect("a request"));
});
