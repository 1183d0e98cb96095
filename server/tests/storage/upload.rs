//! Uploads: pieces in order, nothing counted twice, gone in time.

use jingnuan::storage::UPLOAD_MOVED;
use time::Duration;

use crate::{engine::on_both_engines, sample::NOW};

const ID: [u8; 32] = [7; 32];

on_both_engines! {
    async fn pieces_are_taken_in_order_and_once(engine) {
        let storage = &engine.storage;
        let expires = NOW + Duration::hours(24);
        storage.insert_upload(&ID, 10, expires).await.unwrap();
        storage.append_upload(&ID, 0, 6, "uploads/a", NOW + Duration::hours(1)).await.unwrap();
        for (start, size) in [(0, 6), (5, 1), (7, 1), (6, 5)] {
            let error = storage.append_upload(&ID, start, size, "uploads/x", expires).await.unwrap_err();
            assert!(error.is_conflict(UPLOAD_MOVED), "{start} {size}: {error}");
        }
        storage.append_upload(&ID, 6, 4, "uploads/b", expires).await.unwrap();
        let upload = storage.find_upload(&ID, NOW).await.unwrap().unwrap();
        assert_eq!((upload.length, upload.received, upload.expires_at, upload.used), (10, 10, expires, None));
        assert_eq!(storage.list_upload_parts(&ID).await.unwrap(), [(0, "uploads/a".to_owned()), (6, "uploads/b".to_owned())]);
        let known = storage.list_blob_keys_known(&["uploads/a".to_owned(), "uploads/x".to_owned()]).await.unwrap();
        assert!(known.contains("uploads/a") && !known.contains("uploads/x"));
        assert_eq!(storage.use_upload(&ID, &[9; 32]).await.unwrap().len(), 2);
        let used = storage.find_upload(&ID, NOW).await.unwrap().unwrap();
        assert_eq!(used.used, Some([9; 32]));
        assert!(storage.list_upload_parts(&ID).await.unwrap().is_empty());
    }

    async fn what_is_announced_takes_no_room_and_what_came_does(engine) {
        let storage = &engine.storage;
        let expires = NOW + Duration::hours(24);
        let open = async || { let open = storage.count_uploads().await.unwrap(); (open.count, open.bytes) };
        assert_eq!(open().await, (0, 0));
        for id in 0..9 {
            storage.insert_upload(&[id; 32], 20_000_000, expires).await.unwrap();
        }
        assert_eq!(open().await, (9, 0));
        storage.append_upload(&ID, 0, 600, "uploads/a", expires).await.unwrap();
        assert_eq!(open().await, (9, 600));
        storage.use_upload(&ID, &[9; 32]).await.unwrap();
        assert_eq!(open().await, (8, 0), "of one that joined its tip nothing lies here any more");
    }

    async fn a_piece_keeps_an_upload_longer(engine) {
        let storage = &engine.storage;
        storage.insert_upload(&ID, 10, NOW + Duration::minutes(15)).await.unwrap();
        let later = NOW + Duration::hours(2);
        storage.append_upload(&ID, 0, 6, "uploads/a", NOW + Duration::hours(24)).await.unwrap();
        assert!(storage.find_upload(&ID, later).await.unwrap().is_some());
        assert!(storage.delete_expired_uploads(later).await.unwrap().is_empty());
    }

    async fn many_pieces_become_one_unless_another_came_meanwhile(engine) {
        let storage = &engine.storage;
        let expires = NOW + Duration::hours(24);
        storage.insert_upload(&ID, 10, expires).await.unwrap();
        storage.append_upload(&ID, 0, 6, "uploads/a", expires).await.unwrap();
        let seen = storage.list_upload_parts(&ID).await.unwrap();
        storage.append_upload(&ID, 6, 2, "uploads/b", expires).await.unwrap();
        assert!(!storage.merge_upload_parts(&ID, &seen, "uploads/ab").await.unwrap());
        let both = storage.list_upload_parts(&ID).await.unwrap();
        assert_eq!(both.len(), 2);
        assert!(storage.merge_upload_parts(&ID, &both, "uploads/ab").await.unwrap());
        storage.append_upload(&ID, 8, 2, "uploads/c", expires).await.unwrap();
        assert_eq!(storage.list_upload_parts(&ID).await.unwrap(), [(0, "uploads/ab".to_owned()), (8, "uploads/c".to_owned())]);
    }

    async fn what_has_expired_is_gone(engine) {
        let storage = &engine.storage;
        storage.insert_upload(&ID, 10, NOW + Duration::hours(1)).await.unwrap();
        storage.append_upload(&ID, 0, 6, "uploads/a", NOW + Duration::hours(1)).await.unwrap();
        let later = NOW + Duration::hours(2);
        assert!(storage.delete_expired_uploads(NOW).await.unwrap().is_empty());
        assert_eq!(storage.find_upload(&ID, later).await.unwrap(), None);
        assert_eq!(storage.delete_expired_uploads(later).await.unwrap(), ["uploads/a"]);
        assert_eq!(engine.count("upload").await, 0);
    }

    async fn no_photo_comes_in_single_bytes_without_end(engine) {
        let storage = &engine.storage;
        storage.insert_upload(&ID, 10_000, NOW + Duration::hours(1)).await.unwrap();
        let mut taken = 0;
        while storage.append_upload(&ID, taken, 1, &format!("uploads/{taken}"), NOW).await.is_ok() {
            taken += 1;
            assert!(taken < 10_000, "never refused");
        }
        assert_eq!(engine.count("upload_part").await, taken);
    }
}
