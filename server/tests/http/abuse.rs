//! Floods are held, neighbours are not; nothing that was acknowledged is lost.

use std::net::SocketAddr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use time::Duration;

use crate::{
    picture::scene,
    site::{Answer, Multipart, TestSite, photo},
};

/// The queue of the county's transport bureau and of both coordinators, whole: numbers of cases.
pub async fn queued(site: &TestSite, cookie: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut address = "/staff/".to_owned();
    loop {
        let page = site.staff_get(&address, cookie).await.text();
        let rows = page.split("data-row=\"1\">").skip(1);
        numbers.extend(rows.map(|row| row.split('<').next().unwrap().to_owned()));
        let Some(next) = page.split("<p class=\"further\">").nth(1) else {
            return numbers;
        };
        address = next
            .split("href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&");
    }
}

/// Sends tips through a real listener, over `connections` connections at once; gives the statuses.
async fn through_the_listener(site: &TestSite, connections: usize, requests: Vec<Request<Body>>) -> Vec<StatusCode> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = site.public.clone().into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let mut share: Vec<Vec<Request<Body>>> = (0..connections).map(|_| vec![]).collect();
    for (n, request) in requests.into_iter().enumerate() {
        share[n % connections].push(request);
    }
    let senders = share.into_iter().map(|requests| async move {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut statuses = Vec::new();
        for request in requests {
            let answer = sender.send_request(request).await.unwrap();
            statuses.push(answer.status());
            answer.into_body().collect().await.unwrap();
        }
        statuses
    });
    let statuses = futures::future::join_all(senders).await.concat();
    server.abort();
    statuses
}

/// The n-th tip of a flood that comes from as many addresses as said.
fn automated(n: usize, addresses: usize, challenge: &str) -> Request<Body> {
    let from = n % addresses;
    let form = Multipart::tip(&format!("第 {n} 条")).field("challenge", challenge);
    Multipart::request("/api/v1/tips")
        .header("idempotency-key", format!("flood-{n}"))
        .header("x-forwarded-for", format!("10.1.{}.{}", from / 250, from % 250 + 1))
        .body(form.body())
        .unwrap()
}

async fn case_count(site: &TestSite, cookie: &str) -> usize {
    let page = site.staff_get("/staff/holds", cookie).await.text();
    page.split("<h1>先核对 <small>")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

const PROXY: (&str, &str) = ("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1");

#[tokio::test]
async fn of_a_thousand_automated_tips_in_a_minute_none_reaches_a_queue_unheld() {
    for addresses in [1, 1_000] {
        let site = TestSite::start_with(&[PROXY]).await;
        let cookie = site.sign_in("city", "coordinator", "city_office@4108").await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let flood = (0..1_000).map(|n| automated(n, addresses, "")).collect();
        let statuses = through_the_listener(&site, 16, flood).await;
        let taken = statuses.iter().filter(|status| **status == StatusCode::CREATED).count();
        let later = statuses
            .iter()
            .filter(|status| **status == StatusCode::TOO_MANY_REQUESTS)
            .count();
        assert_eq!(taken + later, 1_000, "{addresses}");
        assert!(
            taken >= if addresses == 1 { 100 } else { 1_000 },
            "{addresses}: {taken}"
        );
        for cookie in [&cookie, &handler] {
            assert_eq!(queued(&site, cookie).await, Vec::<String>::new(), "{addresses}");
        }
        assert_eq!(case_count(&site, &cookie).await, taken, "each acknowledged one waits");
    }
}

#[tokio::test]
async fn three_hundred_honest_tips_from_one_address_within_an_hour_all_reach_their_queue() {
    let site = TestSite::start().await;
    for n in 0..300 {
        let answer = site.send_tip(&format!("honest-{n}"), &Multipart::tip("有车卖煤")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{n}: {}", answer.text());
        site.app.clock.advance(Duration::seconds(12));
    }
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await.len(), 300);
}

/// Sends more than is believable; gives the receipts.
async fn flooded(site: &TestSite, count: usize) -> Vec<String> {
    let mut receipts = Vec::new();
    for n in 0..count {
        let form = Multipart::tip(&format!("第 {n} 条")).photo("a.jpg", &scene(1.0, (800, 600), 90));
        let answer = site.send_tip(&format!("key-{n}"), &form).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        receipts.push(answer.json()["receipt"].as_str().unwrap().to_owned());
    }
    receipts
}

const STRICT: [(&str, &str); 1] = [("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "9")];

pub async fn decide(site: &TestSite, cookie: &str, more: &[(&str, &str)]) -> Answer {
    let page = site.staff_get("/staff/holds", cookie).await;
    let fields: Vec<(String, String)> = ["csrf", "reason", "category", "county", "until"]
        .map(|name| (name.to_owned(), page.field(name)))
        .into();
    let mut form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form.extend_from_slice(more);
    site.staff_post("/staff/holds", cookie, &form).await
}

async fn follow(site: &TestSite, receipt: &str) -> serde_json::Value {
    let request = Request::get("/api/v1/tips/mine").header("receipt", receipt);
    TestSite::ask(&site.public, request.body(Body::empty()).unwrap())
        .await
        .json()
}

#[tokio::test]
async fn a_group_is_released_with_its_own_clocks() {
    let site = TestSite::start_with(&STRICT).await;
    let receipts = flooded(&site, 5).await;
    let county = site.sign_in("county", "coordinator", "county_office@410821").await;
    let held = follow(&site, &receipts[0]).await;
    assert_eq!(held["status"], "held", "{held}");
    let filed_at = held["filed_at"].clone();
    let page = site.staff_get("/staff/holds", &county).await.text();
    assert!(page.contains("放行这 5 条") && page.contains("同一个网络地址发得太快") && page.contains("第 0 条"));
    site.app.clock.advance(Duration::minutes(10));
    assert_eq!(
        decide(&site, &county, &[("action", "release")]).await.status,
        StatusCode::SEE_OTHER
    );
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let numbers = queued(&site, &handler).await;
    assert_eq!(numbers.len(), 5);
    let released = follow(&site, &receipts[0]).await;
    assert_eq!(
        (released["status"].clone(), released["filed_at"].clone()),
        ("submitted".into(), filed_at)
    );
    let case = site
        .staff_get(&format!("/staff/cases/{}", numbers[0]), &handler)
        .await
        .text();
    assert!(case.contains("核对后放行") && !case.contains("链断了"), "{case}");
    let accept = [
        ("step", "accept"),
        ("csrf", &*site.staff_get("/staff/", &handler).await.field("csrf")),
    ];
    let stepped = site
        .staff_post(&format!("/staff/cases/{}/step", numbers[0]), &handler, &accept)
        .await;
    assert_eq!(stepped.status, StatusCode::SEE_OTHER);
    let chain = site.app.storage.find_case(&numbers[0]).await.unwrap().unwrap();
    let events = site.app.storage.list_events(chain.id).await.unwrap();
    assert_eq!(jingnuan::storage::verify_chain(&numbers[0], &events), Ok(()));
    assert!(
        site.staff_get("/staff/holds", &county)
            .await
            .text()
            .contains("没有要核对的")
    );
}

#[tokio::test]
async fn a_rejected_group_is_closed_in_plain_words_and_its_photos_wait_from_then_on() {
    let site = TestSite::start_with(&STRICT).await;
    let receipts = flooded(&site, 5).await;
    let city = site.sign_in("city", "coordinator", "city_office@4108").await;
    let more = [("action", "reject"), ("block_photos", "1")];
    assert_eq!(decide(&site, &city, &more).await.status, StatusCode::SEE_OTHER);
    for receipt in &receipts {
        let followed = follow(&site, receipt).await;
        assert_eq!(
            (&followed["status"], &followed["outcome"]),
            (&"closed".into(), &"declined".into())
        );
        assert!(followed.to_string().contains("没有受理"));
    }
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert!(
        !site
            .staff_get("/staff/?view=closed", &handler)
            .await
            .text()
            .contains("data-row")
    );
    // The very same file, and the same picture as another phone compresses it.
    for (key, again) in [
        ("again", scene(1.0, (800, 600), 90)),
        ("anew", scene(1.0, (640, 480), 60)),
    ] {
        site.app.clock.advance(Duration::minutes(10));
        let form = Multipart::tip("换了说法").photo("a.jpg", &again);
        let receipt = site.send_tip(key, &form).await.json()["receipt"].clone();
        assert_eq!(
            follow(&site, receipt.as_str().unwrap()).await["status"],
            "held",
            "{key}"
        );
        let page = site.staff_get("/staff/holds", &city).await.text();
        assert!(page.contains("有要先核对的照片"));
    }
    assert_eq!(queued(&site, &handler).await, Vec::<String>::new());

    // Taken off the list again, the next one goes its way.
    let page = site.staff_get("/staff/holds", &city).await;
    let (csrf, text) = (page.field("csrf"), page.text());
    let key = text.split("/staff/holds/photos").nth(1).unwrap();
    let key = key
        .split("name=\"remove\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let fields = [("csrf", csrf.as_str()), ("remove", key)];
    let county = site.sign_in("county", "coordinator", "county_office@410821").await;
    let county_csrf = site.staff_get("/staff/", &county).await.field("csrf");
    let theirs = [("csrf", county_csrf.as_str()), ("remove", key)];
    let refused = site.staff_post("/staff/holds/photos", &county, &theirs).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "the list is the whole city's");
    let removed = site.staff_post("/staff/holds/photos", &city, &fields).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
    assert!(
        !site
            .staff_get("/staff/holds", &city)
            .await
            .text()
            .contains("要先看的照片")
    );
    site.app.clock.advance(Duration::minutes(10));
    let form = Multipart::tip("又是它").photo("a.jpg", &scene(1.0, (800, 600), 90));
    let receipt = site.send_tip("free", &form).await.json()["receipt"].clone();
    assert_eq!(follow(&site, receipt.as_str().unwrap()).await["status"], "submitted");
}

#[tokio::test]
async fn a_county_puts_no_photos_on_the_citys_list() {
    let site = TestSite::start_with(&STRICT).await;
    flooded(&site, 5).await;
    let county = site.sign_in("county", "coordinator", "county_office@410821").await;
    let page = site.staff_get("/staff/holds", &county).await;
    assert!(!page.text().contains("block_photos"));
    let more = [("action", "reject"), ("block_photos", "1")];
    assert_eq!(decide(&site, &county, &more).await.status, StatusCode::FORBIDDEN);
    let still = site.staff_get("/staff/holds", &county).await.text();
    assert!(still.contains("不受理这"), "nothing was decided: {still}");
}

#[tokio::test]
async fn held_tips_are_nobody_elses_business() {
    let site = TestSite::start_with(&STRICT).await;
    flooded(&site, 5).await;
    let city = site.sign_in("city", "coordinator", "city_office@4108").await;
    let page = site.staff_get("/staff/holds", &city).await.text();
    let number = page
        .split("/staff/cases/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    for (login, role, office, holds, case) in [
        (
            "h",
            "handler",
            "transport@410821",
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
        ),
        (
            "a",
            "auditor",
            "city_office@4108",
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
        ),
        (
            "c",
            "coordinator",
            "county_office@410821",
            StatusCode::OK,
            StatusCode::OK,
        ),
        (
            "d",
            "coordinator",
            "county_office@410822",
            StatusCode::OK,
            StatusCode::NOT_FOUND,
        ),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let list = site.staff_get("/staff/holds", &cookie).await;
        assert_eq!(list.status, holds, "{login}");
        assert_eq!(list.text().contains(&number), case == StatusCode::OK, "{login}");
        let shown = site.staff_get(&format!("/staff/cases/{number}"), &cookie).await;
        assert_eq!(shown.status, case, "{login}");
        let thumbnail = site.staff_get("/staff/photos/1/thumbnail", &cookie).await;
        assert_eq!(thumbnail.status, case, "{login}");
        let csrf = site.staff_get("/staff/villages", &cookie).await.text();
        let csrf = csrf
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let form = [
            ("csrf", csrf.as_str()),
            ("reason", "address"),
            ("category", "mobile_vendor"),
            ("county", "410821"),
            ("until", "99"),
            ("action", "reject"),
        ];
        if login != "c" {
            let refused = site.staff_post("/staff/holds", &cookie, &form).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
        }
        let words = [("csrf", csrf.as_str()), ("word", "随便")];
        let refused = site.staff_post("/staff/holds/words", &cookie, &words).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(case_count(&site, &city).await, 5, "nothing moved");
}

#[tokio::test]
async fn a_word_on_the_list_holds_a_tip_until_it_is_taken_off() {
    let site = TestSite::start().await;
    let city = site.sign_in("city", "coordinator", "city_office@4108").await;
    let page = site.staff_get("/staff/holds", &city).await;
    let csrf = page.field("csrf");
    let add = |word: &'static str| [("csrf", csrf.clone()), ("word", word.to_owned())];
    let post = async |fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        site.staff_post("/staff/holds/words", &city, &fields).await
    };
    let short = post(&add("！a")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().contains("2 到 40 个字") && short.text().contains("value=\"！a\""));
    assert_eq!(post(&add("贷款")).await.status, StatusCode::SEE_OTHER);
    site.send_tip("one", &Multipart::tip("低息贷 款，来电")).await;
    site.send_tip("two", &Multipart::tip("有车卖煤")).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await.len(), 1);
    let page = site.staff_get("/staff/holds", &city).await;
    assert!(page.text().contains("有要先核对的词"));
    let id = page
        .text()
        .split("name=\"remove\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(
        post(&[("csrf", csrf.clone()), ("remove", id)]).await.status,
        StatusCode::SEE_OTHER
    );
    site.send_tip("three", &Multipart::tip("低息贷款，来电")).await;
    assert_eq!(queued(&site, &handler).await.len(), 2);
}

#[tokio::test]
async fn limits_lifted_are_said_and_hold_nothing() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_LIMITS", "off")]).await;
    assert_eq!(site.get("/readyz").await.json()["abuse_limits"], "off");
    for n in 0..200 {
        assert_eq!(
            site.send_tip(&format!("k{n}"), &Multipart::tip("一字不差的一句话，超过十二个字"))
                .await
                .status,
            StatusCode::CREATED
        );
    }
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await.len(), 200);
    let usual = TestSite::start().await;
    assert_eq!(usual.get("/readyz").await.json()["abuse_limits"], "on");
}

#[tokio::test]
async fn a_store_that_fails_acknowledges_nothing_and_takes_the_same_tip_once_it_is_back() {
    let site = TestSite::start().await;
    let blobs = site.app.config.storage.blob_dir();
    std::fs::remove_dir_all(&blobs).unwrap();
    std::fs::write(&blobs, "no folder").unwrap();
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
    let refused = site.send_tip("one", &form).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert!(refused.json()["receipt"].is_null());
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(queued(&site, &handler).await, Vec::<String>::new());
    std::fs::remove_file(&blobs).unwrap();
    std::fs::create_dir(&blobs).unwrap();
    assert_eq!(site.send_tip("one", &form).await.status, StatusCode::CREATED);
    assert_eq!(queued(&site, &handler).await.len(), 1);
}
