//! Licensed outlets: who keeps them, what is refused, and who gets to see them.

use axum::http::StatusCode;

use crate::site::{TestSite, WANGZHUANG};

/// 七贤镇 of 修武, outside every demonstration zone.
const OUTSIDE: &str = "410821101226";
const DESK: &str = "/staff/outlets";

/// A complete form, before its token.
fn filled() -> Vec<(&'static str, &'static str)> {
    vec![
        ("county", "410821"),
        ("kind", "outlet"),
        ("name", "七贤惠民型煤配送站"),
        ("address", "七贤镇政府路 8 号"),
        ("serves", "七贤镇"),
        ("phone", "0391-7654321"),
        ("hours", "每天 8 点到 18 点"),
        ("licence", "XW-2026-008"),
        ("valid_from", "2026-09-01"),
        ("valid_until", "2027-08-31"),
        ("action", "save"),
    ]
}

fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    for (name, value) in changes {
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn residents_see_an_outlet_only_where_their_rules_allow_briquettes() {
    let site = TestSite::start().await;
    let household = |village: &str| format!("/v/{village}/for/household");
    let before = site.get(&household(OUTSIDE)).await.text();
    assert!(before.contains("示例七贤配送网点"), "invented ones stand in");
    let cookie = site.sign_in("h", "handler", "industry@410821").await;
    let csrf = site.staff_get(&format!("{DESK}/new"), &cookie).await.field("csrf");
    let added = site
        .staff_post(DESK, &cookie, &with(filled(), &[("csrf", &csrf)]))
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let desk = added.header("location").to_owned();

    for (path, shown) in [
        (household(OUTSIDE), true),
        (format!("/v/{OUTSIDE}/for/farm"), true),
        (format!("/v/{OUTSIDE}/for/shop"), false),
        (format!("/v/{OUTSIDE}/for/stall"), false),
        (format!("/v/{OUTSIDE}/for/fuel-seller"), false),
        (household(WANGZHUANG), false),
        (household("410823101221"), false),
    ] {
        let page = site.get(&path).await.text();
        assert_eq!(page.contains("七贤惠民型煤配送站"), shown, "{path}");
        assert!(!page.contains("示例七贤"), "{path}: no invented one beside a real one");
    }
    let page = site.get(&household(OUTSIDE)).await.text();
    assert!(page.contains("tel:03917654321") && page.contains("管您这个乡镇"));
    let open = |village: &str| format!("/api/v1/outlets?village={village}");
    let found = site.get(&open(OUTSIDE)).await;
    assert_eq!(found.header("access-control-allow-origin"), "*");
    let found = found.json();
    assert_eq!(found["outlets"][0]["licence"], "XW-2026-008");
    assert_eq!(
        (&found["outlets"][0]["reach"], &found["clean_briquette"]["farm"]),
        (&"town".into(), &"allowed".into())
    );
    let inside = site.get(&open(WANGZHUANG)).await.json();
    assert_eq!(
        (inside["outlets"].as_array().unwrap().len(), &inside["status"]),
        (0, &"inside".into())
    );
    for bad in [
        "/api/v1/outlets",
        "/api/v1/outlets?village=410821100999",
        "/api/v1/outlets?village=x",
    ] {
        let refused = site.get(bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(refused.json()["fields"]["village"].is_string(), "{bad}");
    }

    // Closed from today on: gone from the page that was kept, without a restart.
    let form = site.staff_get(&desk, &cookie).await;
    let seen = form.field("seen");
    let close = [
        ("csrf", csrf.as_str()),
        ("seen", seen.as_str()),
        ("action", "close"),
        ("closed_on", "2026-11-23"),
        ("remark", "许可撤销"),
    ];
    assert_eq!(
        site.staff_post(&desk, &cookie, &close).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        !site
            .get(&household(OUTSIDE))
            .await
            .text()
            .contains("七贤惠民型煤配送站")
    );
    let again = site.staff_post(&desk, &cookie, &close).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what was seen is no longer so");
    let history = site.staff_get(&desk, &cookie).await;
    assert!(history.text().contains("关停：许可撤销") && history.text().contains("登记"));
    let seen = history.field("seen");
    let reopen = [
        ("csrf", csrf.as_str()),
        ("seen", seen.as_str()),
        ("action", "reopen"),
        ("remark", "复核通过"),
    ];
    assert_eq!(
        site.staff_post(&desk, &cookie, &reopen).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        site.get(&household(OUTSIDE))
            .await
            .text()
            .contains("七贤惠民型煤配送站")
    );
}

#[tokio::test]
async fn bad_input_is_named_beside_its_field_and_what_was_typed_stays() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", "industry@4108").await;
    let csrf = site.staff_get(&format!("{DESK}/new"), &cookie).await.field("csrf");
    for (field, value, says) in [
        ("county", "", "请选县"),
        ("county", "410899", "请选县"),
        ("kind", "king", "请选"),
        ("name", " ", "请填名称"),
        ("serves", "七贤镇、火星村", "没有“火星村”"),
        ("serves", "410821100999", "没有编号"),
        ("serves", "", "请写它管哪些"),
        ("serves", "城关镇", "在禁煤区里"),
        ("serves", "城关镇 王庄", "在禁煤区里"),
        ("phone", "找老李", "电话没看懂"),
        ("licence", "", "请填许可"),
        ("licence", "1", "太短"),
        ("longitude", "35.2", "焦作一带"),
        ("valid_from", "今天", "没看懂"),
        ("valid_until", "2026-02-30", "没有这一天"),
        ("valid_until", "2025-01-01", "早于"),
    ] {
        let mut fields = with(
            filled(),
            &[("csrf", &csrf), ("address", "</textarea><script>alert(1)</script>")],
        );
        fields = with(fields, &[(field, value)]);
        let answer = site.staff_post(DESK, &cookie, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        let text = answer.text();
        let beside = text
            .split(&format!("id=\"{field}-wrong\""))
            .nth(1)
            .unwrap_or_else(|| panic!("{field}={value}"));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{field}={value}");
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}: linked above");
        assert!(
            text.contains("&lt;script&gt;") && !text.contains("<script>alert"),
            "{field}: kept, as text"
        );
    }
    assert_eq!(site.app.storage.list_outlets().await.unwrap(), []);
    let twice = with(filled(), &[("csrf", &csrf)]);
    assert_eq!(
        site.staff_post(DESK, &cookie, &twice).await.status,
        StatusCode::SEE_OTHER
    );
    let again = site.staff_post(DESK, &cookie, &twice).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text().contains("同名"));
}

#[tokio::test]
async fn only_industry_keeps_outlets_and_only_its_own() {
    let site = TestSite::start().await;
    let keeper = site.sign_in("keeper", "handler", "industry@410821").await;
    let csrf = site.staff_get(&format!("{DESK}/new"), &keeper).await.field("csrf");
    let elsewhere = with(filled(), &[("csrf", &csrf), ("county", "410822"), ("serves", "孝敬镇")]);
    assert_eq!(
        site.staff_post(DESK, &keeper, &elsewhere).await.status,
        StatusCode::FORBIDDEN
    );
    let forged = with(filled(), &[("csrf", "forged")]);
    assert_eq!(
        site.staff_post(DESK, &keeper, &forged).await.status,
        StatusCode::FORBIDDEN
    );
    let added = site
        .staff_post(DESK, &keeper, &with(filled(), &[("csrf", &csrf)]))
        .await;
    let desk = added.header("location").to_owned();
    for (login, role, office, list, one, change) in [
        (
            "market",
            "handler",
            "market_regulation@410821",
            StatusCode::OK,
            StatusCode::OK,
            StatusCode::FORBIDDEN,
        ),
        (
            "office",
            "coordinator",
            "county_office@410821",
            StatusCode::OK,
            StatusCode::OK,
            StatusCode::FORBIDDEN,
        ),
        (
            "boai",
            "handler",
            "industry@410822",
            StatusCode::OK,
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
        (
            "transport",
            "handler",
            "transport@410821",
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
        (
            "city",
            "handler",
            "industry@4108",
            StatusCode::OK,
            StatusCode::OK,
            StatusCode::SEE_OTHER,
        ),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let queue = site.staff_get("/staff/", &cookie).await.text();
        assert_eq!(
            queue.contains("href=\"/staff/outlets\""),
            list == StatusCode::OK,
            "{login}: the menu"
        );
        assert_eq!(site.staff_get(DESK, &cookie).await.status, list, "{login}: the list");
        let page = site.staff_get(&desk, &cookie).await;
        assert_eq!(page.status, one, "{login}: the desk");
        let seen = site.staff_get(&desk, &keeper).await.field("seen");
        let csrf = site.staff_get("/staff/", &cookie).await.field("csrf");
        let changed = with(filled(), &[("csrf", &csrf), ("seen", &seen), ("hours", "逢集才开")]);
        assert_eq!(
            site.staff_post(&desk, &cookie, &changed).await.status,
            change,
            "{login}: changes"
        );
    }
    assert!(site.staff_get(&desk, &keeper).await.text().contains("逢集才开"));
}

#[tokio::test]
async fn what_another_instance_recorded_shows_without_a_restart() {
    let site = TestSite::start().await;
    let address = format!("/v/{OUTSIDE}/for/household");
    assert!(site.get(&address).await.text().contains("示例七贤配送网点"));
    site.sign_in("h", "handler", "industry@410821").await;
    let by = site.app.storage.find_account("h").await.unwrap().unwrap().id;
    let mut content = site.app.outlets.register().all()[0].content.clone();
    content.county = "410821".parse().unwrap();
    content.towns = vec!["410821101".parse().unwrap()];
    content.name = "别处登记的网点".to_owned();
    let event = jingnuan::storage::OutletEvent {
        at: site.app.clock.now(),
        account: by,
        kind: "add".to_owned(),
        remark: String::new(),
    };
    site.app.storage.insert_outlet(&content, event).await.unwrap();
    site.app.outlets.refresh(&site.app.storage).await.unwrap();
    let page = site.get(&address).await.text();
    assert!(page.contains("别处登记的网点") && !page.contains("示例七贤"));
}
