//! Any bytes as the body of a tip.
#![no_main]

use axum::{body::Body, extract::Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let request = Request::post("/api/v1/tips")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(bytes.to_vec()))
        .expect("a request");
    jingnuan_fuzz::ask(request);
});
