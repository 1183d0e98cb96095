//! Evidence: sealed as it came, opened for a reason and never unseen, named tips, what reporters may do with what is kept,
//! retention and the restore drill.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use jingnuan::{
    blob::BlobStore,
    evidence::{
        erasure::signed_digest,
        stamp::{Stamped, verify},
    },
    services::{
        back_up::{self, Places},
        erase_kept::enforce_retention,
    },
    storage::verify_chain,
};
use time::Duration;

use crate::site::{Answer, Multipart, TestSite, photo};

pub const NAME: &str = "郑示例";
pub const PHONE: &str = "13900005678";

pub fn named() -> Multipart {
    Multipart::tip("一袋一袋卖")
        .field("name", NAME)
        .field("phone", PHONE)
        .field("identity_notice", "yes")
        .photo("a.jpg", &photo())
}

pub async fn file(site: &TestSite, form: &Multipart) -> String {
    let filed = site.send_tip("one", form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    filed.json()["receipt"].as_str().unwrap().to_owned()
}

pub const CASE: &str = "/staff/cases/2026-000001";

pub async fn open(site: &TestSite, cookie: &str, what: &str, reason: &str) -> Answer {
    let csrf = site.staff_get("/staff/", cookie).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("what", what), ("reason", reason)];
    site.staff_post(&format!("{CASE}/evidence"), cookie, &fields).await
}

pub async fn kept(site: &TestSite, receipt: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("receipt", receipt)];
    all.extend_from_slice(fields);
    let request = Request::post("/receipt/kept")
        .header("host", "site.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(serde_urlencoded::to_string(&all).unwrap()))
        .unwrap();
    TestSite::ask(&site.public, request).await
}

pub async fn close(site: &TestSite, cookie: &str) {
    let csrf = site.staff_get("/staff/", cookie).await.field("csrf");
    for step in [
        vec![("step", "accept")],
        vec![("step", "investigate"), ("note", "现场查到散煤")],
        vec![("step", "close"), ("outcome", "violation"), ("reply", "查到了")],
    ] {
        let fields: Vec<_> = step.into_iter().chain([("csrf", csrf.as_str())]).collect();
        let done = site.staff_post(&format!("{CASE}/step"), cookie, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }
}

async fn chain_holds(site: &TestSite) -> usize {
    let case = site.app.storage.find_case("2026-000001").await.unwrap().unwrap();
    let events = site.app.storage.list_events(case.id).await.unwrap();
    assert_eq!(verify_chain(&case.number, &events), Ok(()));
    events.len()
}

#[tokio::test]
async fn a_photo_is_sealed_as_it_came_and_opened_only_for_a_reason_that_is_kept() {
    let site = TestSite::start().await;
    file(&site, &Multipart::tip("一袋一袋卖").photo("a.jpg", &photo())).await;
    let stored = site.app.storage.find_photo(1).await.unwrap().unwrap();
    let copy = stored.file.sealed.clone().unwrap();
    let sealed = site.app.blobs.find(&copy.key).await.unwrap().unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"), "an ordinary age file");
    assert_eq!(jingnuan::secret::sha256(&sealed), copy.sha256);
    let key = site.get("/api/v1/evidence-key").await.json()["public_key"]
        .as_str()
        .unwrap()
        .to_owned();
    let key: [u8; 32] = hex::decode(key).unwrap().try_into().unwrap();
    assert!(verify(
        &key,
        Stamped::Photo,
        &stored.file.sha256,
        copy.received_at,
        &copy.signature
    ));

    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let joint = site.sign_in("p", "handler", "public_security@410821").await;
    assert_eq!(
        open(&site, &joint, "copy:1", "想看看原件").await.status,
        StatusCode::FORBIDDEN
    );
    let unreasoned = open(&site, &handler, "copy:1", " ").await;
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unreasoned.text().contains("请写明为什么"));
    assert_eq!(
        open(&site, &handler, "copy:99", "核对原件").await.status,
        StatusCode::NOT_FOUND
    );
    let before = chain_holds(&site).await;
    let opened = open(&site, &handler, "copy:1", "核对原件").await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.body, photo(), "byte for byte");
    assert_eq!(opened.header("content-type"), "application/octet-stream");
    assert!(opened.header("content-disposition").starts_with("attachment"));
    let detail = open(&site, &handler, "detail:1", "核对拍摄地点").await;
    assert!(detail.text().contains("GPSLatitude"), "{}", detail.text());
    assert_eq!(chain_holds(&site).await, before + 2, "each opening is in the history");

    let auditor = site.sign_in("audit", "auditor", "city_office@4108").await;
    let list = site.staff_get("/staff/openings", &auditor).await;
    assert!(
        list.text().contains("核对原件") && list.text().contains("核对拍摄地点"),
        "{}",
        list.text()
    );
    let elsewhere = site.sign_in("other", "auditor", "county_office@410822").await;
    assert!(
        !site
            .staff_get("/staff/openings", &elsewhere)
            .await
            .text()
            .contains("核对原件")
    );
    assert_eq!(
        site.staff_get("/staff/openings", &handler).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn what_the_browser_read_goes_sealed_to_the_handler() {
    let site = TestSite::start().await;
    let hash = "ab".repeat(32);
    let seen = format!(r#"{{"sha256":"{hash}","taken_at":"2026-11-22T17:03:00+08:00"}}"#);
    let form = Multipart::tip("x").photo("a.jpg", &photo()).field("seen", &seen);
    file(&site, &form).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let shown = open(&site, &handler, "detail:1", "核对拍摄时间").await.text();
    assert!(shown.contains(&hash) && shown.contains("2026-11-22T17:03"), "{shown}");
}

#[tokio::test]
async fn what_the_browser_read_of_a_photo_added_later_goes_sealed_too() {
    let site = TestSite::start().await;
    let receipt = file(&site, &Multipart::tip("一袋一袋卖")).await;
    let hash = "cd".repeat(32);
    let more = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "photos")
        .field(
            "seen",
            &format!(r#"{{"sha256":"{hash}","taken_at":"2026-11-22T18:04:00+08:00"}}"#),
        )
        .photo("b.jpg", &photo());
    assert_eq!(site.post_form("/receipt/act", &more, &[]).await.status, StatusCode::OK);
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let shown = open(&site, &handler, "detail:1", "核对拍摄时间").await.text();
    assert!(shown.contains(&hash) && shown.contains("2026-11-22T18:04"), "{shown}");
}

#[tokio::test]
async fn a_name_is_sealed_apart_and_its_reader_is_seen() {
    let site = TestSite::start().await;
    let unasked = Multipart::tip("x").field("name", NAME).field("phone", PHONE);
    let refused = site.send_tip("zero", &unasked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.json()["fields"]["identity_notice"].is_string());
    let receipt = file(&site, &named()).await;

    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let evidence = site.staff_get(&format!("{CASE}/evidence"), &handler).await;
    assert!(evidence.text().contains("举报人的姓名和电话") && !evidence.text().contains(NAME));
    assert!(!site.staff_get(CASE, &handler).await.text().contains(PHONE));
    let revealed = open(&site, &handler, "identity:1", "电话核实地点").await;
    assert!(revealed.text().contains(NAME) && revealed.text().contains(PHONE));
    assert_eq!(revealed.header("cache-control"), "no-store");
    let auditor = site.sign_in("audit", "auditor", "city_office@4108").await;
    let list = site.staff_get("/staff/openings", &auditor).await.text();
    assert!(list.contains("电话核实地点") && !list.contains(NAME));
    assert_eq!(
        open(&site, &auditor, "identity:1", "看看是谁").await.status,
        StatusCode::FORBIDDEN
    );

    let page = kept(&site, &receipt, &[]).await.text();
    assert!(
        page.contains("打开过 1 次") && page.contains("修武县交通运输局") && !page.contains(NAME),
        "{page}"
    );
}

#[tokio::test]
async fn a_reporter_sees_corrects_and_withdraws() {
    let site = TestSite::start().await;
    let receipt = file(&site, &named()).await;
    assert_eq!(kept(&site, "0000000000000000", &[]).await.status, StatusCode::NOT_FOUND);
    let page = kept(&site, &receipt, &[]).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text().contains("一袋一袋卖") && page.text().contains("第 1 张照片"));

    let wrong = kept(&site, &receipt, &[("do", "identity"), ("name", "王某"), ("phone", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("王某"), "what was typed stays");
    let other = [
        ("do", "identity"),
        ("name", "王某"),
        ("phone", "13712345678"),
        ("identity_notice", "yes"),
    ];
    assert!(kept(&site, &receipt, &other).await.text().contains("已经封存"));
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert!(
        open(&site, &handler, "identity:1", "电话核实")
            .await
            .text()
            .contains("13712345678")
    );

    let corrected = kept(
        &site,
        &receipt,
        &[("do", "correct"), ("correction", "是三轮车，不是货车")],
    )
    .await;
    assert!(corrected.text().contains("更正已经转给"), "{}", corrected.text());
    assert!(
        site.staff_get(CASE, &handler)
            .await
            .text()
            .contains("是三轮车，不是货车")
    );

    assert!(
        kept(&site, &receipt, &[("do", "withdraw_identity")])
            .await
            .text()
            .contains("现在是匿名的")
    );
    assert!(site.app.storage.list_identities(1).await.unwrap().is_empty());
    assert_eq!(
        open(&site, &handler, "identity:1", "电话核实").await.status,
        StatusCode::NOT_FOUND
    );

    let early = kept(&site, &receipt, &[("do", "erase")]).await.text();
    assert!(early.contains("还没有办结") && site.blobs() == 3);
    close(&site, &handler).await;
    let erased = kept(&site, &receipt, &[("do", "erase")]).await.text();
    assert!(
        erased.contains("都已经删除") && !erased.contains("一袋一袋卖"),
        "{erased}"
    );
    assert_eq!(site.blobs(), 0);
    let case = site.staff_get(CASE, &handler).await.text();
    assert!(
        case.contains("链条完整") && !case.contains("一袋一袋卖") && !case.contains("三轮车，不是"),
        "{case}"
    );
    chain_holds(&site).await;
}

#[tokio::test]
async fn retention_erases_proves_it_and_leaves_the_chain_whole() {
    let site = TestSite::start().await;
    let receipt = file(&site, &named()).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(
        enforce_retention(&site.app).await.unwrap(),
        0,
        "an open case keeps everything"
    );
    close(&site, &handler).await;
    for day in 0..179 {
        site.app.clock.advance(Duration::days(1));
        assert_eq!(enforce_retention(&site.app).await.unwrap(), 0, "day {day}");
    }
    site.app.clock.advance(Duration::hours(25));
    assert_eq!(
        enforce_retention(&site.app).await.unwrap(),
        1,
        "the name goes after 180 days"
    );
    assert!(site.app.storage.list_identities(1).await.unwrap().is_empty());
    assert_eq!(site.blobs(), 3);

    // A clock that leaps by years erases nothing until there was a day to set it right.
    site.app.clock.advance(Duration::days(3_000));
    assert_eq!(enforce_retention(&site.app).await.unwrap(), 0);
    assert_eq!(site.blobs(), 3);
    site.app.clock.advance(Duration::hours(25));
    assert_eq!(enforce_retention(&site.app).await.unwrap(), 2, "photos, then the rest");
    assert_eq!(site.blobs(), 0);
    assert_eq!(
        enforce_retention(&site.app).await.unwrap(),
        0,
        "nothing is erased twice"
    );
    chain_holds(&site).await;

    let proofs = site.app.storage.list_erasures(1).await.unwrap();
    let scopes: Vec<&str> = proofs.iter().map(|proof| proof.scope.as_str()).collect();
    assert_eq!(scopes, ["identity", "photos", "content"]);
    let key = site.app.vault.signer.public_key();
    for proof in &proofs {
        let holds = |counts: &[(String, u64)]| {
            let digest = signed_digest(&proof.digest, &proof.scope, &proof.cause, counts);
            verify(&key, Stamped::Erasure, &digest, proof.at, &proof.signature)
        };
        assert!(holds(&proof.counts));
        assert!(!holds(&[]), "how much went is signed, too");
        assert!(proof.blobs.is_empty(), "the blobs are gone, too");
    }
    assert!(kept(&site, &receipt, &[]).await.text().contains("都已经删除"));
}

#[tokio::test]
async fn what_is_kept_of_a_tip_confirms_no_guess_and_every_field_counts() {
    let site = TestSite::start().await;
    let form = |crs: &str, accuracy: &str| {
        Multipart::tip("一袋一袋卖")
            .field("lat", "35.223")
            .field("long", "113.447")
            .field("accuracy", accuracy)
            .field("crs", crs)
    };
    let send = async |key: &str, form: &Multipart| site.send_tip(key, form).await.status;
    assert_eq!(send("one", &form("wgs84", "20")).await, StatusCode::CREATED);
    assert_eq!(send("one", &form("wgs84", "20")).await, StatusCode::OK, "a replay");
    for (changed, what) in [
        (form("gcj02", "20"), "crs"),
        (form("wgs84", "30"), "accuracy"),
        (form("wgs84", "20").field("join", "AAAAAAAAAAAAAAAAAAAAAA"), "join"),
    ] {
        assert_eq!(send("one", &changed).await, StatusCode::CONFLICT, "{what}");
    }
    // The same words under another key: whoever has database and secret learns nothing by trying them.
    assert_eq!(send("two", &form("wgs84", "20")).await, StatusCode::CREATED);
    let hash = async |case| site.app.storage.list_tips(case).await.unwrap()[0].body_hash;
    assert_ne!(hash(1).await, hash(2).await);
}

#[tokio::test]
async fn the_restore_drill() {
    let site = TestSite::start().await;
    let receipt = file(&site, &named()).await;
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    let here = Places {
        url: site.app.config.storage.url(),
        blobs: &site.app.blobs,
        secret: site.app.config.data_dir.join("secret.key"),
    };
    let manifest = back_up::back_up(&here, &site.app.storage, &backup, 1).await.unwrap();
    assert_eq!((manifest.blobs, manifest.missing.len()), (3, 0));
    assert!(
        back_up::back_up(&here, &site.app.storage, &backup, 1).await.is_err(),
        "never over another"
    );
    // What comes afterwards is not in it.
    let late = site.send_tip("two", &Multipart::tip("后来的")).await;
    assert_eq!(late.status, StatusCode::CREATED);

    let data = place.path().join("data");
    std::fs::create_dir_all(data.join("blobs")).unwrap();
    let url = format!("sqlite://{}/jingnuan.db", data.display());
    let blobs = BlobStore::on_disk(&data.join("blobs")).unwrap();
    let there = Places {
        url: &url,
        blobs: &blobs,
        secret: data.join("secret.key"),
    };
    back_up::restore(&there, &backup).await.unwrap();
    assert!(
        back_up::restore(&there, &backup).await.is_err(),
        "only into an empty place"
    );
    let keys = site.app.config.evidence.clone();
    let restored = TestSite::at(&data, &keys).await;
    let mine = Request::get("/api/v1/tips/mine").header("receipt", &receipt);
    let mine = TestSite::ask(&restored.public, mine.body(Body::empty()).unwrap()).await;
    assert_eq!(mine.status, StatusCode::OK, "the receipt still leads to its tip");
    let handler = restored.sign_in("h", "handler", "transport@410821").await;
    assert_eq!(open(&restored, &handler, "copy:1", "恢复演练").await.body, photo());
    assert!(
        open(&restored, &handler, "identity:1", "恢复演练")
            .await
            .text()
            .contains(PHONE)
    );
    assert_eq!(chain_holds(&restored).await, 4);

    // Every file counts: one byte, and nothing is restored.
    let files: Vec<_> = manifest.files.iter().map(|file| backup.join(&file.name)).collect();
    let blob = backup.join("blobs").join(&site.app.blobs.list().await.unwrap()[0].0);
    for path in files.into_iter().chain([blob]) {
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        std::fs::write(&path, bad).unwrap();
        assert!(back_up::check(&backup).is_err(), "{}", path.display());
        std::fs::remove_file(&path).unwrap();
        assert!(back_up::check(&backup).is_err(), "{} gone", path.display());
        std::fs::write(&path, good).unwrap();
    }
    back_up::check(&backup).unwrap();
    std::fs::remove_file(backup.join("backup.json")).unwrap();
    assert!(back_up::check(&backup).is_err(), "cut off before its end");
}

#[tokio::test]
async fn without_private_keys_tips_are_taken_and_opening_says_which_setting() {
    let site = TestSite::start_with(&[("JINGNUAN_EVIDENCE_IDENTITIES_FILE", "/nowhere/identities.txt")]).await;
    file(&site, &named()).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let page = site.staff_get(&format!("{CASE}/evidence"), &handler).await.text();
    assert!(page.contains("[evidence] identities_file"), "{page}");
    let refused = open(&site, &handler, "copy:1", "核对原件").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("identities_file"));
}

#[tokio::test]
async fn the_same_photo_is_found_in_another_case() {
    let site = TestSite::start().await;
    file(&site, &Multipart::tip("第一次").photo("a.jpg", &photo())).await;
    let second = site
        .send_tip("two", &Multipart::tip("第二次").photo("b.jpg", &photo()))
        .await;
    assert_eq!(second.status, StatusCode::CREATED);
    let third = site
        .send_tip("three", &Multipart::tip("第三次").photo("c.jpg", &photo()))
        .await;
    assert_eq!(third.status, StatusCode::CREATED);
    let again = Multipart::default()
        .field("receipt", second.json()["receipt"].as_str().unwrap())
        .field("action", "photos")
        .photo("d.jpg", &photo());
    assert_eq!(site.post_form("/receipt/act", &again, &[]).await.status, StatusCode::OK);
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let page = site.staff_get(&format!("{CASE}/evidence"), &handler).await.text();
    assert!(page.contains("一样的照片"), "{page}");
    for number in ["2026-000002", "2026-000003"] {
        let links = page.matches(&format!("href=\"/staff/cases/{number}\"")).count();
        assert_eq!(links, 1, "{number}, once: {page}");
    }
}

#[tokio::test]
async fn a_clock_set_back_a_little_makes_no_later_tip_look_earlier() {
    let site = TestSite::start().await;
    let first = site.app.steady_now();
    site.app.clock.advance(Duration::minutes(-5));
    assert_eq!(site.app.steady_now(), first);
    site.app.clock.advance(Duration::minutes(6));
    assert_eq!(site.app.steady_now(), first + Duration::minutes(1));
    // Set back by hours: believed, and said in the log.
    site.app.clock.advance(Duration::hours(-3));
    assert_eq!(site.app.steady_now(), first + Duration::minutes(1) - Duration::hours(3));
}
