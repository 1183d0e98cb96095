//! What a file is, told by its content and never by its name.

use super::{PhotoError, PhotoLimits};

/// The kinds of picture that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
}

/// Tells the kind of an acceptable file.
///
/// # Errors
/// `Empty`, `TooManyBytes`, or why this kind is refused.
pub fn accept(bytes: &[u8], limits: &PhotoLimits) -> Result<Kind, PhotoError> {
    if bytes.len() > limits.bytes {
        return Err(PhotoError::TooManyBytes { most: limits.bytes });
    }
    match bytes {
        [] => Err(PhotoError::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::WebP),
        [b'G', b'I', b'F', b'8', ..] => Err(PhotoError::Gif),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Err(isobmff(brand)),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]
        | [b'I', b'I', b'*', 0, ..]
        | [b'M', b'M', 0, b'*', ..]
        | [0xFF, 0x0A, ..] => Err(PhotoError::UnsupportedKind),
        _ => Err(PhotoError::NotAPhoto),
    }
}

/// The family of HEIC, AVIF and MP4.
fn isobmff(brand: &[u8]) -> PhotoError {
    match brand.first_chunk::<4>() {
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => PhotoError::Heic,
        Some(b"avif" | b"avis") => PhotoError::UnsupportedKind,
        _ => PhotoError::NotAPhoto,
    }
}
