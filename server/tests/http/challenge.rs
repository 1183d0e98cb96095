//! What a sender's side does against floods: challenges for one tip alone, a person's time without scripts, a device's token.

use app::domain::challenge::Search;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use time::Duration;

use crate::{
    abuse::queued,
    site::{Multipart, TestSite, WANGZHUANG},
};

pub async fn challenge(site: &TestSite, key: &str) -> serde_json::Value {
    let request = Request::get("/api/v1/challenge").header("idempotency-key", key);
    let answer = TestSite::ask(&site.public, request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

pub fn solved(issued: &serde_json::Value) -> String {
    let bits = u8::try_from(issued["bits"].as_u64().unwrap()).unwrap();
    let mut search = Search::new(issued["challenge"].as_str().unwrap(), bits);
    loop {
        if let Some(answer) = search.advance(10_000) {
            return answer;
        }
    }
}

/// How many tips of one address go their way when each brings what `make` gives for its key.
async fn go_their_way(site: &TestSite, make: impl AsyncFn(&str) -> String) -> usize {
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    for n in 0..6 {
        let key = format!("k{n}");
        let form = Multipart::tip("有车卖煤").field("challenge", &make(&key).await);
        assert_eq!(site.send_tip(&key, &form).await.status, StatusCode::CREATED);
    }
    queued(site, &handler).await.len()
}

#[tokio::test]
async fn solved_challenges_go_further_and_only_for_their_own_tip() {
    let rule = [("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "6")];
    let site = TestSite::start_with(&rule).await;
    assert_eq!(
        go_their_way(&site, async |key| solved(&challenge(&site, key).await)).await,
        6
    );

    let site = TestSite::start_with(&rule).await;
    let once = solved(&challenge(&site, "k0").await);
    assert_eq!(
        go_their_way(&site, async |_| once.clone()).await,
        0,
        "one that was solved for another tip"
    );

    let site = TestSite::start_with(&rule).await;
    let late = async |key: &str| {
        let answer = solved(&challenge(&site, key).await);
        site.app.clock.advance(Duration::minutes(11));
        answer
    };
    let late = [late("k0").await, late("k1").await, late("k2").await];
    let stale = async |key: &str| {
        late.get(key[1..].parse::<usize>().unwrap())
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(go_their_way(&site, stale).await, 0, "one that was solved too long ago");
}

#[tokio::test]
async fn a_solved_challenge_sent_again_is_the_same_tip_and_nothing_more() {
    let rule = [("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "4")];
    let site = TestSite::start_with(&rule).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let answer = solved(&challenge(&site, "k0").await);
    let form = Multipart::tip("有车卖煤").field("challenge", &answer);
    let first = site.send_tip("k0", &form).await;
    assert_eq!(first.status, StatusCode::CREATED);
    for _ in 0..40 {
        let again = site.send_tip("k0", &form).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.json()["receipt"], first.json()["receipt"]);
    }
    let other = site
        .send_tip("k0", &Multipart::tip("别的话").field("challenge", &answer))
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT, "nor another tip under its key");
    // What was sent again did not count: a neighbour who did nothing of the kind still goes through.
    assert_eq!(
        site.send_tip("n", &Multipart::tip("邻居")).await.status,
        StatusCode::CREATED
    );
    assert_eq!(queued(&site, &handler).await.len(), 2);
    let taken = site
        .send_tip("k1", &Multipart::tip("借来的").field("challenge", &answer))
        .await;
    assert_eq!(taken.status, StatusCode::CREATED);
    assert_eq!(
        queued(&site, &handler).await.len(),
        0,
        "one that was solved for another tip counts for nothing"
    );
}

#[tokio::test]
async fn a_challenge_needs_a_key_and_gets_harder_under_flood() {
    let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_CITY_PER_MINUTE", "4")]).await;
    assert_eq!(site.get("/api/v1/challenge").await.status, StatusCode::BAD_REQUEST);
    let before = challenge(&site, "k").await["bits"].as_u64().unwrap();
    for n in 0..8 {
        site.send_tip(&format!("f{n}"), &Multipart::tip("x")).await;
    }
    assert_eq!(challenge(&site, "k").await["bits"].as_u64().unwrap(), before + 3);
    site.app.clock.advance(Duration::minutes(2));
    assert_eq!(challenge(&site, "k").await["bits"].as_u64().unwrap(), before);
}

#[tokio::test]
async fn without_scripts_taking_a_persons_time_counts() {
    let rule = [("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "8")];
    for (seconds, through) in [(30, 4), (0, 0)] {
        let site = TestSite::start_with(&rule).await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let mut forms = Vec::new();
        for n in 0..4 {
            let page = site.get(&format!("/report/mobile_vendor?village={WANGZHUANG}")).await;
            let form = Multipart::default()
                .field("idempotency_key", &page.field("idempotency_key"))
                .field("opened", &page.field("opened"))
                .field("village", WANGZHUANG)
                .field("text", &format!("第 {n} 条"));
            forms.push(form);
        }
        site.app.clock.advance(Duration::seconds(seconds));
        for form in &forms {
            let sent = site.post_form("/report/mobile_vendor", form, &[]).await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        }
        assert_eq!(queued(&site, &handler).await.len(), through, "after {seconds} s");
    }
}

#[tokio::test]
async fn programs_that_fill_in_forms_and_wait_are_a_flood_like_any_other() {
    for addresses in [1, 70] {
        let site = TestSite::start_with(&[("JINGNUAN_SERVER_TRUSTED_PROXIES", "127.0.0.1")]).await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let forms: Vec<(String, String)> = (0..70)
            .map(|_| {
                let key = site.app.secret.form_key();
                (site.app.secret.opened(&key, site.app.clock.now()), key)
            })
            .collect();
        site.app.clock.advance(Duration::seconds(40));
        for (n, (opened, key)) in forms.iter().enumerate() {
            let form = Multipart::default()
                .field("idempotency_key", key)
                .field("opened", opened)
                .field("village", WANGZHUANG)
                .field("text", &format!("第 {n} 条"));
            let from = n % addresses;
            let address = format!("10.2.{}.{}", from / 250, from % 250 + 1);
            let sent = site
                .post_form("/report/mobile_vendor", &form, &[("x-forwarded-for", &address)])
                .await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        }
        assert_eq!(queued(&site, &handler).await, Vec::<String>::new(), "{addresses}");
    }
}

#[tokio::test]
async fn a_device_is_counted_by_itself_and_left_alone_by_its_neighbours() {
    let rule = [("JINGNUAN_ABUSE_DEVICE_TIPS_PER_MINUTE", "2")];
    let site = TestSite::start_with(&rule).await;
    let address = format!("/report/mobile_vendor?village={WANGZHUANG}");
    let first = site.get(&address).await;
    let cookie = first.cookies();
    let set = first.header("set-cookie");
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Max-Age=86400"),
        "{set}"
    );
    let another = site.get(&address).await.cookies();
    assert_ne!(cookie, another);
    let request = Request::get(&address)
        .header(header::COOKIE, &cookie)
        .body(Body::empty())
        .unwrap();
    let again = TestSite::ask(&site.public, request).await;
    assert_eq!(again.header("set-cookie"), "", "kept for its day");
    let send = async |key: &str, cookie: &str| {
        let headers = [
            ("idempotency-key", key),
            ("cookie", cookie),
            ("origin", "http://site.test"),
        ];
        site.post_form("/api/v1/tips", &Multipart::tip("有车卖煤"), &headers)
            .await
    };
    for key in ["a", "b"] {
        assert_eq!(send(key, &cookie).await.status, StatusCode::CREATED);
    }
    let refused = send("c", &cookie).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(send("d", &another).await.status, StatusCode::CREATED, "a neighbour");
    assert_eq!(
        send("e", "visit=made-up").await.status,
        StatusCode::CREATED,
        "no token of ours: by address alone"
    );
    site.app.clock.advance(Duration::minutes(1));
    assert_eq!(send("c", &cookie).await.status, StatusCode::CREATED);
}
