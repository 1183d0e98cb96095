//! After a rotation everything kept is sealed anew: the old key then opens nothing, and nothing is lost on the way.

use std::path::Path;

use axum::http::StatusCode;
use jingnuan::{
    evidence::vault::{KeyFiles, OpenError, Opener, check_identities, create_keys, rotate_keys},
    secret::sha256,
    services::rewrap_sealed::rewrap_sealed,
    storage::{SealedKind, Storage},
};

use crate::{
    database::engines,
    site::{Multipart, TestSite, photo},
};

/// The private keys of a file, first to last.
fn openers(file: &Path) -> Vec<Opener> {
    let keys = check_identities(&std::fs::read_to_string(file).unwrap()).unwrap();
    keys.into_iter().map(|key| Opener::new(vec![key])).collect()
}

/// Everything sealed, as it lies in rows and blobs.
async fn sealed(site: &TestSite) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let storage: &Storage = &site.app.storage;
    for kind in SealedKind::ALL {
        let rows = storage.list_sealed(kind, 0, 100).await.unwrap();
        all.extend(rows.into_iter().map(|(_, sealed)| sealed));
    }
    for photo in storage.list_sealed_photos(0, 100).await.unwrap() {
        let copy = photo.file.sealed.unwrap();
        let blob = site.app.blobs.find(&copy.key).await.unwrap().unwrap();
        assert_eq!(
            (sha256(&blob), i64::try_from(blob.len()).unwrap()),
            (copy.sha256, copy.bytes)
        );
        all.push(blob.to_vec());
    }
    all
}

#[tokio::test]
async fn an_old_key_opens_nothing_any_more_and_the_escrow_everything() {
    for engine in engines("rewrap").await {
        let settings: Vec<(&str, &str)> = engine.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
        let site = TestSite::start_with(&settings).await;
        for n in 0..3 {
            let form = Multipart::tip(&format!("第 {n} 条"))
                .field("name", "郑示例")
                .field("phone", "13900005678")
                .field("identity_notice", "yes")
                .photo("a.jpg", &photo());
            let filed = site.send_tip(&format!("k{n}"), &form).await;
            assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
        }
        let before = sealed(&site).await;
        assert_eq!(before.len(), 9, "a name, details and a copy of each");
        let files = KeyFiles::of(&site.app.config.evidence);
        rotate_keys(&files, &[]).unwrap();
        let [new, old] = &openers(&files.identities)[..] else {
            panic!("two keys")
        };
        let escrow = &openers(&files.escrow)[0];
        for piece in &before {
            assert!(matches!(new.open(piece), Err(OpenError::WrongKeys)));
        }

        let app = site.another_instance().await;
        // Twice: it may be done again.
        for _ in 0..2 {
            let done = rewrap_sealed(&app, &|_| {}).await.unwrap();
            assert_eq!((done.pieces, done.copies, done.left.len()), (6, 3, 0), "{done}");
            let after = sealed(&site).await;
            for (piece, before) in after.iter().zip(&before) {
                assert!(matches!(old.open(piece), Err(OpenError::WrongKeys)));
                let plain = old.open(before).unwrap();
                assert_eq!(new.open(piece).unwrap(), plain);
                assert_eq!(escrow.open(piece).unwrap(), plain);
            }
            assert_eq!(site.blobs(), 9, "no copy is left over");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_opened_stays_and_is_named() {
    let site = TestSite::start().await;
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
    assert_eq!(site.send_tip("one", &form).await.status, StatusCode::CREATED);
    let copy = site
        .app
        .storage
        .find_photo(1)
        .await
        .unwrap()
        .unwrap()
        .file
        .sealed
        .unwrap();
    let mut rotted = site.app.blobs.find(&copy.key).await.unwrap().unwrap().to_vec();
    let last = rotted.len() - 1;
    rotted[last] ^= 1;
    site.app.blobs.put(&copy.key, rotted.clone().into()).await.unwrap();
    let done = rewrap_sealed(&site.app, &|_| {}).await.unwrap();
    assert_eq!((done.pieces, done.copies), (1, 0));
    assert!(
        done.left[0].contains("编号 1") && done.left[0].contains("坏了"),
        "{done:?}"
    );
    assert_eq!(site.app.blobs.find(&copy.key).await.unwrap().unwrap(), rotted);
}

#[tokio::test]
async fn private_keys_that_fit_nothing_now_are_said_on_the_evidence_page_and_may_still_open_what_is_older() {
    let folder = tempfile::tempdir().unwrap();
    let strange = KeyFiles::within(folder.path());
    create_keys(&strange).unwrap();
    let file = strange.identities.to_str().unwrap();
    let site = TestSite::start_with(&[("JINGNUAN_EVIDENCE_IDENTITIES_FILE", file)]).await;
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
    assert_eq!(site.send_tip("one", &form).await.status, StatusCode::CREATED);
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let page = site
        .staff_get("/staff/cases/2026-000001/evidence", &handler)
        .await
        .text();
    assert!(page.contains("都不是一对") && page.contains("打开并记录"), "{page}");
}
