//! What becomes of photos good and bad, through the one public function and the pool.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]

mod good;
mod pool;
mod refused;

use super::fixture::{self, Seen};
use super::{EncodedImage, PhotoError, PhotoLimits, ProcessedPhoto, process};

fn accepted(bytes: &[u8]) -> ProcessedPhoto {
    process(bytes, &PhotoLimits::default()).unwrap()
}

fn refused(bytes: &[u8]) -> PhotoError {
    process(bytes, &PhotoLimits::default()).unwrap_err()
}

fn size(image: &EncodedImage) -> (u32, u32) {
    (image.width, image.height)
}
