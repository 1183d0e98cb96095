//! What becomes of photos good and bad, through the one public function and the pool.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]

mod good;
mod pool;
mod refused;

use super::fixture::{self, Seen};
use super::{EncodedImage, PhotoError, PhotoLimits, ProcessedPhoto, process};

/// Limits under which no test depends on how fast the machine is.
fn patient() -> PhotoLimits {
    PhotoLimits {
        time: std::time::Duration::from_mins(30),
        ..Default::default()
    }
}

fn accepted(bytes: &[u8]) -> ProcessedPhoto {
    process(bytes, &patient()).unwrap()
}

fn refused(bytes: &[u8]) -> PhotoError {
    process(bytes, &patient()).unwrap_err()
}

fn size(image: &EncodedImage) -> (u32, u32) {
    (image.width, image.height)
}
