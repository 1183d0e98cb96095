//! A village's pages beyond its answer: what it means for whom, what changed when, the notices' feed, the guides.

use axum::http::StatusCode;

use crate::site::{Answer, TestSite, WANGZHUANG};

/// 七贤镇 of 修武, outside every demonstration zone.
const OUTSIDE: &str = "410821101226";
/// 武陟 has no notice.
const UNDETERMINED: &str = "410823101221";
const AUDIENCES: [&str; 5] = ["household", "shop", "stall", "farm", "fuel-seller"];

#[tokio::test]
async fn each_kind_of_person_reads_what_it_means_for_them() {
    let site = TestSite::start().await;
    for village in [WANGZHUANG, OUTSIDE, UNDETERMINED] {
        let answer = site.get(&format!("/v/{village}")).await.text();
        for audience in AUDIENCES {
            let address = format!("/v/{village}/for/{audience}");
            assert!(answer.contains(&format!("href=\"{address}\"")), "{address} is linked");
            let page = site.get(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            let text = page.text();
            for wanted in ["tel:12345", "工作方案二(", "违反了会怎样", "href=\"/report/"] {
                assert!(text.contains(wanted), "{address} says {wanted}");
            }
            assert!(!text.contains("12369") && !text.contains("style=\""), "{address}");
            assert_eq!(page.header("cache-control"), "public, no-cache", "kept");
        }
    }
    for unknown in [
        "/v/410821101226/for/king",
        "/v/410821100999/for/household",
        "/v/x/for/household",
        "/v/410821100999/history",
        "/zones/410899",
        "/zones/x",
        "/guide/nothing",
    ] {
        assert_eq!(site.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn the_first_view_of_a_village_fits_one_window() {
    use axum::{body::Body, http::Request};
    let site = TestSite::start().await;
    for village in [WANGZHUANG, OUTSIDE, UNDETERMINED] {
        for path in [
            format!("/v/{village}"),
            format!("/v/{village}/for/household"),
            format!("/v/{village}/history"),
        ] {
            let request = Request::get(&path)
                .header("accept-encoding", "br")
                .body(Body::empty())
                .unwrap();
            let page = TestSite::ask(&site.public, request).await;
            assert_eq!(page.header("content-encoding"), "br");
            assert!(page.body.len() <= 14 * 1024, "{path}: {} bytes", page.body.len());
        }
    }
}

fn main_of(answer: &Answer) -> String {
    let text = answer.text();
    let main = text.split("<main").nth(1).unwrap();
    main.split("</main>").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_day_decides_whether_the_village_was_inside() {
    let site = TestSite::start().await;
    let history = main_of(&site.get(&format!("/v/{WANGZHUANG}/history")).await);
    for wanted in [
        "示例〔2023〕第1号",
        "示例〔2025〕第3号",
        "2025年9月1日",
        "2023年10月31日和以前",
    ] {
        assert!(history.contains(wanted), "{wanted}");
    }
    for (on, status, says) in [
        ("2023-10-31", StatusCode::OK, "不能确定"),
        ("2023-11-01", StatusCode::OK, "不在禁煤区"),
        ("2025-08-31", StatusCode::OK, "不在禁煤区"),
        ("2025-09-01", StatusCode::OK, "在禁煤区里"),
        ("2025%E5%B9%B49%E6%9C%881%E6%97%A5", StatusCode::OK, "在禁煤区里"),
        ("2027-01-01", StatusCode::OK, "这一天还没到"),
        ("", StatusCode::UNPROCESSABLE_ENTITY, "请先选一天"),
        ("yesterday", StatusCode::UNPROCESSABLE_ENTITY, "没看懂"),
        ("2025-02-30", StatusCode::UNPROCESSABLE_ENTITY, "没有这一天"),
        ("1949-10-01", StatusCode::UNPROCESSABLE_ENTITY, "太早"),
        ("9999-01-01", StatusCode::UNPROCESSABLE_ENTITY, "太远"),
    ] {
        let answer = site.get(&format!("/v/{WANGZHUANG}/history?on={on}")).await;
        assert_eq!(answer.status, status, "{on}");
        let main = main_of(&answer);
        let shown = if status == StatusCode::OK {
            main.split("id=\"that-day\"")
                .nth(1)
                .unwrap()
                .split("<form")
                .next()
                .unwrap()
        } else {
            main.split("id=\"on-error\"")
                .nth(1)
                .unwrap()
                .split("<input")
                .next()
                .unwrap()
        };
        assert!(shown.contains(says), "{on}: {shown}");
    }
    let refused = site
        .get(&format!("/v/{WANGZHUANG}/history?on=%22%3E%3Cscript%3E"))
        .await;
    assert_eq!(
        refused.field("on"),
        "&quot;&gt;&lt;script&gt;",
        "what was typed stays, as text"
    );
}

#[tokio::test]
async fn a_county_tells_each_notice_and_what_it_changed() {
    let site = TestSite::start().await;
    let list = site.get("/zones").await.text();
    assert!(list.contains("/zones/410821") && list.contains("还没有查到现在有效的通告"));
    let county = site.get("/zones/410821").await.text();
    for wanted in ["现在有效", "已经不用了", "划进", "示例</span>"] {
        assert!(county.contains(wanted), "{wanted}");
    }
    let without = site.get("/zones/410823").await.text();
    assert!(without.contains("还没有查到通告"));
    let feed = site.get("/feeds/zones.atom").await;
    assert!(feed.header("content-type").starts_with("application/atom+xml"));
    let text = feed.text();
    assert!(text.contains("【示例】") && text.contains("http://site.test/zones/410821#demo-xiuwu-2025-09"));
    let first = text
        .find("demo-qinyang")
        .into_iter()
        .chain(text.find("demo-mengzhou"))
        .min()
        .unwrap();
    assert!(
        first < text.find("demo-xiuwu-2023-11").unwrap(),
        "the latest stands first"
    );
    let real = TestSite::start_with(&[("JINGNUAN_SITE_DEMONSTRATION", "false")]).await;
    assert_eq!(real.get("/feeds/zones.atom").await.status, StatusCode::OK);
    assert!(real.get("/zones").await.text().contains("还没有查到现在有效的通告"));
}

#[tokio::test]
async fn every_guide_is_listed_and_opens() {
    let site = TestSite::start().await;
    let list = site.get("/guide").await.text();
    let map = site.get("/sitemap").await.text();
    let xml = site.get("/sitemap.xml").await.text();
    for topic in [
        "heat-pump",
        "gas-safety",
        "safe-winter",
        "why-no-coal",
        "after-a-report",
        "protect-reporters",
        "about",
    ] {
        let address = format!("/guide/{topic}");
        for (name, page) in [("list", &list), ("site map", &map)] {
            assert!(page.contains(&format!("href=\"{address}\"")), "{address} on the {name}");
        }
        assert!(xml.contains(&format!("http://site.test{address}<")), "{address}");
        let guide = site.get(&address).await;
        assert_eq!(guide.status, StatusCode::OK, "{address}");
        let main = main_of(&guide);
        assert!(
            main.contains("<h1>") && main.contains("<p class=\"big-p\">"),
            "{address}"
        );
        assert!(
            !main.contains("**") && !main.contains("](") && !main.contains("12369"),
            "{address}"
        );
    }
}
