//! Progressive scans: coefficients are gathered over all scans and transformed at the end.
//!
//! Only the low coefficients that the reduced picture needs are kept; of the others one bit each,
//! "not zero", which is all that later scans ask about them.

use super::super::Deadline;
use super::frame::{Component, Frame};
use super::huffman::{BitReader, HuffmanTable};
use super::scan::{Groups, Restarts};
use super::segment::{NATURAL, ScanScript};
use super::{Fault, Tables, idct};

/// Takes in one scan.
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
    let mut band = Band { script, ended: 0 };
    for row in 0..groups.down {
        deadline.check().map_err(|_| Fault::TimedOut)?;
        for column in 0..groups.across {
            if restarts.is_due(reader)? {
                frame
                    .components
                    .iter_mut()
                    .for_each(|component| component.prediction = 0);
                band.ended = 0;
            }
            for part in &script.parts {
                let component = &mut frame.components[part.component];
                let (across, down) = groups.shape(component);
                for y in row * down..(row + 1) * down {
                    for x in column * across..(column + 1) * across {
                        let block = y * component.blocks_a_row + x;
                        if script.first == 0 {
                            let table = tables.dc.get(part.dc).and_then(Option::as_ref);
                            constant(component, block, script, table, reader)?;
                        } else {
                            let table = tables.ac.get(part.ac).and_then(Option::as_ref);
                            band.block(component, block, table.ok_or(Fault::Corrupt)?, reader)?;
                        }
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

/// The constant term of a block: its value in the first scan, one bit of it in a later one.
fn constant(
    component: &mut Component,
    block: usize,
    script: &ScanScript,
    table: Option<&HuffmanTable>,
    reader: &mut BitReader,
) -> Result<(), Fault> {
    let at = block * component.side * component.side;
    if script.high == 0 {
        let difference = reader.difference(table.ok_or(Fault::Corrupt)?)?;
        component.prediction = component.prediction.wrapping_add(difference);
        component.low[at] = (component.prediction << script.low) as i16;
    } else {
        component.low[at] |= (reader.bits(1) << script.low) as i16;
    }
    Ok(())
}

/// A scan over a band of coefficients.
struct Band<'a> {
    script: &'a ScanScript,
    /// Blocks yet to come that have nothing new in this band.
    ended: u32,
}

impl Band<'_> {
    fn block(
        &mut self,
        component: &mut Component,
        block: usize,
        table: &HuffmanTable,
        reader: &mut BitReader,
    ) -> Result<(), Fault> {
        let side = component.side;
        let low = &mut component.low[block * side * side..][..side * side];
        let coefficients = &mut Coefficients {
            side,
            low,
            known: &mut component.known[block],
        };
        if self.script.high == 0 {
            self.first_scan(coefficients, table, reader)
        } else {
            self.later_scan(coefficients, table, reader)
        }
    }

    fn first_scan(
        &mut self,
        coefficients: &mut Coefficients,
        table: &HuffmanTable,
        reader: &mut BitReader,
    ) -> Result<(), Fault> {
        if self.ended > 0 {
            self.ended -= 1;
            return Ok(());
        }
        let mut at = self.script.first;
        while at <= self.script.last {
            let symbol = reader.symbol(table)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 && run < 15 {
                self.ended = (1 << run) - 1 + reader.bits(run as u32);
                break;
            }
            at += run;
            if at > self.script.last {
                return Err(Fault::Corrupt);
            }
            if size > 0 {
                let value = super::huffman::extend(reader.bits(size), size);
                coefficients.set(at, (value << self.script.low) as i16);
            }
            at += 1;
        }
        Ok(())
    }

    fn later_scan(
        &mut self,
        coefficients: &mut Coefficients,
        table: &HuffmanTable,
        reader: &mut BitReader,
    ) -> Result<(), Fault> {
        let mut at = self.script.first;
        if self.ended == 0 {
            while at <= self.script.last {
                let symbol = reader.symbol(table)?;
                let (run, size) = (u32::from(symbol >> 4), symbol & 15);
                let new = match size {
                    0 if run < 15 => {
                        self.ended = (1 << run) + reader.bits(run);
                        break;
                    }
                    0 => 0,
                    1 if reader.bits(1) == 1 => 1 << self.script.low,
                    1 => -1 << self.script.low,
                    _ => return Err(Fault::Corrupt),
                };
                at = self.refine(coefficients, at, run, reader);
                if new != 0 {
                    if at > self.script.last {
                        return Err(Fault::Corrupt);
                    }
                    coefficients.set(at, new);
                }
                at += 1;
            }
        }
        if self.ended > 0 {
            self.ended -= 1;
            self.refine(coefficients, at, u32::MAX, reader);
        }
        Ok(())
    }

    /// Reads a further bit of each coefficient known from `at` on, until `zeros` others were passed;
    /// returns where the next one that is still zero stands.
    fn refine(&self, coefficients: &mut Coefficients, mut at: usize, mut zeros: u32, reader: &mut BitReader) -> usize {
        while at <= self.script.last {
            if *coefficients.known >> at & 1 == 1 {
                if reader.bits(1) == 1 {
                    coefficients.grow(at, 1 << self.script.low);
                }
            } else {
                if zeros == 0 {
                    break;
                }
                zeros -= 1;
            }
            at += 1;
        }
        at
    }
}

/// One block's coefficients, addressed in stored order.
struct Coefficients<'a> {
    side: usize,
    low: &'a mut [i16],
    known: &'a mut u64,
}

impl Coefficients<'_> {
    fn kept(&mut self, at: usize) -> Option<&mut i16> {
        let natural = usize::from(NATURAL[at]);
        let (row, column) = (natural / 8, natural % 8);
        if row < self.side && column < self.side {
            self.low.get_mut(row * self.side + column)
        } else {
            None
        }
    }

    fn set(&mut self, at: usize, value: i16) {
        *self.known |= 1 << at;
        if let Some(kept) = self.kept(at) {
            *kept = value;
        }
    }

    /// Moves a coefficient away from zero.
    fn grow(&mut self, at: usize, by: i16) {
        if let Some(kept) = self.kept(at) {
            let by = if *kept < 0 { -by } else { by };
            *kept = kept.wrapping_add(by);
        }
    }
}

/// Transforms all coefficients into samples.
///
/// # Errors
/// `TimedOut`.
pub fn render(frame: &mut Frame, deadline: &Deadline) -> Result<(), Fault> {
    for component in &mut frame.components {
        let (side, stride) = (component.side, component.stride);
        let low = std::mem::take(&mut component.low);
        for (row, blocks) in low.chunks(component.blocks_a_row * side * side).enumerate() {
            deadline.check().map_err(|_| Fault::TimedOut)?;
            for (column, block) in blocks.chunks_exact(side * side).enumerate() {
                let out = &mut component.samples[row * side * stride + column * side..];
                idct::inverse(side, block, side, &component.table, out, stride);
            }
        }
    }
    Ok(())
}
