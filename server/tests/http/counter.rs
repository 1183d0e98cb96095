//! Tips that staff enter for somebody who calls, comes or writes.

use axum::http::StatusCode;
use time::Duration;

use crate::site::{Multipart, TestSite, WANGZHUANG};

#[tokio::test]
async fn a_caller_gets_a_slip_and_nobody_looks_it_up_later() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("office", "coordinator", "county_office@410821").await;
    assert!(
        site.staff_get("/staff/tips/new", &cookie)
            .await
            .text()
            .contains("流动卖煤车")
    );
    let found = site
        .staff_get("/staff/tips/new?category=mobile_vendor&q=wangzhuang", &cookie)
        .await;
    assert!(found.text().contains(&format!("village={WANGZHUANG}")));
    let address = format!("/staff/tips/new?category=mobile_vendor&village={WANGZHUANG}");
    let form = site.staff_get(&address, &cookie).await;
    assert!(form.text().contains("修武县交通运输局"));
    let filled = |channel: &str| {
        Multipart::default()
            .field("csrf", &form.field("csrf"))
            .field("idempotency_key", &form.field("idempotency_key"))
            .field("category", "mobile_vendor")
            .field("village", WANGZHUANG)
            .field("channel", channel)
            .field("text", "电话里说，村口有车卖煤")
            .field("happened_day", "2026-11-20")
            .field("name", "王某")
            .field("phone", "13800000000")
            .field("identity_notice", "yes")
    };
    let refused = site.staff_post_multipart("/staff/tips/new", &cookie, &filled("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["请选怎么来的", "电话里说，村口有车卖煤", "2026-11-20", "王某"] {
        assert!(refused.text().contains(kept), "{kept}: {}", refused.text());
    }

    let entered = site
        .staff_post_multipart("/staff/tips/new", &cookie, &filled("telephone"))
        .await;
    assert_eq!(entered.status, StatusCode::CREATED, "{}", entered.text());
    assert_eq!(entered.header("cache-control"), "no-store");
    let text = entered.text();
    let digits = text
        .split("class=\"digits\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let receipt: String = digits.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(receipt.len(), 16);
    let asked = axum::http::Request::get("/api/v1/tips/mine").header("receipt", &receipt);
    let followed = TestSite::ask(&site.public, asked.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(followed.json()["status"], "submitted");

    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let case = site.staff_get("/staff/cases/2026-000001", &handler).await.text();
    assert!(
        case.contains("代录（电话）：提交线索") && case.contains("电话，修武县散烧办 测试"),
        "{case}"
    );
    assert!(!case.contains(&digits) && !case.contains(&receipt));
    assert!(case.contains("2026年11月20日，没说几点"), "{case}");
    // The work order holds no identity.
    assert!(!case.contains("王某") && !case.contains("13800000000"), "{case}");

    site.app.clock.advance(Duration::minutes(11));
    let later = site
        .staff_post_multipart("/staff/tips/new", &cookie, &filled("telephone"))
        .await;
    assert!(later.text().contains("早先已经录过") && !later.text().contains(&digits));
}

#[tokio::test]
async fn only_the_offices_of_scattered_coal_governance_enter_tips() {
    let site = TestSite::start().await;
    for (login, role, office) in [
        ("h", "handler", "transport@410821"),
        ("a", "auditor", "city_office@4108"),
        ("k", "administrator", "city_office@4108"),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let page = site.staff_get("/staff/tips/new", &cookie).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{role} {office}");
        let sent = site
            .staff_post_multipart("/staff/tips/new", &cookie, &Multipart::tip("x"))
            .await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{role} {office}");
    }
    let cookie = site.sign_in("office", "coordinator", "city_office@4108").await;
    let forged = Multipart::tip("x").field("csrf", "forged").field("channel", "visit");
    let refused = site.staff_post_multipart("/staff/tips/new", &cookie, &forged).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
