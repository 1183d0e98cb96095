//! What anyone can check of a case: packages, and the signed checkpoints over all histories.

use std::io::{Cursor, Read};

use axum::http::StatusCode;
use jingnuan::{
    evidence::{
        package,
        stamp::{Stamped, verify},
        vault::{Opener, check_identities},
    },
    services::sign_checkpoint::sign_hourly,
};
use sea_orm::ConnectionTrait;
use time::Duration;

use crate::{
    evidence::{CASE, NAME, PHONE, close, file, kept, named},
    picture,
    site::{Multipart, TestSite, photo},
};

/// The package's files, in order.
fn unpacked(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(tar);
    let entries = archive.entries().unwrap();
    entries
        .map(|entry| {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (name, content)
        })
        .collect()
}

fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        package::add(&mut tar, name, content.len() as u64, &content[..]).unwrap();
    }
    tar.into_inner().unwrap()
}

#[tokio::test]
async fn a_package_is_checked_by_anyone_and_no_part_of_it_can_be_changed() {
    let site = TestSite::start().await;
    file(&site, &named()).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let take = async |cookie: &str, reason: &str| {
        let csrf = site.staff_get("/staff/", cookie).await.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("take_reason", reason)];
        site.staff_post(&format!("{CASE}/evidence/package"), cookie, &fields)
            .await
    };
    assert_eq!(take(&handler, "移送公安机关").await.status, StatusCode::FORBIDDEN);
    assert_eq!(take(&approver, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = take(&approver, "移送公安机关").await;
    assert_eq!(taken.status, StatusCode::OK);
    for planted in [NAME.as_bytes(), PHONE.as_bytes()] {
        assert!(!taken.body.windows(planted.len()).any(|window| window == planted));
    }

    let key = site.app.vault.signer.public_key();
    let identities = std::fs::read_to_string(&site.app.config.evidence.identities_file).unwrap();
    let opener = Opener::new(check_identities(&identities).unwrap());
    let check = |tar: &[u8], key, opener| package::check(Cursor::new(tar.to_vec()), key, opener).unwrap();
    let report = check(&taken.body, Some(key), Some(&opener));
    assert_eq!(report.faults, Vec::<String>::new(), "{report}");
    assert_eq!((report.files, report.photos, report.opened), (3, 1, 1));
    assert!(report.events >= 3, "the history, with the taking out itself");
    assert_eq!(check(&taken.body, None, None).faults, Vec::<String>::new());
    assert!(
        !check(&taken.body, Some([9; 32]), None).faults.is_empty(),
        "another key"
    );

    let files = unpacked(&taken.body);
    assert_eq!(files.len(), 5);
    for at in 0..files.len() {
        let mut without = files.clone();
        without.remove(at);
        let name = &files[at].0;
        assert!(
            !check(&packed(&without), Some(key), None).faults.is_empty(),
            "without {name}"
        );
        for place in [
            files[at].1.len() / 3,
            files[at].1.len() / 2,
            files[at].1.len().saturating_sub(4),
        ] {
            let mut changed = files.clone();
            changed[at].1[place] ^= 1;
            assert!(
                !check(&packed(&changed), Some(key), None).faults.is_empty(),
                "{name} changed at {place}"
            );
        }
    }
    let mut more = files.clone();
    more.push(("photos/2.age".to_owned(), b"x".to_vec()));
    assert!(
        !check(&packed(&more), Some(key), None).faults.is_empty(),
        "one file more"
    );
    let mut twice = files.clone();
    twice.push(files[0].clone());
    assert!(
        !check(&packed(&twice), Some(key), None).faults.is_empty(),
        "a second manifest"
    );
}

/// The package as somebody makes it who has the server's signing key: the history changed, all hashes and the signature
/// anew.
fn forged(site: &TestSite, tar: &[u8], change: impl Fn(&mut Vec<serde_json::Value>)) -> Vec<u8> {
    let mut files = unpacked(tar);
    let place = |name: &str| files.iter().position(|(other, _)| other == name).unwrap();
    let (manifest, history, signature) = (
        place(package::MANIFEST),
        place(package::HISTORY),
        place(package::SIGNATURE),
    );
    let mut lines: Vec<serde_json::Value> = serde_json::from_slice(&files[history].1).unwrap();
    change(&mut lines);
    files[history].1 = serde_json::to_vec(&lines).unwrap();
    let mut list: package::Manifest = serde_json::from_slice(&files[manifest].1).unwrap();
    let hash = hex::encode(jingnuan::secret::sha256(&files[history].1));
    list.files.insert(package::HISTORY.to_owned(), hash);
    files[manifest].1 = serde_json::to_vec(&list).unwrap();
    let digest = jingnuan::secret::sha256(&files[manifest].1);
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(list.made_at) * 1_000_000).unwrap();
    let signed = package::PackageSignature {
        signature: hex::encode(site.app.vault.signer.sign(Stamped::Package, &digest, at)),
    };
    files[signature].1 = serde_json::to_vec(&signed).unwrap();
    packed(&files)
}

/// Whoever can write to the database can change what a tip says, but not what its history noted when it came.
#[tokio::test]
async fn words_that_were_changed_and_photos_that_were_taken_away_show() {
    let site = TestSite::start().await;
    let receipt = file(&site, &named()).await;
    let later = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "messages")
        .field("text", "补一张")
        .photo("b.jpg", &picture::jpeg(320, 240));
    assert_eq!(site.post_form("/receipt/act", &later, &[]).await.status, StatusCode::OK);
    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &approver).await.field("csrf");
    let report = async || {
        let fields = [("csrf", csrf.as_str()), ("take_reason", "移送公安机关")];
        let taken = site
            .staff_post(&format!("{CASE}/evidence/package"), &approver, &fields)
            .await;
        package::check(Cursor::new(taken.body), None, None).unwrap()
    };
    let before = report().await;
    assert_eq!(
        (before.words, before.photos, before.faults.len()),
        (1, 2, 0),
        "{before}"
    );
    let database = sea_orm::Database::connect(site.app.config.storage.url()).await.unwrap();
    for (change, undo, fault) in [
        (
            "UPDATE tip SET text = '改过的话'",
            "UPDATE tip SET text = '一袋一袋卖'",
            "有 1 条线索的文字和收到时记下的对不上",
        ),
        (
            "UPDATE tip SET answers = '{\"vehicle\":\"car\"}'",
            "UPDATE tip SET answers = '{}'",
            "有 1 条线索的文字和收到时记下的对不上",
        ),
        (
            "DELETE FROM photo WHERE id = 2",
            "SELECT 1",
            "收到时记下的照片少了 1 张",
        ),
        ("DELETE FROM photo", "SELECT 1", "收到时记下的照片少了 2 张"),
    ] {
        database.execute_unprepared(change).await.unwrap();
        let report = report().await;
        assert!(report.faults.iter().any(|said| said == fault), "{change}: {report}");
        database.execute_unprepared(undo).await.unwrap();
    }
}

#[tokio::test]
async fn a_package_shows_a_history_that_was_cut_by_the_checkpoints_that_cover_it() {
    let site = TestSite::start().await;
    file(&site, &named()).await;
    // Another case's lines stand in the same checkpoints, and nothing of them in the package.
    assert_eq!(
        site.send_tip("two", &Multipart::tip("另一件")).await.status,
        StatusCode::CREATED
    );
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    site.app.clock.advance(Duration::minutes(2));
    assert_eq!(sign_hourly(&site.app).await.unwrap(), 1);
    assert_eq!(sign_hourly(&site.app).await.unwrap(), 0, "safe to run twice");
    close(&site, &handler).await;
    site.app.clock.advance(Duration::minutes(10));
    assert_eq!(sign_hourly(&site.app).await.unwrap(), 0, "once an hour");
    site.app.clock.advance(Duration::hours(1));
    assert_eq!(sign_hourly(&site.app).await.unwrap(), 1);

    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &approver).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("take_reason", "移送公安机关")];
    let address = format!("{CASE}/evidence/package");
    let taken = site.staff_post(&address, &approver, &fields).await.body;
    let key = site.app.vault.signer.public_key();
    let check = |tar: Vec<u8>| package::check(Cursor::new(tar), Some(key), None).unwrap();
    let report = check(taken.clone());
    assert_eq!(report.faults, Vec::<String>::new(), "{report}");
    assert_eq!(
        (report.checkpoints, report.covered.unwrap().0, report.events),
        (2, 5, 6)
    );
    assert!(!String::from_utf8_lossy(&taken).contains("2026-000002"));

    // What came after the last checkpoint may be missing; what it covers may not.
    let short = check(forged(&site, &taken, |lines| lines.truncate(5)));
    assert_eq!(short.faults, Vec::<String>::new(), "{short}");
    let cut = check(forged(&site, &taken, |lines| lines.truncate(4)));
    assert_eq!(cut.events, 4, "the chain alone holds");
    assert!(
        cut.faults[0].contains("被截短") && cut.faults[0].contains("第 5 条"),
        "{cut}"
    );
    // With the store's own copy of what was covered, too.
    let all = unpacked(&taken);
    let proofs = &all.iter().find(|(name, _)| name == package::CHECKPOINTS).unwrap().1;
    assert!(String::from_utf8_lossy(proofs).matches("\"seq\"").count() == 5);

    let listed = site.get("/api/v1/checkpoints").await;
    assert_eq!(listed.header("access-control-allow-origin"), "*");
    let listed = listed.json();
    let newest = &listed["checkpoints"][0];
    assert_eq!(
        (newest["number"].as_i64(), newest["events"].as_i64()),
        (Some(2), Some(3))
    );
    let number = |name: &str| newest[name].as_i64().unwrap();
    let bytes = |name: &str| hex::decode(newest[name].as_str().unwrap()).unwrap();
    let root = bytes("root").try_into().unwrap();
    let digest = jingnuan::evidence::checkpoint::digest(number("number"), number("events"), &root);
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(number("signed_at_ms")) * 1_000_000).unwrap();
    assert!(verify(&key, Stamped::Checkpoint, &digest, at, &bytes("signature")));
    assert!(newest.as_object().unwrap().len() == 6 && listed["older"].is_null());
    let older = site.get("/api/v1/checkpoints?before=2").await.json();
    assert_eq!(older["checkpoints"][0]["number"], 1);
}

#[tokio::test]
async fn a_duplicates_package_holds_what_its_reporter_added_later_and_what_was_erased() {
    let site = TestSite::start().await;
    let other = site.send_tip("two", &Multipart::tip("先报的")).await;
    assert_eq!(other.status, StatusCode::CREATED);
    let receipt = file(&site, &named()).await;
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &handler).await.field("csrf");
    let duplicate = "/staff/cases/2026-000002";
    let join = [("csrf", csrf.as_str()), ("action", "join"), ("number", "2026-000001")];
    let joined = site.staff_post(&format!("{duplicate}/join"), &handler, &join).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let more = Multipart::default()
        .field("receipt", &receipt)
        .field("action", "photos")
        .photo("b.jpg", &photo());
    assert_eq!(site.post_form("/receipt/act", &more, &[]).await.status, StatusCode::OK);
    assert!(kept(&site, &receipt, &[]).await.text().contains("第 2 张照片"));
    kept(&site, &receipt, &[("do", "withdraw_identity")]).await;

    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &approver).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("take_reason", "移送公安机关")];
    for case in [duplicate, CASE] {
        let taken = site
            .staff_post(&format!("{case}/evidence/package"), &approver, &fields)
            .await;
        let key = site.app.vault.signer.public_key();
        let report = package::check(Cursor::new(taken.body), Some(key), None).unwrap();
        assert_eq!(report.faults, Vec::<String>::new(), "{report}");
        assert_eq!((report.photos, report.erasures), (2, 1), "{case}");
    }
    assert!(
        kept(&site, &receipt, &[])
            .await
            .text()
            .contains("取出过证据包，一共 2 回")
    );

    // All of it goes when its reporter asks for that.
    close(&site, &handler).await;
    let erased = kept(&site, &receipt, &[("do", "erase")]).await.text();
    assert!(
        erased.contains("都已经删除") && erased.contains("在这里删不到"),
        "{erased}"
    );
    assert_eq!(site.blobs(), 0);
}

/// Runs the program itself: whether it was content, and all it said.
fn run(site: &TestSite, arguments: &[&str]) -> (bool, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_jingnuan"))
        .args(arguments)
        .arg("--data-dir")
        .arg(&site.app.config.data_dir)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn the_program_checks_a_package_and_all_checkpoints() {
    let site = TestSite::start().await;
    file(&site, &named()).await;
    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &approver).await.field("csrf");
    site.app.clock.advance(Duration::minutes(2));
    assert_eq!(sign_hourly(&site.app).await.unwrap(), 1);
    let fields = [("csrf", csrf.as_str()), ("take_reason", "移送公安机关")];
    let taken = site
        .staff_post(&format!("{CASE}/evidence/package"), &approver, &fields)
        .await;
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let key = hex::encode(site.app.vault.signer.public_key());
    std::fs::write(path("good.tar"), &taken.body).unwrap();
    let cut = forged(&site, &taken.body, |lines| lines.truncate(1));
    std::fs::write(path("cut.tar"), cut).unwrap();
    std::fs::write(path("none.tar"), b"not a tar").unwrap();

    let identities = site.app.config.evidence.identities_file.display().to_string();
    let good = path("good.tar");
    let (content, said) = run(
        &site,
        &["evidence", "verify", &good, "--key", &key, "--identity", &identities],
    );
    assert!(
        content && said.contains("没有发现改动") && said.contains("打开的原件 1 个"),
        "{said}"
    );
    assert!(said.contains("盖到第 2 条"), "{said}");
    let (content, said) = run(&site, &["evidence", "verify", &path("cut.tar"), "--key", &key]);
    assert!(!content && said.contains("被截短"), "{said}");
    let (content, said) = run(&site, &["evidence", "verify", &good, "--key", &"ab".repeat(32)]);
    assert!(!content && said.contains("不是给出的那一把"), "{said}");
    let (content, said) = run(&site, &["evidence", "verify", &path("none.tar")]);
    assert!(!content && !said.is_empty(), "{said}");

    let (content, said) = run(&site, &["evidence", "checkpoints", "--key", &key]);
    assert!(content && said.contains("全部对得上"), "{said}");
    let kept = site.get("/api/v1/checkpoints").await.body;
    std::fs::write(path("kept.json"), &kept).unwrap();
    let with_kept = ["evidence", "checkpoints", "--key", &key, "--kept", &path("kept.json")];
    let (content, said) = run(&site, &with_kept);
    assert!(content, "{said}");
    let mut answer: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    answer["checkpoints"][0]["root"] = serde_json::json!("ab".repeat(32));
    std::fs::write(path("kept.json"), answer.to_string()).unwrap();
    let (content, said) = run(&site, &with_kept);
    assert!(!content && said.contains("后来重做过"), "{said}");
}
