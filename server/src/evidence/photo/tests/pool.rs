//! The pool: it does the work, refuses early, and says when it is full.

use std::time::Duration;

use bytes::Bytes;

use super::super::{PhotoPool, PoolLimits};
use super::{PhotoError, fixture, patient};

/// A pool whose turns always come, however slow the machine is.
fn roomy() -> PoolLimits {
    PoolLimits {
        patience: Duration::from_mins(30),
        ..Default::default()
    }
}

fn photo() -> Bytes {
    Bytes::from(fixture::jpeg(640, 480))
}

#[tokio::test]
async fn photos_are_processed_side_by_side() {
    let pool = PhotoPool::new(patient(), roomy());
    let bytes = photo();
    let work: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let (pool, bytes) = (pool.clone(), bytes.clone());
                async move { pool.process(bytes).await }
            })
        })
        .collect();
    for result in work {
        assert_eq!(result.await.unwrap().unwrap().thumbnail.width, 480);
    }
}

#[tokio::test]
async fn a_full_pool_is_busy_and_recovers() {
    let retry_after = Duration::from_secs(7);
    let limits = PoolLimits {
        workers: 1,
        places: 2,
        retry_after,
        ..roomy()
    };
    let pool = PhotoPool::new(patient(), limits);
    let bytes = photo();
    // On this one thread all four have asked for a place before the first gives its own back.
    let (one, two, three, four) = tokio::join!(
        pool.process(bytes.clone()),
        pool.process(bytes.clone()),
        pool.process(bytes.clone()),
        pool.process(bytes.clone()),
    );
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(three.unwrap_err(), PhotoError::Busy { retry_after });
    assert_eq!(four.unwrap_err(), PhotoError::Busy { retry_after });
    assert!(pool.process(bytes).await.is_ok());
}

#[tokio::test]
async fn bytes_held_are_bounded() {
    let limits = PoolLimits {
        held_bytes: 128 * 1024,
        ..roomy()
    };
    let pool = PhotoPool::new(patient(), limits);
    let mut bytes = fixture::jpeg(640, 480);
    bytes.resize(120 * 1024, 0);
    let bytes = Bytes::from(bytes);
    let (one, two) = tokio::join!(pool.process(bytes.clone()), pool.process(bytes));
    assert!(one.is_ok());
    assert!(two.unwrap_err().is_temporary());
}

#[tokio::test]
async fn a_photo_too_big_for_the_pool_goes_alone() {
    let limits = PoolLimits { memory: 1, ..roomy() };
    let pool = PhotoPool::new(patient(), limits);
    let bytes = photo();
    let (one, two) = tokio::join!(pool.process(bytes.clone()), pool.process(bytes));
    assert!(one.is_ok() && two.is_ok());
}

#[tokio::test]
async fn patience_ends() {
    let limits = PoolLimits {
        patience: Duration::ZERO,
        workers: 1,
        ..roomy()
    };
    let pool = PhotoPool::new(patient(), limits);
    let bytes = Bytes::from(fixture::jpeg(2000, 1500));
    let (one, two) = tokio::join!(pool.process(bytes.clone()), pool.process(bytes));
    // Whose header was read first has the turn; the other does not wait for it.
    assert!(matches!(
        (one, two),
        (Ok(_), Err(PhotoError::Busy { .. })) | (Err(PhotoError::Busy { .. }), Ok(_))
    ));
}

#[tokio::test]
async fn a_bad_photo_is_refused_without_a_turn() {
    let limits = PoolLimits { places: 1, ..roomy() };
    let pool = PhotoPool::new(patient(), limits);
    let text = Bytes::from_static(b"<html>");
    let (one, two) = tokio::join!(pool.process(photo()), pool.process(text));
    assert!(one.is_ok());
    assert_eq!(two.unwrap_err(), PhotoError::NotAPhoto);
}
