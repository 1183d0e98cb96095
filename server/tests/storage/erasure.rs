//! What goes when a reporter asks for it or its time is over, in every case that it reached; on both engines.

use app::domain::{
    case::{CaseState, Step},
    permission::Role,
};
use jingnuan::evidence::erasure::signed_digest;
use jingnuan::storage::{
    CaseFile, CaseJoin, CaseStep, ClockAsker, DeedMark, Erased, ErasureScope, EventKind, INDEX_CASE, NewErasure,
    NewMessage, Overdue, ReporterStep, RewardDecision, Storage, verify_chain,
};
use time::{Duration, OffsetDateTime};

use crate::{
    engine::on_both_engines,
    evidence::sealed,
    sample::{NOW, account, event, filed, hash, photo, step, tip},
};

fn closed_before(closed: OffsetDateTime) -> Overdue {
    Overdue {
        closed,
        untouched: None,
    }
}

/// Writes something of one reporter's into a case's history and messages, with photos.
async fn says(storage: &Storage, case: &CaseFile, tip_id: i64, words: &str, mark: DeedMark) {
    let mut told = event(EventKind::Answered, case.state, NOW + Duration::hours(3), words);
    told.tip = Some(tip_id);
    let deed = ReporterStep {
        tip_id,
        once_hash: hash(words),
        mark,
        step: CaseStep {
            case_id: case.id,
            expected_state: case.state,
            outcome: None,
            referred_to: None,
            message: Some(NewMessage {
                at: told.at,
                office: None,
                from_reporter: true,
                tip: Some(tip_id),
                question: false,
                text: words.to_owned(),
            }),
            event: told,
            jobs: vec![],
        },
    };
    storage.take_reporter_step(deed).await.unwrap();
}

/// Erases one tip as its reporter asks for it.
async fn erase_tip(storage: &Storage, case_id: i64, tip_id: i64) -> Vec<Erased> {
    let mut done = Vec::new();
    for scope in ErasureScope::ALL {
        let new = NewErasure {
            case_id,
            tip_id: Some(tip_id),
            scope,
            paid_before: None,
            cause: "举报人要求删除".to_owned(),
        };
        let mut line = event(EventKind::Erased, CaseState::Closed, NOW + Duration::hours(9), "");
        line.tip = Some(tip_id);
        done.extend(storage.erase(&new, &|digest| digest.to_vec(), line).await.unwrap());
    }
    done
}

/// All that is written of a case anywhere staff read.
async fn written(storage: &Storage, case_id: i64) -> String {
    let case = storage.find_case_by_id(case_id).await.unwrap().unwrap();
    let events = storage.list_events(case_id).await.unwrap();
    assert_eq!(verify_chain(&case.number, &events), Ok(()));
    let messages = storage.list_messages(case_id).await.unwrap();
    let tips = storage.list_tips(case_id).await.unwrap();
    format!("{case:?}{events:?}{messages:?}{tips:?}")
}

async fn join(storage: &Storage, from: &CaseFile, into: &CaseFile) {
    let at = NOW + Duration::hours(1);
    let join = CaseJoin {
        from: from.clone(),
        into: into.clone(),
        told_from: event(EventKind::Joined, CaseState::Closed, at, "并"),
        told_into: event(EventKind::Joined, into.state, at, "并入"),
    };
    storage.join_cases(join).await.unwrap();
}

async fn tip_id_of(storage: &Storage, key: &str) -> i64 {
    let found = storage.find_tip_by_receipt(&hash(&format!("receipt {key}"))).await;
    found.unwrap().unwrap().tip.id
}

on_both_engines! {
    async fn of_two_tips_in_a_case_one_goes_without_a_trace_and_the_other_stays(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("one")).await;
        let mut other = tip("two");
        other.join = Some(case.id);
        "村东头".clone_into(&mut other.tip.place_text);
        storage.file_tip(other).await.unwrap();
        let (one, two) = (tip_id_of(storage, "one").await, tip_id_of(storage, "two").await);
        says(storage, &case, one, "第一位补的话", DeedMark::Photos(vec![photo("later", 0)])).await;
        says(storage, &case, two, "第二位补的话", DeedMark::Nothing).await;
        storage.index_case(case.id, "第一位补的话 第二位补的话").await.unwrap();
        let before = storage.list_events(case.id).await.unwrap().len();

        let done = erase_tip(storage, case.id, one).await;
        assert_eq!(done.iter().map(|erased| erased.scope.as_str()).collect::<Vec<_>>(), ["photos", "content"]);
        let left = written(storage, case.id).await;
        for gone in ["第一位补的话", "卖散煤 one", "村口桥头"] {
            assert!(!left.contains(gone), "{gone} in {left}");
        }
        assert!(left.contains("第二位补的话"), "{left}");
        let case = storage.find_case_by_id(case.id).await.unwrap().unwrap();
        assert!(case.excerpt.contains("two") && case.place_text == "村东头", "{case:?}");
        let photos = storage.list_photos(case.id).await.unwrap();
        assert!(photos.iter().all(|photo| photo.tip_id == two) && photos.len() == 2);
        assert_eq!(case.photo_count, 2);
        assert_eq!(engine.count("case_text").await, 0, "in no index, until it is made anew");
        let due = storage.claim_jobs(NOW + Duration::days(1), Duration::minutes(5), 50).await.unwrap();
        let index = |job: &&jingnuan::storage::Job| job.kind == INDEX_CASE && job.payload["case_id"] == case.id;
        assert_eq!(due.iter().filter(index).count(), 3, "two filings, one erasure");
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(events.len(), before + 2);
        assert!(erase_tip(storage, case.id, one).await.is_empty(), "once");

        erase_tip(storage, case.id, two).await;
        let left = written(storage, case.id).await;
        assert!(!left.contains("收到举报") && !left.contains("村东头"), "what they shared goes with the last: {left}");
    }

    async fn what_a_joined_duplicate_left_in_the_other_case_goes_too(engine) {
        let storage = &engine.storage;
        let (one, two) = (filed(storage, tip("one")).await, filed(storage, tip("two")).await);
        let (tip_one, tip_two) = (tip_id_of(storage, "one").await, tip_id_of(storage, "two").await);
        says(storage, &one, tip_one, "第一位补的话", DeedMark::Nothing).await;
        join(storage, &two, &one).await;
        says(storage, &one, tip_two, "第二位补的话", DeedMark::Photos(vec![photo("later", 0)])).await;
        let theirs = storage.list_photos_of_tip(tip_two).await.unwrap();
        assert_eq!((theirs.len(), theirs[2].case_id), (3, one.id));
        assert_eq!(storage.list_photos(two.id).await.unwrap().len(), 3, "the duplicate's own evidence is whole");

        // The first reporter's wish takes nothing of the second's.
        erase_tip(storage, one.id, tip_one).await;
        let left = written(storage, one.id).await;
        assert!(!left.contains("第一位补的话") && left.contains("第二位补的话"), "{left}");

        let done = erase_tip(storage, two.id, tip_two).await;
        assert_eq!(done[0].blobs.len(), 6, "{done:?}");
        for case in [&one, &two] {
            let left = written(storage, case.id).await;
            for gone in ["第二位补的话", "卖散煤", "村口桥头"] {
                assert!(!left.contains(gone), "{gone} in {left}");
            }
            let photos = storage.list_photos(case.id).await.unwrap();
            let own = photos.iter().filter(|photo| photo.case_id == case.id).count();
            let case = storage.find_case_by_id(case.id).await.unwrap().unwrap();
            assert_eq!(usize::try_from(case.photo_count).unwrap(), own);
        }
        assert!(storage.list_photos_of_tip(tip_two).await.unwrap().is_empty());
        let told = storage.list_events(one.id).await.unwrap();
        assert!(told.iter().any(|event| event.kind == EventKind::Erased && event.tip == Some(tip_two)));
    }

    async fn a_duplicates_time_runs_from_the_end_of_the_case_it_is_worked_in(engine) {
        let storage = &engine.storage;
        let (one, two) = (filed(storage, tip("one")).await, filed(storage, tip("two")).await);
        join(storage, &two, &one).await;
        let due = async |after: Duration| -> Vec<i64> {
            let due = storage.list_due_erasures(ErasureScope::Content, closed_before(NOW + after), 10).await.unwrap();
            due.iter().map(|due| due.case_id).collect()
        };
        assert_eq!(due(Duration::days(400)).await, [0; 0], "it is still worked on");
        let mut now = storage.find_case_by_id(one.id).await.unwrap().unwrap();
        for done in [Step::Accept, Step::Investigate] {
            now = storage.take_step(step(&now, done, NOW + Duration::hours(2))).await.unwrap();
        }
        let mut closing = step(&now, Step::Close, NOW + Duration::days(100));
        closing.outcome = Some(app::domain::case::Outcome::Violation);
        storage.take_step(closing).await.unwrap();
        assert_eq!(due(Duration::days(100)).await, [0; 0]);
        assert_eq!(due(Duration::days(101)).await, [one.id, two.id]);
    }

    async fn a_case_that_nobody_ever_closed_has_an_end_all_the_same(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("one")).await;
        let mut held = tip("held");
        held.hold = Some(app::domain::flood::HoldReason::ALL[0]);
        let held = filed(storage, held).await;
        let ask = async |untouched| {
            let overdue = Overdue { closed: NOW - Duration::days(9_000), untouched };
            storage.list_due_erasures(ErasureScope::Content, overdue, 10).await.unwrap()
        };
        assert!(ask(None).await.is_empty() && ask(Some(NOW)).await.is_empty());
        let due = ask(Some(NOW + Duration::minutes(1))).await;
        assert_eq!(due.iter().map(|due| (due.case_id, due.idle)).collect::<Vec<_>>(), [(case.id, true), (held.id, true)]);
    }

    async fn who_was_paid_for_an_anonymous_tip_is_forgotten_in_time(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("one")).await;
        let tip_id = tip_id_of(storage, "one").await;
        says(storage, &case, tip_id, "申请奖励", DeedMark::Claimed).await;
        let who = storage.create_account(account("h", Role::Handler)).await.unwrap();
        let mut now = case.clone();
        for done in [Step::Accept, Step::Investigate] {
            now = storage.take_step(step(&now, done, NOW + Duration::hours(4))).await.unwrap();
        }
        let mut closing = step(&now, Step::Close, NOW + Duration::hours(5));
        closing.outcome = Some(app::domain::case::Outcome::Violation);
        storage.take_step(closing).await.unwrap();
        let claim = storage.find_reward(tip_id).await.unwrap().unwrap();
        let paid_at = NOW + Duration::days(50);
        storage.decide_reward(RewardDecision {
            id: claim.id,
            expected: claim.state,
            state: app::domain::reward::RewardState::Paid,
            yuan: Some(500),
            reason: String::new(),
            account: who,
            case_id: case.id,
            sealed: Some(vec![3; 60]),
            event: event(EventKind::Rewarded, CaseState::Closed, paid_at, "发放了"),
        }).await.unwrap();
        let due = async |before| storage.list_due_erasures(ErasureScope::Identity, closed_before(before), 10).await.unwrap();
        assert!(due(paid_at).await.is_empty(), "its time runs from the payment");
        let before = paid_at + Duration::days(1);
        assert_eq!(due(before).await.len(), 1);
        let new = NewErasure { case_id: case.id, tip_id: None, scope: ErasureScope::Identity, paid_before: Some(paid_at), cause: "到期".to_owned() };
        let line = event(EventKind::Erased, CaseState::Closed, before, "");
        assert!(storage.erase(&new, &|digest| digest.to_vec(), line.clone()).await.unwrap().is_none(), "not yet");
        let new = NewErasure { paid_before: Some(before), ..new };
        let erased = storage.erase(&new, &|digest| digest.to_vec(), line).await.unwrap().unwrap();
        assert_eq!(erased.counts, [("payment".to_owned(), 1)]);
        assert!(storage.list_payments(case.id).await.unwrap().is_empty() && due(before).await.is_empty());
    }

    async fn an_erasure_takes_what_it_says_and_proves_it(engine) {
        let storage = &engine.storage;
        let mut new = tip("one");
        new.identity = Some(vec![1; 40]);
        new.photos[0].sealed = Some(sealed("one"));
        let case = filed(storage, new).await;
        let other = filed(storage, tip("other")).await;
        let long_after = NOW + Duration::days(400);
        assert!(storage.list_due_erasures(ErasureScope::Photos, closed_before(long_after), 10).await.unwrap().is_empty(), "open");
        let mut now = case.clone();
        for (hours, done) in [(0, Step::Accept), (1, Step::Investigate)] {
            now = storage.take_step(step(&now, done, NOW + Duration::hours(hours))).await.unwrap();
        }
        let mut closing = step(&now, Step::Close, NOW + Duration::days(1));
        closing.outcome = Some(app::domain::case::Outcome::Violation);
        storage.take_step(closing).await.unwrap();
        assert!(storage.list_due_erasures(ErasureScope::Photos, closed_before(NOW), 10).await.unwrap().is_empty(), "too early");
        for scope in ErasureScope::ALL {
            let due = storage.list_due_erasures(scope, closed_before(long_after), 10).await.unwrap();
            assert_eq!(due.iter().map(|due| due.case_id).collect::<Vec<_>>(), [case.id], "{scope:?}");
            let new = NewErasure { case_id: case.id, tip_id: None, scope, paid_before: None, cause: "到期".to_owned() };
            let line = event(EventKind::Erased, CaseState::Closed, long_after, "");
            let erased = storage.erase(&new, &|digest| digest.to_vec(), line.clone()).await.unwrap().unwrap();
            let signed = signed_digest(&erased.digest, &erased.scope, &erased.cause, &erased.counts);
            assert_eq!(erased.signature, signed, "what was signed is what is kept");
            assert_eq!(erased.blobs.len(), if scope == ErasureScope::Photos { 5 } else { 0 });
            assert!(storage.erase(&new, &|digest| digest.to_vec(), line).await.unwrap().is_none(), "once");
            assert!(storage.list_due_erasures(scope, closed_before(long_after), 10).await.unwrap().is_empty());
        }
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
        assert!(events.iter().filter(|event| event.erased()).count() >= 5);
        let tip = &storage.list_tips(case.id).await.unwrap()[0];
        assert!(tip.tip.text.is_empty() && tip.tip.answers.is_empty() && tip.tip.position.is_none());
        assert!(tip.erased_at.is_some());
        let left = &storage.list_tips(other.id).await.unwrap()[0];
        assert!(left.erased_at.is_none() && !left.tip.text.is_empty());
        assert_eq!(storage.list_unfinished_erasures().await.unwrap().len(), 3);
        for proof in storage.list_erasures(case.id).await.unwrap() {
            storage.finish_erasure(proof.id, long_after).await.unwrap();
        }
        assert!(storage.list_unfinished_erasures().await.unwrap().is_empty());
    }

    async fn a_clock_that_moves_erases_nothing_for_a_while(engine) {
        let storage = &engine.storage;
        let (gap, hold) = (7 * 86_400_000, 86_400_000);
        let at = async |asker, at: Duration| storage.may_erase_by_clock(asker, NOW + at, gap, hold).await.unwrap();
        let ask = async |hours: i64| at(ClockAsker::Retention, Duration::hours(hours)).await;
        assert!(ask(0).await && ask(1).await && ask(100).await);
        assert!(!ask(10_000).await, "a leap");
        assert!(!ask(10_001).await && ask(10_025).await);
        assert!(!ask(50).await, "back");
        assert!(!ask(51).await && ask(75).await, "a hold from before does not last for years");
        // Of two processes, whoever read the time first asks last.
        assert!(at(ClockAsker::Retention, Duration::hours(75) - Duration::minutes(4)).await);
        assert!(at(ClockAsker::Retention, Duration::hours(75) - Duration::minutes(5)).await, "it did not creep back");
        assert!(!at(ClockAsker::Retention, Duration::hours(75) - Duration::minutes(6)).await);
        assert!(at(ClockAsker::Uploads, Duration::hours(10_000)).await, "another machine's clock");
    }
}
