//! A ring that answers fast however long it is: edges in bands of latitude, and for long ones a grid of depths.

use std::sync::OnceLock;

use super::{
    coordinate::Wgs84,
    depth_grid::DepthGrid,
    geometry::{METRES_PER_DEGREE, Outline, Plane, Ring, bounds},
};

/// Points from which a grid pays.
const GRID_FROM: usize = 200;
/// Cells of the grid along the ring's longer side.
const GRID_CELLS: f64 = 32.0;
/// Edges that are passed over or looked at together.
const RUN: usize = 16;
/// Edges that a band holds on average.
const EDGES_PER_BAND: usize = 8;

/// Where a position lies to a ring, or to several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Inside, farther from the boundary than the margin.
    Inside,
    /// Outside, farther from the boundary than the margin.
    Outside,
    /// Within the margin of the boundary.
    Near,
}

/// A ring, ready for very many questions.
#[derive(Debug, Clone)]
pub struct RingIndex {
    ring: Ring,
    /// Of a long ring, made at the first question near it: it tells most positions without walking any boundary.
    grid: OnceLock<DepthGrid>,
    /// The bounds of each run of edges.
    runs: Vec<(Wgs84, Wgs84)>,
    /// Degrees of latitude in a band.
    height: f64,
    /// Where each band's edges begin in `edges`; one more at the end.
    starts: Vec<usize>,
    /// Each edge once in every band it reaches into.
    edges: Vec<(Wgs84, Wgs84)>,
}

impl RingIndex {
    /// The index of a ring.
    pub fn new(ring: Ring) -> Self {
        let (south_west, north_east) = ring.bounds();
        let bands = (ring.points().len() / EDGES_PER_BAND).max(1);
        #[allow(clippy::cast_precision_loss, reason = "a ring has far fewer points than 2^52")]
        let height = ((north_east.latitude - south_west.latitude) / bands as f64).max(f64::MIN_POSITIVE);
        let band_of = |latitude: f64| band(south_west.latitude, height, latitude, bands);
        let mut sorted: Vec<Vec<(Wgs84, Wgs84)>> = vec![Vec::new(); bands];
        for edge in ring.points().windows(2) {
            let (low, high) = (
                edge[0].latitude.min(edge[1].latitude),
                edge[0].latitude.max(edge[1].latitude),
            );
            for edges in &mut sorted[band_of(low)..=band_of(high)] {
                edges.push((edge[0], edge[1]));
            }
        }
        let last = ring.points().len() - 1;
        let runs = (0..last)
            .step_by(RUN)
            .map(|first| bounds(&ring.points()[first..=(first + RUN).min(last)]))
            .collect();
        let mut starts = vec![0];
        let mut edges = Vec::new();
        for band in sorted {
            edges.extend(band);
            starts.push(edges.len());
        }
        Self {
            ring,
            grid: OnceLock::new(),
            runs,
            height,
            starts,
            edges,
        }
    }

    /// The ring itself.
    pub const fn ring(&self) -> &Ring {
        &self.ring
    }

    /// Where a position lies, leaving `margin` metres on either side of the boundary undecided.
    pub fn side(&self, at: Wgs84, margin: f64) -> Side {
        let (south_west, north_east) = self.ring.bounds();
        let north = margin / METRES_PER_DEGREE;
        // Most rings lie far to the north or south: told without a cosine.
        if at.latitude < south_west.latitude - north || at.latitude > north_east.latitude + north {
            return Side::Outside;
        }
        let plane = Plane::at(at);
        let east = margin / plane.east_scale;
        if at.longitude < south_west.longitude - east || at.longitude > north_east.longitude + east {
            return Side::Outside;
        }
        match self.depth(at) {
            Some((depth, reach)) if depth - reach > margin => return Side::Inside,
            Some((depth, reach)) if depth + reach < -margin => return Side::Outside,
            Some((depth, reach)) if depth.abs() + reach <= margin => return Side::Near,
            _ => {}
        }
        if self.reaches(&plane, margin * margin) {
            return Side::Near;
        }
        if self.contains(at) { Side::Inside } else { Side::Outside }
    }

    /// Whether an edge comes within so many square metres; runs of edges that lie too far away are passed over whole.
    fn reaches(&self, plane: &Plane, limit: f64) -> bool {
        let edges = self.ring.points();
        self.runs.iter().enumerate().any(|(run, (low, high))| {
            let first = run * RUN;
            let last = (first + RUN).min(edges.len() - 1);
            plane.squared_distance_to_box(*low, *high) <= limit
                && edges[first..=last]
                    .windows(2)
                    .any(|edge| plane.squared_distance(edge[0], edge[1]) <= limit)
        })
    }

    /// How deep the middle of the position's cell lies inside, and how far that may be off, in metres.
    fn depth(&self, at: Wgs84) -> Option<(f64, f64)> {
        if self.ring.points().len() < GRID_FROM {
            return None;
        }
        let grid = self.grid.get_or_init(|| {
            let (low, high) = self.ring.bounds();
            let side = (high.longitude - low.longitude).max(high.latitude - low.latitude);
            let outline = Outline {
                rings: vec![self.ring.clone()],
            };
            DepthGrid::with_cells(&[&outline], side / GRID_CELLS, side / 2.0)
        });
        Some((*grid.depths(at)?.first()?, grid.reach()))
    }

    /// As [`Ring::contains`].
    pub fn contains(&self, at: Wgs84) -> bool {
        let (south_west, north_east) = self.ring.bounds();
        if at.latitude < south_west.latitude || at.latitude > north_east.latitude {
            return false;
        }
        let band = self.band_of(at.latitude);
        let crossed = |(a, b): &&(Wgs84, Wgs84)| {
            (a.latitude > at.latitude) != (b.latitude > at.latitude)
                && at.longitude
                    < a.longitude + (at.latitude - a.latitude) / (b.latitude - a.latitude) * (b.longitude - a.longitude)
        };
        self.edges[self.starts[band]..self.starts[band + 1]]
            .iter()
            .filter(crossed)
            .count()
            % 2
            == 1
    }

    fn band_of(&self, latitude: f64) -> usize {
        band(
            self.ring.bounds().0.latitude,
            self.height,
            latitude,
            self.starts.len() - 1,
        )
    }
}

/// The band a latitude lies in; beyond the ring, the nearest one.
fn band(south: f64, height: f64, latitude: f64, bands: usize) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float below nothing or not a number becomes the first band"
    )]
    let band = ((latitude - south) / height) as usize;
    band.min(bands - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A star of many points around 修武, its boundary now near and now far.
    fn star(points: u32) -> Ring {
        let mut corners: Vec<Wgs84> = (0..points)
            .map(|n| {
                let angle = f64::from(n) / f64::from(points) * std::f64::consts::TAU;
                let radius = 0.05 + 0.02 * (f64::from(n) * 0.7).sin();
                Wgs84::new(113.4 + radius * angle.cos(), 35.2 + radius * angle.sin())
            })
            .collect();
        corners.push(corners[0]);
        Ring::new(corners).unwrap()
    }

    proptest! {
        /// The bands are a short cut: they say what the whole boundary says.
        #[test]
        fn bands_change_no_answer(
            points in prop_oneof![3..190_u32, 210..400_u32],
            longitude in 113.2..113.6_f64,
            latitude in 35.0..35.4_f64,
            margin in 0.0..8_000.0_f64,
        ) {
            let ring = star(points);
            let at = Wgs84::new(longitude, latitude);
            let distance = ring.distance_to_boundary(at);
            prop_assume!((distance - margin).abs() > 1e-6);
            let expected = match (distance > margin, ring.contains(at)) {
                (false, _) => Side::Near,
                (true, true) => Side::Inside,
                (true, false) => Side::Outside,
            };
            let index = RingIndex::new(ring.clone());
            prop_assert_eq!(index.contains(at), ring.contains(at));
            prop_assert_eq!(index.side(at, margin), expected);
        }
    }

    #[test]
    fn what_cannot_be_known_is_near() {
        let index = RingIndex::new(star(12));
        assert_eq!(index.side(Wgs84::new(113.4, 35.2), f64::INFINITY), Side::Near);
    }
}
