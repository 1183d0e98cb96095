//! A flood that joins somebody's open case is parted from it: neither holds the other.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use time::Duration;

use crate::{
    abuse::{decide, queued},
    follow::file,
    site::{Multipart, TestSite, photo},
};

const HONEST: &str = "2026-000001";

/// A case of yesterday, with its reporter's receipt and the token with which it is joined.
async fn honest_case(site: &TestSite) -> (String, String) {
    let receipt = file(site, "honest", &Multipart::tip("真有车卖煤")).await;
    site.app.clock.advance(Duration::days(1));
    let near = site
        .get("/fn/near_by?category=mobile_vendor&village=410821100207")
        .await;
    (receipt, near.json()[0]["token"].as_str().unwrap().to_owned())
}

async fn status(site: &TestSite, receipt: &str) -> serde_json::Value {
    let request = Request::get("/api/v1/tips/mine").header("receipt", receipt);
    let answer = TestSite::ask(&site.public, request.body(Body::empty()).unwrap()).await;
    answer.json()["status"].clone()
}

async fn chain_holds(site: &TestSite, number: &str) {
    let case = site.app.storage.find_case(number).await.unwrap().unwrap();
    let events = site.app.storage.list_events(case.id).await.unwrap();
    assert_eq!(jingnuan::storage::verify_chain(number, &events), Ok(()), "{number}");
}

#[tokio::test]
async fn tips_that_joined_an_honest_case_leave_it_and_wait_with_their_flood() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "9")]).await;
    let (honest, join) = honest_case(&site).await;
    let mut flood = Vec::new();
    for n in 0..6 {
        let form = Multipart::tip(&format!("第 {n} 条"))
            .field("join", &join)
            .photo("a.jpg", &photo());
        flood.push(file(&site, &format!("flood-{n}"), &form).await);
    }
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(
        queued(&site, &handler).await,
        [HONEST],
        "the honest case alone goes its way"
    );
    let page = site.staff_get(&format!("/staff/cases/{HONEST}"), &handler).await.text();
    assert!(
        page.contains("分出去先核对") && page.contains("真有车卖煤") && !page.contains("第 0 条"),
        "{page}"
    );
    assert!(!page.contains("/staff/photos/"), "nor do their photos stay");
    for receipt in &flood {
        assert_eq!(status(&site, receipt).await, "held");
    }
    assert_eq!(status(&site, &honest).await, "submitted");

    let city = site.sign_in("city", "coordinator", "city_office@4108").await;
    let rejected = decide(&site, &city, &[("action", "reject")]).await;
    assert_eq!(rejected.status, StatusCode::SEE_OTHER);
    for receipt in &flood {
        assert_eq!(status(&site, receipt).await, "closed");
    }
    assert_eq!(
        status(&site, &honest).await,
        "submitted",
        "rejecting the flood leaves it"
    );
    let numbers: Vec<String> = (1..=7).map(|n| format!("2026-{n:06}")).collect();
    for number in &numbers {
        chain_holds(&site, number).await;
    }
    assert!(site.app.storage.find_case("2026-000008").await.unwrap().is_none());
    jingnuan::jobs::run_due(&site.app).await.unwrap();
    let found = site
        .staff_get("/staff/?q=%E7%AC%AC%200%20%E6%9D%A1", &handler)
        .await
        .text();
    assert!(!found.contains(HONEST), "nor is it found by their words");
}

#[tokio::test]
async fn what_was_parted_is_released_into_a_case_of_its_own() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "9")]).await;
    let (_, join) = honest_case(&site).await;
    for n in 0..4 {
        let form = Multipart::tip(&format!("第 {n} 条")).field("join", &join);
        file(&site, &format!("flood-{n}"), &form).await;
    }
    let city = site.sign_in("city", "coordinator", "city_office@4108").await;
    let released = decide(&site, &city, &[("action", "release")]).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER);
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await.len(), 5);
}

#[tokio::test]
async fn a_case_that_somebody_joined_is_not_held_for_the_flood_it_came_with() {
    let site = TestSite::start_with(&[
        ("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "9"),
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    // Just before midnight one of the flood comes; just after it an honest reporter joins its case.
    site.app
        .clock
        .advance(Duration::minutes(14 * 60) - Duration::seconds(20));
    file(&site, "flood-0", &Multipart::tip("第 0 条")).await;
    site.app.clock.advance(Duration::seconds(30));
    let near = site
        .get("/fn/near_by?category=mobile_vendor&village=410821100207")
        .await;
    let join = near.json()[0]["token"].as_str().unwrap().to_owned();
    let form = Multipart::tip("真有车卖煤").field("join", &join);
    let headers = [("idempotency-key", "honest"), ("x-forwarded-for", "203.0.113.5")];
    let honest = site.post_form("/api/v1/tips", &form, &headers).await;
    let honest = honest.json()["receipt"].as_str().unwrap().to_owned();
    for n in 1..6 {
        file(&site, &format!("flood-{n}"), &Multipart::tip(&format!("第 {n} 条"))).await;
    }
    assert_eq!(status(&site, &honest).await, "submitted");
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await, [HONEST]);
}
