//! What was published joins the zones of the data files, here and on every other instance, without a restart.

use std::sync::Mutex;

use anyhow::{Context, Result};
use app::domain::{
    division::CountyCode,
    edition::EditionKind,
    zone::{BanZone, ZoneRegisterError},
    zone_draft::ZoneDraft,
};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::{
    app_state::App,
    reference::{Reference, ZoneBook},
    storage::{Edition, EditionStamp, StorageError},
};

/// What the book in use was made from.
#[derive(Debug, Default)]
pub struct ZonesSeen(Mutex<Option<EditionStamp>>);

/// A zone's edition as it is stored: what its editor wrote, and what only a file says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ZoneDocument {
    /// The identifier its file gave it; one drafted here is named after its county and edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// First day no longer in force, where its file said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Date>,
    /// What was written.
    #[serde(flatten)]
    pub draft: ZoneDraft,
}

impl ZoneDocument {
    /// Reads a stored edition.
    ///
    /// # Errors
    /// [`serde_json::Error`] if it was written by a later version of this program.
    pub fn read(edition: &Edition) -> Result<Self, serde_json::Error> {
        Self::deserialize(&edition.document)
    }

    /// A version as a file gives it.
    pub fn of_version(zone: &BanZone) -> Self {
        Self {
            id: Some(zone.id.clone()),
            replaced: zone.replaced,
            draft: ZoneDraft {
                number: zone.notice.number.clone(),
                issued: Some(zone.notice.issued),
                in_force: Some(zone.in_force),
                ..ZoneDraft::from_version(zone)
            },
        }
    }
}

/// A published edition as the version it is; none while a date is missing.
///
/// # Errors
/// When what is stored cannot be read.
pub fn version_of(edition: &Edition) -> Result<Option<BanZone>> {
    let document = ZoneDocument::read(edition).with_context(|| format!("edition {}", edition.id))?;
    let county: CountyCode = edition
        .scope
        .parse()
        .with_context(|| format!("edition {} is of {}", edition.id, edition.scope))?;
    let id = document.id.unwrap_or_else(|| format!("{county}-{}", edition.id));
    let version = document.draft.to_version(&id, county, edition.demonstration);
    Ok(version.map(|zone| BanZone {
        replaced: document.replaced,
        scan: edition
            .attachment
            .is_some()
            .then(|| format!("/zones/{}/scan", edition.id)),
        ..zone
    }))
}

/// The zones of the data files with `editions` added. Demonstrations count only where they may, and what the files say
/// under the same identifier is not said twice.
///
/// # Errors
/// [`ZoneRegisterError`] naming two versions of one day.
pub fn book(reference: &Reference, versions: Vec<BanZone>, demonstration: bool) -> Result<ZoneBook, ZoneRegisterError> {
    let files = reference.file_zones();
    let later = versions
        .into_iter()
        .filter(|zone| zone.demonstration == demonstration)
        .filter(|zone| files.register().zones().all(|known| known.id != zone.id))
        .collect();
    files.succeeded_by(reference.divisions(), later)
}

/// Every published version in the database.
///
/// # Errors
/// When the database fails or an edition cannot be read.
pub async fn published_versions(app: &App) -> Result<Vec<BanZone>> {
    let editions = app.storage.list_published_editions(EditionKind::BanZone).await?;
    let versions = editions.iter().map(version_of).collect::<Result<Vec<_>>>()?;
    Ok(versions.into_iter().flatten().collect())
}

/// Takes up what was published or withdrawn since the last call, by this instance or another.
///
/// # Errors
/// When the database fails, or two versions contradict each other; then the book in use stays.
pub async fn reload_zones(app: &App) -> Result<()> {
    let stamp = stamp(app).await?;
    if app.zones_seen.0.lock().is_ok_and(|seen| *seen == Some(stamp)) {
        return Ok(());
    }
    let versions = published_versions(app).await?;
    let book = book(&app.reference, versions, app.config.site.demonstration)?;
    app.places.swap_zones(book);
    if let Ok(mut seen) = app.zones_seen.0.lock() {
        *seen = Some(stamp);
    }
    Ok(())
}

async fn stamp(app: &App) -> Result<EditionStamp, StorageError> {
    app.storage.edition_stamp(EditionKind::BanZone).await
}
