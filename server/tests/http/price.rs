//! A price rule on its way from a draft to every bill.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use crate::site::{Answer, TestSite};

const OFFICE: &str = "development_reform@4108";

async fn post(site: &TestSite, cookie: &str, address: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = site.staff_get(address, cookie).await;
    let (csrf, revision) = (page.field("csrf"), page.field("revision"));
    let mut form = vec![("csrf", csrf.as_str()), ("revision", &revision), ("action", action)];
    form.extend_from_slice(fields);
    site.staff_post(address, cookie, &form).await
}

async fn begin(site: &TestSite, cookie: &str, replaces: &str) -> String {
    let list = site.staff_get("/staff/prices", cookie).await;
    assert_eq!(list.status, StatusCode::OK);
    let fields = [("csrf", &*list.field("csrf")), ("replaces", replaces)];
    let begun = site.staff_post("/staff/prices", cookie, &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    begun.header("location").to_owned()
}

/// 100 m³ in December.
async fn cost(site: &TestSite) -> i64 {
    let body = r#"{"from":"2026-12-01","to":"2026-12-31","ways":[{"way":"gas_boiler","m3":"100"}]}"#;
    let request = Request::post("/api/v1/heating-cost")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .unwrap();
    let answer = TestSite::ask(&site.public, request).await.json();
    answer["ways"][0]["cost_fen"].as_i64().unwrap()
}

const GAS: [(&str, &str); 12] = [
    ("replaces", "demo-gas-2025"),
    ("kind", "price"),
    ("name", "居民采暖用气价"),
    ("certainty", "verified"),
    ("from", "2026-11-24"),
    ("energy", "gas"),
    ("per", "year"),
    ("tiers", "0 600 3\n600 - 4"),
    ("document", "焦作市发展和改革委员会关于气价的通知"),
    ("number", "焦发改价格〔2026〕9号"),
    ("date", "2026-11-20"),
    ("link", ""),
];

#[tokio::test]
async fn two_people_change_a_price_and_every_bill_follows() {
    let site = TestSite::start().await;
    let drafter = site.sign_in("liu", "approver", OFFICE).await;
    let second = site.sign_in("chen", "approver", OFFICE).await;
    assert_eq!(cost(&site).await, 25_200);
    let address = begin(&site, &drafter, "demo-gas-2025").await;
    let shown = site.staff_get(&address, &drafter).await.text();
    assert!(shown.contains("0 600 2.52"), "it begins from the rule it replaces");
    let saved = post(&site, &drafter, &address, "save", &GAS).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let shown = site.staff_get(&address, &drafter).await.text();
    // 600 m³ over the season less 600 yuan of subsidy: at 2.52 before; after, 9 of 121 days at 2.52 and the rest at 3.
    for sum in ["912.00 元", "1,178.58 元", "+266.58 元"] {
        assert!(shown.contains(sum), "{sum}");
    }
    assert_eq!(
        post(&site, &drafter, &address, "check", &GAS).await.status,
        StatusCode::SEE_OTHER
    );
    let own = post(&site, &drafter, &address, "approve", &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "four eyes");
    assert_eq!(cost(&site).await, 25_200, "nothing holds before it is published");
    let published = post(&site, &second, &address, "approve", &[]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
    assert_eq!(cost(&site).await, 30_000, "without a restart");
    let page = site.get("/feeds/prices.atom").await.text();
    assert!(page.contains("焦发改价格〔2026〕9号"));
}

#[tokio::test]
async fn what_cannot_be_used_comes_back_with_messages() {
    let site = TestSite::start().await;
    let drafter = site.sign_in("liu", "handler", OFFICE).await;
    let address = begin(&site, &drafter, "").await;
    for (field, value, about, says) in [
        ("tiers", "0 600 3\n700 - 4", "tiers", "空档"),
        ("tiers", "0 600 3\n500 - 4", "tiers", "重叠"),
        ("tiers", "0 600 -3\n600 - 4", "tiers", "大于 0"),
        ("tiers", "0 600 x", "tiers", "读不出来"),
        ("number", "", "number", "空"),
        ("from", "2026-02-30", "from", "日期"),
        ("replaces", "", "from", "同一种情况"),
        ("replaces", "nothing", "replaces", "不在了"),
        ("places", "4108", "places", "区划代码"),
        ("kind", "", "kind", "请选"),
    ] {
        let mut fields = GAS;
        if let Some(known) = fields.iter_mut().find(|(name, _)| *name == field) {
            known.1 = value;
        }
        let mut fields = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == field) {
            fields.push((field, value));
        }
        let refused = post(&site, &drafter, &address, "check", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        let text = refused.text();
        assert!(
            text.contains(&format!("id=\"{about}-wrong\"")),
            "{field}={value} is said beside {about}"
        );
        assert!(text.contains(says), "{field}={value}: {says}");
    }
}

#[tokio::test]
async fn only_development_and_reform_sees_the_desk() {
    let site = TestSite::start().await;
    let drafter = site.sign_in("liu", "handler", OFFICE).await;
    let address = begin(&site, &drafter, "").await;
    let other = site.sign_in("wang", "approver", "ecology@4108").await;
    assert_eq!(
        site.staff_get("/staff/prices", &other).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(site.staff_get(&address, &other).await.status, StatusCode::NOT_FOUND);
    let county = site.sign_in("zhao", "handler", "development_reform@410821").await;
    let own = begin(&site, &county, "").await;
    let refused = post(&site, &county, &own, "check", &GAS).await;
    assert!(
        refused.text().contains("县里的规则只能写本县"),
        "a county cannot set the city's price"
    );
}
