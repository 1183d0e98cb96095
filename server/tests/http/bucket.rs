//! Photos in an S3-compatible store: a real peer on a free loopback port, and what the site does with it.

use std::{
    fs::File,
    io::{Cursor, Read, Seek},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode},
};
use bytes::Bytes;
use futures::TryStreamExt;
use jingnuan::{
    blob::{BlobError, BlobStore},
    evidence::vault::{Opener, Sealer},
    serve,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use time::{Duration, macros::datetime};

use crate::site::{Multipart, TestSite, photo};

const KEYS: (&str, &str) = ("jingnuan-access", "jingnuan-secret");
const BUCKET: &str = "photos";

/// A peer that speaks S3 and keeps a folder.
pub struct Peer {
    address: String,
    folder: tempfile::TempDir,
    /// Refuses every part after the first.
    parts_fail: Arc<AtomicBool>,
}

impl Peer {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEYS.0, KEYS.1));
        let service = builder.build();
        let parts_fail = Arc::new(AtomicBool::new(false));
        let fail = parts_fail.clone();
        let answer = move |request: Request<Body>| {
            let (mut service, fail) = (service.clone(), fail.clone());
            async move {
                let later_part = request
                    .uri()
                    .query()
                    .is_some_and(|query| query.contains("partNumber=2"));
                if later_part && fail.load(Ordering::SeqCst) {
                    return Response::builder()
                        .status(StatusCode::FORBIDDEN)
                        .body(Body::empty())
                        .unwrap();
                }
                let answer = tower::Service::call(&mut service, request).await.unwrap();
                answer.map(Body::new)
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        Self {
            address,
            folder,
            parts_fail,
        }
    }

    /// The settings that lead to it, below a prefix of their own.
    pub fn settings(&self, prefix: &str) -> Vec<(&'static str, String)> {
        vec![
            ("JINGNUAN_STORAGE_BLOBS", format!("s3://{BUCKET}/{prefix}")),
            ("JINGNUAN_STORAGE_S3_ENDPOINT", self.address.clone()),
            ("JINGNUAN_STORAGE_S3_ACCESS_KEY", KEYS.0.to_owned()),
            ("JINGNUAN_STORAGE_S3_SECRET_KEY", KEYS.1.to_owned()),
        ]
    }

    /// The store itself.
    fn store(&self, prefix: &str) -> BlobStore {
        let environment = self.settings(prefix).into_iter();
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        let config = jingnuan::config::Config::load(&jingnuan::config::Flags::default(), environment).unwrap();
        serve::open_blobs(&config).unwrap()
    }

    /// Every file the peer keeps, the parts of uploads too.
    fn files(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files
    }
}

fn keys() -> (Arc<Sealer>, Opener) {
    let [agency, escrow] = [(); 2].map(|()| age::x25519::Identity::generate());
    let sealer = Sealer::new(vec![agency.to_public(), escrow.to_public()]);
    (Arc::new(sealer), Opener::new(vec![agency]))
}

fn spooled(bytes: &[u8]) -> File {
    use std::io::Write;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

#[tokio::test]
async fn a_bucket_keeps_blobs_of_any_size_until_they_are_deleted() {
    let peer = Peer::start().await;
    let store = peer.store("jiaozuo/blobs");
    let key = BlobStore::new_key("clean", "jpg");
    store.put(&key, Bytes::from_static(b"photo")).await.unwrap();
    assert_eq!(store.find(&key).await.unwrap().unwrap(), "photo");
    assert!(store.find("clean/00/none.jpg").await.unwrap().is_none());
    assert!(store.stream("clean/00/none.jpg").await.unwrap().is_none());

    let (sealer, opener) = keys();
    // One request; two parts and a rest; parts without a rest to speak of.
    for size in [0, 300_000, 12_345_678] {
        let plain: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0] ^ 0x5A).collect();
        let key = BlobStore::new_key("sealed", "age");
        let kept = store.put_sealed(&key, spooled(&plain), sealer.clone()).await.unwrap();
        let pieces: Vec<Bytes> = store.stream(&key).await.unwrap().unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.iter().map(|piece| piece.len() as u64).sum::<u64>(), kept.bytes);
        assert_eq!(*opener.open(&pieces.concat()).unwrap(), plain, "{size} bytes");
    }
    let listed = store.list().await.unwrap();
    assert_eq!(listed.len(), 4);
    assert!(
        listed.contains(&(key.clone(), 5)),
        "keys are the store's own, without the prefix: {listed:?}"
    );
    let (future, past) = (datetime!(2100-01-01 0:00 UTC), datetime!(2000-01-01 0:00 UTC));
    assert_eq!(store.list_older_than(Duration::days(1), future).await.unwrap().len(), 4);
    assert!(store.list_older_than(Duration::days(1), past).await.unwrap().is_empty());
    assert!(
        peer.store("elsewhere").list().await.unwrap().is_empty(),
        "a prefix is a place of its own"
    );
    for (key, _) in listed {
        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
    }
    assert!(store.list().await.unwrap().is_empty());
}

/// Reads so much, then fails.
struct BreaksOff(std::io::Take<std::io::Repeat>);

impl Read for BreaksOff {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(std::io::Error::other("the disk went away")),
            read => Ok(read),
        }
    }
}

#[tokio::test]
async fn an_upload_that_fails_leaves_no_parts_behind() {
    let peer = Peer::start().await;
    let store = peer.store("x");
    let (sealer, _) = keys();
    let cut_off = BreaksOff(std::io::repeat(7).take(12_000_000));
    let error = store
        .put_sealed("sealed/a.age", cut_off, sealer.clone())
        .await
        .unwrap_err();
    assert!(matches!(error, BlobError::Seal(_)), "{error}");
    peer.parts_fail.store(true, Ordering::SeqCst);
    let whole = Cursor::new(vec![7; 12_000_000]);
    let error = store
        .put_sealed("sealed/b.age", whole, sealer.clone())
        .await
        .unwrap_err();
    assert!(matches!(error, BlobError::Store(_)), "{error}");
    // The sender hangs up in the middle.
    peer.parts_fail.store(false, Ordering::SeqCst);
    let slow = Trickle(Cursor::new(vec![7; 12_000_000]));
    let given_up = store.put_sealed("sealed/c.age", slow, sealer);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(1_500), given_up).await;
    assert!(waited.is_err(), "still on its way");
    for _ in 0..50 {
        if peer.files().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("left behind: {:?}", peer.files());
}

/// Rests after the first ten million bytes.
struct Trickle(Cursor<Vec<u8>>);

impl Read for Trickle {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.0.position() > 10_000_000 {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        self.0.read(into)
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_at_once() {
    let peer = Peer::start().await;
    let mut settings = peer.settings("x");
    "wrong".clone_into(&mut settings.last_mut().unwrap().1);
    let environment = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
    let config = jingnuan::config::Config::load(&jingnuan::config::Flags::default(), environment).unwrap();
    let store = serve::open_blobs(&config).unwrap();
    let begun = std::time::Instant::now();
    assert!(store.put("clean/a.jpg", Bytes::from_static(b"photo")).await.is_err());
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_tip_with_a_photo_goes_into_the_bucket_and_is_opened_from_there() {
    let peer = Peer::start().await;
    let settings = peer.settings("jiaozuo");
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let site = TestSite::start_with(&settings).await;
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
    let filed = site.send_tip("one", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert_eq!(site.app.blobs.list().await.unwrap().len(), 3);
    assert!(!site.app.config.data_dir.join("blobs").exists(), "nothing lies on disk");
    let handler = site.sign_in("h", "handler", "transport@410821").await;
    let csrf = site.staff_get("/staff/", &handler).await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("what", "copy:1"), ("reason", "核对原件")];
    let opened = site
        .staff_post("/staff/cases/2026-000001/evidence", &handler, &fields)
        .await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(opened.body, photo(), "byte for byte");
    let picture = site.staff_get("/staff/photos/1/thumbnail", &handler).await;
    assert_eq!(picture.status, StatusCode::OK);

    let again = site.send_tip("one", &form).await;
    assert_eq!(again.json()["receipt"], filed.json()["receipt"]);
    assert_eq!(
        site.app.blobs.list().await.unwrap().len(),
        3,
        "the replay stored nothing"
    );
}
