//! The machine's clock is set forwards or back: floods stay floods, neighbours stay neighbours, and no tip is lost.

use axum::http::StatusCode;
use time::Duration;

use crate::{
    abuse::queued,
    challenge::{challenge, solved},
    site::{Multipart, TestSite, WANGZHUANG},
};

#[tokio::test]
async fn a_flood_is_held_whatever_the_clock_says() {
    for jump in [
        Duration::hours(2),
        Duration::hours(-2),
        Duration::days(400),
        Duration::days(-400),
    ] {
        let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "9")]).await;
        for n in 0..6 {
            let sent = site
                .send_tip(&format!("k{n}"), &Multipart::tip(&format!("第 {n} 条")))
                .await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
            site.app.clock.jump(if n % 2 == 0 { jump } else { -jump });
        }
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        assert_eq!(queued(&site, &handler).await, Vec::<String>::new(), "{jump}");
    }
}

#[tokio::test]
async fn who_had_to_wait_waits_a_minute_and_not_a_year() {
    for jump in [Duration::days(-400), Duration::days(400)] {
        let site = TestSite::start_with(&[("JINGNUAN_ABUSE_TIPS_PER_MINUTE", "2")]).await;
        let send = async |key: &str| site.send_tip(key, &Multipart::tip(key)).await.status;
        for (key, status) in [("a", 201), ("b", 201), ("c", 429)] {
            assert_eq!(send(key).await, status);
        }
        site.app.clock.jump(jump);
        assert_eq!(
            send("c").await,
            StatusCode::TOO_MANY_REQUESTS,
            "{jump}: no way round the limit"
        );
        site.app.clock.advance(Duration::minutes(1));
        assert_eq!(send("c").await, StatusCode::CREATED, "{jump}");
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        assert_eq!(queued(&site, &handler).await.len(), 3, "{jump}");
    }
}

#[tokio::test]
async fn work_done_before_the_jump_counts_or_is_asked_for_again() {
    // Two that count for one, and one that counts for three.
    for (jump, through) in [(Duration::hours(1), 0), (Duration::hours(-1), 2)] {
        let site = TestSite::start_with(&[("JINGNUAN_ABUSE_HOLD_ADDRESS_PER_MINUTE", "5")]).await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let answers = [
            solved(&challenge(&site, "k0").await),
            solved(&challenge(&site, "k1").await),
        ];
        site.app.clock.jump(jump);
        for (n, answer) in answers.iter().enumerate() {
            let form = Multipart::tip(&format!("第 {n} 条")).field("challenge", answer);
            assert_eq!(site.send_tip(&format!("k{n}"), &form).await.status, StatusCode::CREATED);
        }
        site.app.clock.jump(-jump);
        assert_eq!(queued(&site, &handler).await.len(), through, "{jump}");
        site.app.clock.advance(Duration::minutes(2));
        let fresh = Multipart::tip("重新算过").field("challenge", &solved(&challenge(&site, "k2").await));
        assert_eq!(site.send_tip("k2", &fresh).await.status, StatusCode::CREATED);
        assert_eq!(
            queued(&site, &handler).await.len(),
            through + 1,
            "{jump}: a new one counts"
        );
    }
}

#[tokio::test]
async fn a_form_from_the_future_or_the_past_is_taken_and_counts_as_what_it_shows() {
    for jump in [Duration::days(1), Duration::days(-1)] {
        let site = TestSite::start().await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let page = site.get(&format!("/report/mobile_vendor?village={WANGZHUANG}")).await;
        site.app.clock.jump(jump);
        site.app.clock.advance(Duration::seconds(40));
        let form = Multipart::default()
            .field("idempotency_key", &page.field("idempotency_key"))
            .field("opened", &page.field("opened"))
            .field("village", WANGZHUANG)
            .field("text", "有车卖煤");
        let sent = site.post_form("/report/mobile_vendor", &form, &[]).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{jump}: {}", sent.text());
        site.app.clock.jump(-jump);
        assert_eq!(queued(&site, &handler).await.len(), 1, "{jump}");
    }
}
