//! What a phone keeps to answer without a signal.

use app::{offline::OfflinePlaces, ports::Places};
use axum::http::StatusCode;
use time::macros::date;

use super::site::{TestSite, WANGZHUANG};

#[tokio::test]
async fn the_pointer_leads_to_a_file_that_answers_as_the_server_does() {
    let site = TestSite::start().await;
    let pointer = site.get("/offline/places.json").await;
    assert_eq!(pointer.status, StatusCode::OK, "{}", pointer.text());
    assert_eq!(pointer.header("cache-control"), "no-cache");
    assert_eq!(pointer.json()["as_of"], "2026-11-23");

    let address = pointer.json()["address"].as_str().unwrap().to_owned();
    let file = site.get(&address).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.header("cache-control").contains("immutable"));
    let phone = OfflinePlaces::read(&file.text()).unwrap();
    let village = WANGZHUANG.parse().unwrap();
    assert_eq!(
        phone.village(village, date!(2026 - 11 - 23)),
        site.app.places.village(village)
    );
}

#[tokio::test]
async fn another_version_of_the_file_is_not_found() {
    let site = TestSite::start().await;
    for path in [
        "/offline/places-0123456789abcdef.txt",
        "/offline/places-.txt",
        "/offline/other.json",
        "/offline/..%2fplaces.json",
    ] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_offline_page_is_the_same_for_every_address_and_not_indexed() {
    let site = TestSite::start().await;
    let page = site.get("/offline").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for wanted in [
        "id=\"offline-answer\"",
        "<template id=\"o-inside\">",
        "noindex",
        "href=\"\"",
        "/manifest.webmanifest",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert!(!text.contains("41082"), "it names no village");
}

#[tokio::test]
async fn the_service_worker_is_asked_for_again_and_keeps_nothing_of_a_person() {
    let site = TestSite::start().await;
    let worker = site.get("/sw.js").await;
    assert_eq!(worker.status, StatusCode::OK);
    assert!(worker.header("content-type").starts_with("text/javascript"));
    assert_eq!(worker.header("cache-control"), "no-cache");
    let text = worker.text();
    assert!(text.starts_with("const sendWaiting = null;\nconst BUILD = {"), "{text}");
    let kept = text.lines().find(|line| line.starts_with("const KEPT_PAGES")).unwrap();
    for private in ["report", "receipt", "staff", "api", "notices"] {
        assert!(!kept.contains(private), "{kept}");
    }
}

#[tokio::test]
async fn the_form_that_phones_keep_holds_no_key_and_nothing_of_a_person() {
    let site = TestSite::start().await;
    for category in ["unsure", "mobile_vendor"] {
        let form = site.get(&format!("/offline/report/{category}")).await;
        assert_eq!(form.status, StatusCode::OK);
        assert_eq!(form.header("cache-control"), "public, no-cache");
        assert_eq!(form.header("set-cookie"), "");
        assert_eq!(form.field("idempotency_key"), "");
        assert_eq!(form.field("opened"), "");
    }
    assert_eq!(site.get("/offline/report/other").await.status, StatusCode::NOT_FOUND);
}

#[test]
fn the_manifest_names_pictures_that_exist() {
    let public = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let manifest = std::fs::read(public.join("manifest.webmanifest")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let icons = manifest["icons"].as_array().unwrap();
    assert!(
        icons
            .iter()
            .any(|icon| icon["purpose"].as_str().unwrap().contains("maskable"))
    );
    for icon in icons {
        let path = icon["src"].as_str().unwrap();
        assert!(public.join(path.trim_start_matches('/')).exists(), "{path}");
    }
}
