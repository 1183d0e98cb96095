//! The restore drill: both engines, both stores, while tips come in; and once with the program itself.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jingnuan::{
    blob::BlobStore,
    config::{Config, Flags},
    secret::sha256,
    serve,
    services::back_up::{self, Places, Restored},
    storage::verify_chain,
};

use crate::{
    bucket::Peer,
    database::{engines, rows},
    picture, postgres,
    program::Program,
    site::{Multipart, TestSite, photo},
};

const PHONE: &str = "13900005678";

fn named(text: &str) -> Multipart {
    Multipart::tip(text)
        .field("name", "郑示例")
        .field("phone", PHONE)
        .field("identity_notice", "yes")
        .photo("a.jpg", &photo())
}

async fn file(site: &TestSite, key: &str, form: &Multipart) -> String {
    let filed = site.send_tip(key, form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    filed.json()["receipt"].as_str().unwrap().to_owned()
}

async fn open(site: &TestSite, cookie: &str, case: &str, what: &str) -> Vec<u8> {
    let csrf = site.staff_get("/staff/", cookie).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("what", what), ("reason", "恢复演练")];
    let opened = site
        .staff_post(&format!("/staff/cases/{case}/evidence"), cookie, &fields)
        .await;
    assert_eq!(opened.status, StatusCode::OK, "{case} {what}: {}", opened.text());
    opened.body
}

/// An empty place of its own.
struct Place {
    folder: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
}

impl Place {
    async fn empty(on_postgres: bool, bucket: Option<(&Peer, &str)>) -> Self {
        let mut settings = bucket.map_or_else(Vec::new, |(peer, prefix)| peer.settings(prefix));
        if on_postgres {
            settings.push(("DATABASE_URL", postgres::postgres("a restore drill").await.unwrap()));
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        Self { folder, settings }
    }

    fn config(&self) -> Config {
        let flags = Flags {
            data_dir: Some(self.folder.path().join("data")),
            ..Flags::default()
        };
        let settings = self.settings.iter().cloned();
        Config::load(&flags, settings.map(|(name, value)| (name.to_owned(), value))).unwrap()
    }

    async fn restore(&self, backup: &Path) -> anyhow::Result<Restored> {
        let config = self.config();
        let blobs = serve::open_blobs(&config).unwrap();
        let places = places(&config, &blobs);
        back_up::restore(&places, backup).await
    }
}

fn places<'a>(config: &'a Config, blobs: &'a BlobStore) -> Places<'a> {
    Places {
        url: config.storage.url(),
        blobs,
        secret: config.data_dir.join("secret.key"),
    }
}

/// Files tips with photos until told to stop; gives how many.
async fn keep_filing(site: Arc<TestSite>, stop: Arc<AtomicBool>) -> usize {
    let mut sent = 0;
    while !stop.load(Ordering::SeqCst) {
        let form = Multipart::tip(&format!("备份时来的 {sent}")).photo("a.jpg", &picture::jpeg(64, 48));
        file(&site, &format!("meanwhile-{sent}"), &form).await;
        site.app.clock.advance(time::Duration::minutes(2));
        sent += 1;
    }
    sent
}

/// Everything that was acknowledged before is there, can be followed, opened and proved.
async fn everything_is_there(place: &Place, first: &TestSite, receipts: &[String]) {
    let site = TestSite::at_with(
        &place.folder.path().join("data"),
        &first.app.config.evidence,
        &place.settings,
    )
    .await;
    for receipt in receipts {
        let mine = Request::get("/api/v1/tips/mine").header("receipt", receipt);
        let mine = TestSite::ask(&site.public, mine.body(Body::empty()).unwrap()).await;
        assert_eq!(mine.status, StatusCode::OK, "the receipt still leads to its tip");
    }
    let handler = site.sign_in("after", "handler", "transport@410821").await;
    assert_eq!(open(&site, &handler, "2026-000001", "copy:1").await, photo());
    let name = open(&site, &handler, "2026-000001", "identity:1").await;
    assert!(String::from_utf8(name).unwrap().contains(PHONE));
    let opener = site.app.vault.opener().unwrap();
    for id in 1.. {
        let Some(photo) = site.app.storage.find_photo(id).await.unwrap() else {
            assert!(id > 3, "{id}");
            break;
        };
        let copy = photo.file.sealed.unwrap();
        let sealed = site.app.blobs.find(&copy.key).await.unwrap().unwrap();
        assert_eq!(sha256(&sealed), copy.sha256);
        assert_eq!(sha256(&opener.open(&sealed).unwrap()), photo.file.sha256);
        for key in [photo.file.clean_key, photo.file.thumbnail_key] {
            assert!(site.app.blobs.find(&key).await.unwrap().is_some());
        }
        let case = site.app.storage.find_case_by_id(photo.case_id).await.unwrap().unwrap();
        let events = site.app.storage.list_events(case.id).await.unwrap();
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
    }
}

async fn drill(postgres: Option<String>, bucket: bool) {
    let peer = if bucket { Some(Peer::start().await) } else { None };
    let place = async |prefix| Place::empty(postgres.is_some(), peer.as_ref().map(|peer| (peer, prefix))).await;
    let mut settings = peer.as_ref().map_or_else(Vec::new, |peer| peer.settings("here"));
    settings.extend(postgres.clone().map(|url| ("DATABASE_URL", url)));
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let site = Arc::new(TestSite::start_with(&settings).await);
    let two = Multipart::tip("两张照片")
        .photo("a.jpg", &photo())
        .photo("b.jpg", &picture::jpeg(320, 240));
    let receipts = [
        file(&site, "one", &named("有名字的")).await,
        file(&site, "two", &two).await,
    ];
    let handler = site.sign_in("before", "handler", "transport@410821").await;
    open(&site, &handler, "2026-000001", "detail:1").await;

    let stop = Arc::new(AtomicBool::new(false));
    let filing = tokio::spawn(keep_filing(site.clone(), stop.clone()));
    let backups = tempfile::tempdir().unwrap();
    let here = places(&site.app.config, &site.app.blobs);
    let busy = backups.path().join("busy");
    let manifest = back_up::back_up(&here, &site.app.storage, &busy, 1).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    filing.await.unwrap();
    for list in [&manifest.missing, &manifest.erased, &manifest.damaged] {
        assert!(list.is_empty(), "{manifest:?}");
    }
    let there = place("there").await;
    let restored = there.restore(&busy).await.unwrap();
    assert!(restored.lost.is_empty(), "{:?}", restored.lost);
    assert!(there.restore(&busy).await.is_err(), "only into an empty place");
    everything_is_there(&there, &site, &receipts).await;

    // And while nothing happens: every row of every table.
    let quiet = backups.path().join("quiet");
    back_up::back_up(&here, &site.app.storage, &quiet, 2).await.unwrap();
    let elsewhere = place("elsewhere").await;
    elsewhere.restore(&quiet).await.unwrap();
    let (before, after) = (rows(here.url).await, rows(elsewhere.config().storage.url()).await);
    assert!(before.len() > 30 && before.values().filter(|rows| !rows.is_empty()).count() > 10);
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    assert_eq!(before.len(), after.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_disk() {
    for engine in engines("restore drill, on disk").await {
        drill(engine, false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_bucket() {
    for engine in engines("restore drill, in a bucket").await {
        drill(engine, true).await;
    }
}

/// The program's own commands, as an operator runs them.
#[tokio::test]
async fn with_the_program_itself() {
    let program = Program::start(&[]);
    let filed = program.send_tip("one", &named("有名字的")).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let receipt = filed.json()["receipt"].as_str().unwrap().to_owned();
    let backup = program.folder().join("backup");
    let backup = backup.to_str().unwrap();
    let said = program.run(&["backup", backup]).unwrap();
    assert!(said.contains("照片文件 3 个"), "{said}");
    let checked = program.run(&["keys", "check"]).unwrap();
    assert!(checked.contains("打开没有问题"), "{checked}");
    let new = program.run(&["keys", "new"]).unwrap_err();
    assert!(new.contains("已经有了"), "{new}");

    let data = program.folder().join("restored");
    let restore = ["restore", backup, "--data-dir", data.to_str().unwrap()];
    let said = program.run(&restore).unwrap();
    assert!(said.contains("照片文件 3 个，每个都核对过"), "{said}");
    let again = program.run(&restore).unwrap_err();
    assert!(again.contains("没有动它"), "{again}");

    // A package from what was restored, checked by the program.
    let keys = program.folder().join("data-keys");
    let config = program.config(&data);
    let site = TestSite::at(&data, &config.evidence).await;
    let mine = Request::get("/api/v1/tips/mine").header("receipt", &receipt);
    let mine = TestSite::ask(&site.public, mine.body(Body::empty()).unwrap()).await;
    assert_eq!(mine.status, StatusCode::OK);
    let approver = site.sign_in("a", "approver", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &approver).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("take_reason", "移送公安机关")];
    let case = "/staff/cases/2026-000001/evidence/package";
    let taken = site.staff_post(case, &approver, &fields).await;
    let package = program.folder().join("case.tar");
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    std::fs::write(&package, &taken.body).unwrap();
    let package = package.to_str().unwrap();
    let identities = keys.join("identities.txt");
    let verify = [
        "evidence",
        "verify",
        package,
        "--identity",
        identities.to_str().unwrap(),
    ];
    program.run(&verify).unwrap();
    let mut bad = taken.body;
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    std::fs::write(package, bad).unwrap();
    program.run(&verify).unwrap_err();

    let said = program.run(&["keys", "rotate"]).unwrap();
    assert!(said.contains("keys rewrap"), "{said}");
    let said = program.run(&["keys", "rewrap"]).unwrap();
    assert!(said.contains("照片原件 1 张"), "{said}");
    program.run(&["keys", "check"]).unwrap();
}
