//! The segments of a JPEG: markers, tables and scan headers.

use super::Fault;
use super::frame::Frame;
use super::huffman::HuffmanTable;

/// Natural position (row by row) of each coefficient in the order it is stored.
pub const NATURAL: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// Walks from marker to marker.
pub struct Segments<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Segments<'a> {
    /// # Errors
    /// `Corrupt` when this is no JPEG at all.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Fault> {
        if !bytes.starts_with(&[0xFF, 0xD8]) {
            return Err(Fault::Corrupt);
        }
        Ok(Self { bytes, position: 2 })
    }

    /// Where the segment after the last one begins.
    pub fn position(&self) -> usize {
        self.position
    }

    pub fn go_to(&mut self, position: usize) {
        self.position = position;
    }

    /// The next marker and its body, empty for the end marker.
    ///
    /// # Errors
    /// `Truncated` at the end of the bytes, `Corrupt` where no marker stands.
    pub fn next_segment(&mut self) -> Result<(u8, &'a [u8]), Fault> {
        loop {
            let marker = self.next_marker()?;
            match marker {
                0xD9 => return Ok((marker, &[])),
                // Some cameras end a scan with one restart marker too many.
                0x01 | 0xD0..=0xD7 => {}
                0x00 | 0xD8 => return Err(Fault::Corrupt),
                _ => {
                    let length = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk);
                    let length = usize::from(u16::from_be_bytes(*length.ok_or(Fault::Truncated)?));
                    if length < 2 {
                        return Err(Fault::Corrupt);
                    }
                    let body = self.position + 2..self.position + length;
                    self.position += length;
                    return Ok((marker, self.bytes.get(body).ok_or(Fault::Truncated)?));
                }
            }
        }
    }

    fn next_marker(&mut self) -> Result<u8, Fault> {
        if *self.bytes.get(self.position).ok_or(Fault::Truncated)? != 0xFF {
            return Err(Fault::Corrupt);
        }
        let fill = self.bytes[self.position..]
            .iter()
            .take_while(|&&byte| byte == 0xFF)
            .count();
        self.position += fill;
        let marker = *self.bytes.get(self.position).ok_or(Fault::Truncated)?;
        self.position += 1;
        Ok(marker)
    }
}

/// Reads a DQT segment.
///
/// # Errors
/// `Corrupt` when it is no such segment.
pub fn quantisation_tables(mut body: &[u8], tables: &mut [Option<[u16; 64]>; 4]) -> Result<(), Fault> {
    while let [kind, rest @ ..] = body {
        let slot = tables.get_mut(usize::from(kind & 15)).ok_or(Fault::Corrupt)?;
        let bytes_each = 1 + usize::from(kind >> 4);
        let (listed, after) = rest.split_at_checked(64 * bytes_each).ok_or(Fault::Corrupt)?;
        let mut table = [0; 64];
        for (value, &at) in listed.chunks(bytes_each).zip(&NATURAL) {
            table[usize::from(at)] = match *value {
                [low] => u16::from(low),
                [high, low] => u16::from_be_bytes([high, low]),
                _ => return Err(Fault::Corrupt),
            };
        }
        *slot = Some(table);
        body = after;
    }
    Ok(())
}

/// Reads a DHT segment.
///
/// # Errors
/// `Corrupt` when it is no such segment.
pub fn huffman_tables(
    mut body: &[u8],
    dc: &mut [Option<HuffmanTable>; 4],
    ac: &mut [Option<HuffmanTable>; 4],
) -> Result<(), Fault> {
    while let [kind, rest @ ..] = body {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Fault::Corrupt)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let (values, after) = rest.split_at_checked(total).ok_or(Fault::Corrupt)?;
        let tables = match kind >> 4 {
            0 => &mut *dc,
            1 => &mut *ac,
            _ => return Err(Fault::Corrupt),
        };
        let slot = tables.get_mut(usize::from(kind & 15)).ok_or(Fault::Corrupt)?;
        *slot = Some(HuffmanTable::new(counts, values)?);
        body = after;
    }
    Ok(())
}

/// One component's part in a scan.
#[derive(Clone, Copy)]
pub struct Part {
    /// Index of the component in the frame.
    pub component: usize,
    pub dc: usize,
    pub ac: usize,
}

/// A scan header: which components, which coefficients, which of their bits.
pub struct ScanScript {
    pub parts: Vec<Part>,
    /// First and last coefficient, in stored order.
    pub first: usize,
    pub last: usize,
    /// The bit that the previous scan of these coefficients ended at; 0 in their first scan.
    pub high: u32,
    /// The bit that this scan ends at.
    pub low: u32,
}

impl ScanScript {
    /// # Errors
    /// `Corrupt` when the header does not fit the frame.
    pub fn read(header: &[u8], frame: &Frame) -> Result<Self, Fault> {
        let (&count, rest) = header.split_first().ok_or(Fault::Corrupt)?;
        let (listed, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or(Fault::Corrupt)?;
        let [first, last, bits, ..] = *rest else {
            return Err(Fault::Corrupt);
        };
        let mut parts: Vec<Part> = Vec::new();
        for pair in listed.chunks_exact(2) {
            let component = frame
                .components
                .iter()
                .position(|component| component.id == pair[0])
                .ok_or(Fault::Corrupt)?;
            // Components come in the frame's order, each once.
            if parts.last().is_some_and(|part| part.component >= component) {
                return Err(Fault::Corrupt);
            }
            parts.push(Part {
                component,
                dc: usize::from(pair[1] >> 4),
                ac: usize::from(pair[1] & 15),
            });
        }
        let script = Self {
            parts,
            first: usize::from(first),
            last: usize::from(last),
            high: u32::from(bits >> 4),
            low: u32::from(bits & 15),
        };
        if script.fits(frame.progressive) {
            Ok(script)
        } else {
            Err(Fault::Corrupt)
        }
    }

    fn fits(&self, progressive: bool) -> bool {
        if self.parts.is_empty() {
            return false;
        }
        if !progressive {
            // Some encoders leave the end at 0 in a sequential picture; it has no meaning there.
            return self.first == 0 && self.high == 0 && self.low == 0;
        }
        let band = if self.first == 0 {
            self.last == 0
        } else {
            self.first <= self.last && self.last < 64 && self.parts.len() == 1
        };
        band && self.low <= 13 && (self.high == 0 || self.high == self.low + 1)
    }
}
