//! Tips that are taken: one receipt each, whatever the network does.

use axum::http::StatusCode;
use time::{Duration, macros::datetime};

use crate::site::{Multipart, TestSite, WANGZHUANG, photo};

#[tokio::test]
async fn a_tip_answers_as_documented() {
    let site = TestSite::start().await;
    let answer = site
        .send_tip("one", &Multipart::tip("一袋一袋卖").photo("a.jpg", &photo()))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    assert_eq!(body["receipt"].as_str().unwrap().len(), 16);
    assert_eq!(body["queue"]["agency"], "修武县交通运输局");
    assert_eq!(body["clause"], "二(四)");
    assert_eq!(body["joint"].as_array().unwrap().len(), 2);
    assert_eq!(site.blobs(), 3, "a clean copy, a thumbnail and the sealed copy");
}

#[tokio::test]
async fn the_same_key_gives_the_same_receipt_and_one_tip() {
    let site = TestSite::start().await;
    let form = Multipart::tip("一袋一袋卖").photo("a.jpg", &photo());
    let first = site.send_tip("one", &form).await;
    let again = site.send_tip("one", &form).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json()["receipt"], again.json()["receipt"]);
    assert_eq!(site.blobs(), 3, "the replay stored nothing");
    let other = site.send_tip("one", &Multipart::tip("另一件事")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let another_key = site.send_tip("two", &form).await;
    assert_ne!(first.json()["receipt"], another_key.json()["receipt"]);
}

#[tokio::test]
async fn the_receipt_follows_the_tip_and_names_nobody() {
    let site = TestSite::start().await;
    let receipt = site.send_tip("one", &Multipart::tip("一袋一袋卖")).await.json()["receipt"]
        .as_str()
        .unwrap()
        .to_owned();
    let request = axum::http::Request::get("/api/v1/tips/mine").header("receipt", &receipt);
    let answer = TestSite::ask(&site.public, request.body(axum::body::Body::empty()).unwrap()).await;
    let body = answer.json();
    assert_eq!(body["status"], "submitted");
    assert_eq!(body["category"], "mobile_vendor");
    assert_eq!(body["queue"]["agency"], "修武县交通运输局");
    assert!(body["history"].as_array().unwrap().len() >= 2);
    assert!(!answer.text().contains("一袋一袋卖") && !answer.text().contains(&receipt));
}

#[tokio::test]
async fn a_jpeg_that_is_also_html_is_taken_and_made_clean() {
    let site = TestSite::start().await;
    let mut polyglot = photo();
    polyglot.extend_from_slice(b"<html><script>alert(1)</script></html>");
    assert_eq!(
        site.send_tip("one", &Multipart::tip("x").photo("a.jpg", &polyglot))
            .await
            .status,
        StatusCode::CREATED
    );
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let served = site.staff_get("/staff/photos/1", &cookie).await;
    assert_eq!(served.status, StatusCode::OK);
    for planted in [&b"<script>"[..], b"Planted", b"Exif"] {
        assert!(!served.body.windows(planted.len()).any(|window| window == planted));
    }
}

#[tokio::test]
async fn without_a_place_the_city_gets_it_and_officials_never_see_complaints_about_them() {
    let site = TestSite::start().await;
    let without = Multipart::default()
        .field("category", "mobile_vendor")
        .field("text", "x");
    assert_eq!(
        site.send_tip("a", &without).await.json()["queue"]["agency"],
        "焦作市交通运输局"
    );
    let sham = Multipart::default()
        .field("category", "sham_rectification")
        .field("village", WANGZHUANG)
        .field("text", "假整改");
    assert_eq!(
        site.send_tip("b", &sham).await.json()["queue"]["agency"],
        "焦作市散烧办"
    );
}

#[tokio::test]
async fn the_sweep_removes_blobs_without_rows_and_nothing_else() {
    let site = TestSite::start().await;
    site.send_tip("one", &Multipart::tip("x").photo("a.jpg", &photo()))
        .await;
    site.app
        .blobs
        .put("clean/00/orphan.jpg", bytes::Bytes::from_static(b"x"))
        .await
        .unwrap();
    assert_eq!(
        jingnuan::jobs::sweep_once(&site.app).await.unwrap(),
        0,
        "young blobs may still wait for their rows"
    );
    let later = datetime!(2100-01-01 0:00 UTC) - site.app.clock.now();
    site.app.clock.advance(later);
    assert_eq!(
        jingnuan::jobs::sweep_once(&site.app).await.unwrap(),
        0,
        "a clock that leaps by years removes nothing until there was a day to set it right"
    );
    assert_eq!(site.blobs(), 4);
    site.app.clock.advance(Duration::hours(25));
    assert_eq!(jingnuan::jobs::sweep_once(&site.app).await.unwrap(), 1);
    assert_eq!(site.blobs(), 3);
}
