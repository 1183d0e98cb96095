//! The scanned notice of a ban zone: kept with a draft, public once the version is.

use app::{
    domain::{
        edition::EditionState,
        permission::{Action, Actor, may},
    },
    forms::FormErrors,
};
use bytes::Bytes;

use super::publish_zone::{ZoneError, find_readable, invalid, store};
use crate::{app_state::App, blob::BlobStore};

/// Largest scanned notice, in bytes.
pub const SCAN_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Keeps a scanned notice with a draft: a PDF as it is, for it cannot be made anew.
///
/// # Errors
/// [`ZoneError`]; then nothing is changed.
pub async fn attach_scan(app: &App, actor: &Actor, id: i64, bytes: Bytes) -> Result<(), ZoneError> {
    let mut worked = find_readable(app, actor, id).await?;
    if worked.edition.state != EditionState::Draft || !may(actor, Action::DraftZone, &worked.subject()) {
        return Err(ZoneError::Forbidden("只有起草人在草稿里能换扫描件"));
    }
    let wrong = match bytes.len() {
        0 => Some("请先选扫描件"),
        size if size > SCAN_BYTES_MAX => Some("扫描件太大，最多 20 MB"),
        _ if !bytes.starts_with(b"%PDF-") => Some("扫描件要存成 PDF"),
        _ => None,
    };
    if let Some(message) = wrong {
        return Err(invalid(app, actor, worked, None, FormErrors::one("scan", message)).await);
    }
    let key = BlobStore::new_key("scans", "pdf");
    app.blobs.put(&key, bytes).await?;
    worked.edition.attachment = Some(key);
    store(app, actor, &worked, "scan", "").await
}

/// The scanned notice of a version: anyone's once it is published, before that its readers'.
///
/// # Errors
/// [`ZoneError`].
pub async fn find_scan(app: &App, actor: Option<&Actor>, id: i64) -> Result<Bytes, ZoneError> {
    let key = match actor {
        Some(actor) => find_readable(app, actor, id).await?.edition.attachment,
        None => app.storage.find_published_attachment(id).await?,
    };
    let key = key.ok_or(ZoneError::NotFound)?;
    app.blobs.find(&key).await?.ok_or(ZoneError::NotFound)
}
