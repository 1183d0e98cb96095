//! Any headers and bodies by the protocol of resumable uploads.
#![no_main]

use axum::{body::Body, extract::Request, http::HeaderValue};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = [
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-defer-length",
    "content-type",
    "tus-resumable",
];

/// An upload under way, of which three bytes have come.
fn begun() -> String {
    let begin = Request::post("/api/v1/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "1000")
        .header("content-type", "application/offset+octet-stream")
        .body(Body::from("abc"));
    let begun = jingnuan_fuzz::ask(begin.expect("a request"));
    let address = begun.headers()["location"].to_str().expect("an address");
    address.trim_start_matches("http://site.test").to_owned()
}

fuzz_target!(|input: (u8, Vec<(u8, Vec<u8>)>, Vec<u8>)| {
    let (what, headers, body) = input;
    let (method, path) = match what % 8 {
        0 => ("POST", "/api/v1/uploads".to_owned()),
        1 => ("HEAD", "/api/v1/uploads/x".to_owned()),
        2 => ("PATCH", "/api/v1/uploads/x".to_owned()),
        3 => ("DELETE", "/api/v1/uploads/x".to_owned()),
        4 => ("OPTIONS", "/api/v1/uploads".to_owned()),
        5 => ("HEAD", begun()),
        6 => ("DELETE", begun()),
        _ => ("PATCH", begun()),
    };
    let mut request = Request::builder().method(method).uri(path);
    if what < 128 {
        request = request
            .header("tus-resumable", "1.0.0")
            .header("content-type", "application/offset+octet-stream");
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            request = request.header(NAMES[usize::from(name) % NAMES.len()], value);
        }
    }
    jingnuan_fuzz::ask(request.body(Body::from(body)).expect("a request"));
});
