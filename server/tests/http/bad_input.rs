//! Bad input is refused with a message beside its field, keeps what was typed, and leaves no trace.

use axum::http::StatusCode;

use crate::site::{Multipart, TestSite, WANGZHUANG, photo};

async fn refused(site: &TestSite, name: &str, form: &Multipart, field: &str) {
    let answer = site.send_tip(name, form).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{name}: {}",
        answer.text()
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let message = answer.json()["fields"][field].as_str().unwrap_or_default().to_owned();
    assert!(
        message.chars().any(|c| c > '\u{4e00}'),
        "{name} says it in Chinese beside {field}: {}",
        answer.text()
    );
    assert_eq!(site.blobs(), 0, "{name} left something on disk");
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let site = TestSite::start().await;
    let tip = |text: &str| Multipart::tip(text);
    let plain = || {
        Multipart::default()
            .field("category", "mobile_vendor")
            .field("text", "有车卖煤")
    };
    for (name, form, field) in [
        ("empty", Multipart::default().field("category", "mobile_vendor"), "text"),
        ("nothing at all", Multipart::default(), "category"),
        ("100,000 characters", tip(&"煤".repeat(100_000)), "text"),
        (
            "unknown category",
            Multipart::default().field("category", "coal").field("text", "x"),
            "category",
        ),
        ("unknown village", plain().field("village", "410821100999"), "village"),
        ("another city", plain().field("village", "110101001001"), "village"),
        ("no code", plain().field("village", "王庄"), "village"),
        ("far away", plain().field("lat", "39.9").field("long", "116.4"), "lat"),
        ("no numbers", plain().field("lat", "NaN").field("long", "inf"), "lat"),
        (
            "no system",
            plain().field("lat", "35.2").field("long", "113.2").field("crs", "utm"),
            "crs",
        ),
        ("text named .jpg", tip("x").photo("a.jpg", b"just text"), "photo"),
        (
            "HTML named .jpg",
            tip("x").photo("a.jpg", b"<html><script>alert(1)</script></html>"),
            "photo",
        ),
        (
            "SVG named .jpg",
            tip("x").photo("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
            "photo",
        ),
        ("truncated JPEG", tip("x").photo("a.jpg", &photo()[..30_000]), "photo"),
        (
            "240 megapixels",
            tip("x").photo("a.jpg", &png_of(20_000, 12_000)),
            "photo",
        ),
        (
            "ten photos",
            (0..10).fold(tip("x"), |form, _| form.photo("a.jpg", &photo())),
            "photo",
        ),
        (
            "one good, one bad",
            tip("x").photo("a.jpg", &photo()).photo("b.jpg", b"text"),
            "photo",
        ),
    ] {
        refused(&site, name, &form, field).await;
    }
}

/// A PNG whose header promises more than anyone should decode; the whole file is a few dozen bytes.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    drop(encoder.write_header().unwrap());
    bytes
}

#[tokio::test]
async fn a_refused_form_comes_back_with_all_that_was_typed() {
    let site = TestSite::start().await;
    let address = format!("/report/mobile_vendor?village={WANGZHUANG}");
    let key = site.get(&address).await.field("idempotency_key");
    let form = Multipart::default()
        .field("idempotency_key", &key)
        .field("village", WANGZHUANG)
        .field("place_text", "村口桥头")
        .field("answer.vehicle", "tricycle")
        .field(
            "text",
            &format!("</textarea><script>alert(1)</script>{}", "煤".repeat(3_000)),
        );
    let answer = site.post_form("/report/mobile_vendor", &form, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("村口桥头") && page.contains("最多写 2000 个字"));
    assert!(!page.contains("</textarea><script>") && page.contains("&lt;/textarea&gt;&lt;script&gt;"));
    assert_eq!(
        answer.field("idempotency_key"),
        key,
        "sending it again is still one tip"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn foreign_origins_and_forged_forms_are_refused() {
    let site = TestSite::start().await;
    let form = Multipart::tip("有车卖煤");
    let foreign = site
        .post_form("/api/v1/tips", &form, &[("origin", "https://evil.example")])
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let forged = form.clone().field("idempotency_key", "made-up.token");
    assert_eq!(
        site.post_form("/report/mobile_vendor", &forged, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let own = site
        .post_form("/api/v1/tips", &form, &[("origin", "http://site.test")])
        .await;
    assert_eq!(own.status, StatusCode::CREATED);
}

#[tokio::test]
async fn receipts_that_do_not_exist_say_so() {
    let site = TestSite::start().await;
    for (receipt, status) in [
        ("1234567812345678", StatusCode::NOT_FOUND),
        ("1234", StatusCode::UNPROCESSABLE_ENTITY),
        ("' OR 1=1 --", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let request = axum::http::Request::get("/api/v1/tips/mine").header("receipt", receipt);
        let answer = TestSite::ask(&site.public, request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{receipt}");
        assert!(answer.json()["fields"]["receipt"].is_string());
    }
    let none = axum::http::Request::get("/api/v1/tips/mine")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(TestSite::ask(&site.public, none).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn unknown_addresses_answer_in_words() {
    let site = TestSite::start().await;
    for path in [
        "/v/410821100999",
        "/v/../../etc/passwd",
        "/report/coal",
        "/notices/99",
        "/notices/abc",
        "/guide/x",
        "/nope",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("<!DOCTYPE html>"), "{path}");
    }
    let api = site.get("/api/v1/zone-status?village=410821100999").await;
    assert_eq!(api.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn too_many_tips_from_one_address_are_asked_to_wait() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_TIPS_PER_MINUTE", "2")]).await;
    let mut last = None;
    for n in 0..3 {
        last = Some(site.send_tip(&format!("k{n}"), &Multipart::tip("有车卖煤")).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn every_address_of_the_description_exists() {
    let site = TestSite::start().await;
    let description = site.get("/api/openapi.json").await.json();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() >= 9);
    for path in paths.keys() {
        let answer = site.get(path).await;
        assert_ne!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_sent_form_that_was_changed_is_offered_as_another_tip() {
    let site = TestSite::start().await;
    let address = format!("/report/mobile_vendor?village={WANGZHUANG}");
    let key = site.get(&address).await.field("idempotency_key");
    let with = |key: &str, text: &str| {
        Multipart::default()
            .field("idempotency_key", key)
            .field("village", WANGZHUANG)
            .field("text", text)
    };
    let send = async |form: Multipart| site.post_form("/report/mobile_vendor", &form, &[]).await;
    assert_eq!(send(with(&key, "第一条")).await.status, StatusCode::CREATED);
    let changed = send(with(&key, "第二条")).await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert!(changed.text().contains("第二条") && changed.text().contains("当作新的一条"));
    let fresh = changed.field("idempotency_key");
    assert_ne!(fresh, key);
    assert_eq!(send(with(&fresh, "第二条")).await.status, StatusCode::CREATED);
}
