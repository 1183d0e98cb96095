//! What operation sees: numbers by route, on the staff listener alone, and nothing of anyone.

use axum::http::{Request, StatusCode};

use crate::{
    follow::file,
    site::{Multipart, TestSite, WANGZHUANG, photo},
};

async fn metrics(site: &TestSite) -> String {
    let answer = site.staff_get("/metrics", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.text()
}

/// The value of a line; zero where there is none.
fn value(text: &str, name: &str) -> u64 {
    let line = text
        .lines()
        .find(|line| line.rsplit_once(' ').is_some_and(|(head, _)| head == name));
    line.map_or(0, |line| line.rsplit_once(' ').unwrap().1.parse().unwrap())
}

#[tokio::test]
async fn what_happens_is_counted_and_nobody_is_named() {
    let site = TestSite::start().await;
    let receipt = file(&site, "one", &Multipart::tip("有车卖煤").photo("a.jpg", &photo())).await;
    let empty = site
        .send_tip("two", &Multipart::default().field("category", "mobile_vendor"))
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made_up = site
        .send_tip("three", &Multipart::default().field("category", "planted-8842"))
        .await;
    assert_eq!(made_up.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in [
        format!("/v/{WANGZHUANG}"),
        format!("/receipt?receipt={receipt}"),
        "/planted-8842".to_owned(),
    ] {
        site.get(&path).await;
    }
    let text = metrics(&site).await;
    for (name, count) in [
        (r#"jingnuan_tips_total{category="mobile_vendor",fate="filed"}"#, 1),
        (r#"jingnuan_tips_total{category="mobile_vendor",fate="refused"}"#, 1),
        (r#"jingnuan_tips_total{category="none",fate="refused"}"#, 1),
        (
            r#"jingnuan_http_requests_total{method="POST",route="/api/v1/tips",status="2xx"}"#,
            1,
        ),
        (
            r#"jingnuan_http_requests_total{method="POST",route="/api/v1/tips",status="4xx"}"#,
            2,
        ),
        (
            r#"jingnuan_http_requests_total{method="GET",route="/v/{code}",status="2xx"}"#,
            1,
        ),
        (
            r#"jingnuan_http_requests_total{method="GET",route="/receipt",status="2xx"}"#,
            1,
        ),
        (
            r#"jingnuan_http_requests_total{method="GET",route="other",status="4xx"}"#,
            1,
        ),
        (
            r#"jingnuan_http_request_seconds_count{method="GET",route="/v/{code}"}"#,
            1,
        ),
        ("jingnuan_photos_decoded_total", 1),
        ("jingnuan_photos_waiting", 0),
        ("jingnuan_uploads_open", 0),
        (r#"jingnuan_jobs{state="pending"}"#, 1),
        (r#"jingnuan_jobs{state="failed"}"#, 0),
        ("jingnuan_ready", 1),
        (
            &format!("jingnuan_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")),
            1,
        ),
    ] {
        assert_eq!(value(&text, name), count, "{name}: {text}");
    }
    assert!(
        text.contains("# TYPE jingnuan_blob_store_errors_total counter"),
        "{text}"
    );
    for hidden in [&*receipt, WANGZHUANG, "planted-8842", "127.0.0.1"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
}

#[tokio::test]
async fn held_tips_and_open_uploads_are_counted() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_CITY_PER_MINUTE", "1")]).await;
    for n in 0..3 {
        file(&site, &format!("k{n}"), &Multipart::tip("有车卖煤")).await;
    }
    let begun = Request::post("/api/v1/uploads")
        .header("host", "site.test")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 10)
        .header("content-type", "application/offset+octet-stream")
        .body(axum::body::Body::from("12345"));
    let begun = TestSite::ask(&site.public, begun.unwrap()).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    let text = metrics(&site).await;
    assert_eq!(
        value(&text, r#"jingnuan_tips_total{category="mobile_vendor",fate="filed"}"#),
        1
    );
    assert_eq!(
        value(&text, r#"jingnuan_tips_total{category="mobile_vendor",fate="held"}"#),
        2
    );
    assert_eq!(value(&text, "jingnuan_uploads_open"), 1);
    assert_eq!(value(&text, "jingnuan_uploads_open_bytes"), 5);
}

#[tokio::test]
async fn the_public_site_has_no_such_page() {
    for role in ["both", "public"] {
        let site = TestSite::start_with(&[("JINGNUAN_SERVER_ROLE", role)]).await;
        assert_eq!(site.get("/metrics").await.status, StatusCode::NOT_FOUND, "{role}");
    }
}
