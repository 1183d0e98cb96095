//! Filing tips: once each, all or nothing, numbered without gaps.

use futures::future::join_all;
use jingnuan::storage::{Filed, RECEIPT_TAKEN, Storage, verify_chain};
use time::macros::datetime;

use crate::{
    engine::on_both_engines,
    sample::{filed, hash, new, photo, tip},
};

on_both_engines! {
    async fn a_tip_is_kept_as_it_was_sent(engine) {
        let storage = &engine.storage;
        let sent = tip("a");
        let receipt = new(storage.file_tip(sent.clone()).await.unwrap());
        assert_eq!(receipt.case_number, "2026-000001");
        assert_eq!(receipt.receipt_hash, sent.receipt_hash);

        let found = storage.find_tip_by_receipt(&sent.receipt_hash).await.unwrap().unwrap();
        assert_eq!(found.tip.tip, sent.tip);
        assert_eq!((found.tip.id, found.case.id), (receipt.tip_id, receipt.case_id));
        assert_eq!(found.case.lead, sent.route.lead);
        assert_eq!(found.case.joint, sent.route.joint);
        assert_eq!(found.case.due, Some(sent.deadlines.accept_by));
        assert_eq!((found.case.county, found.case.town), (sent.county, sent.town));
        assert_eq!((found.case.excerpt.as_str(), found.case.photo_count), ("蓝色货车进村卖散煤 a", 2));
        assert_eq!(found.events.iter().map(|event| event.kind).collect::<Vec<_>>(), [sent.events[0].kind, sent.events[1].kind]);
        assert_eq!(verify_chain(&found.case.number, &found.events), Ok(()));
        assert!(found.messages.is_empty());

        let photos = storage.list_photos(receipt.case_id).await.unwrap();
        assert_eq!(photos.iter().map(|photo| &photo.file).collect::<Vec<_>>(), sent.photos.iter().collect::<Vec<_>>());
        assert_eq!(storage.find_photo(photos[1].id).await.unwrap().as_ref(), Some(&photos[1]));
        assert_eq!(storage.list_tips(receipt.case_id).await.unwrap(), [found.tip]);
        assert!(storage.find_tip_by_receipt(&hash("another")).await.unwrap().is_none());
        assert!(storage.find_case("2026-000002").await.unwrap().is_none());
    }

    async fn sending_again_changes_nothing(engine) {
        let storage = &engine.storage;
        assert_eq!(storage.find_filed(&tip("a").idempotency_hash, &tip("a").body_hash).await.unwrap(), None);
        let first = new(storage.file_tip(tip("a")).await.unwrap());
        let again = storage.file_tip(tip("a")).await.unwrap();
        assert_eq!(again, Filed::Replay(first.clone()));
        assert_eq!(storage.find_filed(&tip("a").idempotency_hash, &tip("a").body_hash).await.unwrap(), Some(Filed::Replay(first)));

        let mut other_body = tip("a");
        other_body.body_hash = hash("another body");
        assert_eq!(storage.file_tip(other_body.clone()).await.unwrap(), Filed::ConflictingBody);
        assert_eq!(storage.find_filed(&other_body.idempotency_hash, &other_body.body_hash).await.unwrap(), Some(Filed::ConflictingBody));
        for table in ["tip", "case_file", "job"] {
            assert_eq!(engine.count(table).await, 1, "{table}");
        }
        assert_eq!(filed(storage, tip("b")).await.number, "2026-000002");
    }

    async fn fifty_at_once_with_one_key_are_one_tip(engine) {
        let outcomes = join_all((0..50).map(|_| engine.storage.file_tip(tip("a")))).await;
        let news = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Filed::New(_)))).count();
        let replays = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Filed::Replay(_)))).count();
        assert_eq!((news, replays), (1, 49));
        assert_eq!(engine.count("tip").await, 1);
    }

    async fn fifty_at_once_are_numbered_without_gaps(engine) {
        let second = Storage::open(&engine.url).await.unwrap();
        let both = [&engine.storage, &second];
        let outcomes = join_all((0..50).map(|n| both[n % 2].file_tip(tip(&n.to_string())))).await;
        let mut numbers: Vec<_> = outcomes.into_iter().map(|outcome| new(outcome.unwrap()).case_number).collect();
        numbers.sort();
        let expected: Vec<_> = (1..=50).map(|n| format!("2026-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn two_servers_make_one_tip_of_one_key(engine) {
        let second = Storage::open(&engine.url).await.unwrap();
        let (one, two) = tokio::join!(engine.storage.file_tip(tip("a")), second.file_tip(tip("a")));
        let outcomes = [one.unwrap(), two.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Filed::New(_))).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Filed::Replay(_))).count(), 1, "{outcomes:?}");
    }

    async fn a_bad_tip_harms_none_that_came_with_it(engine) {
        let storage = &engine.storage;
        let taken = new(storage.file_tip(tip("earlier")).await.unwrap());
        let mut tips: Vec<_> = (0..10).map(|n| tip(&n.to_string())).collect();
        tips[3].receipt_hash = taken.receipt_hash;
        tips[7].photos[0].clean_key = photo("earlier", 0).clean_key;
        let outcomes = join_all(tips.iter().map(|tip| storage.file_tip(tip.clone()))).await;

        assert!(outcomes[3].as_ref().is_err_and(|error| error.is_conflict(RECEIPT_TAKEN)), "{:?}", outcomes[3]);
        assert!(outcomes[7].as_ref().is_err_and(|error| error.is_conflict("photo_clean_key")), "{:?}", outcomes[7]);
        let mut numbers: Vec<_> = outcomes.into_iter().flatten().map(|filed| new(filed).case_number).collect();
        numbers.sort();
        assert_eq!(numbers, (2..=9).map(|n| format!("2026-{n:06}")).collect::<Vec<_>>());
        for (table, rows) in [("tip", 9), ("case_file", 9), ("case_event", 18), ("photo", 18), ("job", 9)] {
            assert_eq!(engine.count(table).await, rows, "{table}");
        }

        // With another receipt the refused one gets in.
        tips[3].receipt_hash = hash("next counter");
        assert_eq!(new(storage.file_tip(tips[3].clone()).await.unwrap()).case_number, "2026-000010");
    }

    async fn the_year_is_chinas(engine) {
        let mut last = tip("a");
        last.filed_at = datetime!(2026-12-31 15:59:59 UTC);
        let mut first = tip("b");
        first.filed_at = datetime!(2026-12-31 16:00 UTC);
        let outcomes = join_all([engine.storage.file_tip(last), engine.storage.file_tip(first)]).await;
        let numbers: Vec<_> = outcomes.into_iter().map(|outcome| new(outcome.unwrap()).case_number).collect();
        assert_eq!(numbers, ["2026-000001", "2027-000001"]);
    }

    async fn what_is_stored_survives_closing(engine) {
        let case = filed(&engine.storage, tip("a")).await;
        engine.storage.clone().close().await.unwrap();
        let reopened = Storage::open(&engine.url).await.unwrap();
        reopened.ping().await.unwrap();
        assert_eq!(reopened.find_case(&case.number).await.unwrap(), Some(case));
        assert_eq!(filed(&reopened, tip("b")).await.number, "2026-000002");
    }

    async fn blobs_without_rows_are_told_from_those_with(engine) {
        filed(&engine.storage, tip("a")).await;
        let keys = ["a/0.jpg", "a/1.small.jpg", "b/0.jpg"].map(str::to_owned);
        let known = engine.storage.list_blob_keys_known(&keys).await.unwrap();
        assert_eq!(known, keys[..2].iter().cloned().collect());
        assert!(engine.storage.list_blob_keys_known(&[]).await.unwrap().is_empty());
    }
}
