//! Who is counted together, and what counts: one line is one client, and what is right is never a guess.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use time::Duration;

use crate::{
    abuse::queued,
    challenge::{challenge, solved},
    follow::file,
    site::{Answer, Multipart, TestSite},
};

async fn post_receipt(site: &TestSite, path: &str, digits: &str) -> Answer {
    let body = serde_urlencoded::to_string([("receipt", digits)]).unwrap();
    let request = Request::post(path)
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    TestSite::ask(&site.public, request).await
}

/// Sixteen digits that no tip has.
fn wrong(n: u64) -> String {
    format!("{:016}", 1_000_000_000_000_000 + n)
}

#[tokio::test]
async fn a_hundred_who_sent_from_one_address_all_see_their_receipts() {
    let site = TestSite::start().await;
    let mut receipts = Vec::new();
    for n in 0..100 {
        receipts.push(file(&site, &format!("k{n}"), &Multipart::tip("有车卖煤")).await);
    }
    for receipt in &receipts {
        for path in ["/report/received", "/receipt"] {
            let shown = post_receipt(&site, path, receipt).await;
            assert_eq!(shown.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn guessing_counts_on_every_page_alike_and_then_nothing_is_said() {
    let site = TestSite::start().await;
    let receipt = file(&site, "k", &Multipart::tip("有车卖煤")).await;
    let paths = ["/report/received", "/receipt", "/receipt/kept"];
    for n in 0..30 {
        let guessed = post_receipt(&site, paths[n % 3], &wrong(n as u64)).await;
        assert_ne!(guessed.status, StatusCode::TOO_MANY_REQUESTS, "{n}");
    }
    for path in paths {
        let refused = post_receipt(&site, path, &wrong(99)).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
        let right = post_receipt(&site, path, &receipt).await;
        assert_eq!(
            right.status,
            StatusCode::TOO_MANY_REQUESTS,
            "a right one would tell: {path}"
        );
    }
    site.app.clock.advance(Duration::minutes(1));
    assert_eq!(post_receipt(&site, "/receipt", &receipt).await.status, StatusCode::OK);
}

async fn tip_from(site: &TestSite, key: &str, peer: &str, forwarded: &str) -> StatusCode {
    let mut request = Multipart::request("/api/v1/tips")
        .header("idempotency-key", key)
        .header("x-forwarded-for", forwarded)
        .body(Multipart::tip("有车卖煤").body())
        .unwrap();
    let peer = SocketAddr::new(peer.parse().unwrap(), 4_000);
    request.extensions_mut().insert(ConnectInfo(peer));
    TestSite::ask(&site.public, request).await.status
}

#[tokio::test]
async fn one_line_with_a_thousand_addresses_is_one_client() {
    let site = TestSite::start_with(&[
        ("JINGNUAN_ABUSE_TIPS_PER_MINUTE", "3"),
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "10.0.0.0/8"),
    ])
    .await;
    for n in 0..5 {
        let status = tip_from(&site, &format!("six-{n}"), &format!("2001:db8:1:2::{n}"), "").await;
        assert_eq!(status == StatusCode::CREATED, n < 3, "{n}");
    }
    let neighbour = tip_from(&site, "next", "2001:db8:1:3::1", "").await;
    assert_eq!(neighbour, StatusCode::CREATED, "the next line");
    // A listener for both kinds shows the proxy's address in the new form.
    for n in 0..5 {
        let proxy = if n % 2 == 0 { "::ffff:10.0.0.1" } else { "10.0.0.1" };
        let status = tip_from(&site, &format!("four-{n}"), proxy, "203.0.113.9").await;
        assert_eq!(status == StatusCode::CREATED, n < 3, "{n}");
    }
    let neighbour = tip_from(&site, "other", "::ffff:10.0.0.1", "203.0.113.10").await;
    assert_eq!(neighbour, StatusCode::CREATED, "who comes by the same proxy");
}

#[tokio::test]
async fn challenges_taken_in_quiet_times_are_no_stock_for_a_flood() {
    let site = TestSite::start_with(&[
        ("JINGNUAN_ABUSE_HOLD_CITY_PER_MINUTE", "40"),
        ("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "6"),
        ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let mut stock = Vec::new();
    for n in 0..6 {
        stock.push(solved(&challenge(&site, &format!("s{n}")).await));
    }
    site.app.clock.advance(Duration::minutes(3));
    // Enough from elsewhere for harder challenges, too little to be held.
    for n in 0..22 {
        let form = Multipart::tip(&format!("别处第 {n} 条"));
        let address = format!("10.3.0.{n}");
        let headers = [("idempotency-key", &*format!("e{n}")), ("x-forwarded-for", &*address)];
        assert_eq!(
            site.post_form("/api/v1/tips", &form, &headers).await.status,
            StatusCode::CREATED
        );
    }
    for (n, answer) in stock.iter().enumerate() {
        let form = Multipart::tip("有车卖煤").field("challenge", answer);
        assert_eq!(site.send_tip(&format!("s{n}"), &form).await.status, StatusCode::CREATED);
    }
    assert_eq!(queued(&site, &handler).await.len(), 22, "each counts as without proof");
}
