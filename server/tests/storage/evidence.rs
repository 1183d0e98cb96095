//! Sealed copies, identities and openings, on both engines.

use app::domain::case::CaseState;
use app::domain::permission::Role;
use jingnuan::storage::{EventKind, NewOpening, SealedCopy, SealedKind, verify_chain};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, account, event, filed, hash, office, photo, tip},
};

pub fn sealed(key: &str) -> SealedCopy {
    SealedCopy {
        key: format!("sealed/{key}.age"),
        sha256: hash(&format!("sealed {key}")),
        bytes: 1_234,
        detail: Some(vec![1, 2, 3]),
        received_at: NOW,
        signature: vec![9; 64],
    }
}

on_both_engines! {
    async fn what_makes_a_photo_evidence_comes_back_and_its_blob_is_known(engine) {
        let mut new = tip("one");
        let mut one = photo("one", 0);
        one.sealed = Some(sealed("one"));
        one.likeness = Some(0x8001_0000_FFFF_1234);
        new.photos = vec![one.clone()];
        let case = filed(&engine.storage, new).await;
        let kept = engine.storage.list_photos(case.id).await.unwrap();
        assert_eq!(kept[0].file, one);
        let keys = ["sealed/one.age".to_owned(), "sealed/other.age".to_owned()];
        let known = engine.storage.list_blob_keys_known(&keys).await.unwrap();
        assert!(known.contains(&keys[0]) && !known.contains(&keys[1]));
        let blobs = engine.storage.list_blobs().await.unwrap();
        let copy = blobs.iter().find(|blob| blob.key == keys[0]).unwrap();
        assert_eq!((copy.sha256, copy.bytes), (Some(hash("sealed one")), Some(1_234)));
        assert_eq!(blobs.len(), 3, "with the clean copy and the thumbnail");
    }

    async fn photos_alike_differ_in_few_bits(engine) {
        let likeness = 0x8001_0000_FFFF_1234_u64;
        // The same, three bits off in three parts, four bits off, none at all.
        for (at, value) in [Some(likeness), Some(likeness ^ 0x0001_0001_0001_0000), Some(likeness ^ 0xF), None]
            .into_iter()
            .enumerate()
        {
            let key = format!("photo {at}");
            let mut new = tip(&key);
            new.photos = vec![photo(&key, 0)];
            new.photos[0].likeness = value;
            filed(&engine.storage, new).await;
        }
        let first = engine.storage.find_photo(1).await.unwrap().unwrap();
        let alike = engine.storage.list_photos_alike(&first, 3, 100).await.unwrap();
        assert_eq!(alike.iter().map(|photo| photo.id).collect::<Vec<_>>(), [2]);
        let blank = engine.storage.find_photo(4).await.unwrap().unwrap();
        assert!(engine.storage.list_photos_alike(&blank, 3, 100).await.unwrap().is_empty());
    }

    async fn an_identity_lies_apart_and_can_be_changed(engine) {
        let storage = &engine.storage;
        let mut new = tip("one");
        new.identity = Some(vec![1; 40]);
        let case = filed(storage, new).await;
        assert!(storage.list_identities(case.id + 1).await.unwrap().is_empty());
        let kept = storage.list_identities(case.id).await.unwrap();
        assert_eq!((kept[0].sealed.len(), kept[0].given_at), (40, NOW));
        let later = NOW + Duration::hours(1);
        let change = event(EventKind::IdentityChanged, CaseState::Submitted, later, "改了");
        storage.put_identity(case.id, kept[0].tip_id, &[2; 50], change).await.unwrap();
        let kept = storage.list_identities(case.id).await.unwrap();
        assert_eq!((kept.len(), kept[0].sealed.len(), kept[0].given_at), (1, 50, later));
        assert_eq!(verify_chain(&case.number, &storage.list_events(case.id).await.unwrap()), Ok(()));
    }

    async fn an_opening_is_in_the_list_and_in_the_history(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("one")).await;
        let who = storage.create_account(account("h", Role::Handler)).await.unwrap();
        let opening = NewOpening {
            at: NOW,
            account: who,
            office: office("transport@410821"),
            case_id: case.id,
            what: "copy".to_owned(),
            subject: 1,
            reason: "核对原件".to_owned(),
        };
        let line = event(EventKind::Opened, CaseState::Closed, NOW, "打开了");
        storage.record_opening(&opening, line).await.unwrap();
        assert_eq!(storage.list_openings_of(case.id).await.unwrap()[0].opening, opening);
        assert_eq!(storage.list_openings(i64::MAX, 10).await.unwrap().len(), 1);
        assert!(storage.list_openings(1, 10).await.unwrap().is_empty());
        let events = storage.list_events(case.id).await.unwrap();
        let last = events.last().unwrap();
        assert_eq!((last.kind, last.state), (EventKind::Opened, CaseState::Submitted), "the case's own state");
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
    }

    async fn what_is_sealed_is_replaced_only_where_it_is_still_what_was_read(engine) {
        let storage = &engine.storage;
        for key in ["one", "two"] {
            let mut new = tip(key);
            new.identity = Some(vec![1; 40]);
            new.photos[0].sealed = Some(sealed(key));
            filed(storage, new).await;
        }
        let bytes = if engine.url.starts_with("sqlite") { "X'616263'" } else { "'\\x616263'" };
        engine
            .execute("INSERT INTO reward_claim (tip_id, state, claimed_at, updated_at, reason) VALUES (1, 'paid', 0, 0, '')")
            .await;
        engine
            .execute(&format!("INSERT INTO reward_payment (claim_id, sealed, paid_at) VALUES (1, {bytes}, 0)"))
            .await;
        for (kind, count) in [(SealedKind::Identity, 2), (SealedKind::Payment, 1), (SealedKind::Detail, 2)] {
            let rows = storage.list_sealed(kind, 0, 10).await.unwrap();
            assert_eq!(rows.len(), count, "{kind:?}");
            let (id, old) = &rows[0];
            assert_eq!(storage.list_sealed(kind, *id, 10).await.unwrap().len(), count - 1);
            assert!(storage.replace_sealed(kind, *id, old, b"new").await.unwrap());
            assert!(!storage.replace_sealed(kind, *id, old, b"newer").await.unwrap(), "{kind:?}: changed meanwhile");
            assert_eq!(storage.list_sealed(kind, 0, 1).await.unwrap(), [(*id, b"new".to_vec())]);
        }
        let photos = storage.list_sealed_photos(0, 10).await.unwrap();
        assert_eq!(photos.len(), 2);
        let (id, new) = (photos[0].id, ("sealed/new.age", &hash("new"), 99));
        assert!(storage.replace_sealed_copy(id, "sealed/one.age", new).await.unwrap());
        assert!(!storage.replace_sealed_copy(id, "sealed/one.age", new).await.unwrap());
        let copy = storage.find_photo(id).await.unwrap().unwrap().file.sealed.unwrap();
        assert_eq!((copy.key.as_str(), copy.sha256, copy.bytes), ("sealed/new.age", hash("new"), 99));
        assert_eq!(copy.signature, vec![9; 64], "the time of receipt stays proved");
    }
}
