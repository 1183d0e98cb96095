//! Held tips: in no queue, then in their own or closed, once, with an unbroken history; and the list of words and photos.

use app::domain::{
    case::{CaseState, Outcome, Step},
    flood::HoldReason,
    permission::Role,
};
use app::ports::QueueView;
use jingnuan::storage::{
    CASE_MOVED, CaseFile, EventKind, HeldKey, HoldDecision, NewEvent, NewTip, PhotoMark, QueueQuery, QueueScope,
    Storage, StoredTip, TipPart, verify_chain,
};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, account, event, filed, hash, new, office, step, tip},
};

fn held(key: &str, reason: HoldReason) -> NewTip {
    let mut tip = tip(key);
    tip.hold = Some(reason);
    tip.events = vec![
        event(EventKind::Filed, CaseState::Held, NOW, "收到举报"),
        event(EventKind::Held, CaseState::Held, NOW, "先核对"),
    ];
    tip
}

fn key(reason: HoldReason) -> HeldKey {
    HeldKey {
        reason,
        category: tip("").tip.category,
        county: tip("").county,
    }
}

async fn queue(storage: &Storage, at: &str, view: QueueView) -> Vec<String> {
    let query = QueueQuery {
        scope: QueueScope::Office(office(at)),
        view,
        words: String::new(),
        now: NOW,
        after: None,
        limit: 500,
    };
    let rows = storage.list_queue(&query).await.unwrap().rows;
    rows.into_iter().map(|case| case.number).collect()
}

fn decided(cases: &[CaseFile], kind: EventKind, state: CaseState) -> Vec<(i64, NewEvent)> {
    let at = NOW + Duration::hours(1);
    cases
        .iter()
        .map(|case| (case.id, event(kind, state, at, "核对")))
        .collect()
}

fn part(tip: StoredTip) -> TipPart {
    let new = crate::sample::tip("");
    TipPart {
        route: new.route,
        deadlines: new.deadlines,
        events: held("", HoldReason::Place).events,
        told: event(EventKind::Parted, CaseState::Held, NOW, "分出去"),
        tip,
    }
}

fn mark(key: &str) -> PhotoMark {
    PhotoMark {
        sha256: hash(key),
        likeness: None,
    }
}

async fn check_history(storage: &Storage, number: &str, kinds: &[EventKind]) -> CaseFile {
    let case = storage.find_case(number).await.unwrap().unwrap();
    let events = storage.list_events(case.id).await.unwrap();
    assert_eq!(verify_chain(number, &events), Ok(()));
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), kinds);
    case
}

on_both_engines! {
    async fn a_held_tip_is_in_no_queue_until_it_is_released(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("city", Role::Coordinator)).await.unwrap();
        let case = filed(storage, held("a", HoldReason::City)).await;
        assert_eq!((case.state, case.due), (CaseState::Held, Some(tip("a").deadlines.accept_by)));
        assert_eq!(engine.count("case_queue").await, 0);
        let groups = storage.list_held_groups().await.unwrap();
        assert_eq!(groups.iter().map(|group| (group.key, group.count)).collect::<Vec<_>>(), [(key(HoldReason::City), 1)]);
        let cases = storage.list_held_cases(groups[0].key, groups[0].until, 10).await.unwrap();
        assert_eq!(cases, std::slice::from_ref(&case));

        // What came since was not looked at.
        filed(storage, held("later", HoldReason::City)).await;
        assert_eq!(storage.list_held_cases(groups[0].key, groups[0].until, 10).await.unwrap().len(), 1);

        let release = decided(&cases, EventKind::Released, CaseState::Submitted);
        let at = NOW + Duration::hours(1);
        assert_eq!(storage.decide_held(release.clone(), HoldDecision::Release, by, at).await.unwrap(), 1);
        assert_eq!(storage.decide_held(release, HoldDecision::Release, by, at).await.unwrap(), 0, "once");
        for at in ["transport@410821", "market_regulation@410821", "transport@4108"] {
            assert_eq!(queue(storage, at, QueueView::Waiting).await, std::slice::from_ref(&case.number), "{at}");
        }
        let released = check_history(storage, &case.number, &[EventKind::Filed, EventKind::Held, EventKind::Released]).await;
        assert_eq!((released.state, released.due, released.filed_at), (CaseState::Submitted, case.due, case.filed_at));
        storage.take_step(step(&released, Step::Accept, at)).await.unwrap();
        assert_eq!(queue(storage, "transport@410821", QueueView::Open).await.len(), 1);
    }

    async fn a_rejected_tip_is_closed_and_was_never_in_a_queue(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("city", Role::Coordinator)).await.unwrap();
        let case = filed(storage, held("a", HoldReason::Word)).await;
        let reject = decided(std::slice::from_ref(&case), EventKind::Declined, CaseState::Closed);
        assert_eq!(storage.decide_held(reject, HoldDecision::Reject, by, NOW).await.unwrap(), 1);
        let closed = check_history(storage, &case.number, &[EventKind::Filed, EventKind::Held, EventKind::Declined]).await;
        assert_eq!((closed.state, closed.outcome, closed.due), (CaseState::Closed, Some(Outcome::Declined), None));
        assert_eq!(engine.count("case_queue").await, 0);
        assert!(storage.list_held_groups().await.unwrap().is_empty());
        let found = storage.find_tip_by_receipt(&tip("a").receipt_hash).await.unwrap().unwrap();
        assert_eq!(found.case.state, CaseState::Closed);
    }

    async fn the_first_of_a_flood_are_called_back_unless_somebody_took_them_on(engine) {
        let storage = &engine.storage;
        let mut cases = Vec::new();
        for n in 0..250 {
            cases.push(filed(storage, tip(&n.to_string())).await);
        }
        let accepted = storage.take_step(step(&cases[0], Step::Accept, NOW)).await.unwrap();
        let back: Vec<_> = cases.iter().map(|case| (case.id, event(EventKind::Held, CaseState::Held, NOW, "先核对"))).collect();
        assert_eq!(storage.call_back(&back, HoldReason::Place).await.unwrap(), 249);
        assert_eq!(storage.call_back(&back, HoldReason::Place).await.unwrap(), 0, "once");
        assert_eq!(queue(storage, "transport@410821", QueueView::Open).await, std::slice::from_ref(&accepted.number));
        assert_eq!(storage.list_held_groups().await.unwrap()[0].count, 249);
        let moved = storage.take_step(step(&cases[1], Step::Accept, NOW)).await;
        assert!(moved.is_err_and(|error| error.is_conflict(CASE_MOVED)), "staff who still see it cannot take it on");
        check_history(storage, &cases[1].number, &[EventKind::Filed, EventKind::Routed, EventKind::Held]).await;
        check_history(storage, &accepted.number, &[EventKind::Filed, EventKind::Routed, EventKind::Accepted]).await;
        let photos = storage.list_held_photos(key(HoldReason::Place), i64::MAX).await.unwrap();
        assert_eq!(photos.len(), 249);
    }

    async fn a_case_named_twice_is_called_back_once(engine) {
        let storage = &engine.storage;
        let (one, two) = (filed(storage, tip("one")).await, filed(storage, tip("two")).await);
        let back: Vec<_> = [one.id, two.id, one.id]
            .map(|id| (id, event(EventKind::Held, CaseState::Held, NOW, "先核对"))).into();
        assert_eq!(storage.call_back(&back, HoldReason::Place).await.unwrap(), 2);
        for case in [one, two] {
            check_history(storage, &case.number, &[EventKind::Filed, EventKind::Routed, EventKind::Held]).await;
        }
    }

    async fn a_tip_that_joined_a_case_is_parted_from_it_and_the_case_stays(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("own")).await;
        let joining = |key: &str| NewTip { join: Some(case.id), ..tip(key) };
        let mut parted = Vec::new();
        for key in ["a", "b"] {
            let joined = new(storage.file_tip(joining(key)).await.unwrap());
            assert!(joined.joined);
            parted.push(joined.tip_id);
        }
        let all = storage.list_tips(case.id).await.unwrap();
        let back = [(case.id, event(EventKind::Held, CaseState::Held, NOW, "先核对"))];
        assert_eq!(storage.call_back(&back, HoldReason::Place).await.unwrap(), 0, "others joined it");
        for tip in storage.list_tips_by_id(&parted).await.unwrap() {
            assert!(storage.part_tip(part(tip.clone()), HoldReason::Place).await.unwrap());
            assert!(!storage.part_tip(part(tip), HoldReason::Place).await.unwrap(), "once");
        }
        assert!(!storage.part_tip(part(all[0].clone()), HoldReason::Place).await.unwrap(), "its own tip stays");
        let kinds = [EventKind::Filed, EventKind::Routed, EventKind::Joined, EventKind::Joined, EventKind::Parted, EventKind::Parted];
        let left = check_history(storage, &case.number, &kinds).await;
        assert_eq!((left.state, left.photo_count), (CaseState::Submitted, case.photo_count));
        assert_eq!(storage.list_tips(case.id).await.unwrap().len(), 1);
        assert_eq!(storage.list_photos(case.id).await.unwrap().len(), 2);
        assert_eq!(queue(storage, "transport@410821", QueueView::Waiting).await, [case.number]);
        for (number, key) in [("2026-000002", "a"), ("2026-000003", "b")] {
            let own = check_history(storage, number, &[EventKind::Filed, EventKind::Held]).await;
            assert_eq!((own.state, own.photo_count, own.village), (CaseState::Held, 2, case.village));
            let found = storage.find_tip_by_receipt(&tip(key).receipt_hash).await.unwrap().unwrap();
            assert_eq!((found.case.number.as_str(), found.added), (number, false));
        }
        assert_eq!(storage.list_held_groups().await.unwrap()[0].count, 2);
    }

    async fn two_who_decide_at_once_decide_once(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("city", Role::Coordinator)).await.unwrap();
        let case = filed(storage, held("a", HoldReason::City)).await;
        let second = Storage::open(&engine.url).await.unwrap();
        let release = decided(std::slice::from_ref(&case), EventKind::Released, CaseState::Submitted);
        let reject = decided(std::slice::from_ref(&case), EventKind::Declined, CaseState::Closed);
        let (one, two) = tokio::join!(
            storage.decide_held(release, HoldDecision::Release, by, NOW),
            second.decide_held(reject, HoldDecision::Reject, by, NOW)
        );
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(engine.count("case_event").await, 3);
    }

    async fn words_and_photos_come_and_go(engine) {
        let storage = &engine.storage;
        let by = storage.create_account(account("city", Role::Coordinator)).await.unwrap();
        let before = storage.block_list_version().await.unwrap();
        storage.block_word("贷款", by, NOW).await.unwrap();
        storage.block_word("贷款", by, NOW).await.unwrap();
        storage.block_photos(&["a", "b", "a"].map(mark), by, NOW).await.unwrap();
        assert_eq!(engine.count("block_entry").await, 3);
        let list = storage.load_block_list().await.unwrap();
        assert!(list.holds_word(["低息贷款"]) && list.holds_photo(&hash("b"), None) && !list.holds_photo(&hash("c"), None));
        let again = PhotoMark { sha256: hash("d"), likeness: Some(0xF0F0_1234_5678_9ABC) };
        storage.block_photos(&[again, again], by, NOW).await.unwrap();
        assert_eq!(engine.count("block_entry").await, 5);
        assert!(storage.load_block_list().await.unwrap().holds_photo(&hash("c"), Some(0xF0F0_1234_5678_9ABD)));
        let words = storage.list_blocked_words().await.unwrap();
        assert_eq!((words.len(), words[0].word.as_str(), words[0].added_by.as_str()), (1, "贷款", "张三"));
        let with = storage.block_list_version().await.unwrap();
        storage.unblock_word(words[0].id, by, NOW).await.unwrap();
        let without = storage.block_list_version().await.unwrap();
        assert!(before < with && with < without, "each change shows");
        assert!(!storage.load_block_list().await.unwrap().holds_word(["低息贷款"]));
        storage.block_word("贷款", by, NOW).await.unwrap();
        assert_eq!(storage.list_blocked_words().await.unwrap().len(), 1, "and back again");
    }
}
