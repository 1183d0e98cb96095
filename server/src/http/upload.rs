//! Multipart bodies: text fields in memory, photos spooled to files without a name.

use std::{collections::BTreeMap, io::Write};

use app::domain::tip::{PHOTO_BYTES_MAX, PHOTOS_MAX};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use sha2::{Digest, Sha256};

use crate::{
    app_state::App,
    evidence::spooled_photo::SpooledPhoto,
    services::{
        keep_refused::keep_refused,
        receive_upload::{OfTip, UploadFailure, collect},
    },
};

/// Longest text field read, in bytes; the form's own limits are far below.
const FIELD_BYTES_MAX: usize = 512 * 1024;
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
    /// More fields than any form of ours has.
    #[error("too many fields")]
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
        while let Some(field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "photo" {
                upload.read_photo(field).await?;
            } else if name == "upload" {
                let id = read_text(field).await?;
                if !id.is_empty() && upload.uploads.len() <= PHOTOS_MAX {
                    upload.uploads.push(id);
                }
            } else if name == "caption" {
                let caption = read_text(field).await?;
                if upload.captions.len() <= PHOTOS_MAX {
                    upload.captions.push(caption);
                }
            } else if name == "seen" {
                let text = read_text(field).await?;
                if upload.seen.len() < PHOTOS_MAX {
                    upload.seen.push(text);
                }
            } else {
                if upload.fields.len() >= FIELDS_MAX {
                    return Err(UploadError::TooMany);
                }
                let text = read_text(field).await?;
                upload.fields.entry(name).or_insert(text);
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
    /// uploads before.
    ///
    /// # Errors
    /// [`UploadFailure`] when a store or a file fails.
    pub async fn keep_photos(&mut self, app: &App) -> Result<Vec<String>, UploadFailure> {
        let mut kept = self.uploads.clone();
        kept.extend(keep_refused(app, std::mem::take(&mut self.photos)).await?);
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

async fn read_text(mut field: Field<'_>) -> Result<String, UploadError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        // What is beyond is dropped: the form then says that the text is too long.
        let room = FIELD_BYTES_MAX - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
