//! A photo that comes piece by piece over a weak signal, and then joins its tip.

use std::{
    io::{Seek, SeekFrom, Write},
    num::NonZeroU32,
};

use app::domain::tip::{PHOTO_BYTES_MAX, PHOTOS_MAX};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::{
    sync::Semaphore,
    time::{Duration, Instant, timeout_at},
};

use super::keep_photos::take_back;
use crate::{
    app_state::App,
    blob::{BlobError, BlobStore},
    evidence::{piece::PieceLock, spooled_photo::SpooledPhoto},
    secret::{random_token, sha256},
    storage::{Bytes32, PendingUpload, StorageError, UPLOAD_MOVED},
};

/// How long a photo waits for the rest of it and for its tip.
pub const LIFETIME: time::Duration = time::Duration::hours(24);
/// How long one waits of which nothing has come yet.
const EMPTY_LIFETIME: time::Duration = time::Duration::minutes(15);
/// What is announced is counted per address in pieces of so many bytes.
pub const UPLOAD_UNIT: u32 = 64 * 1024;
/// A piece is made durable at least this often, so that a broken line costs no more.
const PIECE_BYTES: usize = 512 * 1024;
/// And what came is durable this soon after, however little it is: a phone that loses its signal does not say so.
const DURABLE_WITHIN: Duration = Duration::from_secs(2);
/// A line on which nothing came for so long is given up.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// As many pieces are made one, long before there are more than are kept.
const MERGE_PARTS: usize = 500;
/// Photos whose pieces are made one at the same time.
static MERGERS: Semaphore = Semaphore::const_new(2);
/// Most bytes that lie here on their way, of everybody together: a disk filled by strangers takes no tips. What is only
/// announced takes no room.
const PENDING_BYTES_MAX: i64 = 4 * 1024 * 1024 * 1024;
/// Once that is reached, what nobody went on with for so long makes room: a phone that comes back sends it again.
const IDLE_MAX: time::Duration = time::Duration::minutes(30);

/// Why a piece was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadFailure {
    /// There is no such upload, or it has expired.
    #[error("no such upload")]
    NotFound,
    /// Longer than a photo may be, or nothing at all.
    #[error("a photo has 1 to {PHOTO_BYTES_MAX} bytes")]
    Length,
    /// The piece does not start where the last one ended, or another came first.
    #[error("the piece does not fit")]
    Offset,
    /// Too much is on its way already.
    #[error("too many uploads")]
    Full,
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The database failed.
    #[error(transparent)]
    Storage(StorageError),
}

impl From<StorageError> for UploadFailure {
    fn from(error: StorageError) -> Self {
        if error.is_conflict(UPLOAD_MOVED) {
            Self::Offset
        } else {
            Self::Storage(error)
        }
    }
}

fn hash(id: &str) -> Bytes32 {
    sha256(id.as_bytes())
}

/// Begins an upload; answers with its identifier, which nobody can guess.
///
/// # Errors
/// [`UploadFailure`].
pub async fn begin_upload(app: &App, length: i64) -> Result<(String, PendingUpload), UploadFailure> {
    if length < 1 || usize::try_from(length).is_ok_and(|length| length > PHOTO_BYTES_MAX) {
        return Err(UploadFailure::Length);
    }
    check_room(app).await?;
    let id = random_token();
    let expires_at = app.clock.now() + EMPTY_LIFETIME;
    app.storage.insert_upload(&hash(&id), length, expires_at).await?;
    let upload = PendingUpload {
        length,
        received: 0,
        expires_at,
        used: None,
    };
    Ok((id, upload))
}

async fn check_room(app: &App) -> Result<(), UploadFailure> {
    let has_room =
        async || -> Result<bool, StorageError> { Ok(app.storage.count_uploads().await?.bytes < PENDING_BYTES_MAX) };
    if has_room().await? {
        return Ok(());
    }
    let idle_until = app.clock.now() + LIFETIME - IDLE_MAX;
    take_back(app, app.storage.delete_idle_uploads(idle_until).await?).await;
    if has_room().await? {
        Ok(())
    } else {
        Err(UploadFailure::Full)
    }
}

/// How far an upload has come.
///
/// # Errors
/// [`UploadFailure`].
pub async fn find_upload(app: &App, id: &str) -> Result<PendingUpload, UploadFailure> {
    let found = app.storage.find_upload(&hash(id), app.clock.now()).await?;
    found.ok_or(UploadFailure::NotFound)
}

/// Takes what follows at `offset`, as far as it comes: when the line breaks, what came before is kept.
///
/// # Errors
/// [`UploadFailure`]; what was durable before stays.
pub async fn append<E>(
    app: &App,
    id: &str,
    offset: i64,
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<PendingUpload, UploadFailure> {
    let mut upload = find_upload(app, id).await?;
    if upload.received != offset {
        return Err(UploadFailure::Offset);
    }
    check_room(app).await?;
    merge_parts(app, id).await?;
    let mut piece = BytesMut::new();
    let mut heard = Instant::now();
    // When what came must be durable.
    let mut due = heard + SILENCE_MAX;
    loop {
        let chunk = match timeout_at(due, body.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            // A broken line and a finished body are alike here: the next request asks how far it came.
            Ok(_) => break,
            Err(_) if piece.is_empty() => break,
            Err(_) => {
                keep(app, id, &mut upload, piece.split().freeze()).await?;
                due = heard + SILENCE_MAX;
                continue;
            }
        };
        heard = Instant::now();
        if piece.is_empty() {
            due = heard + DURABLE_WITHIN;
        }
        piece.extend_from_slice(&chunk);
        let pending = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if upload.received.saturating_add(pending) > upload.length {
            return Err(UploadFailure::Length);
        }
        if piece.len() >= PIECE_BYTES {
            keep(app, id, &mut upload, piece.split().freeze()).await?;
            due = heard + SILENCE_MAX;
        }
    }
    if !piece.is_empty() {
        keep(app, id, &mut upload, piece.freeze()).await?;
    }
    Ok(upload)
}

/// Makes a piece durable, then counts it.
async fn keep(app: &App, id: &str, upload: &mut PendingUpload, piece: Bytes) -> Result<(), UploadFailure> {
    let size = i64::try_from(piece.len()).unwrap_or(i64::MAX);
    let key = BlobStore::new_key("uploads", "part");
    let locked = PieceLock::new(&app.secret, id).lock(upload.received, &piece);
    app.blobs.put(&key, locked.ok_or(UploadFailure::Length)?.into()).await?;
    let expires_at = app.clock.now() + LIFETIME;
    let id_hash = hash(id);
    let appended = app
        .storage
        .append_upload(&id_hash, upload.received, size, &key, expires_at);
    match appended.await {
        Ok(()) => {
            upload.received += size;
            upload.expires_at = expires_at;
            Ok(())
        }
        Err(error) => {
            take_back(app, vec![key]).await;
            Err(error.into())
        }
    }
}

/// Makes one piece of many: a line that breaks every few bytes goes on for as long as it takes.
async fn merge_parts(app: &App, id: &str) -> Result<(), UploadFailure> {
    let parts = app.storage.list_upload_parts(&hash(id)).await?;
    if parts.len() < MERGE_PARTS {
        return Ok(());
    }
    // A whole photo is in memory meanwhile.
    let _turn = MERGERS.acquire().await;
    let lock = PieceLock::new(&app.secret, id);
    let mut whole = Vec::new();
    for (start, key) in &parts {
        let piece = app
            .blobs
            .find(key)
            .await?
            .and_then(|locked| lock.unlock(*start, &locked));
        let Some(piece) = piece else {
            // Said when the whole is asked for; until then nothing is worse than before.
            tracing::error!("a piece of an upload is gone or damaged");
            return Ok(());
        };
        whole.extend_from_slice(&piece);
    }
    let merged = BlobStore::new_key("uploads", "part");
    let locked = lock.lock(0, &whole).ok_or(UploadFailure::Length)?;
    app.blobs.put(&merged, locked.into()).await?;
    let done = app.storage.merge_upload_parts(&hash(id), &parts, &merged).await?;
    let old: Vec<&String> = if done {
        parts.iter().map(|(_, key)| key).collect()
    } else {
        vec![&merged]
    };
    for key in old {
        app.blobs.delete(key).await?;
    }
    Ok(())
}

/// What so many bytes count as, per address.
pub fn upload_units(bytes: u64) -> NonZeroU32 {
    let units = u32::try_from(bytes.div_ceil(u64::from(UPLOAD_UNIT))).unwrap_or(u32::MAX);
    NonZeroU32::new(units).unwrap_or(NonZeroU32::MIN)
}

/// Gives an upload up.
///
/// # Errors
/// [`UploadFailure`].
pub async fn give_up(app: &App, id: &str) -> Result<(), UploadFailure> {
    find_upload(app, id).await?;
    forget(app, id).await
}

async fn forget(app: &App, id: &str) -> Result<(), UploadFailure> {
    let pieces = app.storage.delete_upload(&hash(id)).await?;
    take_back(app, pieces).await;
    Ok(())
}

/// Which photos of a tip are collected.
#[derive(Debug, Clone, Copy)]
pub struct OfTip<'a> {
    /// The key of the tip; none for what is added to one later.
    pub key: Option<&'a str>,
    /// How many photos stand before these.
    pub after: usize,
}

/// Finished uploads as the photos of a tip, or what is wrong with one, in plain Chinese.
///
/// # Errors
/// [`UploadFailure`] when a store fails.
pub async fn collect(
    app: &App,
    ids: &[String],
    tip: OfTip<'_>,
) -> Result<Result<Vec<SpooledPhoto>, String>, UploadFailure> {
    let mut photos = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate().take(PHOTOS_MAX) {
        let number = at + 1;
        let upload = match find_upload(app, id).await {
            Ok(upload) => upload,
            Err(UploadFailure::NotFound) => match sent_before(app, tip, at).await? {
                Some(photo) => {
                    photos.push(photo);
                    continue;
                }
                None => return Ok(Err(format!("第 {number} 张照片找不到了（超过一天没发出），请再选一次"))),
            },
            Err(other) => return Err(other),
        };
        if upload.received < upload.length {
            return Ok(Err(format!("第 {number} 张照片还没传完")));
        }
        match spool(app, id, &upload).await? {
            Some(photo) => photos.push(photo),
            None => return Ok(Err(format!("第 {number} 张照片没有存住，请再选一次"))),
        }
    }
    Ok(Ok(photos))
}

/// The photo at this place of a tip that is stored already, by its hash alone: sent again after its upload is gone, the tip
/// is still known for the same. None if there is no such tip.
async fn sent_before(app: &App, tip: OfTip<'_>, at: usize) -> Result<Option<SpooledPhoto>, UploadFailure> {
    let Some(key) = tip.key else { return Ok(None) };
    let stored = app
        .storage
        .list_filed_photos(&app.secret.idempotency_hash(key))
        .await
        .map_err(UploadFailure::Storage)?;
    stored.get(tip.after + at).copied().map(known_photo).transpose()
}

/// Nothing of a photo but its hash.
fn known_photo(sha256: Bytes32) -> Result<SpooledPhoto, UploadFailure> {
    let file = tempfile::tempfile().map_err(BlobError::Spool)?;
    Ok(SpooledPhoto { file, bytes: 0, sha256 })
}

/// The pieces of an upload in one file without a name; none if a piece is gone. Of one whose tip is stored already only
/// the hash is left: enough to know the same tip sent again, and no photo for another.
async fn spool(app: &App, id: &str, upload: &PendingUpload) -> Result<Option<SpooledPhoto>, UploadFailure> {
    let broken = |error: std::io::Error| UploadFailure::Blob(BlobError::Spool(error));
    if let Some(sha256) = upload.used {
        return known_photo(sha256).map(Some);
    }
    let mut file = tempfile::tempfile().map_err(broken)?;
    let mut sum = Sha256::new();
    let mut size = 0;
    let lock = PieceLock::new(&app.secret, id);
    for (start, key) in app.storage.list_upload_parts(&hash(id)).await? {
        let Some(locked) = app.blobs.find(&key).await? else {
            return Ok(None);
        };
        let Some(piece) = lock.unlock(start, &locked) else {
            tracing::error!("a piece of an upload is damaged");
            return Ok(None);
        };
        file.write_all(&piece).map_err(broken)?;
        sum.update(&piece);
        size += piece.len();
    }
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    Ok(Some(SpooledPhoto {
        file,
        bytes: size,
        sha256: sum.finalize().into(),
    }))
}

/// Lets go of uploads whose tip is stored, each with its hash. What fails here only waits for the sweep.
pub async fn release(app: &App, used: &[(String, Bytes32)]) {
    let mut pieces = Vec::new();
    for (id, sha256) in used {
        match app.storage.use_upload(&hash(id), sha256).await {
            Ok(more) => pieces.extend(more),
            Err(error) => tracing::warn!(%error, "an upload could not be let go"),
        }
    }
    take_back(app, pieces).await;
}
