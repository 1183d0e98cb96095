//! Who clears away what: erasing is the staff side's; the public site removes only uploads that were never finished. What
//! is erased is in no file of the database any more.

use axum::http::StatusCode;
use jingnuan::{
    jobs::tidy_once,
    services::{
        erase_kept::{enforce_retention, erase_tip},
        receive_upload,
    },
    storage::ErasureScope,
};
use time::{Duration, macros::datetime};

use crate::site::{Multipart, TestSite, photo};

const CASE: &str = "/staff/cases/2026-000001";

async fn close(site: &TestSite) {
    let cookie = site.sign_in("h", "handler", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &cookie).await.field("csrf");
    for step in [
        vec![("step", "accept")],
        vec![("step", "investigate"), ("note", "现场查到散煤")],
        vec![("step", "close"), ("outcome", "violation"), ("reply", "查到了")],
    ] {
        let fields: Vec<_> = step.into_iter().chain([("csrf", csrf.as_str())]).collect();
        let done = site.staff_post(&format!("{CASE}/step"), &cookie, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }
}

#[tokio::test]
async fn a_public_process_clears_away_its_uploads_and_erases_nothing() {
    for (role, left) in [("public", 4), ("staff", 0), ("both", 0)] {
        let site = TestSite::start_with(&[("JINGNUAN_ROLE", role)]).await;
        let form = Multipart::tip("有车卖煤")
            .field("name", "郑示例")
            .field("phone", "13900005678")
            .field("identity_notice", "yes")
            .photo("a.jpg", &photo());
        assert_eq!(site.send_tip("one", &form).await.status, StatusCode::CREATED);
        close(&site).await;
        let orphan = bytes::Bytes::from_static(b"x");
        site.app.blobs.put("clean/00/orphan.jpg", orphan).await.unwrap();
        let (id, _) = receive_upload::begin_upload(&site.app, 10).await.unwrap();
        let piece = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"12345"))]);
        receive_upload::append(&site.app, &id, 0, piece).await.unwrap();
        tidy_once(&site.app).await.unwrap();
        assert_eq!(site.blobs(), 5, "{role}");
        // A clock that leaps removes nothing for a day, whoever reads it.
        let leap = datetime!(2100-01-01 0:00 UTC) - site.app.clock.now();
        site.app.clock.advance(leap);
        tidy_once(&site.app).await.unwrap();
        assert_eq!(site.blobs(), 5, "{role}");
        site.app.clock.advance(Duration::hours(25));
        tidy_once(&site.app).await.unwrap();
        assert_eq!(site.blobs(), left, "{role}");
        let names = site.app.storage.list_identities(1).await.unwrap();
        assert_eq!(names.is_empty(), role != "public", "{role}");
    }
}

#[tokio::test]
async fn what_is_erased_is_in_no_file_of_the_database() {
    let site = TestSite::start().await;
    let planted = ["花庄桥头独一份的散煤线索", "另一条谁也没写过的煤车线索"];
    // Among others, long enough for pages of their own, and short.
    for n in 0..40 {
        let text = match n {
            17 => planted[0].repeat(150),
            23 => planted[1].to_owned(),
            _ => format!("第 {n} 条").repeat(n + 1),
        };
        let filed = site.send_tip(&format!("k{n}"), &Multipart::tip(&text)).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
        site.app.clock.advance(Duration::minutes(3));
    }
    jingnuan::jobs::run_due(&site.app).await.unwrap();
    let stands = || {
        let data = std::fs::read_dir(&site.app.config.data_dir).unwrap();
        let files = data.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        let contents: Vec<Vec<u8>> = files.map(|path| std::fs::read(path).unwrap()).collect();
        planted.map(|text| {
            let text = text.as_bytes();
            contents
                .iter()
                .any(|file| file.windows(text.len()).any(|window| window == text))
        })
    };
    assert_eq!(stands(), [true, true]);
    for (key, expected) in [("k17", [false, true]), ("k23", [false, false])] {
        let receipt = site.app.secret.receipt(key, 0);
        let found = site
            .app
            .storage
            .find_tip_by_receipt(&site.app.secret.receipt_hash(&receipt))
            .await
            .unwrap()
            .unwrap();
        erase_tip(&site.app, &found, &ErasureScope::ALL, "测试").await.unwrap();
        assert_eq!(stands(), expected, "{key}");
    }
    enforce_retention(&site.app).await.unwrap();
}

/// What it shows and refuses by comes from the database, whoever changed it there.
#[tokio::test]
async fn a_public_process_keeps_its_own_registers_fresh() {
    let site = TestSite::start_with(&[("JINGNUAN_ROLE", "public")]).await;
    jingnuan::jobs::start(&site.app);
    site.sign_in("city", "coordinator", "city_office@4108").await;
    let workbench = site.another_instance().await;
    let (before, at) = (site.app.blocks.list(), workbench.clock.now());
    workbench.storage.block_word("贷款", 1, at).await.unwrap();
    for _ in 0..100 {
        if !std::sync::Arc::ptr_eq(&before, &site.app.blocks.list()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the word was never seen");
}
