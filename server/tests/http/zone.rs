//! Ban zones on their way from a draft to every page.

use axum::http::StatusCode;

use crate::site::{Answer, TestSite, WANGZHUANG};

/// 王庄's town in 修武县: 城关镇 is 410821100.
const TOWN: &str = "410821100";
const EIGHT: [&str; 8] = [
    "development_reform",
    "industry",
    "market_regulation",
    "transport",
    "public_security",
    "natural_resources",
    "city_management",
    "agriculture",
];

struct Desk<'a> {
    site: &'a TestSite,
    cookie: String,
    address: String,
}

impl Desk<'_> {
    async fn show(&self) -> Answer {
        self.site.staff_get(&self.address, &self.cookie).await
    }

    /// Posts an action with the page's own token and revision.
    async fn act(&self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.show().await;
        let (csrf, revision) = (page.field("csrf"), page.field("revision"));
        let mut form = vec![("csrf", csrf.as_str()), ("revision", &revision), ("action", action)];
        form.extend_from_slice(fields);
        self.site.staff_post(&self.address, &self.cookie, &form).await
    }

    /// The same version, as somebody else sees it.
    fn seen_by(&self, cookie: String) -> Desk<'_> {
        Desk {
            site: self.site,
            cookie,
            address: self.address.clone(),
        }
    }
}

async fn begin<'a>(site: &'a TestSite, cookie: &str) -> Desk<'a> {
    let list = site.staff_get("/staff/zones", cookie).await;
    let fields = [("csrf", &*list.field("csrf")), ("county", "410821")];
    let begun = site.staff_post("/staff/zones", cookie, &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    Desk {
        site,
        cookie: cookie.to_owned(),
        address: begun.header("location").to_owned(),
    }
}

fn written<'a>(in_force: &'a str, number: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", "修武县人民政府关于调整禁煤区的通告"),
        ("issuer", "修武县人民政府"),
        ("number", number),
        ("issued", "2026-11-20"),
        ("in_force", in_force),
        ("basis", "《中华人民共和国大气污染防治法》"),
        ("contact", "12345"),
        ("includes_briquettes", "1"),
        ("town", TOWN),
        ("confirmed.410821100", "改造户已稳定取暖一冬"),
    ]
}

async fn status(site: &TestSite) -> serde_json::Value {
    site.get(&format!("/api/v1/zone-status?village={WANGZHUANG}"))
        .await
        .json()
}

#[tokio::test]
async fn a_version_goes_from_draft_to_the_residents_page_without_a_restart() {
    let site = TestSite::start().await;
    let before = status(&site).await["notice"]["number"].clone();
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let desk = begin(&site, &editor).await;

    let refused = desk.act("check", &written("2026-11-23", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("没有文号不能发布"));
    assert!(
        desk.show().await.text().contains("修武县人民政府关于调整禁煤区的通告"),
        "kept as a draft"
    );

    let csrf = desk.show().await.field("csrf");
    let form = crate::site::Multipart::default()
        .field("csrf", &csrf)
        .file("scan", b"%PDF-1.7 scanned");
    site.staff_post_multipart(&format!("{}/scan", desk.address), &editor, &form)
        .await;
    let number = "修政告〔2026〕3号";
    let checked = desk.act("check", &written("2026-11-23", number)).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.text());
    assert_eq!(
        desk.act("save", &written("2026-11-23", "改")).await.status,
        StatusCode::CONFLICT,
        "what waits for approval is not rewritten"
    );

    let approver = site.sign_in("approver", "approver", "ecology@410821").await;
    let approving = desk.seen_by(approver);
    let early = approving.act("approve", &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("八个部门还没有都同意"));
    let industry = site.sign_in("industry", "handler", "industry@410821").await;
    let asked = desk.seen_by(industry);
    for (agency, expected) in [
        ("industry", StatusCode::SEE_OTHER),
        ("transport", StatusCode::FORBIDDEN),
    ] {
        let answer = asked.act("answer", &[("agency", agency), ("agrees", "yes")]).await;
        assert_eq!(answer.status, expected, "{agency}");
    }
    for agency in EIGHT {
        let fields = [("agency", agency), ("agrees", "yes"), ("remark", "复函〔2026〕1号")];
        assert_eq!(
            desk.act("answer", &fields).await.status,
            StatusCode::SEE_OTHER,
            "{agency}"
        );
    }
    assert_eq!(
        desk.act("approve", &[]).await.status,
        StatusCode::FORBIDDEN,
        "four eyes"
    );
    let published = approving.act("approve", &[]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
    let scan = format!("/zones/{}/scan", desk.address.rsplit('/').next().unwrap());
    assert_eq!(site.get(&scan).await.body, b"%PDF-1.7 scanned");

    let after = status(&site).await;
    assert_ne!(after["notice"]["number"], before);
    assert_eq!(
        (after["status"].as_str(), after["notice"]["number"].as_str()),
        (Some("inside"), Some(number))
    );
    let page = site.get(&format!("/v/{WANGZHUANG}")).await.text();
    assert!(page.contains(number), "the kept page is let go");
    assert!(page.contains(&scan), "the scanned notice is one tap away");
    assert_eq!(
        approving.act("withdraw", &[("remark", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
    let kept = site
        .app
        .storage
        .list_published_editions(app::domain::edition::EditionKind::BanZone)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn what_was_published_for_a_later_day_waits_and_can_be_withdrawn() {
    let site = TestSite::start().await;
    let before = status(&site).await;
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let approver = site.sign_in("approver", "approver", "ecology@410821").await;
    let desk = begin(&site, &editor).await;
    desk.act("check", &written("2026-12-01", "修政告〔2026〕4号")).await;
    for agency in EIGHT {
        desk.act("answer", &[("agency", agency), ("agrees", "yes"), ("remark", "复函")])
            .await;
    }
    let approving = desk.seen_by(approver);
    assert_eq!(approving.act("approve", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        status(&site).await["notice"]["number"],
        before["notice"]["number"],
        "its day has not come"
    );
    let register = site.app.places.zones();
    let village = WANGZHUANG.parse().unwrap();
    let then = register.register().status(village, time::macros::date!(2026 - 12 - 01));
    assert_eq!(then.zone.unwrap().notice.number, "修政告〔2026〕4号");

    let second = begin(&site, &editor).await;
    let same_day = second.act("check", &written("2026-12-01", "修政告〔2026〕5号")).await;
    assert!(same_day.text().contains("已经有一个版本生效"));

    assert_eq!(
        approving.act("withdraw", &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "why?"
    );
    assert_eq!(
        approving.act("withdraw", &[("remark", "日期写错")]).await.status,
        StatusCode::SEE_OTHER
    );
    let register = site.app.places.zones();
    let then = register.register().status(village, time::macros::date!(2026 - 12 - 01));
    assert_ne!(then.zone.unwrap().notice.number, "修政告〔2026〕4号");
}

#[tokio::test]
async fn a_pasted_notice_ticks_its_villages_and_lists_what_nobody_knows() {
    let site = TestSite::start().await;
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let desk = begin(&site, &editor).await;
    let text = "七贤镇（2个村）：王庄村、无名村</textarea><script>alert(1)</script>";
    let recognised = desk.act("recognise", &[("notice_text", text)]).await;
    assert_eq!(recognised.status, StatusCode::SEE_OTHER, "{}", recognised.text());
    let page = desk.show().await.text();
    assert!(page.contains("无名村&lt;/text"), "left to decide, as text");
    assert!(page.contains("认出 1 个"), "the count does not tally");
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_nothing_is_half_saved() {
    let site = TestSite::start().await;
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let desk = begin(&site, &editor).await;
    let before = desk.show().await.field("revision");
    let polygon = |points: &str| format!(r#"{{"type":"Polygon","coordinates":[{points}]}}"#);
    for (field, value, wanted) in [
        ("in_force", "2026-02-30".to_owned(), "没有这一天"),
        ("notice_text", "村".repeat(20_001), "最多写 20000 个字"),
        ("ring.0.polygon", "王庄".to_owned(), "GeoJSON"),
        ("ring.0.polygon", polygon("[[35.2,113.4],[35.3,113.4],[35.3,113.5],[35.2,113.4]]"), "写反"),
        (
            "ring.0.polygon",
            r#"{"type":"Polygon","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}"#.to_owned(),
            "EPSG:3857",
        ),
        ("ring.0.inside", "不知道村".to_owned(), "认不出来"),
        ("village", "410822".to_owned(), "读不出来"),
    ] {
        let answer = desk.act("save", &[("title", "写到一半"), (field, &value)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let text = answer.text();
        assert!(text.contains(wanted), "{wanted}");
        assert!(text.contains("写到一半"), "what was typed is kept");
    }
    assert_eq!(desk.show().await.field("revision"), before);
    let huge = "1".repeat(3 * 1024 * 1024);
    let answer = desk.act("save", &[("ring.0.polygon", &huge)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn other_counties_do_not_see_a_draft_and_others_do_not_write_it() {
    let site = TestSite::start().await;
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let desk = begin(&site, &editor).await;
    for (login, role, office, sees, writes) in [
        (
            "boai",
            "approver",
            "ecology@410822",
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
        (
            "transport",
            "handler",
            "transport@410821",
            StatusCode::OK,
            StatusCode::FORBIDDEN,
        ),
        (
            "office",
            "coordinator",
            "county_office@410821",
            StatusCode::OK,
            StatusCode::FORBIDDEN,
        ),
        (
            "admin",
            "administrator",
            "city_office@4108",
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
        ),
    ] {
        let cookie = site.sign_in(login, role, office).await;
        let other = desk.seen_by(cookie.clone());
        assert_eq!(other.show().await.status, sees, "{login}");
        let csrf = site.staff_get("/staff/zones", &cookie).await.text();
        let csrf = csrf
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let fields = [
            ("csrf", &*csrf),
            ("revision", "1"),
            ("action", "save"),
            ("title", "别人写的"),
        ];
        assert_eq!(
            site.staff_post(&desk.address, &cookie, &fields).await.status,
            writes,
            "{login}"
        );
    }
    let forged = [("csrf", "forged"), ("revision", "1"), ("action", "save")];
    assert_eq!(
        site.staff_post(&desk.address, &editor, &forged).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_scan_is_a_pdf_and_is_never_shown_within_the_site() {
    let site = TestSite::start().await;
    let editor = site.sign_in("editor", "handler", "ecology@410821").await;
    let desk = begin(&site, &editor).await;
    let csrf = desk.show().await.field("csrf");
    let address = format!("{}/scan", desk.address);
    for (bytes, expected) in [
        (&b"<html>"[..], StatusCode::UNPROCESSABLE_ENTITY),
        (b"%PDF-1.7 scanned", StatusCode::SEE_OTHER),
    ] {
        let form = crate::site::Multipart::default()
            .field("csrf", &csrf)
            .file("scan", bytes);
        assert_eq!(
            site.staff_post_multipart(&address, &editor, &form).await.status,
            expected
        );
    }
    let scan = site.staff_get(&address, &editor).await;
    assert_eq!(scan.body, b"%PDF-1.7 scanned");
    assert_eq!(scan.header("content-security-policy"), "sandbox");
    assert!(scan.header("content-disposition").starts_with("attachment"));
    let id = desk.address.rsplit('/').next().unwrap();
    assert_eq!(
        site.get(&format!("/zones/{id}/scan")).await.status,
        StatusCode::NOT_FOUND,
        "not published"
    );
}

#[tokio::test]
async fn another_instance_takes_up_what_was_published_here() {
    use app::domain::edition::EditionKind;
    use jingnuan::{services::reload_zones::reload_zones, storage::ImportedEdition};
    let site = TestSite::start().await;
    let other = site.another_instance().await;
    let zone = site.app.places.zones().register().zones().next().unwrap().clone();
    let mut next = jingnuan::services::reload_zones::ZoneDocument::of_version(&zone);
    next.id = Some("next".to_owned());
    next.draft.number = "新文号".to_owned();
    next.draft.in_force = Some(time::macros::date!(2026 - 11 - 23));
    let edition = ImportedEdition {
        scope: zone.county.to_string(),
        document: serde_json::to_value(&next).unwrap(),
        effective: time::macros::date!(2026 - 11 - 23),
        demonstration: true,
    };
    let now = site.app.clock.now();
    site.app
        .storage
        .import_editions(EditionKind::BanZone, vec![edition], now)
        .await
        .unwrap();
    for app in [&site.app, &other] {
        let before = app.page_version();
        reload_zones(app).await.unwrap();
        assert_ne!(app.page_version(), before, "kept pages are let go");
        let book = app.places.zones();
        let today = book.register().in_force(zone.county, app.today()).unwrap();
        assert_eq!(today.notice.number, "新文号");
        reload_zones(app).await.unwrap();
        assert!(
            std::sync::Arc::ptr_eq(&book, &app.places.zones()),
            "nothing new, nothing swapped"
        );
    }
}
