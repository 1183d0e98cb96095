//! Signed checkpoints over all histories, on both engines: whatever is changed or taken away afterwards is found.

use std::collections::BTreeMap;

use app::domain::case::{CaseState, Step};
use jingnuan::{
    evidence::stamp::Signer,
    services::{
        check_checkpoints::{Checked, check_checkpoints},
        sign_checkpoint::sign_checkpoints,
    },
    storage::{Bytes32, ErasureScope, EventKind, NewErasure, Storage},
};
use time::{Duration, OffsetDateTime};

use crate::{
    engine::{Engine, on_both_engines},
    sample::{NOW, event, filed, step, tip},
};

fn signer() -> Signer {
    Signer::from_seed([7; 32])
}

async fn sign(storage: &Storage, at: OffsetDateTime) -> usize {
    sign_checkpoints(storage, &signer(), at).await.unwrap()
}

async fn check(storage: &Storage) -> Checked {
    check_checkpoints(storage, &signer().public_key(), &BTreeMap::new())
        .await
        .unwrap()
}

fn hours(hours: i64) -> OffsetDateTime {
    NOW + Duration::hours(hours)
}

/// Two cases and three checkpoints: two tips, then one step, then another.
async fn covered(storage: &Storage) {
    let one = filed(storage, tip("one")).await;
    filed(storage, tip("two")).await;
    assert_eq!(sign(storage, hours(1)).await, 1);
    let one = storage.take_step(step(&one, Step::Accept, hours(2))).await.unwrap();
    assert_eq!(sign(storage, hours(3)).await, 1);
    storage
        .take_step(step(&one, Step::Investigate, hours(4)))
        .await
        .unwrap();
    assert_eq!(sign(storage, hours(5)).await, 1);
}

/// What is found first after somebody ran this SQL past the store.
async fn found_after(engine: &Engine, sql: &str) -> String {
    engine.execute(sql).await;
    let checked = check(&engine.storage).await;
    checked.faults.first().cloned().unwrap_or_default()
}

on_both_engines! {
    async fn what_is_appended_is_covered_once_and_checks(engine) {
        let storage = &engine.storage;
        assert_eq!(sign(storage, NOW).await, 0, "nothing to sign");
        covered(storage).await;
        assert_eq!(sign(storage, hours(6)).await, 0, "nothing new");
        let checked = check(storage).await;
        assert_eq!(checked.faults, Vec::<String>::new());
        assert_eq!((checked.checkpoints, checked.events, checked.cases), (3, 6, 2));
        assert_eq!(checked.newest.map(|(number, _)| number), Some(3));
    }

    async fn what_is_younger_than_a_minute_waits_for_the_next(engine) {
        let storage = &engine.storage;
        filed(storage, tip("one")).await;
        assert_eq!(sign(storage, NOW + Duration::seconds(59)).await, 0);
        // Dated ahead by a clock that leapt: not a reason to wait for years.
        assert_eq!(sign(storage, NOW - Duration::hours(1)).await, 1);
        assert_eq!(check(storage).await.events, 2);
    }

    async fn of_two_instances_at_once_one_signs(engine) {
        let storage = &engine.storage;
        filed(storage, tip("one")).await;
        let signer = signer();
        let both = (
            sign_checkpoints(storage, &signer, hours(1)),
            sign_checkpoints(storage, &signer, hours(1)),
        );
        let (a, b) = futures::future::join(both.0, both.1).await;
        assert_eq!(a.unwrap() + b.unwrap(), 1);
        assert_eq!(check(storage).await.faults, Vec::<String>::new());
    }

    async fn a_line_that_comes_late_under_a_lower_number_is_covered_by_the_next(engine) {
        let storage = &engine.storage;
        filed(storage, tip("one")).await;
        filed(storage, tip("two")).await;
        // The second case's lines are not there yet: their transaction is still under way.
        for sql in [
            "CREATE TABLE late AS SELECT * FROM case_event WHERE case_id = 1",
            "DELETE FROM case_event WHERE case_id = 1",
        ] {
            engine.execute(sql).await;
        }
        assert_eq!(sign(storage, hours(1)).await, 1);
        engine.execute("INSERT INTO case_event SELECT * FROM late").await;
        assert_eq!(sign(storage, hours(1) + Duration::minutes(2)).await, 1);
        let checked = check(storage).await;
        assert_eq!((checked.faults.len(), checked.events), (0, 4), "{checked}");
    }

    async fn a_changed_link_is_found(engine) {
        covered(&engine.storage).await;
        let found = found_after(&engine, "UPDATE case_event SET link = commitment WHERE case_id = 1 AND seq = 2").await;
        assert!(found.contains("2026-000001 的第 2 条办理记录被改过"), "{found}");
    }

    async fn a_history_cut_at_its_end_is_found_though_its_chain_holds(engine) {
        covered(&engine.storage).await;
        let found = found_after(&engine, "DELETE FROM case_event WHERE case_id = 1 AND seq = 4").await;
        assert!(found.contains("2026-000001 的第 4 条办理记录没有了"), "{found}");
        // Whoever knows of the copy takes it away, too.
        let found = found_after(&engine, "DELETE FROM checkpoint_entry WHERE case_id = 1 AND seq = 4").await;
        assert!(found.contains("第 3 个校验点的根对不上"), "{found}");
    }

    async fn a_checkpoint_taken_away_is_found(engine) {
        covered(&engine.storage).await;
        engine.execute("CREATE TABLE third AS SELECT * FROM checkpoint WHERE number = 3").await;
        let found = found_after(&engine, "DELETE FROM checkpoint WHERE number = 3").await;
        assert!(found.contains("校验点被删过"), "the newest: {found}");
        engine.execute("INSERT INTO checkpoint SELECT * FROM third").await;
        let found = found_after(&engine, "DELETE FROM checkpoint WHERE number = 2").await;
        assert!(found.contains("第 2 个校验点没有了"), "one between: {found}");
    }

    async fn a_forged_root_is_found(engine) {
        covered(&engine.storage).await;
        let newest = engine.storage.find_newest_checkpoint().await.unwrap().unwrap();
        let another = Signer::from_seed([8; 32]).public_key();
        let checked = check_checkpoints(&engine.storage, &another, &BTreeMap::new()).await.unwrap();
        assert!(checked.faults[0].contains("签名对不上"), "{checked}");
        let sql = "UPDATE checkpoint SET root = (SELECT c.root FROM checkpoint c WHERE c.number = 1) WHERE number = 3";
        let found = found_after(&engine, sql).await;
        assert!(found.contains("第 3 个校验点的签名对不上"), "{found}");

        // Whoever has the signing key and makes it all anew is given away by what others kept.
        for sql in [
            "DELETE FROM checkpoint",
            "DELETE FROM checkpoint_entry",
            "DELETE FROM case_event WHERE case_id = 1 AND seq = 4",
        ] {
            engine.execute(sql).await;
        }
        assert_eq!(sign(&engine.storage, hours(6)).await, 1);
        assert_eq!(check(&engine.storage).await.faults, Vec::<String>::new());
        let kept: BTreeMap<i64, Bytes32> = [(newest.number, newest.root)].into();
        let checked = check_checkpoints(&engine.storage, &signer().public_key(), &kept).await.unwrap();
        assert!(checked.faults[0].contains("留存的第 3 个校验点"), "{checked}");
    }

    async fn erasure_leaves_every_checkpoint_as_it_was(engine) {
        let storage = &engine.storage;
        covered(storage).await;
        let case = storage.find_case("2026-000002").await.unwrap().unwrap();
        for scope in ErasureScope::ALL {
            let new = NewErasure { case_id: case.id, tip_id: None, scope, paid_before: None, cause: "到期".to_owned() };
            let line = event(EventKind::Erased, CaseState::Closed, hours(6), "");
            storage.erase(&new, &|digest| digest.to_vec(), line).await.unwrap();
        }
        assert_eq!(sign(storage, hours(7)).await, 1, "the erasures themselves");
        let checked = check(storage).await;
        assert_eq!((checked.faults.len(), checked.checkpoints), (0, 4), "{checked}");
    }
}
