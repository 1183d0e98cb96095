//! Sequential scans: each block is decoded and transformed at once, so no coefficients are kept.

use super::super::Deadline;
use super::frame::{Component, Frame};
use super::huffman::{BitReader, END_OF_BLOCK, HuffmanTable};
use super::segment::{NATURAL, ScanScript};
use super::{Fault, Tables, idct};

/// Decodes a scan into the samples of its components.
///
/// # Errors
/// `Truncated`, `Corrupt`, or `TimedOut`, which is looked at once per row of block groups.
pub fn decode(
    frame: &mut Frame,
    script: &ScanScript,
    tables: &Tables,
    restart_interval: usize,
    reader: &mut BitReader,
    deadline: &Deadline,
) -> Result<(), Fault> {
    let groups = Groups::new(frame, script);
    let mut restarts = Restarts::new(restart_interval);
    let mut coders = Vec::new();
    for part in &script.parts {
        let dc = tables.dc.get(part.dc).and_then(Option::as_ref).ok_or(Fault::Corrupt)?;
        let ac = tables.ac.get(part.ac).and_then(Option::as_ref).ok_or(Fault::Corrupt)?;
        coders.push((part.component, dc, ac));
    }
    for row in 0..groups.down {
        deadline.check().map_err(|_| Fault::TimedOut)?;
        for column in 0..groups.across {
            if restarts.is_due(reader)? {
                frame
                    .components
                    .iter_mut()
                    .for_each(|component| component.prediction = 0);
            }
            for &(index, dc, ac) in &coders {
                let component = &mut frame.components[index];
                let (across, down) = groups.shape(component);
                for y in row * down..(row + 1) * down {
                    for x in column * across..(column + 1) * across {
                        decode_block(component, reader, dc, ac, x, y)?;
                    }
                }
            }
        }
        if reader.overrun() {
            return Err(Fault::Truncated);
        }
    }
    Ok(())
}

#[inline]
fn decode_block(
    component: &mut Component,
    reader: &mut BitReader,
    dc: &HuffmanTable,
    ac: &HuffmanTable,
    x: usize,
    y: usize,
) -> Result<(), Fault> {
    // A copy stays in registers.
    let mut bits = *reader;
    let mut block = [0i16; 64];
    component.prediction = component.prediction.wrapping_add(bits.difference(dc)?);
    block[0] = component.prediction as i16;
    let mut at = 1;
    while at < 64 {
        let (run, value) = bits.step(ac)?;
        if run == END_OF_BLOCK {
            break;
        }
        at += usize::from(run);
        if at > 63 {
            return Err(Fault::Corrupt);
        }
        block[usize::from(NATURAL[at] & 63)] = value;
        at += 1;
    }
    *reader = bits;
    let (side, stride) = (component.side, component.stride);
    let out = &mut component.samples[y * side * stride + x * side..];
    if at == 1 {
        idct::inverse_flat(side, block[0], &component.table, out, stride);
    } else {
        idct::inverse(side, &block, 8, &component.table, out, stride);
    }
    Ok(())
}

/// The block groups of a scan: a component alone is coded block by block, without padding.
pub struct Groups {
    pub across: usize,
    pub down: usize,
    alone: bool,
}

impl Groups {
    pub fn new(frame: &Frame, script: &ScanScript) -> Self {
        match script.parts[..] {
            [part] => {
                let (across, down) = frame.components[part.component].blocks;
                Self {
                    across,
                    down,
                    alone: true,
                }
            }
            _ => Self {
                across: frame.groups.0,
                down: frame.groups.1,
                alone: false,
            },
        }
    }

    /// Blocks of a component in each group, across and down.
    #[inline]
    pub fn shape(&self, component: &Component) -> (usize, usize) {
        if self.alone {
            (1, 1)
        } else {
            (component.across, component.down)
        }
    }
}

/// Counts block groups up to the next restart marker.
pub struct Restarts {
    interval: usize,
    left: usize,
    next: u8,
}

impl Restarts {
    pub fn new(interval: usize) -> Self {
        Self {
            interval,
            left: interval,
            next: 0,
        }
    }

    /// Call before each group: passes the restart marker if one is due, and says so.
    ///
    /// # Errors
    /// `Truncated` or `Corrupt` when the marker due is not there.
    #[inline]
    pub fn is_due(&mut self, reader: &mut BitReader) -> Result<bool, Fault> {
        if self.interval == 0 {
            return Ok(false);
        }
        let due = self.left == 0;
        if due {
            if reader.overrun() {
                return Err(Fault::Truncated);
            }
            reader.restart(self.next)?;
            self.next = (self.next + 1) & 7;
            self.left = self.interval;
        }
        self.left -= 1;
        Ok(due)
    }
}
