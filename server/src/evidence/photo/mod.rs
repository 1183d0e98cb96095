//! Photos: strict decoding of what people send, and clean copies of it without any metadata.

mod encode;
mod error;
mod exif;
#[cfg(test)]
mod fixture;
mod jpeg;
mod kind;
mod likeness;
mod lossless;
mod png;
mod pool;
mod raster;
mod shrink;
#[cfg(test)]
mod tests;
mod webp;

use std::time::{Duration, Instant};

pub use error::PhotoError;
pub use pool::{PhotoPool, PoolLimits};

use kind::Kind;

/// What a photo may cost and how big its copies are.
#[derive(Clone, Debug)]
pub struct PhotoLimits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Pixels of a JPEG, which is decoded at a reduced scale.
    pub jpeg_pixels: usize,
    /// Pixels of a PNG or WebP.
    pub other_pixels: usize,
    /// Time from the start of decoding to the last copy.
    pub time: Duration,
    /// Longest side of the copy, in pixels.
    pub long_side: usize,
    /// Longest side of the thumbnail, in pixels.
    pub thumbnail_side: usize,
    /// JPEG quality of the copy, 1 to 100.
    pub quality: u8,
    /// JPEG quality of the thumbnail, 1 to 100.
    pub thumbnail_quality: u8,
}

impl Default for PhotoLimits {
    fn default() -> Self {
        Self {
            bytes: 20 * 1024 * 1024,
            jpeg_pixels: 50_000_000,
            other_pixels: 24_000_000,
            time: Duration::from_secs(8),
            long_side: 2048,
            thumbnail_side: 480,
            quality: 82,
            thumbnail_quality: 78,
        }
    }
}

/// A JPEG without metadata.
#[derive(Clone, Debug)]
pub struct EncodedImage {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The copies made of a photo, upright.
#[derive(Clone, Debug)]
pub struct ProcessedPhoto {
    /// The copy that is looked at.
    pub copy: EncodedImage,
    /// The copy for lists.
    pub thumbnail: EncodedImage,
    /// The difference hash that finds the same picture again; zero for one without contrast.
    pub likeness: u64,
}

/// Decodes a photo strictly and makes its copies.
///
/// What the bytes are is decided by their content alone. The time is bounded: JPEG and PNG look at
/// the deadline per row; WebP decodes in one go, but in time proportional to its pixels, and those
/// are limited before anything is decoded.
///
/// # Errors
/// One variant of [`PhotoError`] per reason, each with a message for the person who sent it.
pub fn process(bytes: &[u8], limits: &PhotoLimits) -> Result<ProcessedPhoto, PhotoError> {
    let deadline = Deadline::after(limits.time);
    let (picture, orientation) = match kind::accept(bytes, limits)? {
        Kind::Jpeg => jpeg::decode(bytes, limits, &deadline)?,
        Kind::Png => png::decode(bytes, limits, &deadline)?,
        Kind::WebP => webp::decode(bytes, limits, &deadline)?,
    };
    deadline.check()?;
    // Turned after it was made small: a quarter of the work, or less.
    let picture = picture.into_fit(limits.long_side)?.upright(orientation);
    let copy = encode::jpeg(&picture, limits.quality)?;
    deadline.check()?;
    let small = picture.into_fit(limits.thumbnail_side)?;
    Ok(ProcessedPhoto {
        copy,
        likeness: likeness::likeness(&small.luma)?,
        thumbnail: encode::jpeg(&small, limits.thumbnail_quality)?,
    })
}

/// Bytes that decoding this photo takes at its peak, from its header alone.
///
/// # Errors
/// Whatever the header tells already: not a photo, too big, a kind that is refused.
fn memory_needed(bytes: &[u8], limits: &PhotoLimits) -> Result<usize, PhotoError> {
    let decoding = match kind::accept(bytes, limits)? {
        Kind::Jpeg => {
            let outline = jpeg::outline(bytes, limits)?;
            outline.check(limits)?;
            outline.memory()
        }
        Kind::Png => png::memory_needed(bytes, limits)?,
        Kind::WebP => webp::memory_needed(bytes, limits)?,
    };
    // The resized picture, its turned copy and the two files.
    Ok(decoding + 5 * limits.long_side * limits.long_side / 2)
}

/// Refuses a picture without pixels, or with more than `most`.
fn check_pixels(width: usize, height: usize, most: usize) -> Result<(), PhotoError> {
    match width.checked_mul(height) {
        Some(0) => Err(PhotoError::Corrupt),
        Some(pixels) if pixels <= most => Ok(()),
        _ => Err(PhotoError::TooManyPixels { most }),
    }
}

/// The moment at which work on a photo is given up.
struct Deadline(Instant);

impl Deadline {
    fn after(time: Duration) -> Self {
        Self(Instant::now() + time)
    }

    fn check(&self) -> Result<(), PhotoError> {
        if Instant::now() < self.0 {
            Ok(())
        } else {
            Err(PhotoError::TimedOut)
        }
    }
}
