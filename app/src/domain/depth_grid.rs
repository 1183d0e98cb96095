//! Depths of several outlines on a grid, so that most positions are told near or far without walking any boundary.

use super::{
    coordinate::Wgs84,
    geometry::{METRES_PER_DEGREE, Outline},
};

/// About two kilometres.
const CELL_DEGREES: f64 = 0.02;
/// How far the grid reaches beyond the outlines; farther out nobody asks often.
const PAD_DEGREES: f64 = 0.25;
/// What the flat earth around each point may differ by over one cell, in metres.
const FLATNESS_METRES: f64 = 10.0;

/// The depths of several outlines at the centre of each cell.
#[derive(Debug, Clone, Default)]
pub struct DepthGrid {
    /// Degrees across a cell.
    cell: f64,
    west: f64,
    south: f64,
    columns: usize,
    rows: usize,
    outlines: usize,
    /// Cell by cell, one for each outline.
    depths: Vec<f64>,
    reach: f64,
}

impl DepthGrid {
    /// A grid over the outlines of counties and some way around them.
    pub fn new(outlines: &[&Outline]) -> Self {
        Self::with_cells(outlines, CELL_DEGREES, PAD_DEGREES)
    }

    /// A grid of cells of this size, in degrees, reaching `pad` degrees beyond the outlines.
    pub fn with_cells(outlines: &[&Outline], cell_degrees: f64, pad: f64) -> Self {
        let points = || {
            outlines
                .iter()
                .flat_map(|o| &o.rings)
                .flat_map(super::geometry::Ring::points)
        };
        let bound = |of: fn(&Wgs84) -> f64, pick: fn(f64, f64) -> f64| points().map(of).reduce(pick);
        let (Some(west), Some(east), Some(south), Some(north)) = (
            bound(|p| p.longitude, f64::min),
            bound(|p| p.longitude, f64::max),
            bound(|p| p.latitude, f64::min),
            bound(|p| p.latitude, f64::max),
        ) else {
            return Self::default();
        };
        let (west, south) = (west - pad, south - pad);
        let (Some(columns), Some(rows)) = (
            cell(west, east + pad, cell_degrees),
            cell(south, north + pad, cell_degrees),
        ) else {
            return Self::default();
        };
        let half = cell_degrees / 2.0 * METRES_PER_DEGREE;
        let mut grid = Self {
            cell: cell_degrees,
            west,
            south,
            columns: columns + 1,
            rows: rows + 1,
            outlines: outlines.len(),
            depths: Vec::new(),
            reach: half.hypot(half * south.to_radians().cos()) + FLATNESS_METRES,
        };
        let mut latitude = south + cell_degrees / 2.0;
        for _ in 0..grid.rows {
            let mut longitude = west + cell_degrees / 2.0;
            for _ in 0..grid.columns {
                let centre = Wgs84::new(longitude, latitude);
                grid.depths.extend(outlines.iter().map(|outline| outline.depth(centre)));
                longitude += cell_degrees;
            }
            latitude += cell_degrees;
        }
        grid
    }

    /// Each outline's depth at the centre of the position's cell; none off the grid.
    ///
    /// Depth changes by no more than the way gone, so at the position itself it is within [`Self::reach`] of this.
    pub fn depths(&self, at: Wgs84) -> Option<&[f64]> {
        let (column, row) = (
            cell(self.west, at.longitude, self.cell)?,
            cell(self.south, at.latitude, self.cell)?,
        );
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let first = (row * self.columns + column) * self.outlines;
        self.depths.get(first..first + self.outlines)
    }

    /// The farthest a position may be from its cell's centre, in metres.
    pub const fn reach(&self) -> f64 {
        self.reach
    }
}

/// Which cell a coordinate lies in, counted from the grid's edge.
fn cell(edge: f64, coordinate: f64, size: f64) -> Option<usize> {
    let cells = (coordinate - edge) / size;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between nothing and the cells around the earth"
    )]
    (0.0..360.0 / size).contains(&cells).then_some(cells as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::geometry::Ring;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn outline() -> Outline {
        let p = Wgs84::new;
        let ring = vec![
            p(113.0, 35.0),
            p(113.4, 34.9),
            p(113.3, 35.3),
            p(113.15, 35.1),
            p(113.0, 35.0),
        ];
        Outline {
            rings: vec![Ring::new(ring).unwrap()],
        }
    }

    #[test]
    fn off_the_grid_nothing_is_known() {
        let outline = outline();
        let grid = DepthGrid::new(&[&outline]);
        for (longitude, latitude) in [
            (112.0, 35.0),
            (114.0, 35.0),
            (113.2, 34.0),
            (113.2, 36.0),
            (f64::NAN, 35.0),
        ] {
            assert_eq!(grid.depths(Wgs84::new(longitude, latitude)), None);
        }
        assert_eq!(DepthGrid::new(&[]).depths(Wgs84::new(113.0, 35.0)), None);
    }

    proptest! {
        #[test]
        fn a_cells_centre_bounds_the_depth_all_over_it(longitude in 112.76..113.64_f64, latitude in 34.66..35.54_f64) {
            static OUTLINE: LazyLock<Outline> = LazyLock::new(outline);
            static GRID: LazyLock<DepthGrid> = LazyLock::new(|| DepthGrid::new(&[&OUTLINE]));
            let (outline, grid) = (&*OUTLINE, &*GRID);
            let at = Wgs84::new(longitude, latitude);
            let centre = grid.depths(at).unwrap()[0];
            let off = (outline.depth(at) - centre).abs();
            prop_assert!(off <= grid.reach(), "{off} > {}", grid.reach());
        }
    }
}
