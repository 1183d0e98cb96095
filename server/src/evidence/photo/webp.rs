//! WebP, still pictures only; the chunks are checked here before the decoder sees them.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::exif::Orientation;
use super::raster::{Raster, Rgb};
use super::shrink::{Shrink, on_white};
use super::{Deadline, PhotoError, PhotoLimits, check_pixels, lossless};

/// Sets of Huffman codes a lossless picture may bring: real ones have some hundreds.
const MOST_CODE_SETS: usize = 4096;

/// Bytes that the decoder keeps for one set of Huffman codes, at worst.
const BYTES_PER_CODE_SET: usize = 5 * 4200;

/// What the chunks tell.
struct Outline<'a> {
    width: usize,
    height: usize,
    /// Bytes that decoding takes at its peak.
    memory: usize,
    exif: Option<&'a [u8]>,
}

/// Bytes that decoding takes at its peak.
///
/// # Errors
/// As for decoding, as far as the chunks tell.
pub fn memory_needed(bytes: &[u8], limits: &PhotoLimits) -> Result<usize, PhotoError> {
    let outline = outline(bytes, limits)?;
    let result = 6 * limits.long_side * limits.long_side;
    Ok(outline.memory + result)
}

/// Decodes the picture.
///
/// # Errors
/// Why it is refused.
pub fn decode(bytes: &[u8], limits: &PhotoLimits, deadline: &Deadline) -> Result<(Raster, Orientation), PhotoError> {
    let outline = outline(bytes, limits)?;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    decoder.set_memory_limit(bytes.len());
    let size = (outline.width, outline.height);
    let (width, height) = decoder.dimensions();
    if (width as usize, height as usize) != size {
        return Err(PhotoError::Corrupt);
    }
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(PhotoError::Corrupt)?];
    decoder.read_image(&mut pixels).map_err(|error| refusal(&error))?;
    deadline.check()?;
    let mut shrink = Shrink::new(size.0, size.1, limits.long_side);
    let mut row: Vec<Rgb> = Vec::with_capacity(size.0);
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    for stored in pixels.chunks_exact(size.0 * channels) {
        row.clear();
        if channels == 4 {
            row.extend(stored.as_chunks().0.iter().copied().map(on_white));
        } else {
            row.extend_from_slice(stored.as_chunks().0);
        }
        shrink.push(&row);
    }
    let orientation = outline
        .exif
        .map(|exif| Orientation::from_tiff(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)));
    Ok((
        shrink.finish().ok_or(PhotoError::Truncated)?,
        orientation.unwrap_or_default(),
    ))
}

/// Walks the chunks. The decoder would trust the size of the canvas and only compare it with that of
/// the picture inside after decoding it, so a small canvas could hide a picture of 268 megapixels.
fn outline<'a>(bytes: &'a [u8], limits: &PhotoLimits) -> Result<Outline<'a>, PhotoError> {
    let size = little(bytes, 4, 4).ok_or(PhotoError::Truncated)?;
    let body = bytes.get(12..8 + size).ok_or(PhotoError::Truncated)?;
    let (mut canvas, mut picture, mut exif) = (None, None, None);
    let mut alpha = None;
    for chunk in chunks(body)? {
        let at = |at: usize, length: usize| little(chunk.data, at, length).ok_or(PhotoError::Truncated);
        match &chunk.name {
            b"VP8X" => {
                if at(0, 1)? & 0x02 != 0 {
                    return Err(PhotoError::Animated);
                }
                canvas = Some((at(4, 3)? + 1, at(7, 3)? + 1));
            }
            b"ANIM" | b"ANMF" => return Err(PhotoError::Animated),
            b"ALPH" => alpha = Some(chunk.data),
            b"EXIF" => exif = Some(chunk.data),
            b"VP8 " if picture.is_none() => {
                picture = Some(((at(6, 2)? & 0x3FFF, at(8, 2)? & 0x3FFF), None));
            }
            b"VP8L" if picture.is_none() => {
                let packed = at(1, 4)?;
                let size = ((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1);
                picture = Some((size, chunk.data.get(5..)));
            }
            b"VP8 " | b"VP8L" => return Err(PhotoError::Corrupt),
            _ => {}
        }
    }
    let ((width, height), lossless) = picture.ok_or(PhotoError::Corrupt)?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(PhotoError::Corrupt);
    }
    // Lossless: 4 bytes to decode and 3 as colours. Lossy: 1.5 and 3, with transparency 1.5, 4 and 5.
    let (bytes_per_pixel, most) = match (lossless, alpha) {
        (Some(_), _) => (7, limits.other_pixels),
        (None, None) => (5, limits.other_pixels),
        (None, Some(_)) => (11, limits.other_pixels / 3 * 2),
    };
    check_pixels(width, height, most)?;
    // Transparency may be coded as a lossless picture too; the lowest bits of its first byte tell.
    let packed_alpha = alpha.and_then(<[u8]>::split_first).filter(|(kind, _)| *kind & 3 == 1);
    let streams = [lossless, packed_alpha.map(|(_, stream)| stream)];
    let mut code_sets = 0;
    for stream in streams.into_iter().flatten() {
        code_sets += lossless::code_sets(stream, width, height)?;
    }
    if code_sets > MOST_CODE_SETS {
        return Err(PhotoError::UnsupportedKind);
    }
    let memory = width * height * bytes_per_pixel + code_sets * BYTES_PER_CODE_SET;
    Ok(Outline {
        width,
        height,
        memory,
        exif,
    })
}

struct Chunk<'a> {
    name: [u8; 4],
    data: &'a [u8],
}

fn chunks(mut body: &[u8]) -> Result<Vec<Chunk<'_>>, PhotoError> {
    let mut chunks = Vec::new();
    while let Some((name, rest)) = body.split_first_chunk::<4>() {
        let size = little(rest, 0, 4).ok_or(PhotoError::Truncated)?;
        let data = rest.get(4..4 + size).ok_or(PhotoError::Truncated)?;
        chunks.push(Chunk { name: *name, data });
        // Chunks are padded to an even length; the last one's padding is sometimes missing.
        body = rest.get(4 + size + size % 2..).unwrap_or_default();
    }
    Ok(chunks)
}

/// The little-endian number of `length` bytes that stands at `at`.
fn little(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | usize::from(byte)),
    )
}

fn refusal(error: &DecodingError) -> PhotoError {
    match error {
        DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => PhotoError::Truncated,
        _ => PhotoError::Corrupt,
    }
}
