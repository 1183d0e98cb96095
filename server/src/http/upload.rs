//! Multipart bodies: text fields in memory, photos spooled to files without a name.

use std::{collections::BTreeMap, io::Write};

use app::domain::tip::{PHOTO_BYTES_MAX, PHOTOS_MAX};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use sha2::{Digest, Sha256};

use crate::{
    app_state::App,
    evidence::spooled_photo::SpooledPhoto,
    http::client::Client,
    services::{
        keep_refused::keep_refused,
        receive_upload::{OfTip, UploadFailure, collect, upload_units},
    },
};

/// Longest text field kept, in bytes; the form's own limits are far below.
const FIELD_BYTES_MAX: usize = 64 * 1024;
/// Most text of a body: slow lines hold it in memory.
const TEXT_BYTES_MAX: usize = 256 * 1024;
/// Most text fields read.
const FIELDS_MAX: usize = 64;

/// A multipart body, read to its end.
#[derive(Debug, Default)]
pub struct Upload {
    /// Text fields; the first of a name counts.
    pub fields: BTreeMap<String, String>,
    /// Photos, in order. At most [`PHOTOS_MAX`] are kept.
    pub photos: Vec<SpooledPhoto>,
    /// How many photos came, kept or not.
    pub photo_count: usize,
    /// Messages for photos that cannot be taken as they are.
    pub photo_error: Option<String>,
    /// Identifiers of photos that came before, piece by piece.
    pub uploads: Vec<String>,
    /// What is said of each photo, in the order of photos.
    pub captions: Vec<String>,
    /// What the browser read of each photo before shrinking it, in the photos' order.
    pub seen: Vec<String>,
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Not multipart, or cut off.
    #[error("the body is not readable multipart: {0}")]
    Malformed(#[from] MultipartError),
    /// More fields, or more text, than any form of ours has.
    #[error("too many fields or too much text")]
    TooMany,
    /// The spool file cannot be written.
    #[error("spooling failed: {0}")]
    Spool(#[from] std::io::Error),
}

impl Upload {
    /// Reads `multipart` to its end. Photos that are too large or too many are counted and drained, so that the
    /// page with the message reaches the browser.
    ///
    /// # Errors
    /// [`UploadError`].
    pub async fn read(mut multipart: Multipart) -> Result<Self, UploadError> {
        let mut upload = Self::default();
        let mut text = Text::default();
        while let Some(field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "photo" {
                upload.read_photo(field).await?;
            } else if name == "upload" {
                let id = text.read(field).await?;
                if !id.is_empty() && upload.uploads.len() <= PHOTOS_MAX {
                    upload.uploads.push(id);
                }
            } else if name == "caption" {
                let caption = text.read(field).await?;
                if upload.captions.len() <= PHOTOS_MAX {
                    upload.captions.push(caption);
                }
            } else if name == "seen" {
                let seen = text.read(field).await?;
                if upload.seen.len() < PHOTOS_MAX {
                    upload.seen.push(seen);
                }
            } else {
                if upload.fields.len() >= FIELDS_MAX {
                    return Err(UploadError::TooMany);
                }
                let value = text.read(field).await?;
                upload.fields.entry(name).or_insert(value);
            }
        }
        if upload.photo_count > PHOTOS_MAX {
            upload.photos.clear();
        }
        Ok(upload)
    }

    /// Adds the photos that came piece by piece for the tip with this key, or to be added to one; answers with what must
    /// be let go once they are stored.
    ///
    /// # Errors
    /// [`UploadFailure`] when a store fails.
    pub async fn collect(&mut self, app: &App, key: Option<&str>) -> Result<Vec<(String, [u8; 32])>, UploadFailure> {
        let ids = std::mem::take(&mut self.uploads);
        self.photo_count += ids.len();
        if self.photo_count > PHOTOS_MAX {
            self.photos.clear();
            return Ok(Vec::new());
        }
        let tip = OfTip {
            key,
            after: self.photos.len(),
        };
        match collect(app, &ids, tip).await? {
            Ok(photos) => {
                let used = ids
                    .into_iter()
                    .zip(&photos)
                    .map(|(id, photo)| (id, photo.sha256))
                    .collect();
                self.photos.extend(photos);
                Ok(used)
            }
            Err(message) => {
                self.photo_error.get_or_insert(message);
                Ok(Vec::new())
            }
        }
    }

    /// Keeps its photos as uploads, for a form that must be filled once more: the identifiers of all, those first that were
    /// uploads before. They count as this client's; beyond its limit the form asks for them again.
    ///
    /// # Errors
    /// [`UploadFailure`] when a store or a file fails.
    pub async fn keep_photos(&mut self, app: &App, client: Client) -> Result<Vec<String>, UploadFailure> {
        let limits = &app.limits;
        let mut photos = std::mem::take(&mut self.photos);
        let within = |photo: &SpooledPhoto| {
            let units = upload_units(photo.bytes as u64);
            limits.uploads.check(client.0).is_ok() && limits.upload_bytes.check_many(client.0, units).is_ok()
        };
        photos.truncate(photos.iter().take_while(|photo| within(photo)).count());
        let mut kept = self.uploads.clone();
        kept.extend(keep_refused(app, photos).await?);
        Ok(kept)
    }

    /// The same once more, reading the same files: what a refused form held can still be kept.
    ///
    /// # Errors
    /// When the system gives no further handle on a file.
    pub fn try_clone(&self) -> std::io::Result<Self> {
        let photos: std::io::Result<Vec<_>> = self.photos.iter().map(SpooledPhoto::try_clone).collect();
        Ok(Self {
            fields: self.fields.clone(),
            photos: photos?,
            photo_count: self.photo_count,
            photo_error: self.photo_error.clone(),
            uploads: self.uploads.clone(),
            captions: self.captions.clone(),
            seen: self.seen.clone(),
        })
    }

    async fn read_photo(&mut self, mut field: Field<'_>) -> Result<(), UploadError> {
        let mut bytes = 0;
        let mut file = None;
        let mut hash = Sha256::new();
        while let Some(chunk) = field.chunk().await? {
            bytes += chunk.len();
            if bytes > PHOTO_BYTES_MAX || self.photo_count >= PHOTOS_MAX {
                file = None;
                continue;
            }
            let file = match &mut file {
                Some(file) => file,
                None => file.insert(tempfile::tempfile()?),
            };
            file.write_all(&chunk)?;
            hash.update(&chunk);
        }
        if bytes == 0 {
            // An empty file field: no photo was chosen.
            return Ok(());
        }
        self.photo_count += 1;
        match file {
            Some(file) if bytes <= PHOTO_BYTES_MAX => {
                self.photos.push(SpooledPhoto {
                    file,
                    bytes,
                    sha256: hash.finalize().into(),
                });
            }
            _ if bytes > PHOTO_BYTES_MAX => {
                self.photo_error
                    .get_or_insert_with(|| format!("第 {} 张照片超过 20 MB，请换一张", self.photo_count));
            }
            _ => {}
        }
        Ok(())
    }

    /// A text field, or nothing.
    pub fn text(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }
}

/// The text of a body, counted.
#[derive(Default)]
struct Text {
    bytes: usize,
}

impl Text {
    async fn read(&mut self, mut field: Field<'_>) -> Result<String, UploadError> {
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            // What is beyond is dropped: the form then says that the text is too long.
            let room = FIELD_BYTES_MAX - text.len();
            text.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        self.bytes += text.len();
        if self.bytes > TEXT_BYTES_MAX {
            return Err(UploadError::TooMany);
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
