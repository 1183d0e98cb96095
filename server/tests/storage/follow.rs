//! Reporters' deeds and joined cases: once each, whoever comes at the same time, on both engines.

use app::domain::{
    case::Step,
    reporter::Score,
    trace::{Trace, TraceKind},
};
use futures::future::join_all;
use jingnuan::storage::{
    CaseFile, CaseJoin, CaseStep, DEED_DONE, DeedMark, EventKind, NearByQuery, NewMessage, ReporterStep, TIP_MOVED,
    verify_chain,
};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, event, filed, hash, new, step, tip},
};

fn deed(case: &CaseFile, tip_id: i64, once: &str, kind: EventKind, mark: DeedMark) -> ReporterStep {
    let mut told = event(kind, case.state, NOW + Duration::hours(2), once);
    told.tip = Some(tip_id);
    ReporterStep {
        tip_id,
        once_hash: hash(once),
        mark,
        step: CaseStep {
            case_id: case.id,
            expected_state: case.state,
            outcome: None,
            referred_to: None,
            event: told,
            message: None,
            jobs: vec![],
        },
    }
}

on_both_engines! {
    async fn of_eight_withdrawals_at_once_one_counts(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let tip_id = storage.list_tips(case.id).await.unwrap()[0].id;
        let outcomes = join_all((0..8).map(|n| {
            storage.take_reporter_step(deed(&case, tip_id, &n.to_string(), EventKind::Withdrawn, DeedMark::Withdrawn))
        }))
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().filter_map(|o| o.as_ref().err()).all(|error| error.is_conflict(TIP_MOVED)));
        let again = deed(&case, tip_id, "0", EventKind::Answered, DeedMark::Nothing);
        let repeated = storage.take_reporter_step(again.clone()).await;
        let first = outcomes[0].is_ok();
        assert_eq!(repeated.is_err_and(|error| error.is_conflict(DEED_DONE)), first, "a refused deed may be tried again");
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(events.len(), if first { 3 } else { 4 });
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
    }

    async fn a_rating_is_kept_with_its_words(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let tip_id = storage.list_tips(case.id).await.unwrap()[0].id;
        let mark = DeedMark::Rated(Score::new(4).unwrap(), "谢谢".to_owned());
        let rated = storage.take_reporter_step(deed(&case, tip_id, "r", EventKind::Rated, mark)).await.unwrap();
        assert_eq!(rated.reporter_at, Some(NOW + Duration::hours(2)));
        let follow = storage.get_tip_follow(tip_id).await.unwrap();
        assert_eq!(follow.rating, Some((Score::new(4).unwrap(), "谢谢".to_owned())));
        let acted = storage.take_step(step(&case, Step::Accept, NOW + Duration::hours(3))).await.unwrap();
        assert_eq!(acted.reporter_at, None);
    }

    async fn tips_that_join_at_once_share_one_case_and_its_chain(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let outcomes = join_all((0..6).map(|n| {
            let mut other = tip(&format!("j{n}"));
            other.join = Some(case.id);
            other.filed_at = NOW + Duration::hours(1);
            storage.file_tip(other)
        }))
        .await;
        for outcome in outcomes {
            let joined = new(outcome.unwrap());
            assert!(joined.joined && joined.case_id == case.id);
        }
        assert_eq!(engine.count("case_file").await, 1);
        assert_eq!(storage.list_tips(case.id).await.unwrap().len(), 7);
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(events.len(), 8);
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
        assert_eq!(storage.find_case_by_id(case.id).await.unwrap().unwrap().photo_count, 14);
        let next = filed(storage, tip("b")).await;
        assert_eq!(next.number, "2026-000002", "numbers stay without gaps");
        let mut theirs = storage.find_tip_by_receipt(&hash("receipt j0")).await.unwrap().unwrap();
        assert!(theirs.added);
        theirs.events.retain(|event| event.kind != EventKind::Joined);
        assert!(theirs.events.is_empty(), "what was before is another's");
    }

    async fn duplicates_are_joined_and_parted(engine) {
        let storage = &engine.storage;
        let (one, two) = (filed(storage, tip("a")).await, filed(storage, tip("b")).await);
        let join = |from: &CaseFile, into: &CaseFile, state| CaseJoin {
            from: from.clone(),
            into: into.clone(),
            told_from: event(EventKind::Joined, state, NOW + Duration::hours(1), "并"),
            told_into: event(EventKind::Joined, into.state, NOW + Duration::hours(1), "并入"),
        };
        let closed = app::domain::case::CaseState::Closed;
        storage.join_cases(join(&two, &one, closed)).await.unwrap();
        assert!(storage.join_cases(join(&two, &one, closed)).await.is_err());
        assert!(storage.join_cases(join(&one, &two, closed)).await.is_err());
        let joined = storage.find_case_by_id(two.id).await.unwrap().unwrap();
        assert_eq!((joined.state, joined.joined.map(|j| j.into)), (closed, Some(one.id)));
        assert_eq!(storage.list_tips(one.id).await.unwrap().len(), 2);
        assert_eq!(storage.list_photos(one.id).await.unwrap().len(), 4);
        let message = NewMessage { at: NOW + Duration::hours(2), office: None, from_reporter: false, tip: None, question: false, text: "给大家".into() };
        storage.add_message(one.id, message, event(EventKind::Replied, one.state, NOW + Duration::hours(2), "话"), vec![]).await.unwrap();
        let followed = storage.find_tip_by_receipt(&hash("receipt b")).await.unwrap().unwrap();
        assert_eq!((followed.worked_in().id, followed.messages.len()), (one.id, 1));

        storage.part_cases(join(&joined, &one, two.state)).await.unwrap();
        let parted = storage.find_case_by_id(two.id).await.unwrap().unwrap();
        assert_eq!((parted.state, parted.joined, parted.outcome, parted.due), (two.state, None, None, two.due));
        for case in [&one, &two] {
            let events = storage.list_events(case.id).await.unwrap();
            assert_eq!(verify_chain(&case.number, &events), Ok(()));
        }
    }

    async fn neighbours_and_traces_are_found(engine) {
        let storage = &engine.storage;
        let plate = Trace { kind: TraceKind::Plate, value: "豫H3A521".into() };
        let mut one = tip("a");
        one.traces.insert(plate.clone());
        let mut two = tip("b");
        two.traces.insert(plate.clone());
        let (one, two) = (filed(storage, one).await, filed(storage, two).await);
        let shared = storage.list_shared_traces(one.id).await.unwrap();
        assert_eq!(shared.len(), 1, "photos of other keys differ");
        assert_eq!((&shared[0].trace, shared[0].others.as_slice()), (&plate, [two.id].as_slice()));
        let query = NearByQuery {
            category: one.category,
            town: one.town.unwrap(),
            lead: Some(one.lead),
            from: NOW - Duration::days(1),
            before: NOW + Duration::days(1),
        };
        assert_eq!(storage.list_near_by(&query).await.unwrap().len(), 2);
        let elsewhere = NearByQuery { lead: "transport@410822".parse().ok(), ..query };
        assert!(storage.list_near_by(&elsewhere).await.unwrap().is_empty());
    }
}
