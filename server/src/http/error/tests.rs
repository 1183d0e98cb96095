use super::*;

#[test]
fn a_full_disk_is_told_from_a_busy_server() {
    let wrapped = |kind: std::io::ErrorKind| {
        crate::blob::BlobError::from(object_store::Error::Generic {
            store: "disk",
            source: Box::new(std::io::Error::from(kind)),
        })
    };
    let full = HttpError::not_stored(&wrapped(std::io::ErrorKind::StorageFull));
    assert_eq!(
        (full.status(), full.retry_after()),
        (StatusCode::INSUFFICIENT_STORAGE, Some(300))
    );
    assert!(full.detail().contains("没有收下"));
    let gone = HttpError::not_stored(&wrapped(std::io::ErrorKind::NotFound));
    assert_eq!(gone.status(), StatusCode::SERVICE_UNAVAILABLE);
}
