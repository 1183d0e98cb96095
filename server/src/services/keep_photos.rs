//! Photos into evidence: each decoded strictly, cleaned, sealed as it came, and its time signed.

use std::{
    fs::File,
    io::{Read, Seek},
    time::Duration,
};

use app::forms::FormErrors;
use bytes::Bytes;
use time::OffsetDateTime;

use super::submit_tip::SubmitError;
use crate::{
    app_state::App,
    blob::{BlobError, BlobStore},
    evidence::{
        detail::{Detail, Seen},
        photo::{PhotoError, ProcessedPhoto},
        spooled_photo::SpooledPhoto,
        stamp::Stamped,
    },
    storage::{NewPhoto, SealedCopy},
};

/// How long a tip waits for its photos' turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long an answer waits for what it takes back.
const TAKE_BACK: Duration = Duration::from_secs(1);

/// A photo that can be decoded, before anything of it is stored.
struct Cleaned {
    copies: ProcessedPhoto,
    spooled: SpooledPhoto,
    detail: Detail,
}

/// What came beside the photos, in their order.
#[derive(Debug, Clone, Copy)]
pub struct OfPhotos<'a> {
    /// What the browser read of each before shrinking it.
    pub seen: &'a [String],
    /// What the reporter says of each.
    pub captions: &'a [String],
}

/// Makes photos durable: a clean copy, a thumbnail, and the copy as received, sealed. What a
/// crash leaves behind, the sweep removes.
///
/// # Errors
/// [`SubmitError`], naming the photo that cannot be taken; then nothing is left behind.
pub async fn keep_photos(
    app: &App,
    files: Vec<SpooledPhoto>,
    said: OfPhotos<'_>,
    at: OffsetDateTime,
) -> Result<Vec<NewPhoto>, SubmitError> {
    let mut cleaned = Vec::with_capacity(files.len());
    for (i, spooled) in files.into_iter().enumerate() {
        let seen = said.seen.get(i).and_then(|text| Seen::parse(text));
        cleaned.push(clean(app, spooled, seen, i + 1).await?);
    }
    let mut kept = Vec::with_capacity(cleaned.len());
    for (i, photo) in cleaned.into_iter().enumerate() {
        let caption = said.captions.get(i).map_or("", |caption| caption.trim());
        match store(app, photo, caption, at).await {
            Ok(photo) => kept.push(photo),
            Err(error) => {
                discard(app, &kept).await;
                return Err(error);
            }
        }
    }
    Ok(kept)
}

/// Takes back photos whose tip was not stored. What fails here only waits for the sweep.
pub async fn discard(app: &App, photos: &[NewPhoto]) {
    let keys = photos.iter().flat_map(|photo| {
        let sealed = photo.sealed.as_ref().map(|copy| copy.key.clone());
        [photo.clean_key.clone(), photo.thumbnail_key.clone()]
            .into_iter()
            .chain(sealed)
    });
    take_back(app, keys.collect()).await;
}

/// Takes blobs back that nothing refers to. A store that is slow may be the reason: whoever waits for an answer waits
/// [`TAKE_BACK`] for it, and what is not gone by then goes beside the answer or with the sweep.
pub async fn take_back(app: &App, keys: Vec<String>) {
    let blobs = app.blobs.clone();
    let going = tokio::spawn(async move {
        for key in keys {
            if let Err(error) = blobs.delete(&key).await {
                tracing::warn!(%error, "a blob could not be taken back; the sweep will");
                return;
            }
        }
    });
    let _ = tokio::time::timeout(TAKE_BACK, going).await;
}

/// Waits for a turn before a file is read: what waits, waits on disk.
async fn turn(app: &App) -> Result<tokio::sync::SemaphorePermit<'_>, SubmitError> {
    match tokio::time::timeout(PATIENCE, app.photo_turns.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(SubmitError::Busy {
            retry_after: PATIENCE.as_secs(),
        }),
    }
}

/// Decodes a photo; the message names the one that cannot be taken.
async fn clean(app: &App, spooled: SpooledPhoto, seen: Option<Seen>, number: usize) -> Result<Cleaned, SubmitError> {
    let _turn = turn(app).await?;
    let (bytes, file) = read_back(spooled.file, spooled.bytes).await?;
    let spooled = SpooledPhoto { file, ..spooled };
    let copies = match app.photos.process(bytes.clone()).await {
        Ok(copies) => copies,
        Err(PhotoError::Busy { retry_after }) => {
            return Err(SubmitError::Busy {
                retry_after: retry_after.as_secs().max(1),
            });
        }
        Err(error) => {
            let message = format!("第 {number} 张：{}", error.message());
            return Err(SubmitError::Invalid(FormErrors::one("photo", message)));
        }
    };
    app.metrics.photo_decoded();
    let with_seen = seen.clone();
    // A reader that trips over hostile metadata costs the metadata, never the photo.
    let detail = tokio::task::spawn_blocking(move || Detail::read(&bytes, with_seen))
        .await
        .unwrap_or(Detail { seen, exif: vec![] });
    Ok(Cleaned {
        copies,
        spooled,
        detail,
    })
}

/// The content of a spool file, and the file, wound back.
async fn read_back(mut file: File, size: usize) -> std::io::Result<(Bytes, File)> {
    let read = move || {
        let mut bytes = Vec::with_capacity(size);
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        file.rewind()?;
        Ok((Bytes::from(bytes), file))
    };
    tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
}

/// Blobs are durable before any row names them.
async fn store(app: &App, cleaned: Cleaned, caption: &str, at: OffsetDateTime) -> Result<NewPhoto, SubmitError> {
    let Cleaned {
        copies,
        spooled,
        detail,
    } = cleaned;
    let sha256 = spooled.sha256;
    // A file that was sent as it was is its own original.
    let picked = detail.seen.as_ref().and_then(Seen::hash).unwrap_or(sha256);
    let mut new = NewPhoto {
        clean_key: BlobStore::new_key("clean", "jpg"),
        thumbnail_key: BlobStore::new_key("thumbnail", "jpg"),
        width: copies.copy.width,
        height: copies.copy.height,
        thumbnail_width: copies.thumbnail.width,
        thumbnail_height: copies.thumbnail.height,
        bytes: i64::try_from(copies.copy.bytes.len()).unwrap_or(i64::MAX),
        sha256,
        caption: caption.chars().filter(|c| !c.is_control()).collect(),
        sealed: None,
        likeness: (copies.likeness != 0).then_some(copies.likeness),
        original: Some(app.secret.photo_hash(&picked)),
    };
    let key = BlobStore::new_key("sealed", "age");
    let stored = async {
        app.blobs.put(&new.clean_key, copies.copy.bytes.into()).await?;
        app.blobs.put(&new.thumbnail_key, copies.thumbnail.bytes.into()).await?;
        seal(app, key.clone(), spooled.file, sha256, &detail, at).await
    };
    match stored.await {
        Ok(sealed) => {
            new.sealed = Some(sealed);
            Ok(new)
        }
        Err(error) => {
            // Some of them may lie there.
            take_back(app, vec![new.clean_key, new.thumbnail_key, key]).await;
            Err(error.into())
        }
    }
}

async fn seal(
    app: &App,
    key: String,
    file: File,
    sha256: [u8; 32],
    detail: &Detail,
    at: OffsetDateTime,
) -> Result<SealedCopy, BlobError> {
    let sealed = app.blobs.put_sealed(&key, file, app.vault.shared_sealer()).await?;
    let detail = if detail.is_empty() {
        None
    } else {
        Some(app.vault.seal_json(detail)?.into_bytes())
    };
    Ok(SealedCopy {
        key,
        sha256: sealed.sha256,
        bytes: i64::try_from(sealed.bytes).unwrap_or(i64::MAX),
        detail,
        received_at: at,
        signature: app.vault.signer.sign(Stamped::Photo, &sha256, at).to_vec(),
    })
}
