//! Averages the rows of a big picture into a small one as they come, so the big one is never held.

// Sides are below 2^16 and means of 8-bit samples are 8-bit samples.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

use super::raster::{Raster, Rgb, fitted};

/// A picture being made smaller row by row, each result pixel the mean of the area it covers.
pub struct Shrink {
    width: usize,
    height: usize,
    /// Per result column: the source columns it covers and the weight of the first and the last.
    columns: Vec<Span>,
    rows: Vec<Span>,
    /// The next source row.
    row: usize,
    /// The result rows that the next source row belongs to begin here.
    current: usize,
    sums: Vec<[f32; 3]>,
    pixels: Vec<Rgb>,
}

/// Source positions `first..=last` of one result position, and the weights of the outermost two.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    first_weight: f32,
    last_weight: f32,
    total: f32,
}

impl Span {
    fn weight(&self, at: usize) -> f32 {
        if at == self.first {
            self.first_weight
        } else if at == self.last {
            self.last_weight
        } else {
            1.0
        }
    }
}

/// Divides `from` positions evenly among `to`, exactly (in units of 1/`to`).
fn spans(from: usize, to: usize) -> Vec<Span> {
    let span = |at: usize| {
        let (start, end) = (at * from, (at + 1) * from);
        let (first, last) = (start / to, (end - 1) / to);
        let part = |units: usize| units as f32 / to as f32;
        let first_weight = part(end.min((first + 1) * to) - start);
        let last_weight = if last > first {
            part(end - last * to)
        } else {
            first_weight
        };
        Span {
            first,
            last,
            first_weight,
            last_weight,
            total: part(from),
        }
    };
    (0..to).map(span).collect()
}

impl Shrink {
    /// For a picture of this size, to fit `long_side`.
    pub fn new(width: usize, height: usize, long_side: usize) -> Self {
        let (to_width, to_height) = fitted(width, height, long_side);
        Self {
            width: to_width,
            height: to_height,
            columns: spans(width, to_width),
            rows: spans(height, to_height),
            row: 0,
            current: 0,
            sums: vec![[0.0; 3]; to_width],
            pixels: Vec::with_capacity(to_width * to_height),
        }
    }

    /// Takes the next row.
    pub fn push(&mut self, row: &[Rgb]) {
        while let Some(span) = self.rows.get(self.current).copied() {
            if self.columns.len() == row.len() && span.first == span.last && span.total >= 1.0 {
                // Same size: nothing to average.
                self.pixels.extend_from_slice(row);
                self.current += 1;
                break;
            }
            let weight = span.weight(self.row);
            for (sum, columns) in self.sums.iter_mut().zip(&self.columns) {
                let mut part = [0.0; 3];
                for (at, pixel) in (columns.first..).zip(&row[columns.first..=columns.last]) {
                    let weight = columns.weight(at);
                    for (part, &channel) in part.iter_mut().zip(pixel) {
                        *part += weight * f32::from(channel);
                    }
                }
                for (sum, part) in sum.iter_mut().zip(part) {
                    *sum += weight * part;
                }
            }
            if self.row < span.last {
                break;
            }
            self.finish_row(span.total);
            // The row may be shared with the next result row.
            if self.rows.get(self.current).is_none_or(|next| next.first > self.row) {
                break;
            }
        }
        self.row += 1;
    }

    fn finish_row(&mut self, rows: f32) {
        let area = rows * self.columns.first().map_or(1.0, |columns| columns.total);
        let mean = |sum: f32| (sum / area + 0.5) as u8;
        self.pixels.extend(self.sums.iter().map(|sums| sums.map(mean)));
        self.sums.fill([0.0; 3]);
        self.current += 1;
    }

    /// The small picture, once every row was taken.
    pub fn finish(self) -> Option<Raster> {
        (self.pixels.len() == self.width * self.height)
            .then(|| Raster::from_pixels(self.width, self.height, |x, y| self.pixels[y * self.width + x]))
    }
}

/// Lays a pixel with alpha on white.
pub fn on_white([red, green, blue, alpha]: [u8; 4]) -> Rgb {
    let alpha = u32::from(alpha);
    let mix = |channel: u8| ((u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
    [mix(red), mix(green), mix(blue)]
}
