//! Keeps the photos of a form that must be filled once more, as uploads: without scripts a browser cannot.

use std::io::{Read, Seek};

use bytes::Bytes;
use futures::stream;

use super::receive_upload::{UploadFailure, append, begin_upload};
use crate::{
    app_state::App,
    http::{
        error::HttpError,
        upload::{SpooledPhoto, Upload},
    },
};

/// How much of a file is in memory at once.
const PIECE_BYTES: usize = 256 * 1024;

/// The identifiers of all its photos as uploads, those first that were uploads before. A full store keeps fewer: then
/// the form asks for the others again.
///
/// # Errors
/// When a store or a file fails.
pub async fn keep_refused(app: &App, upload: &mut Upload) -> Result<Vec<String>, HttpError> {
    let mut kept = upload.uploads.clone();
    for photo in std::mem::take(&mut upload.photos) {
        match keep(app, photo).await {
            Ok(id) => kept.push(id),
            Err(UploadFailure::Full) => break,
            Err(other) => return Err(HttpError::internal(&other)),
        }
    }
    Ok(kept)
}

async fn keep(app: &App, mut photo: SpooledPhoto) -> Result<String, UploadFailure> {
    let length = i64::try_from(photo.bytes).unwrap_or(i64::MAX);
    let (id, _) = begin_upload(app, length).await?;
    let mut ended = photo.file.rewind().is_err();
    let pieces = std::iter::from_fn(move || {
        let mut piece = vec![0; PIECE_BYTES];
        let read = if ended { Ok(0) } else { photo.file.read(&mut piece) };
        ended = !matches!(read, Ok(1..));
        let read = read.ok().filter(|read| *read > 0)?;
        piece.truncate(read);
        Some(Ok::<_, std::io::Error>(Bytes::from(piece)))
    });
    append(app, &id, 0, stream::iter(pieces)).await?;
    Ok(id)
}
