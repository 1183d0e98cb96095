//! Signs checkpoints over the histories of all cases: a history cut at its end holds by itself, and shows only by these.

use std::time::Instant;

use time::{Duration, OffsetDateTime};

use crate::{
    app_state::App,
    evidence::{
        checkpoint::{ORIGIN, digest, leaf, root},
        stamp::{Signer, Stamped},
    },
    storage::{Checkpoint, Storage, StorageError},
};

/// Lines in one checkpoint at most: their transaction holds the database's one writer for some hundredths of a second.
const LINES_MAX: u32 = 5_000;
/// How long a line waits, so that transactions that began before it have ended.
const QUIET: Duration = Duration::MINUTE;
/// Longer than any transaction can take: older checkpoints need not be looked behind.
const SETTLED: Duration = Duration::minutes(10);
/// How long after a checkpoint the next one is made; a little less than an hour, as the job comes each hour.
const PAUSE: Duration = Duration::minutes(55);

/// Signs what was appended since the last time, unless another instance did so within the hour; answers how many
/// checkpoints were made. None is made when nothing is new.
///
/// # Errors
/// When the database fails; what was signed stays.
pub async fn sign_hourly(app: &App) -> Result<usize, StorageError> {
    let newest = app.storage.find_newest_checkpoint().await?;
    let now = app.clock.now();
    // A time to come means that the clock was wrong then or is now: better one checkpoint too many.
    if newest.is_some_and(|newest| newest.at <= now && now - newest.at < PAUSE) {
        return Ok(0);
    }
    sign_checkpoints(&app.storage, &app.vault.signer, app.steady_now()).await
}

/// Signs all that was appended since the last time, whenever that was; answers how many checkpoints were made.
///
/// # Errors
/// As [`sign_hourly`].
pub async fn sign_checkpoints(storage: &Storage, signer: &Signer, now: OffsetDateTime) -> Result<usize, StorageError> {
    let mut made = 0;
    let mut after = storage.settled_event(now - SETTLED).await?;
    let quiet = storage.find_quiet_event(after, now - QUIET, now).await?;
    let before = quiet.unwrap_or(i64::MAX);
    loop {
        let begun = Instant::now();
        let lines = storage.list_uncovered(after, before, LINES_MAX).await?;
        let Some(last) = lines.last() else {
            return Ok(made);
        };
        after = last.event;
        let newest = storage.find_newest_checkpoint().await?;
        let (number, previous, last_event) = newest.map_or((1, ORIGIN, 0), |checkpoint| {
            (checkpoint.number + 1, checkpoint.root, checkpoint.last_event)
        });
        let events = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let root = root(&previous, lines.iter().map(leaf));
        let digest = digest(number, events, &root);
        let new = Checkpoint {
            number,
            at: now,
            events,
            last_event: after.max(last_event),
            root,
            signature: signer.sign(Stamped::Checkpoint, &digest, now).to_vec(),
        };
        match storage.add_checkpoint(&new, &lines).await {
            Ok(()) => made += 1,
            // Another instance is at it, and will see it through.
            Err(StorageError::Conflict(_)) => return Ok(made),
            Err(error) => return Err(error),
        }
        if lines.len() < LINES_MAX as usize {
            return Ok(made);
        }
        // Tips that wait come first.
        let rest = if storage.is_filing() { 9 } else { 1 };
        tokio::time::sleep(begun.elapsed() * rest).await;
    }
}
