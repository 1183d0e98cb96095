//! What warmth costs, through the router: the API's bills to the fen, bad input, pages, feed and calculator.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::site::{Answer, TestSite, WANGZHUANG};

async fn ask(site: &TestSite, body: &str) -> Answer {
    let request = Request::post("/api/v1/heating-cost")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    TestSite::ask(&site.public, request).await
}

async fn bill(site: &TestSite, way: Value) -> Value {
    let body = json!({"from": "2025-11-15", "to": "2026-03-15", "central_heating": false, "ways": [way]});
    let answer = ask(site, &body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["ways"][0].clone()
}

/// FACTS 2c and 2d by hand.
#[tokio::test]
async fn bills_are_right_to_the_fen() {
    let site = TestSite::start().await;
    for (way, cost, subsidy) in [
        (json!({"way": "direct_electric", "kwh": "1120"}), 62_720, 22_400),
        (json!({"way": "direct_electric", "kwh": 2000}), 116_400, 40_000),
        (
            json!({"way": "heat_storage_electric", "kwh": "1120", "time_of_use": true, "valley_share": "1"}),
            49_280,
            22_400,
        ),
        (
            json!({"way": "direct_electric", "kwh": "1120", "time_of_use": true, "valley_share": 0.2}),
            62_720,
            22_400,
        ),
        // 3,000 kWh at 0.2 yuan is the most.
        (
            json!({"way": "direct_electric", "kwh": "5000"}),
            62_720 + 236_680,
            60_000,
        ),
        (json!({"way": "gas_boiler", "m3": "600"}), 151_200, 60_000),
    ] {
        let bill = bill(&site, way.clone()).await;
        assert_eq!(bill["cost_fen"], cost, "{way}");
        assert_eq!(bill["subsidy_fen"], subsidy, "{way}");
        assert_eq!(bill["net_fen"], cost - subsidy, "{way}");
        let lines = bill["lines"].as_array().unwrap();
        let costs = lines.iter().filter(|line| line["kind"] != "running_subsidy");
        let sum: i64 = costs.map(|line| line["fen"].as_i64().unwrap()).sum();
        assert_eq!(sum, cost, "{way}");
        for line in lines {
            for field in ["rule", "source", "certainty", "quantity", "fen"] {
                assert!(!line[field].is_null(), "{way}: {field}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_known_is_said_and_never_nothing() {
    let site = TestSite::start_with(&[("JINGNUAN_SITE_DEMONSTRATION", "false")]).await;
    for (way, reason) in [
        (json!({"way": "gas_boiler", "m3": "600"}), "no_price_known"),
        (json!({"way": "clean_briquette", "tonnes": "1"}), "fuel_undetermined"),
    ] {
        let bill = bill(&site, way).await;
        assert!(bill["cost_fen"].is_null() && bill["net_fen"].is_null(), "{bill}");
        assert_eq!(bill["reason"], reason);
    }
    // Without demonstrations no subsidy is invented; the household's own price will do.
    let electric = bill(&site, json!({"way": "direct_electric", "kwh": "1120"})).await;
    assert_eq!(
        (electric["cost_fen"].as_i64(), electric["subsidy_fen"].as_i64()),
        (Some(62_720), Some(0))
    );
    let gas = bill(&site, json!({"way": "gas_boiler", "m3": "100", "price": "3.333"})).await;
    assert_eq!(gas["cost_fen"], 33_330);
}

#[tokio::test]
async fn a_house_stands_for_amounts() {
    let site = TestSite::start().await;
    let body = json!({
        "village": WANGZHUANG, "from": "2025-11-15", "to": "2026-03-15", "central_heating": false, "on_register": false,
        "house": {"area_m2": "60", "insulation": "ordinary", "hours": "24", "temperature": "18"},
        "ways": [{"way": "air_source_heat_pump", "equipment_yuan": "9000"}, {"way": "clean_briquette"}],
    });
    let answer = ask(&site, &body.to_string()).await.json();
    // 45 W × 60 m² × 24 h × 121 days ÷ 2.5, all of it a demonstration.
    assert_eq!(answer["ways"][0]["quantity"], "3136.32");
    assert_eq!(answer["ways"][0]["equipment"]["subsidy_fen"], 0, "not on the register");
    // 王庄 lies in a demonstration zone.
    assert_eq!(answer["ways"][1]["reason"], "fuel_forbidden");
    assert_eq!(answer["rules_as_of"], "2026-11-23");
}

#[tokio::test]
async fn bad_input_is_named_field_by_field() {
    let site = TestSite::start().await;
    let season = r#""from":"2025-11-15","to":"2026-03-15""#;
    for (body, field) in [
        (format!(r#"{{{season},"ways":[]}}"#), "ways"),
        (
            format!(r#"{{{season},"ways":[{{"way":"magic","kwh":"1"}}]}}"#),
            "ways.0.way",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"-1"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"NaN"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":1e300}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"1e3"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"99999999999999999999"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":true}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"gas_boiler","kwh":"1","m3":"1"}}]}}"#),
            "ways.0.kwh",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"1","time_of_use":true}}]}}"#),
            "ways.0.valley_share",
        ),
        (
            format!(
                r#"{{{season},"ways":[{{"way":"direct_electric","kwh":"1","time_of_use":true,"valley_share":"1.2"}}]}}"#
            ),
            "ways.0.valley_share",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"gas_boiler","m3":"1","time_of_use":true,"valley_share":"0.2"}}]}}"#),
            "ways.0.time_of_use",
        ),
        (
            format!(r#"{{{season},"ways":[{{"way":"gas_boiler","m3":"1","price":"0"}}]}}"#),
            "ways.0.price",
        ),
        (
            format!(r#"{{{season},"village":"410821999999","ways":[{{"way":"gas_boiler","m3":"1"}}]}}"#),
            "village",
        ),
        (
            r#"{"from":"2026-03-15","to":"2025-11-15","ways":[{"way":"gas_boiler","m3":"1"}]}"#.to_owned(),
            "to",
        ),
        (
            r#"{"from":"2025-02-30","to":"2025-11-15","ways":[{"way":"gas_boiler","m3":"1"}]}"#.to_owned(),
            "from",
        ),
        (r#"{"ways":[{"way":"gas_boiler","m3":"1"}]}"#.to_owned(), "from"),
        (
            format!(r#"{{{season},"house":{{}},"ways":[{{"way":"gas_boiler"}}]}}"#),
            "house.area_m2",
        ),
        (
            format!(r#"{{{season},"house":{{"figures":{{"gold":"1"}}}},"ways":[{{"way":"gas_boiler"}}]}}"#),
            "house.figures.gold",
        ),
    ] {
        let answer = ask(&site, &body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{body}: {}",
            answer.text()
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let fields = answer.json()["fields"].clone();
        assert!(fields.get(field).is_some(), "{body}: {fields}");
    }
    for body in ["", "{", "[]x", "nonsense"] {
        let answer = ask(&site, body).await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn pages_show_what_is_in_force_with_its_source() {
    let site = TestSite::start().await;
    for (path, wanted) in [
        (
            "/prices",
            &["0.56", "627.20", "待主管部门核实", "1684号", "示例", "2.52"][..],
        ),
        (
            "/subsidies",
            &["每度补 0.2 元", "600.00", "示例", "户主身份证", "heating_switch"],
        ),
        (&format!("/prices?village={WANGZHUANG}"), &["王庄"]),
        (
            "/prices/calculator",
            &["空气源热泵", "最省", "不能烧", "补贴", "1684号", "老两口"],
        ),
        (
            "/feeds/prices.atom",
            &["<feed", "henan-electricity-2017-season", "示例"],
        ),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let text = answer.text();
        for words in wanted {
            assert!(text.contains(words), "{path}: {words}");
        }
        assert!(!text.contains("NaN") && !text.contains(" style=\""), "{path}");
    }
    let unknown = site.get("/prices?village=410821999999").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_demonstrations_no_figure_is_invented() {
    let site = TestSite::start_with(&[("JINGNUAN_SITE_DEMONSTRATION", "false")]).await;
    for path in ["/prices", "/subsidies"] {
        let text = site.get(path).await.text();
        assert!(text.contains("还没有查到公开文件"), "{path}");
        assert!(!text.contains("2.52") && !text.contains("示例"), "{path}");
    }
    let text = site.get("/prices/calculator").await.text();
    assert!(text.contains("还差一个数"), "the page asks");
}

#[tokio::test]
async fn the_calculator_answers_without_scripts() {
    let site = TestSite::start().await;
    let answer = site
        .get("/prices/calculator?by=bill&used=direct_electric&amount=2%2C000&night=50&register=no&phone=13812345678")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    // 2,000 kWh, half of it at night: 1,164.00 − 120.00 + 30.00.
    assert!(
        text.contains("1,074.00") && text.contains("1,164.00"),
        "by hours and plain"
    );
    assert!(!text.contains("13812345678"), "nothing personal is kept");
    let refused = site.get("/prices/calculator?area_own=-5&night_own=200").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(
        text.contains("href=\"#area_own\"") && text.contains("value=\"-5\""),
        "what was typed is kept"
    );
}

#[tokio::test]
async fn a_village_is_chosen_by_name() {
    let site = TestSite::start().await;
    let several = site.get("/prices/calculator?area=90&q=%E7%8E%8B%E5%BA%84").await;
    assert_eq!(several.status, StatusCode::OK);
    let link = format!("/prices/calculator?area=90&amp;village={WANGZHUANG}");
    assert!(several.text().contains(&link), "what was filled in goes along");
    let asked = site.get("/subsidies?q=").await;
    assert!(asked.text().contains("您是哪个村的"));
}
