//! What runs beside requests: queued jobs, and what changed elsewhere: notices, zones, prices, outlets, village points.
//! Retention, checkpoints and the sweep run in the staff role alone; the public site clears away only its own unfinished
//! uploads.

use std::{
    sync::atomic::Ordering,
    time::{Duration as Pause, Instant},
};

use anyhow::Result;
use time::{Duration, OffsetDateTime};

use crate::{
    app_state::App,
    config::Role,
    services::{
        erase_kept::{enforce_retention, may_erase},
        reload_prices::reload_prices,
        reload_zones::reload_zones,
        sign_checkpoint::sign_hourly,
    },
    storage::{ClockAsker, Job},
};

mod searchable;

/// How often the queue of jobs is looked at, and what other instances published: all agree within 5 seconds.
const POLL: Pause = Pause::from_secs(2);
/// How long a job may take before another instance may take it over.
const LEASE: Duration = Duration::minutes(5);
/// Jobs claimed at once.
const BATCH: u32 = 50;
/// How often old things are swept away.
const SWEEP: Pause = Pause::from_hours(1);
/// How long finished jobs are kept for whoever looks into them.
const FINISHED_AGE: Duration = Duration::days(7);
/// Blobs younger than this may still wait for their rows.
const ORPHAN_AGE: Duration = Duration::hours(24);

/// Starts the background work; it ends with the process.
pub fn start(app: &App) {
    tokio::spawn(poll(app.clone()));
    tokio::spawn(tidy(app.clone()));
}

async fn poll(app: App) {
    loop {
        if let Err(error) = run_due(&app).await {
            tracing::error!(error = format!("{error:#}"), "jobs cannot be read");
        }
        if let Err(error) = refresh_notices_version(&app).await {
            tracing::error!(error = format!("{error:#}"), "notices cannot be read");
        }
        if let Err(error) = app.village_points.refresh(&app.storage).await {
            tracing::error!(%error, "village points cannot be read");
        }
        if let Err(error) = app.blocks.refresh(&app.storage).await {
            tracing::error!(%error, "the words and photos that are looked at first cannot be read");
        }
        if let Err(error) = app.outlets.refresh(&app.storage).await {
            tracing::error!(%error, "outlets cannot be read");
        }
        if let Err(error) = reload_zones(&app).await {
            tracing::error!(error = format!("{error:#}"), "zones cannot be read");
        }
        if let Err(error) = reload_prices(&app).await {
            tracing::error!(error = format!("{error:#}"), "prices cannot be read");
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Runs every job that is due. A job that fails is tried again later, each time after twice the pause.
///
/// Between batches it rests, nine times as long as it worked while tips wait: in a flood at most a tenth of the
/// database's one writer goes to what can be done after it.
///
/// # Errors
/// When the queue itself cannot be read or written.
pub async fn run_due(app: &App) -> Result<()> {
    loop {
        let begun = Instant::now();
        let now = app.clock.now();
        let jobs = app.storage.claim_jobs(now, LEASE, BATCH).await?;
        if jobs.is_empty() {
            return Ok(());
        }
        let mut done = Vec::new();
        let mut texts = Vec::new();
        for (job, text) in searchable::texts(app, jobs).await? {
            match text {
                Ok(text) => {
                    texts.push(text);
                    done.push(job);
                }
                Err(error) => retry_later(app, &job, &error).await?,
            }
        }
        // Two transactions for the whole batch instead of two for each.
        app.storage.index_cases(&texts).await?;
        app.storage.finish_jobs(&done, app.clock.now()).await?;
        if done.len() == BATCH as usize {
            let rest = if app.storage.is_filing() { 9 } else { 1 };
            tokio::time::sleep(begun.elapsed() * rest).await;
        }
    }
}

async fn retry_later(app: &App, job: &Job, error: &anyhow::Error) -> Result<()> {
    let reason = format!("{error:#}");
    tracing::warn!(job = job.id, kind = job.kind, reason, "job failed");
    let pause = Duration::seconds(30 << job.attempts.clamp(0, 10));
    app.storage.fail_job(job, &reason, app.clock.now() + pause).await?;
    Ok(())
}

/// Kept pages are let go when a notice appears, changes or expires, here or on another instance.
async fn refresh_notices_version(app: &App) -> Result<()> {
    let changes = app.storage.notice_changes(app.clock.now()).await?;
    let version = changes
        .latest
        .map_or(0, |at| at.unix_timestamp() * 1_000 + i64::from(at.millisecond()));
    app.notices_version.store(version.unsigned_abs(), Ordering::Relaxed);
    Ok(())
}

async fn tidy(app: App) {
    loop {
        if let Err(error) = tidy_once(&app).await {
            tracing::error!(error = format!("{error:#}"), "sweeping failed");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// What this process clears away, by its role: erasing is the staff side's, where it can be answered for. A public site
/// that runs alone for long must not fill up with photos that were never finished, which come to it alone.
///
/// # Errors
/// When the database or the blob store fails; what comes after it is still tried.
pub async fn tidy_once(app: &App) -> Result<()> {
    if !app.config.serves(Role::Staff) {
        return sweep_uploads(app, ClockAsker::Uploads).await;
    }
    let swept = sweep_once(app).await;
    match enforce_retention(app).await {
        Ok(0) => {}
        Ok(cases) => tracing::info!(cases, "erased what had outlived its time"),
        Err(error) => tracing::error!(%error, "retention failed"),
    }
    match sign_hourly(app).await {
        Ok(0) => {}
        Ok(made) => tracing::info!(made, "checkpoints signed"),
        Err(error) => tracing::error!(%error, "no checkpoint could be signed"),
    }
    swept.map(|_| ())
}

/// Removes uploads that have expired, and their pieces.
async fn sweep_uploads(app: &App, asker: ClockAsker) -> Result<()> {
    if !may_erase(app, asker).await? {
        return Ok(());
    }
    for key in app.storage.delete_expired_uploads(app.clock.now()).await? {
        app.blobs.delete(&key).await?;
    }
    Ok(())
}

/// Removes blobs that no row names, sessions that are over, and uploads that have expired; nothing for a day after the
/// clock moved. How many blobs had no row.
///
/// # Errors
/// When the database or the blob store fails.
pub async fn sweep_once(app: &App) -> Result<usize> {
    // Sessions end by the clock whether they are removed or not.
    let now = app.clock.now();
    let idle_max = Duration::minutes(app.config.staff.session_idle_minutes);
    app.storage.delete_expired_sessions(now, idle_max).await?;
    sweep_uploads(app, ClockAsker::Retention).await?;
    if !may_erase(app, ClockAsker::Retention).await? {
        return Ok(0);
    }
    app.storage.delete_finished_jobs(now - FINISHED_AGE).await?;
    sweep_orphans(app, now).await
}

async fn sweep_orphans(app: &App, now: OffsetDateTime) -> Result<usize> {
    let mut removed = 0;
    let old = app.blobs.list_older_than(ORPHAN_AGE, now).await?;
    for keys in old.chunks(500) {
        let known = app.storage.list_blob_keys_known(keys).await?;
        for key in keys.iter().filter(|key| !known.contains(*key)) {
            app.blobs.delete(key).await?;
            removed += 1;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "orphaned blobs removed");
    }
    Ok(removed)
}
