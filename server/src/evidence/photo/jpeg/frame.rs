//! The frame of a JPEG: its components, the scale at which they are decoded, and their samples.

use super::super::raster::{Plane, Raster};
use super::super::{PhotoError, PhotoLimits};
use super::idct;
use super::segment::ScanScript;
use super::{Fault, Tables};

/// What the frame header tells, before anything is allocated.
pub struct Outline {
    pub width: usize,
    pub height: usize,
    pub progressive: bool,
    components: Vec<Layout>,
    /// Blocks groups across and down.
    groups: (usize, usize),
}

/// Where a component's blocks lie, and how small they are decoded.
#[derive(Clone)]
struct Layout {
    id: u8,
    /// Blocks per group, across and down.
    across: usize,
    down: usize,
    table: usize,
    /// Samples the component has in the picture's full size.
    width: usize,
    height: usize,
    /// Samples a block yields, per side: 8, 4, 2 or 1.
    side: usize,
}

impl Outline {
    /// Reads the body of a frame header.
    ///
    /// # Errors
    /// `Corrupt`, or a kind of JPEG that is refused.
    pub fn new(marker: u8, body: &[u8], limits: &PhotoLimits) -> Result<Self, Fault> {
        let [precision, h1, h0, w1, w0, count, rest @ ..] = body else {
            return Err(Fault::Corrupt);
        };
        let height = usize::from(u16::from_be_bytes([*h1, *h0]));
        let width = usize::from(u16::from_be_bytes([*w1, *w0]));
        if !matches!(marker, 0xC0..=0xC2) || *precision != 8 {
            return Err(Fault::Unsupported);
        }
        match count {
            1 | 3 => {}
            4 => return Err(Fault::FourColours),
            _ => return Err(Fault::Unsupported),
        }
        if width == 0 || height == 0 || rest.len() != 3 * usize::from(*count) {
            return Err(Fault::Corrupt);
        }
        let factors = || {
            rest.chunks_exact(3)
                .map(|c| (usize::from(c[1] >> 4), usize::from(c[1] & 15)))
        };
        if factors().any(|(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v)) {
            return Err(Fault::Corrupt);
        }
        let most_across = factors().map(|(h, _)| h).max().unwrap_or(1);
        let most_down = factors().map(|(_, v)| v).max().unwrap_or(1);
        let side = side_for(width.max(height), limits.long_side);
        let components = rest
            .chunks_exact(3)
            .enumerate()
            .map(|(index, c)| {
                let (across, down) = (usize::from(c[1] >> 4), usize::from(c[1] & 15));
                // Colour is kept at half the size of brightness: halve it here if it is not yet.
                let whole = across == most_across && down == most_down;
                Layout {
                    id: c[0],
                    across,
                    down,
                    table: usize::from(c[2]),
                    width: (width * across).div_ceil(most_across),
                    height: (height * down).div_ceil(most_down),
                    side: if index > 0 && whole && side > 1 { side / 2 } else { side },
                }
            })
            .collect();
        Ok(Self {
            width,
            height,
            progressive: marker == 0xC2,
            components,
            groups: (width.div_ceil(8 * most_across), height.div_ceil(8 * most_down)),
        })
    }

    /// # Errors
    /// `TooManyPixels` beyond the limit for JPEG.
    pub fn check(&self, limits: &PhotoLimits) -> Result<(), PhotoError> {
        super::super::check_pixels(self.width, self.height, limits.jpeg_pixels)
    }

    /// Bytes that decoding takes at its peak.
    pub fn memory(&self) -> usize {
        let (across, down) = self.groups;
        let bytes_per_block = |layout: &Layout| {
            let samples = layout.side * layout.side;
            samples
                + if self.progressive {
                    2 * samples + size_of::<u64>()
                } else {
                    0
                }
        };
        self.components
            .iter()
            .map(|layout| across * down * layout.across * layout.down * bytes_per_block(layout))
            .sum()
    }
}

/// The smallest block size that keeps the picture at the wanted size, or so near below it (1/16)
/// that scaling the next bigger one down would gain nothing to see.
fn side_for(long_side: usize, wanted: usize) -> usize {
    let enough = wanted - wanted / 16;
    [1, 2, 4]
        .into_iter()
        .find(|side| (long_side * side).div_ceil(8) >= enough)
        .unwrap_or(8)
}

/// A frame being decoded.
pub struct Frame {
    pub progressive: bool,
    pub groups: (usize, usize),
    pub components: Vec<Component>,
}

/// One component: its geometry, its samples and how far they are known.
pub struct Component {
    pub id: u8,
    /// Blocks per group, across and down.
    pub across: usize,
    pub down: usize,
    /// Blocks in the component itself, for scans that hold it alone.
    pub blocks: (usize, usize),
    /// Blocks a row, the padding to whole groups included.
    pub blocks_a_row: usize,
    pub side: usize,
    /// The quantisation table in force at the component's first scan, scaled for the transform.
    pub table: [f32; 64],
    pub samples: Vec<u8>,
    pub stride: usize,
    /// Low coefficients (`side` x `side` a block) until they are transformed; progressive only.
    pub low: Vec<i16>,
    /// Which coefficients are not zero, a bit each in stored order; progressive only.
    pub known: Vec<u64>,
    /// Per coefficient the lowest bit decoded so far; `UNSEEN` before its first scan.
    pub bits: [u8; 64],
    pub prediction: i32,
    table_number: usize,
    size: (usize, usize),
}

pub const UNSEEN: u8 = u8::MAX;

impl Frame {
    pub fn new(outline: &Outline) -> Self {
        let (groups_across, groups_down) = outline.groups;
        let components = outline.components.iter().map(|layout| {
            let blocks_a_row = groups_across * layout.across;
            let blocks = blocks_a_row * groups_down * layout.down;
            let samples = layout.side * layout.side;
            Component {
                id: layout.id,
                across: layout.across,
                down: layout.down,
                blocks: (layout.width.div_ceil(8), layout.height.div_ceil(8)),
                blocks_a_row,
                side: layout.side,
                table: [0.0; 64],
                samples: vec![0; blocks * samples],
                stride: blocks_a_row * layout.side,
                low: vec![0; if outline.progressive { blocks * samples } else { 0 }],
                known: vec![0; if outline.progressive { blocks } else { 0 }],
                bits: [UNSEEN; 64],
                prediction: 0,
                table_number: layout.table,
                size: (
                    (layout.width * layout.side).div_ceil(8),
                    (layout.height * layout.side).div_ceil(8),
                ),
            }
        });
        Self {
            progressive: outline.progressive,
            groups: outline.groups,
            components: components.collect(),
        }
    }

    /// Takes over the quantisation tables of components that appear for the first time, and notes
    /// which bits the scan brings.
    ///
    /// # Errors
    /// `Corrupt` when a table is missing, or the scan brings what is there or leaves a gap.
    pub fn fix_tables(&mut self, script: &ScanScript, tables: &Tables) -> Result<(), Fault> {
        let last = if self.progressive { script.last } else { 63 };
        for part in &script.parts {
            let component = &mut self.components[part.component];
            if component.bits[0] == UNSEEN {
                if script.first != 0 {
                    return Err(Fault::Corrupt);
                }
                let table = tables.quantisation.get(component.table_number).and_then(Option::as_ref);
                component.table = idct::scaled_table(table.ok_or(Fault::Corrupt)?, component.side);
            }
            let before = if script.high == 0 { UNSEEN } else { script.high as u8 };
            for bits in &mut component.bits[script.first..=last] {
                if *bits != before {
                    return Err(Fault::Corrupt);
                }
                *bits = script.low as u8;
            }
            component.prediction = 0;
        }
        Ok(())
    }

    /// Whether every bit of every coefficient was decoded.
    pub fn is_complete(&self) -> bool {
        self.components.iter().all(|component| component.bits == [0; 64])
    }

    /// The picture; `rgb` tells that its components are red, green and blue.
    pub fn into_raster(self, rgb: bool) -> Raster {
        let mut planes = self.components.into_iter().map(|component| Plane {
            width: component.size.0,
            height: component.size.1,
            stride: component.stride,
            samples: component.samples,
        });
        match (planes.next(), planes.next(), planes.next()) {
            (Some(red), Some(green), Some(blue)) if rgb => Raster::from_rgb_planes(&red, &green, &blue),
            (Some(luma), Some(cb), Some(cr)) => Raster {
                luma,
                chroma: Some([cb, cr]),
            },
            (luma, ..) => Raster {
                luma: luma.unwrap_or_default(),
                chroma: None,
            },
        }
    }
}
