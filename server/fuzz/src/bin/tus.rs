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

fuzz_target!(|input: (u8, Vec<(u8, Vec<u8>)>, Vec<u8>)| {
    let (what, headers, body) = input;
    let (method, path) = match what % 5 {
        0 => ("POST", "/api/v1/uploads"),
        1 => ("HEAD", "/api/v1/uploads/x"),
        2 => ("PATCH", "/api/v1/uploads/x"),
        3 => ("DELETE", "/api/v1/uploads/x"),
        _ => ("OPTIONS", "/api/v1/uploads"),
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
