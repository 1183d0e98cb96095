//! The one thing that is read from a photo's metadata: which way up it is.

/// How stored pixels lie, as EXIF numbers it (tag 0x0112).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orientation {
    /// Rows of the upright picture are columns of the stored one.
    pub transposed: bool,
    /// The upright picture starts at the stored right side.
    pub from_right: bool,
    /// The upright picture starts at the stored bottom.
    pub from_bottom: bool,
}

impl Orientation {
    /// Reads EXIF data, from its TIFF header on; anything odd counts as upright.
    pub fn from_tiff(tiff: &[u8]) -> Self {
        find(tiff).map(Self::from_number).unwrap_or_default()
    }

    fn from_number(number: u16) -> Self {
        let (transposed, from_right, from_bottom) = match number {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, false, true),
            7 => (true, true, true),
            8 => (true, true, false),
            _ => (false, false, false),
        };
        Self {
            transposed,
            from_right,
            from_bottom,
        }
    }
}

fn find(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.first_chunk()? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|index| directory + 2 + 12 * index)
        .find(|&entry| short(entry) == Some(0x0112))
        .and_then(|entry| short(entry + 8))
}
