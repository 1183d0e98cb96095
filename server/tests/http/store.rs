//! A store of photos that is slow, gone or forgetful: nothing is acknowledged, nothing is doubled, nobody waits for long.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use axum::http::StatusCode;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream, stream::BoxStream};
use jingnuan::{
    blob::{BlobError, BlobStore},
    services::{
        back_up::{self, Places},
        rewrap_sealed::rewrap_sealed,
    },
};
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, memory::InMemory, path::Path,
};

use crate::{
    abuse::queued,
    site::{Multipart, TestSite, photo},
};

/// What is wrong with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Nothing is answered, once so many more blobs were taken.
    SlowAfter(usize),
    /// Every request is refused.
    Gone,
    /// Writes are acknowledged and forgotten.
    Loses,
    /// What is read stops in the middle, as does every listing.
    Stops,
    /// So many more blobs are taken, then none.
    FullAfter(usize),
}

/// What happens when the store is listed next.
type Hook = Mutex<Option<BoxFuture<'static, ()>>>;

/// A store in memory with a fault that can be set and mended.
#[derive(Clone)]
struct Shaky {
    inner: Arc<InMemory>,
    fault: Arc<Mutex<Fault>>,
    before_list: Arc<Hook>,
}

impl Shaky {
    fn new() -> Self {
        Self {
            inner: Arc::new(InMemory::new()),
            fault: Arc::new(Mutex::new(Fault::None)),
            before_list: Arc::default(),
        }
    }

    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn blobs(&self, patience: u64) -> BlobStore {
        BlobStore::new(Arc::new(self.clone()), Duration::from_millis(patience))
    }

    /// Whether a request is answered at all.
    async fn answers(&self) -> object_store::Result<()> {
        let fault = *self.fault.lock().unwrap();
        match fault {
            Fault::Gone => Err(refused("out of reach")),
            Fault::SlowAfter(0) => std::future::pending().await,
            _ => Ok(()),
        }
    }
}

fn refused(why: &'static str) -> object_store::Error {
    object_store::Error::Generic {
        store: "shaky",
        source: why.into(),
    }
}

impl fmt::Display for Shaky {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a shaky store")
    }
}

impl fmt::Debug for Shaky {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a shaky store")
    }
}

#[async_trait]
impl ObjectStore for Shaky {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        self.answers().await?;
        let mut full = false;
        let keeps = match &mut *self.fault.lock().unwrap() {
            Fault::FullAfter(0) => {
                full = true;
                false
            }
            Fault::SlowAfter(left) | Fault::FullAfter(left) => {
                *left -= 1;
                true
            }
            Fault::Loses => false,
            _ => true,
        };
        if full {
            return Err(refused("full"));
        }
        if keeps {
            return self.inner.put_opts(at, payload, options).await;
        }
        InMemory::new().put_opts(at, payload, options).await
    }
    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.answers().await?;
        self.inner.put_multipart_opts(at, options).await
    }
    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.answers().await?;
        let mut found = self.inner.get_opts(at, options).await?;
        if *self.fault.lock().unwrap() == Fault::Stops {
            found.payload = object_store::GetResultPayload::Stream(stream::pending().boxed());
        }
        Ok(found)
    }
    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        let store = self.clone();
        stream::once(async move { store.answers().await.map(|()| store.inner.delete_stream(locations)) })
            .flat_map(|deleted| match deleted {
                Ok(deleted) => deleted,
                Err(error) => stream::iter([Err(error)]).boxed(),
            })
            .boxed()
    }
    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let store = self.clone();
        let prefix = prefix.cloned();
        stream::once(async move {
            let hook = store.before_list.lock().unwrap().take();
            if let Some(hook) = hook {
                hook.await;
            }
            match *store.fault.lock().unwrap() {
                Fault::Gone => stream::iter([Err(refused("out of reach"))]).boxed(),
                Fault::Stops | Fault::SlowAfter(0) => stream::pending().boxed(),
                _ => store.inner.list(prefix.as_ref()),
            }
        })
        .flatten()
        .boxed()
    }
    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }
    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn a_store_that_is_slow_gone_or_forgetful_acknowledges_nothing_and_takes_the_tip_once_when_it_is_back() {
    for fault in [
        Fault::SlowAfter(0),
        Fault::SlowAfter(2),
        Fault::Gone,
        Fault::Loses,
        Fault::FullAfter(1),
    ] {
        let store = Shaky::new();
        let site = TestSite::start_on(&[], |_| store.blobs(200)).await;
        let handler = site.sign_in("h", "handler", "transport@410821").await;
        let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
        store.set(fault);
        for _ in 0..2 {
            let refused = site.send_tip("one", &form).await;
            assert_eq!(
                refused.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{fault:?}: {}",
                refused.text()
            );
            assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0, "{fault:?}");
            assert!(refused.json()["receipt"].is_null());
            store.set(fault);
        }
        assert_eq!(queued(&site, &handler).await, Vec::<String>::new(), "{fault:?}");
        // Without photos nothing is asked of it.
        let plain = site.send_tip("plain", &Multipart::tip("没有照片")).await;
        assert_eq!(plain.status, StatusCode::CREATED, "{fault:?}");

        store.set(Fault::None);
        let taken = site.send_tip("one", &form).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{fault:?}: {}", taken.text());
        let again = site.send_tip("one", &form).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.json()["receipt"], taken.json()["receipt"]);
        assert_eq!(queued(&site, &handler).await.len(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn whoever_waits_for_an_answer_does_not_wait_for_what_is_taken_back() {
    let store = Shaky::new();
    // Three photos are stored, then nothing is answered any more: nine blobs to take back, eight seconds each.
    let site = TestSite::start_on(&[], |_| store.blobs(8_000)).await;
    let form = (0..4).fold(Multipart::tip("x"), |form, n| form.photo(&format!("{n}.jpg"), &photo()));
    store.set(Fault::SlowAfter(9));
    let begun = Instant::now();
    let refused = site.send_tip("one", &form).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    assert!(begun.elapsed() < Duration::from_secs(45), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_listing_or_a_reading_that_stops_is_given_up() {
    let store = Shaky::new();
    let blobs = store.blobs(200);
    blobs
        .put("clean/a.jpg", bytes::Bytes::from_static(b"photo"))
        .await
        .unwrap();
    store.set(Fault::Stops);
    let now = time::macros::datetime!(2026-11-23 10:00 UTC);
    assert!(matches!(blobs.list().await, Err(BlobError::Slow)));
    assert!(matches!(
        blobs.list_older_than(time::Duration::days(1), now).await,
        Err(BlobError::Slow)
    ));
    let mut pieces = blobs.stream("clean/a.jpg").await.unwrap().unwrap();
    assert!(matches!(pieces.next().await, Some(Err(BlobError::Slow))));
    assert!(matches!(blobs.hash("clean/a.jpg").await, Err(BlobError::Slow)));
}

/// A site on such a store with one tip with a photo and a name.
async fn site_with_a_tip(store: &Shaky) -> (TestSite, String) {
    let site = TestSite::start_on(&[], |_| store.blobs(2_000)).await;
    let form = Multipart::tip("有车卖煤").photo("a.jpg", &photo());
    let filed = site.send_tip("one", &form).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    (site, filed.json()["receipt"].as_str().unwrap().to_owned())
}

fn here(site: &TestSite) -> Places<'_> {
    Places {
        url: site.app.config.storage.url(),
        blobs: &site.app.blobs,
        secret: site.app.config.data_dir.join("secret.key"),
    }
}

#[tokio::test]
async fn a_backup_during_an_erasure_is_restored() {
    use jingnuan::{services::erase_kept::erase_tip, storage::ErasureScope};
    let store = Shaky::new();
    let (site, receipt) = site_with_a_tip(&store).await;
    // After the database was copied, before the photos are.
    let app = site.app.clone();
    let hook = async move {
        let receipt = receipt.parse().unwrap();
        let found = app
            .storage
            .find_tip_by_receipt(&app.secret.receipt_hash(&receipt))
            .await;
        let found = found.unwrap().unwrap();
        erase_tip(&app, &found, &[ErasureScope::Photos], "测试").await.unwrap();
    };
    *store.before_list.lock().unwrap() = Some(hook.boxed());
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    let manifest = back_up::back_up(&here(&site), &site.app.storage, &backup, 1)
        .await
        .unwrap();
    assert_eq!(
        (manifest.blobs, manifest.erased.len(), manifest.missing.len()),
        (0, 3, 0)
    );

    let url = format!("sqlite://{}/jingnuan.db", place.path().display());
    let blobs = Shaky::new().blobs(1_000);
    let there = Places {
        url: &url,
        blobs: &blobs,
        secret: place.path().join("secret.key"),
    };
    let restored = back_up::restore(&there, &backup).await.unwrap();
    assert_eq!(restored.lost, Vec::<String>::new());
    assert!(there.secret.exists());
}

#[tokio::test]
async fn a_backup_while_copies_are_sealed_anew_says_what_it_lacks() {
    let store = Shaky::new();
    let (site, _) = site_with_a_tip(&store).await;
    let old = site.app.storage.find_photo(1).await.unwrap().unwrap();
    let app = site.app.clone();
    let hook = async move {
        rewrap_sealed(&app, &|_| {}).await.unwrap();
    };
    *store.before_list.lock().unwrap() = Some(hook.boxed());
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    let manifest = back_up::back_up(&here(&site), &site.app.storage, &backup, 1)
        .await
        .unwrap();
    assert_eq!(manifest.missing, [old.file.sealed.unwrap().key]);
    assert!(manifest.erased.is_empty() && manifest.damaged.is_empty());
}

#[tokio::test]
async fn a_backup_names_photos_that_are_gone_or_rotted() {
    let store = Shaky::new();
    let (site, _) = site_with_a_tip(&store).await;
    let stored = site.app.storage.find_photo(1).await.unwrap().unwrap().file;
    let sealed = stored.sealed.unwrap().key;
    let mut bytes = site.app.blobs.find(&sealed).await.unwrap().unwrap().to_vec();
    bytes[300] ^= 1;
    site.app.blobs.put(&sealed, bytes.into()).await.unwrap();
    site.app.blobs.delete(&stored.thumbnail_key).await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    let manifest = back_up::back_up(&here(&site), &site.app.storage, &backup, 1)
        .await
        .unwrap();
    assert_eq!(manifest.damaged, [sealed]);
    assert_eq!(manifest.missing, [stored.thumbnail_key]);
    assert!(manifest.erased.is_empty());
}

#[tokio::test]
async fn a_restore_that_cannot_be_finished_leaves_the_place_empty_for_the_next() {
    let store = Shaky::new();
    let (site, _) = site_with_a_tip(&store).await;
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("backup");
    back_up::back_up(&here(&site), &site.app.storage, &backup, 1)
        .await
        .unwrap();
    let (target, database) = (Shaky::new(), place.path().join("jingnuan.db"));
    let url = format!("sqlite://{}", database.display());
    let blobs = target.blobs(1_000);
    let there = Places {
        url: &url,
        blobs: &blobs,
        secret: place.path().join("secret.key"),
    };
    target.set(Fault::FullAfter(2));
    back_up::restore(&there, &backup).await.unwrap_err();
    assert_eq!(blobs.list().await.unwrap(), []);
    assert!(!database.exists() && !there.secret.exists());
    target.set(Fault::None);
    let restored = back_up::restore(&there, &backup).await.unwrap();
    assert!(restored.lost.is_empty() && database.exists());
    assert_eq!(blobs.list().await.unwrap().len(), 3);
}
