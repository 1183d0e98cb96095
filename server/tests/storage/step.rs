//! Working a case: one person at a time, every step in the chain.

use app::domain::case::{CaseState, Outcome, Step};
use futures::future::join_all;
use jingnuan::storage::{BrokenChain, CASE_MOVED, EventKind, NewJob, NewMessage, verify_chain};
use time::Duration;

use crate::{
    engine::on_both_engines,
    sample::{NOW, event, filed, step, tip},
};

on_both_engines! {
    async fn a_case_is_worked_to_its_end(engine) {
        let storage = &engine.storage;
        let mut case = filed(storage, tip("a")).await;
        for (taken, hours) in [Step::Accept, Step::Investigate].into_iter().zip(1..) {
            case = storage.take_step(step(&case, taken, NOW + Duration::hours(hours))).await.unwrap();
        }
        assert_eq!((case.state, case.due), (CaseState::Investigating, Some(case.close_by)));

        let mut close = step(&case, Step::Close, NOW + Duration::hours(3));
        close.outcome = Some(Outcome::OutOfRemit);
        close.referred_to = Some("修武县市场监督管理局".to_owned());
        close.message = Some(NewMessage {
            at: NOW + Duration::hours(3),
            office: Some(case.lead),
            from_reporter: false,
            tip: None,
            question: false,
            text: "已转市场监管".to_owned(),
        });
        let closed = storage.take_step(close).await.unwrap();
        assert_eq!((closed.state, closed.due, closed.outcome), (CaseState::Closed, None, Some(Outcome::OutOfRemit)));
        assert_eq!(closed.referred_to.as_deref(), Some("修武县市场监督管理局"));
        assert_eq!(closed.updated_at, NOW + Duration::hours(3));
        assert_eq!(storage.find_case(&case.number).await.unwrap().as_ref(), Some(&closed));

        let events = storage.list_events(case.id).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        let [filed, routed, accepted] = [EventKind::Filed, EventKind::Routed, EventKind::Accepted];
        assert_eq!(kinds, [filed, routed, accepted, EventKind::Investigated, EventKind::Closed]);
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
        let messages = storage.list_messages(case.id).await.unwrap();
        assert_eq!((messages.len(), messages[0].text.as_str()), (1, "已转市场监管"));
    }

    async fn of_two_people_at_once_one_is_told(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let outcomes = join_all((0..8).map(|_| storage.take_step(step(&case, Step::Accept, NOW)))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.is_conflict(CASE_MOVED)));
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(events.len(), 3);
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
    }

    async fn messages_at_once_all_find_their_place_in_the_chain(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let outcomes = join_all((0..8).map(|n| {
            let text = format!("第 {n} 条");
            let message = NewMessage { at: NOW, office: Some(case.lead), from_reporter: n % 2 == 1, tip: None, question: false, text: text.clone() };
            storage.add_message(case.id, message, event(EventKind::Replied, case.state, NOW, &text), vec![])
        }))
        .await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let events = storage.list_events(case.id).await.unwrap();
        assert_eq!(events.len(), 10);
        assert_eq!(verify_chain(&case.number, &events), Ok(()));
        assert_eq!(storage.list_messages(case.id).await.unwrap().len(), 8);
    }

    async fn a_refused_step_leaves_nothing(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        let accepted = storage.take_step(step(&case, Step::Accept, NOW)).await.unwrap();
        let mut late = step(&case, Step::Accept, NOW);
        late.message = Some(NewMessage { at: NOW, office: None, from_reporter: false, tip: None, question: false, text: "晚了".to_owned() });
        late.jobs = vec![NewJob { kind: "late".into(), payload: serde_json::json!({}), run_at: NOW, unique_key: None }];
        assert!(storage.take_step(late).await.is_err_and(|error| error.is_conflict(CASE_MOVED)));
        assert_eq!(storage.find_case_by_id(case.id).await.unwrap(), Some(accepted));
        assert_eq!((engine.count("message").await, engine.count("case_event").await, engine.count("job").await), (0, 3, 1));
    }

    async fn tampering_with_the_history_shows(engine) {
        let storage = &engine.storage;
        let case = filed(storage, tip("a")).await;
        storage.take_step(step(&case, Step::Accept, NOW)).await.unwrap();
        let holds = async || verify_chain(&case.number, &storage.list_events(case.id).await.unwrap());

        engine.execute("UPDATE case_event SET text = '', public_text = '', salt = NULL WHERE seq = 1").await;
        assert_eq!(holds().await, Ok(()), "erasing content keeps the chain");
        engine.execute("UPDATE case_event SET text = '改过' WHERE seq = 2").await;
        assert_eq!(holds().await, Err(BrokenChain { seq: 2 }));
        engine.execute("DELETE FROM case_event WHERE seq = 2").await;
        assert_eq!(holds().await, Err(BrokenChain { seq: 2 }));
    }
}
