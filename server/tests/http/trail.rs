//! What cases share: proposed to the handler, decided by them, seen by nobody who may not see the cases.

use axum::http::StatusCode;

use crate::{
    follow::{Desk, file},
    picture,
    site::{Multipart, TestSite, photo},
};

fn seen(village: &str, plate: &str) -> Multipart {
    Multipart::default()
        .field("category", "mobile_vendor")
        .field("village", village)
        .field("text", "一袋一袋卖")
        .field("answer.plate_or_phone", plate)
}

const WANGZHUANG: &str = "410821100207";
const BAJIE: &str = "410822001001";

#[tokio::test]
async fn one_plate_written_in_two_ways_becomes_a_trail_once_the_handler_says_so() {
    let site = TestSite::start().await;
    file(&site, "one", &seen(WANGZHUANG, "豫H3A521")).await;
    file(&site, "two", &seen("410821100208", "豫h·3a521，蓝色")).await;
    file(&site, "three", &seen(BAJIE, "豫H 3A521")).await;
    file(&site, "four", &seen(WANGZHUANG, "豫H99999")).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    let page = desk.page().await;
    assert!(page.contains("同一车牌 豫H3A521") && page.contains("2026-000002</a>"));
    assert!(
        !page.contains("2026-000003") && page.contains("另有 1 件由别的单位办"),
        "another county's is counted alone"
    );

    let made_up = [("kind", "plate"), ("value", "豫H99999"), ("action", "confirm")];
    assert_eq!(
        desk.post("trail", &made_up).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let confirm = [("kind", "plate"), ("value", "豫H3A521"), ("action", "confirm")];
    assert_eq!(desk.post("trail", &confirm).await.status, StatusCode::SEE_OTHER);
    let page = desk.page().await;
    assert!(page.contains("已认定是同一个卖家") && page.contains("确认同一车牌 豫H3A521，与 2026-000002 是同一个卖家"));

    let trail = site.staff_get("/staff/trails/1", &desk.cookie).await.text();
    assert!(trail.contains("出现过 2 回") && trail.contains("另有 1 件") && !trail.contains("2026-000003"));
    assert!(trail.contains("都还没有记录位置"));
    // A recorded village is drawn; the other is said to be missing.
    let ecology = site.sign_in("e", "handler", "ecology@410821").await;
    let village = format!("/staff/villages/{WANGZHUANG}");
    let csrf = site.staff_get(&village, &ecology).await.field("csrf");
    let point = [
        ("csrf", csrf.as_str()),
        ("action", "save"),
        ("position", "35.2281, 113.4476"),
        ("crs", "gcj02"),
    ];
    let recorded = site.staff_post(&village, &ecology, &point).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
    let trail = site.staff_get("/staff/trails/1", &desk.cookie).await.text();
    assert!(
        trail.contains("<svg") && trail.contains("有 1 件的村还没有记录位置"),
        "{trail}"
    );
    assert!(!trail.contains("都还没有记录位置"));
    let city = site.sign_in("city", "handler", "transport@4108").await;
    assert!(
        site.staff_get("/staff/trails/1", &city)
            .await
            .text()
            .contains("出现过 3 回")
    );
    assert!(site.staff_get("/staff/trails", &city).await.text().contains("豫H3A521"));
    let stranger = site.sign_in("s", "handler", "market_regulation@410823").await;
    assert_eq!(
        site.staff_get("/staff/trails/1", &stranger).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        !site
            .staff_get("/staff/trails", &stranger)
            .await
            .text()
            .contains("豫H3A521")
    );

    let reject = [("kind", "plate"), ("value", "豫H3A521"), ("action", "reject")];
    assert_eq!(desk.post("trail", &reject).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.staff_get("/staff/trails/1", &desk.cookie).await.status,
        StatusCode::NOT_FOUND
    );
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let events = site.app.storage.list_events(case.id).await.unwrap();
    assert_eq!(jingnuan::storage::verify_chain("2026-000001", &events), Ok(()));
}

#[tokio::test]
async fn the_same_photo_and_onlookers() {
    let site = TestSite::start().await;
    for key in ["one", "two"] {
        file(&site, key, &Multipart::tip(key).photo("a.jpg", &photo())).await;
    }
    let joint = Desk::open(&site, "m", "market_regulation@410821", "2026-000002").await;
    let page = joint.page().await;
    assert!(
        page.contains("同一张照片") && !page.contains("是同一个卖家</button>"),
        "who joins in may look"
    );
    let decide = [("kind", "photo"), ("value", "x"), ("action", "confirm")];
    assert_eq!(joint.post("trail", &decide).await.status, StatusCode::FORBIDDEN);
}

fn with_photo(words: &str, photo: &[u8], seen: &str) -> Multipart {
    Multipart::tip(words).field("seen", seen).photo("a.jpg", photo)
}

#[tokio::test]
async fn one_picture_compressed_twice_is_proposed_and_decided_like_any_other_trace() {
    let site = TestSite::start().await;
    for (key, photo) in [
        ("one", picture::scene(1.0, (800, 600), 90)),
        ("two", picture::scene(1.0, (640, 480), 60)),
        ("other", picture::scene(2.4, (800, 600), 90)),
    ] {
        file(&site, key, &with_photo(key, &photo, "")).await;
    }
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000002").await;
    let page = desk.page().await;
    assert!(
        page.contains("看着是同一张照片") && page.contains("2026-000001</a>"),
        "{page}"
    );
    let proposed = page
        .split("id=\"trail\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    assert!(!proposed.contains("2026-000003"), "another picture");
    let value = page.split("name=\"kind\" value=\"alike\"").nth(1).unwrap();
    let value = value.split("name=\"value\" value=\"").nth(1).unwrap();
    let value = value.split('"').next().unwrap().to_owned();
    let confirm = [("kind", "alike"), ("value", &*value), ("action", "confirm")];
    assert_eq!(desk.post("trail", &confirm).await.status, StatusCode::SEE_OTHER);
    let page = desk.page().await;
    assert!(
        page.contains("确认看着是同一张照片，与 2026-000001 是同一个卖家"),
        "{page}"
    );
    // What comes later belongs to the same trail.
    let again = picture::scene(1.0, (720, 540), 75);
    file(&site, "three", &with_photo("three", &again, "")).await;
    let trail = site.staff_get("/staff/trails/1", &desk.cookie).await.text();
    assert!(
        trail.contains("出现过 3 回") && trail.contains("2026-000004"),
        "{trail}"
    );
    let later = Desk::open(&site, "h2", "transport@410821", "2026-000004").await;
    assert!(later.page().await.contains("已认定是同一个卖家"));
}

#[tokio::test]
async fn the_file_picked_on_the_phone_is_known_again_however_it_was_shrunk() {
    let site = TestSite::start().await;
    let original = picture::scene(1.0, (800, 600), 95);
    let sha256 = hex::encode(jingnuan::secret::sha256(&original));
    let seen = format!("{{\"sha256\":\"{sha256}\"}}");
    // So different that nothing else tells.
    let shrunk = picture::scene(2.4, (320, 240), 50);
    file(&site, "shrunk", &with_photo("one", &shrunk, &seen)).await;
    file(&site, "untouched", &with_photo("two", &original, "")).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    let page = desk.page().await;
    assert!(
        page.contains("手机里同一张原图") && page.contains("2026-000002</a>"),
        "{page}"
    );
    assert!(!page.contains(&sha256), "its hash is shown to nobody");
}

#[tokio::test]
async fn the_same_file_is_proposed_once_by_what_is_surest() {
    let site = TestSite::start().await;
    let photo = picture::scene(1.0, (800, 600), 90);
    for key in ["one", "two"] {
        file(&site, key, &with_photo(key, &photo, "")).await;
    }
    let page = Desk::open(&site, "h", "transport@410821", "2026-000001")
        .await
        .page()
        .await;
    assert!(page.contains("同一张照片"));
    assert!(
        !page.contains("手机里同一张原图") && !page.contains("看着是同一张照片"),
        "{page}"
    );
}

#[tokio::test]
async fn what_a_reporter_says_anywhere_and_later_is_traced() {
    let site = TestSite::start().await;
    let form = Multipart::tip("一袋一袋卖")
        .field("place_text", "豫H11111 常停的桥头")
        .field("sighting.1.place", "邻村集上，豫H22222")
        .field("sighting.1.when", "上周三")
        .field("caption", "车尾豫H33333")
        .photo("a.jpg", &picture::scene(1.0, (320, 240), 80));
    let receipt = file(&site, "one", &form).await;
    for (action, field, words) in [("messages", "text", "又来了，豫H44444")] {
        let form = Multipart::default()
            .field("receipt", &receipt)
            .field("action", action)
            .field(field, words);
        let done = site.post_form("/receipt/act", &form, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    }
    let body = serde_urlencoded::to_string([
        ("receipt", receipt.as_str()),
        ("do", "correct"),
        ("correction", "记错了，是豫H55555"),
    ]);
    let corrected = axum::http::Request::post("/receipt/kept")
        .header("host", "site.test")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.unwrap()));
    let corrected = TestSite::ask(&site.public, corrected.unwrap()).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
    for n in 1..=5 {
        let plate = format!("豫H{}", n.to_string().repeat(5));
        file(&site, &format!("p{n}"), &seen(WANGZHUANG, &plate)).await;
    }
    let page = Desk::open(&site, "h", "transport@410821", "2026-000001")
        .await
        .page()
        .await;
    for n in 1..=5 {
        let plate = format!("同一车牌 豫H{}", n.to_string().repeat(5));
        assert!(page.contains(&plate), "{plate}: {page}");
    }
}

#[tokio::test]
async fn coal_is_followed_from_its_source_to_its_destination() {
    let site = TestSite::start().await;
    file(&site, "one", &Multipart::tip("煤场")).await;
    file(&site, "two", &Multipart::tip("饭店")).await;
    let desk = Desk::open(&site, "h", "transport@410821", "2026-000001").await;
    for (fields, why) in [
        (vec![("way", "source")], "请写另一件的编号"),
        (vec![("coal_number", "2026-000002")], "请选煤从那里来"),
        (
            vec![("way", "source"), ("coal_number", "2026-000001")],
            "请写另一件的编号",
        ),
        (vec![("way", "source"), ("coal_number", "2026-000009")], "没有这个编号"),
    ] {
        let refused = desk.post("coal", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.text().contains(why), "{fields:?}");
    }
    let link = [
        ("way", "destination"),
        ("coal_number", "2026-000002"),
        ("coal_note", "送货单"),
    ];
    assert_eq!(desk.post("coal", &link).await.status, StatusCode::SEE_OTHER);
    assert!(desk.post("coal", &link).await.text().contains("已经这样连过了"));
    assert!(desk.page().await.contains("煤到这里去") && desk.page().await.contains("煤流向 2026-000002"));
    let other = site.staff_get("/staff/cases/2026-000002", &desk.cookie).await.text();
    assert!(other.contains("煤从这里来") && other.contains("煤来自 2026-000001"));
}
