//! Keeps the photos of a form that must be filled once more, as uploads: without scripts a browser cannot.

use std::io::{self, Read, Seek};

use bytes::Bytes;
use futures::stream;

use super::receive_upload::{UploadFailure, append, begin_upload};
use crate::{app_state::App, blob::BlobError, evidence::spooled_photo::SpooledPhoto};

/// How much of a file is in memory at once.
const PIECE_BYTES: usize = 256 * 1024;

/// The identifiers of `photos` as uploads. A full store keeps fewer: then the form asks for the others again.
///
/// # Errors
/// [`UploadFailure`] when a store or a file fails.
pub async fn keep_refused(app: &App, photos: Vec<SpooledPhoto>) -> Result<Vec<String>, UploadFailure> {
    let mut kept = Vec::with_capacity(photos.len());
    for photo in photos {
        match keep(app, photo).await {
            Ok(id) => kept.push(id),
            Err(UploadFailure::Full) => break,
            Err(other) => return Err(other),
        }
    }
    Ok(kept)
}

async fn keep(app: &App, mut photo: SpooledPhoto) -> Result<String, UploadFailure> {
    let length = i64::try_from(photo.bytes).unwrap_or(i64::MAX);
    let (id, _) = begin_upload(app, length).await?;
    photo.file.rewind().map_err(BlobError::Spool)?;
    let mut read = Ok(());
    let pieces = std::iter::from_fn(|| next_piece(&mut photo.file).map_err(|error| read = Err(error)).ok()?);
    append(app, &id, 0, stream::iter(pieces.map(Ok::<_, io::Error>))).await?;
    // What ended too early would be a photo that nobody can send.
    read.map_err(BlobError::Spool)?;
    Ok(id)
}

fn next_piece(file: &mut impl Read) -> io::Result<Option<Bytes>> {
    let mut piece = vec![0; PIECE_BYTES];
    let size = file.read(&mut piece)?;
    piece.truncate(size);
    Ok((size > 0).then(|| piece.into()))
}
