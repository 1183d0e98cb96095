//! Jobs: done by one worker at a time, and again if that one dies.

use jingnuan::storage::{INDEX_CASE, NewJob, Storage};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use crate::{
    engine::on_both_engines,
    sample::{NOW, new, tip},
};

const LEASE: Duration = Duration::minutes(5);

fn job(kind: &str, run_at: OffsetDateTime, unique_key: Option<&str>) -> NewJob {
    NewJob {
        kind: kind.to_owned(),
        payload: json!({ "n": 1 }),
        run_at,
        unique_key: unique_key.map(str::to_owned),
    }
}

async fn claimed(storage: &Storage, now: OffsetDateTime, limit: u32) -> Vec<String> {
    storage
        .claim_jobs(now, LEASE, limit)
        .await
        .unwrap()
        .into_iter()
        .map(|job| job.kind)
        .collect()
}

on_both_engines! {
    async fn a_tip_brings_its_jobs(engine) {
        let mut sent = tip("a");
        sent.jobs = vec!["tell_office".to_owned()];
        let filed = new(engine.storage.file_tip(sent).await.unwrap());
        let jobs = engine.storage.claim_jobs(NOW, LEASE, 10).await.unwrap();
        assert_eq!(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), [INDEX_CASE, "tell_office"]);
        assert_eq!(jobs[0].payload, json!({ "case_id": filed.case_id, "tip_id": filed.tip_id }));
    }

    async fn a_lease_keeps_others_off_until_it_ends(engine) {
        let storage = &engine.storage;
        storage.enqueue_jobs(&[job("later", NOW + Duration::hours(1), None), job("b", NOW, None), job("a", NOW - LEASE, None)]).await.unwrap();
        assert_eq!(claimed(storage, NOW, 1).await, ["a"]);
        assert_eq!(claimed(storage, NOW, 10).await, ["b"]);
        assert!(claimed(storage, NOW + LEASE - Duration::seconds(1), 10).await.is_empty());

        let again = storage.claim_jobs(NOW + LEASE, LEASE, 10).await.unwrap();
        assert_eq!(again.iter().map(|job| (job.kind.as_str(), job.attempts)).collect::<Vec<_>>(), [("a", 2), ("b", 2)]);
        let mut stale = again[0].clone();
        stale.attempts = 1;
        assert!(!storage.finish_job(&stale, NOW).await.unwrap(), "its lease ran out");
        assert!(!storage.fail_job(&stale, "", NOW).await.unwrap(), "its lease ran out");
        assert!(storage.finish_job(&again[0], NOW + LEASE).await.unwrap());
        assert!(!storage.finish_job(&again[0], NOW + LEASE).await.unwrap(), "done is done");

        let retry_at = NOW + Duration::minutes(30);
        assert!(storage.fail_job(&again[1], &"坏".repeat(1_000), retry_at).await.unwrap());
        assert!(claimed(storage, retry_at - Duration::seconds(1), 10).await.is_empty());
        let retried = storage.claim_jobs(retry_at, LEASE, 10).await.unwrap();
        assert_eq!((retried.len(), retried[0].attempts), (1, 3));
        assert_eq!(retried[0].last_error.as_ref().map(|error| error.chars().count()), Some(500));
    }

    async fn two_workers_never_get_the_same_job(engine) {
        let jobs: Vec<_> = (0..40).map(|n| job(&n.to_string(), NOW, None)).collect();
        engine.storage.enqueue_jobs(&jobs).await.unwrap();
        let second = Storage::open(&engine.url).await.unwrap();
        let (mut got, mut rounds) = (vec![], 0);
        while got.len() < 40 && rounds < 40 {
            let (one, two) = tokio::join!(claimed(&engine.storage, NOW, 5), claimed(&second, NOW, 5));
            got.extend(one.into_iter().chain(two));
            rounds += 1;
        }
        got.sort();
        let all = got.len();
        got.dedup();
        assert_eq!((all, got.len()), (40, 40));
    }

    async fn jobs_done_together_leave_what_others_took_over(engine) {
        let storage = &engine.storage;
        storage.enqueue_jobs(&[job("a", NOW, None), job("b", NOW, None)]).await.unwrap();
        let mut jobs = storage.claim_jobs(NOW, LEASE, 10).await.unwrap();
        jobs[0].attempts -= 1;
        storage.finish_jobs(&jobs, NOW).await.unwrap();
        assert_eq!(claimed(storage, NOW + LEASE, 10).await, ["a"]);
    }

    async fn a_key_waits_once(engine) {
        let storage = &engine.storage;
        storage.enqueue_jobs(&[job("sweep", NOW, Some("sweep")), job("sweep", NOW, Some("sweep"))]).await.unwrap();
        storage.enqueue_jobs(&[job("sweep", NOW, Some("sweep"))]).await.unwrap();
        let jobs = storage.claim_jobs(NOW, LEASE, 10).await.unwrap();
        assert_eq!(jobs.len(), 1);
        storage.finish_job(&jobs[0], NOW).await.unwrap();
        storage.enqueue_jobs(&[job("sweep", NOW, Some("sweep"))]).await.unwrap();
        assert_eq!(claimed(storage, NOW, 10).await, ["sweep"]);

        assert_eq!(storage.delete_finished_jobs(NOW).await.unwrap(), 0);
        assert_eq!(storage.delete_finished_jobs(NOW + LEASE).await.unwrap(), 1);
        assert_eq!(engine.count("job").await, 1);
    }
}
