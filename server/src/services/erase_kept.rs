//! Erases what is kept when its time is over, or its reporter asks for it; records what went.

use app::domain::case::CaseState;
use time::Duration;

use crate::{
    app_state::App,
    evidence::{received::Received, stamp::Stamped},
    secret::random_bytes,
    storage::{
        Bytes32, ClockAsker, Erased, ErasureScope, EventKind, FollowedTip, NewErasure, NewEvent, Overdue, StorageError,
    },
};

/// Cases erased in one transaction each, of one scope and run.
const CASES_AT_ONCE: u32 = 200;
/// How long the clock may be silent before retention holds still, and for how long it then does.
const CLOCK_GAP: Duration = Duration::days(7);
const CLOCK_HOLD: Duration = Duration::days(1);

/// Whether the clock can be trusted to erase by; says it in the log where it cannot.
///
/// # Errors
/// When the database fails.
pub async fn may_erase(app: &App, asker: ClockAsker) -> Result<bool, StorageError> {
    let millis = |span: Duration| i64::try_from(span.whole_milliseconds()).unwrap_or(i64::MAX);
    let (gap, hold) = (millis(CLOCK_GAP), millis(CLOCK_HOLD));
    let may = app
        .storage
        .may_erase_by_clock(asker, app.clock.now(), gap, hold)
        .await?;
    if !may {
        tracing::error!(
            ?asker,
            "the clock moved; nothing is erased for a day, so that there is time to set it right"
        );
    }
    Ok(may)
}

/// Erases what has outlived the settings' time; answers how many cases lost something.
///
/// # Errors
/// When the database fails; what was erased stays erased and is finished next time.
pub async fn enforce_retention(app: &App) -> Result<usize, StorageError> {
    for unfinished in app.storage.list_unfinished_erasures().await? {
        remove_blobs(app, &unfinished).await;
    }
    if !may_erase(app, ClockAsker::Retention).await? {
        return Ok(0);
    }
    let now = app.clock.now();
    let settings = app.config.retention;
    let mut erased = 0;
    for (scope, days) in [
        (ErasureScope::Identity, settings.identity_days),
        (ErasureScope::Photos, settings.photo_days),
        (ErasureScope::Content, settings.content_days),
    ] {
        if days == 0 {
            continue;
        }
        let overdue = Overdue {
            closed: now - Duration::days(days.into()),
            untouched: (settings.idle_days > 0).then(|| now - Duration::days(settings.idle_days.into())),
        };
        for due in app.storage.list_due_erasures(scope, overdue, CASES_AT_ONCE).await? {
            let new = NewErasure {
                case_id: due.case_id,
                tip_id: None,
                scope,
                paid_before: Some(overdue.closed),
                cause: if due.idle {
                    format!("没有办结，满 {} 天没有动静，按期限删除", settings.idle_days)
                } else {
                    format!("办结满 {days} 天，按期限删除")
                },
            };
            erased += usize::from(erase(app, &new).await?);
        }
    }
    // Also what reporters erased while somebody was reading.
    empty_log(app).await;
    Ok(erased)
}

/// The database's log is no place where erased words may stay; where it is in use, the next run empties it.
async fn empty_log(app: &App) {
    match app.storage.empty_log().await {
        Ok(true) => {}
        Ok(false) => tracing::info!("the database's log is in use; it is emptied with the next run"),
        Err(error) => tracing::warn!(%error, "the database's log could not be emptied yet"),
    }
}

/// Erases what is kept of one tip.
///
/// # Errors
/// When the database fails.
pub async fn erase_tip(
    app: &App,
    found: &FollowedTip,
    scopes: &[ErasureScope],
    cause: &str,
) -> Result<(), StorageError> {
    for scope in scopes {
        let new = NewErasure {
            case_id: found.case.id,
            tip_id: Some(found.tip.id),
            scope: *scope,
            paid_before: None,
            cause: cause.to_owned(),
        };
        erase(app, &new).await?;
    }
    empty_log(app).await;
    Ok(())
}

/// Erases rows and records what went in one transaction, then removes the blobs. Whether there was anything.
async fn erase(app: &App, new: &NewErasure) -> Result<bool, StorageError> {
    let at = app.steady_now();
    let sign = |digest: &Bytes32| app.vault.signer.sign(Stamped::Erasure, digest, at).to_vec();
    let event = NewEvent {
        at,
        account: None,
        office: None,
        tip: new.tip_id,
        kind: EventKind::Erased,
        state: CaseState::Closed, // the case's own takes its place
        text: String::new(),
        public_text: match new.scope {
            ErasureScope::Identity => "姓名和电话已经删除",
            ErasureScope::Photos => "照片已经删除",
            ErasureScope::Content => "举报的内容已经删除",
        }
        .to_owned(),
        received: Received::default(),
        salt: random_bytes(),
    };
    match app.storage.erase(new, &sign, event).await? {
        Some(erased) => {
            remove_blobs(app, &erased).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Removes the blobs of an erasure; what fails is tried again with the next run.
async fn remove_blobs(app: &App, erased: &Erased) {
    for key in &erased.blobs {
        if let Err(error) = app.blobs.delete(key).await {
            tracing::warn!(%error, "a blob could not be erased yet");
            return;
        }
    }
    if let Err(error) = app.storage.finish_erasure(erased.id, app.clock.now()).await {
        tracing::warn!(%error, "an erasure could not be finished yet");
    }
}
