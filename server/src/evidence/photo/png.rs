//! PNG, row by row: bad checksums, missing ends and animations are refused.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use png::{ColorType, DecodeOptions, Decoder, DecodingError, Reader, Transformations};

use super::exif::Orientation;
use super::raster::{Raster, Rgb};
use super::shrink::{Shrink, on_white};
use super::{Deadline, PhotoError, PhotoLimits, check_pixels};

/// The longest side taken; it bounds the memory of a row.
const LONGEST_SIDE: usize = 32_767;

/// What the IHDR chunk tells.
struct Header {
    width: usize,
    height: usize,
    interlaced: bool,
}

/// Reads the header alone.
///
/// # Errors
/// `Corrupt`, or too many pixels.
fn header(bytes: &[u8], limits: &PhotoLimits) -> Result<Header, PhotoError> {
    let start = bytes.first_chunk::<33>().ok_or(PhotoError::Truncated)?;
    if &start[12..16] != b"IHDR" {
        return Err(PhotoError::Corrupt);
    }
    let number = |at: usize| start[at..].first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes)) as usize;
    let header = Header {
        width: number(16),
        height: number(20),
        interlaced: start[28] == 1,
    };
    check_pixels(header.width, header.height, limits.other_pixels)?;
    if header.width.max(header.height) > LONGEST_SIDE {
        return Err(PhotoError::TooManyPixels {
            most: limits.other_pixels,
        });
    }
    Ok(header)
}

/// Bytes that decoding takes at its peak.
///
/// # Errors
/// As for decoding, as far as the header tells.
pub fn memory_needed(bytes: &[u8], limits: &PhotoLimits) -> Result<usize, PhotoError> {
    let header = header(bytes, limits)?;
    let whole = if header.interlaced {
        4 * header.width * header.height
    } else {
        0
    };
    let result = 6 * limits.long_side * limits.long_side;
    Ok(whole + result + 64 * header.width)
}

/// Decodes the whole picture, up to its end chunk.
///
/// # Errors
/// Why it is refused.
pub fn decode(bytes: &[u8], limits: &PhotoLimits, deadline: &Deadline) -> Result<(Raster, Orientation), PhotoError> {
    let header = header(bytes, limits)?;
    let mut options = DecodeOptions::default();
    options.set_ignore_adler32(false);
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    let source = TimedReader {
        bytes: Cursor::new(bytes),
        deadline,
    };
    let mut decoder = Decoder::new_with_options(source, options);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| refusal(&error))?;
    if reader.info().animation_control.is_some() {
        return Err(PhotoError::Animated);
    }
    let mut shrink = Shrink::new(header.width, header.height, limits.long_side);
    if header.interlaced {
        interlaced(&mut reader, &header, &mut shrink)?;
    } else {
        let colours = reader.output_color_type().0;
        let mut row = Vec::with_capacity(header.width);
        while let Some(stored) = reader.next_row().map_err(|error| refusal(&error))? {
            flatten(stored.data(), colours, &mut row);
            shrink.push(&row);
        }
    }
    reader.finish().map_err(|error| refusal(&error))?;
    let orientation = reader.info().exif_metadata.as_deref().map(Orientation::from_tiff);
    Ok((
        shrink.finish().ok_or(PhotoError::Truncated)?,
        orientation.unwrap_or_default(),
    ))
}

/// An interlaced picture comes in seven passes, so it must be held whole.
fn interlaced(reader: &mut Reader<TimedReader>, header: &Header, shrink: &mut Shrink) -> Result<(), PhotoError> {
    let colours = reader.output_color_type().0;
    let channels = colours.samples();
    let bits = u8::try_from(8 * channels).map_err(|_| PhotoError::Internal)?;
    let stride = header.width * channels;
    let mut whole = vec![0; stride * header.height];
    while let Some(row) = reader.next_interlaced_row().map_err(|error| refusal(&error))? {
        if let png::InterlaceInfo::Adam7(place) = row.interlace() {
            png::expand_interlaced_row(&mut whole, stride, row.data(), place, bits);
        }
    }
    let mut row = Vec::with_capacity(header.width);
    for stored in whole.chunks_exact(stride) {
        flatten(stored, colours, &mut row);
        shrink.push(&row);
    }
    Ok(())
}

/// Turns a row of 8-bit samples into colours, what is transparent into white.
fn flatten(stored: &[u8], colours: ColorType, row: &mut Vec<Rgb>) {
    row.clear();
    match colours {
        ColorType::Rgb => row.extend_from_slice(stored.as_chunks().0),
        ColorType::Rgba => row.extend(stored.as_chunks().0.iter().copied().map(on_white)),
        ColorType::GrayscaleAlpha => row.extend(
            stored
                .as_chunks()
                .0
                .iter()
                .map(|&[grey, alpha]| on_white([grey, grey, grey, alpha])),
        ),
        ColorType::Grayscale | ColorType::Indexed => {
            row.extend(stored.iter().map(|&grey| [grey; 3]));
        }
    }
}

fn refusal(error: &DecodingError) -> PhotoError {
    match error {
        DecodingError::IoError(error) if error.kind() == io::ErrorKind::TimedOut => PhotoError::TimedOut,
        DecodingError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => PhotoError::Truncated,
        _ => PhotoError::Corrupt,
    }
}

/// Hands out the file in small pieces and fails after the deadline, so that a little data that
/// unpacks to very much cannot run on.
struct TimedReader<'a> {
    bytes: Cursor<&'a [u8]>,
    deadline: &'a Deadline,
}

impl BufRead for TimedReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.deadline.check().map_err(|_| io::ErrorKind::TimedOut)?;
        let rest = self.bytes.fill_buf()?;
        Ok(&rest[..rest.len().min(8192)])
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.consume(amount);
    }
}

impl Read for TimedReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(into)
    }
}

impl Seek for TimedReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
