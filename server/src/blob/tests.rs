//! Stores that work, and stores that do not.

use std::{fmt, fs::File, io::Write};

use age::x25519;
use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions, PutOptions,
    PutPayload, PutResult, memory::InMemory,
};
use time::macros::datetime;

use super::*;
use crate::evidence::vault::Opener;

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Every write is refused: the disk is full.
    Full,
    /// Writes are acknowledged and forgotten.
    Loses,
    /// Writes are acknowledged and something else is kept.
    Garbles,
    /// Nothing is ever answered.
    Hangs,
}

#[derive(Debug)]
struct Broken {
    inner: InMemory,
    fault: Fault,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a broken store")
    }
}

#[async_trait]
impl ObjectStore for Broken {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        match self.fault {
            Fault::Full => Err(object_store::Error::Generic {
                store: "disk",
                source: Box::new(std::io::Error::from(std::io::ErrorKind::StorageFull)),
            }),
            Fault::Loses => Ok(InMemory::new().put_opts(at, payload, options).await?),
            Fault::Garbles => self.inner.put_opts(at, Bytes::from_static(b"x").into(), options).await,
            Fault::Hangs => std::future::pending().await,
        }
    }
    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        match self.fault {
            Fault::Loses => InMemory::new().put_multipart_opts(at, options).await,
            _ => Err(object_store::Error::NotImplemented {
                operation: "multipart".into(),
                implementer: "a broken store".into(),
            }),
        }
    }
    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.inner.get_opts(at, options).await
    }
    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(locations)
    }
    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }
    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }
    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn broken(fault: Fault) -> BlobStore {
    let store = Broken {
        inner: InMemory::new(),
        fault,
    };
    BlobStore::new(Arc::new(store), Patience::from_millis(50))
}

fn keys() -> (Arc<Sealer>, Opener) {
    let (agency, escrow) = (x25519::Identity::generate(), x25519::Identity::generate());
    let sealer = Sealer::new(vec![agency.to_public(), escrow.to_public()]);
    (Arc::new(sealer), Opener::new(vec![agency]))
}

fn spooled(bytes: &[u8]) -> File {
    use std::io::{Seek, SeekFrom};
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

#[tokio::test]
async fn a_blob_comes_back_until_it_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::on_disk(folder.path()).unwrap();
    let key = BlobStore::new_key("clean", "jpg");
    store.put(&key, Bytes::from_static(b"photo")).await.unwrap();
    assert_eq!(store.find(&key).await.unwrap().unwrap(), "photo");
    let far = datetime!(2100-01-01 0:00 UTC);
    assert_eq!(
        store.list_older_than(Duration::days(1), far).await.unwrap(),
        std::slice::from_ref(&key)
    );
    let past = datetime!(2000-01-01 0:00 UTC);
    assert!(store.list_older_than(Duration::days(1), past).await.unwrap().is_empty());
    assert_eq!(store.list().await.unwrap(), [(key.clone(), 5)]);
    store.delete(&key).await.unwrap();
    store.delete(&key).await.unwrap();
    assert!(store.find(&key).await.unwrap().is_none());
}

/// Small ones go in one request, large ones in parts; on disk and elsewhere.
#[tokio::test]
async fn a_sealed_file_of_any_size_opens_to_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (sealer, opener) = keys();
    for store in [
        BlobStore::on_disk(folder.path()).unwrap(),
        BlobStore::new(Arc::new(InMemory::new()), PATIENCE),
    ] {
        for size in [0, 1, 65_536, 300_000, 12_345_678] {
            let plain: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0] ^ 0x5A).collect();
            let key = BlobStore::new_key("sealed", "age");
            let stored = store.put_sealed(&key, spooled(&plain), sealer.clone()).await.unwrap();
            let kept = store.find(&key).await.unwrap().unwrap();
            assert_eq!(stored.bytes, kept.len() as u64);
            assert_eq!(stored.sha256, crate::secret::sha256(&kept));
            assert_eq!(*opener.open(&kept).unwrap(), plain, "{size} bytes");
        }
    }
}

#[tokio::test]
async fn a_store_that_is_full_forgets_garbles_or_hangs_is_never_believed() {
    let (sealer, _) = keys();
    for (fault, expected) in [
        (Fault::Full, "Store"),
        (Fault::Loses, "Lost"),
        (Fault::Garbles, "Lost"),
        (Fault::Hangs, "Slow"),
    ] {
        let store = broken(fault);
        let error = store
            .put("clean/a.jpg", Bytes::from_static(b"photo"))
            .await
            .unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{fault:?}: {error:?}");
        // A shut-down error of the writer arrives as an I/O error; what counts is that there is one.
        assert!(
            store
                .put_sealed("sealed/a.age", spooled(b"photo"), sealer.clone())
                .await
                .is_err(),
            "{fault:?}"
        );
    }
}
