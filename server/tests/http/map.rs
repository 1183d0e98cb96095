//! The map, its data, the way to a village step by step, and the points that staff record.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::site::{Answer, TestSite, WANGZHUANG};

const ECOLOGY: &str = "ecology@410821";

async fn compressed(site: &TestSite, path: &str) -> Answer {
    let request = Request::get(path)
        .header("accept-encoding", "br")
        .body(Body::empty())
        .unwrap();
    TestSite::ask(&site.public, request).await
}

#[tokio::test]
async fn the_map_says_everything_without_scripts() {
    let site = TestSite::start().await;
    let page = site.get("/map").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for county in site.app.reference.divisions().counties() {
        assert!(
            text.contains(&format!("id=\"county-{}\"", county.code)),
            "{}",
            county.name
        );
    }
    for wanted in [
        "全部在禁煤区里",
        "一部分在禁煤区里",
        "还没查到通告",
        "示例〔2025〕第1号",
        "示意图",
        "审图号：待核发",
        "<svg viewBox=\"0 0 320",
        "/check?county=410821",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert!(!text.contains("leaflet.js"), "the library comes with the island alone");
}

#[tokio::test]
async fn the_map_opens_for_a_village_that_exists() {
    let site = TestSite::start().await;
    let text = site.get(&format!("/map?village={WANGZHUANG}")).await.text();
    let (first, other) = (
        text.find("id=\"county-410821\"").unwrap(),
        text.find("id=\"county-410802\"").unwrap(),
    );
    assert!(first < other && text.contains(&format!("href=\"/v/{WANGZHUANG}\"")));
    for unknown in ["/map?village=410821100999", "/map?village=x"] {
        assert_eq!(site.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn other_hosts_are_asked_for_tiles_only_with_a_key_and_only_on_the_map() {
    let policy = |answer: &Answer| answer.header("content-security-policy").to_owned();
    let site = TestSite::start().await;
    assert!(!policy(&site.get("/map").await).contains("tianditu"));
    let site = TestSite::start_with(&[("JINGNUAN_MAP_TIANDITU_KEY", "abc123")]).await;
    let map = site.get("/map").await;
    assert!(
        policy(&map).contains("img-src 'self' blob: data: https://t0.tianditu.gov.cn"),
        "{}",
        policy(&map)
    );
    assert!(map.text().contains("abc123") && map.text().contains("底图：天地图"));
    assert!(policy(&site.get("/map").await).contains("tianditu"), "kept pages too");
    for path in ["/", "/report", &format!("/v/{WANGZHUANG}")] {
        let answer = site.get(path).await;
        assert!(
            !policy(&answer).contains("tianditu") && !answer.text().contains("abc123"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_maps_data_never_paints_a_part_as_the_whole() {
    let site = TestSite::start().await;
    let base = site.get("/map/base.json").await;
    assert_eq!(base.header("content-type"), "application/json");
    assert_eq!(base.json()["features"].as_array().unwrap().len(), 10);
    let layers = site.get("/map/layers.json").await.json();
    let counties = layers["counties"].as_array().unwrap();
    assert_eq!(counties.len(), 11);
    let county = |code: &str| counties.iter().find(|county| county["code"] == code).unwrap();
    for (code, coverage, everywhere) in [
        ("410802", "all", "inside".into()),
        ("410821", "some", serde_json::Value::Null),
        ("410823", "unknown", serde_json::Value::Null),
    ] {
        assert_eq!(county(code)["coverage"], coverage, "{code}");
        assert_eq!(county(code)["everywhere"], everywhere, "{code}");
    }
    assert!(county("410823")["notice"].is_null() && county("410821")["notice"].is_string());
    assert!(
        layers["rings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|ring| ring["points"].as_array().unwrap().len() > 3)
    );
    let again = Request::get("/map/base.json")
        .header("if-none-match", base.header("etag"))
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        TestSite::ask(&site.public, again).await.status,
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn a_village_is_found_step_by_step() {
    let site = TestSite::start().await;
    let towns = site.get("/check?county=410821").await.text();
    assert!(towns.contains("/check?town=410821100") && !towns.contains("/check?town=410822100"));
    let villages = site.get("/check?town=410821100").await.text();
    assert!(villages.contains(&format!("/v/{WANGZHUANG}")) && villages.contains("在禁煤区里"));
    for unknown in ["/check?county=110101", "/check?county=x", "/check?town=110101001"] {
        assert_eq!(site.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn first_views_fit_one_window() {
    let site = TestSite::start().await;
    for path in ["/", &format!("/v/{WANGZHUANG}"), "/v/410823101221"] {
        let answer = compressed(&site, path).await;
        assert_eq!(answer.header("content-encoding"), "br");
        assert!(answer.body.len() <= 14 * 1024, "{path}: {} bytes", answer.body.len());
    }
}

#[tokio::test]
async fn a_recorded_point_shows_everywhere_and_can_be_taken_back() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", ECOLOGY).await;
    let address = format!("/staff/villages/{WANGZHUANG}");
    assert!(
        site.staff_get("/staff/villages?q=wangzhuang", &cookie)
            .await
            .text()
            .contains(&address)
    );
    let csrf = site.staff_get(&address, &cookie).await.field("csrf");
    let village = format!("/v/{WANGZHUANG}");
    assert!(!site.get(&village).await.text().contains("圆点是您村"));

    let send = async |action: &str, position: &str, crs: &str| {
        let fields = [
            ("csrf", csrf.as_str()),
            ("action", action),
            ("position", position),
            ("crs", crs),
        ];
        site.staff_post(&address, &cookie, &fields).await
    };
    assert_eq!(
        send("save", "35.2281, 113.4476", "gcj02").await.status,
        StatusCode::SEE_OTHER
    );
    let points = site.get("/map/layers.json").await.json()["points"].clone();
    assert_eq!(points[0]["code"], WANGZHUANG);
    let longitude = points[0]["at"][0].as_f64().unwrap();
    assert!((113.441..113.442).contains(&longitude), "un-shifted: {longitude}");
    assert!(site.get(&village).await.text().contains("圆点是您村"));
    let desk = site.staff_get(&address, &cookie).await.text();
    assert!(desk.contains("测试") && desk.contains("11月23日"), "who and when");

    assert_eq!(send("remove", "", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/map/layers.json").await.json()["points"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert!(!site.get(&village).await.text().contains("圆点是您村"));
    assert!(site.staff_get(&address, &cookie).await.text().contains("撤掉了位置"));
}

#[tokio::test]
async fn a_bad_position_is_named_and_nothing_is_recorded() {
    let site = TestSite::start().await;
    let cookie = site.sign_in("h", "handler", ECOLOGY).await;
    let address = format!("/staff/villages/{WANGZHUANG}");
    let csrf = site.staff_get(&address, &cookie).await.field("csrf");
    for (position, crs, said) in [
        ("", "wgs84", "请写两个数"),
        ("113.44", "wgs84", "请写两个数"),
        ("inf, 35", "wgs84", "请写两个数"),
        ("113.44, 35.22", "utm", "请选坐标是从哪里来的"),
        ("112.60, 35.10", "wgs84", "不在这个县"),
        ("116.40, 39.90", "wgs84", "不在这个县"),
    ] {
        let fields = [
            ("csrf", csrf.as_str()),
            ("action", "save"),
            ("position", position),
            ("crs", crs),
        ];
        let answer = site.staff_post(&address, &cookie, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{position} {crs}");
        assert!(answer.text().contains(said), "{position} {crs}");
        assert_eq!(answer.field("position").as_str(), position, "what was typed stays");
    }
    assert_eq!(site.app.storage.village_point_version().await.unwrap(), 0);
}

#[tokio::test]
async fn only_the_countys_own_people_record_its_villages() {
    let site = TestSite::start().await;
    let address = format!("/staff/villages/{WANGZHUANG}");
    for (login, role, office, status) in [
        ("county", "coordinator", "county_office@410821", StatusCode::SEE_OTHER),
        ("city", "coordinator", "city_office@4108", StatusCode::SEE_OTHER),
        ("neighbour", "handler", "ecology@410822", StatusCode::FORBIDDEN),
        ("transport", "handler", "transport@410821", StatusCode::FORBIDDEN),
        ("auditor", "auditor", "city_office@4108", StatusCode::FORBIDDEN),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let page = site.staff_get(&address, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "everyone may look: {login}");
        assert_eq!(
            page.text().contains("保存位置"),
            status == StatusCode::SEE_OTHER,
            "{login}"
        );
        let csrf = page.field("csrf");
        let fields = [
            ("csrf", csrf.as_str()),
            ("action", "save"),
            ("position", "113.4415, 35.2285"),
            ("crs", "wgs84"),
        ];
        assert_eq!(
            site.staff_post(&address, &cookie, &fields).await.status,
            status,
            "{login}"
        );
        let forged = [("csrf", "forged"), ("action", "remove")];
        assert_eq!(
            site.staff_post(&address, &cookie, &forged).await.status,
            StatusCode::FORBIDDEN
        );
    }
}
