//! Rings on a city-sized piece of the earth: containment, and distance to the boundary in metres.

use super::coordinate::Wgs84;

/// Metres in a degree of latitude, near enough for a city.
pub(crate) const METRES_PER_DEGREE: f64 = 111_320.0;

/// A closed ring with its bounding box, ready for many questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    points: Vec<Wgs84>,
    south_west: Wgs84,
    north_east: Wgs84,
}

/// Fewer than four points, or the last is not the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("多边形没有闭合")]
pub struct UnclosedRing;

impl Ring {
    /// A ring from its points in order; the last repeats the first.
    ///
    /// # Errors
    /// [`UnclosedRing`] for fewer than four points or a last point that is not the first.
    pub fn new(points: Vec<Wgs84>) -> Result<Self, UnclosedRing> {
        if points.len() < 4 || points.first() != points.last() {
            return Err(UnclosedRing);
        }
        let (south_west, north_east) = bounds(&points);
        Ok(Self {
            points,
            south_west,
            north_east,
        })
    }

    /// Its points, first repeated last.
    pub fn points(&self) -> &[Wgs84] {
        &self.points
    }

    /// Its south-western and north-eastern corner.
    pub const fn bounds(&self) -> (Wgs84, Wgs84) {
        (self.south_west, self.north_east)
    }

    /// Whether the point lies inside (even-odd rule; the boundary itself may go either way).
    pub fn contains(&self, at: Wgs84) -> bool {
        if at.longitude < self.south_west.longitude
            || at.longitude > self.north_east.longitude
            || at.latitude < self.south_west.latitude
            || at.latitude > self.north_east.latitude
        {
            return false;
        }
        let mut inside = false;
        for edge in self.points.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            if (a.latitude > at.latitude) != (b.latitude > at.latitude) {
                let along = (at.latitude - a.latitude) / (b.latitude - a.latitude);
                if at.longitude < a.longitude + along * (b.longitude - a.longitude) {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// The first two edges, counted from 0, that meet though they are not neighbours; none for a simple ring.
    pub fn self_crossing(&self) -> Option<(usize, usize)> {
        let edges: Vec<&[Wgs84]> = self.points.windows(2).collect();
        let last = edges.len() - 1;
        for (at, edge) in edges.iter().enumerate() {
            for (later, other) in edges.iter().enumerate().skip(at + 1) {
                let neighbours = later == at + 1 || (at == 0 && later == last);
                let meet = if neighbours {
                    // Neighbours share a point; going back along oneself is a crossing all the same.
                    turns_back(edge, other)
                } else {
                    edges_meet(edge, other)
                };
                if meet {
                    return Some((at, later));
                }
            }
        }
        None
    }

    /// Whether two rings share any area or touch.
    pub fn overlaps(&self, other: &Self) -> bool {
        let apart = self.north_east.longitude < other.south_west.longitude
            || other.north_east.longitude < self.south_west.longitude
            || self.north_east.latitude < other.south_west.latitude
            || other.north_east.latitude < self.south_west.latitude;
        if apart {
            return false;
        }
        let crossing = self
            .points
            .windows(2)
            .any(|edge| other.points.windows(2).any(|against| edges_meet(edge, against)));
        crossing || self.contains(other.points[0]) || other.contains(self.points[0])
    }

    /// Metres from the point to the nearest boundary, on a plane tangent at the point.
    pub fn distance_to_boundary(&self, at: Wgs84) -> f64 {
        let plane = Plane::at(at);
        // Squared while comparing: one root at the end instead of one an edge.
        let nearest = self
            .points
            .windows(2)
            .map(|edge| plane.squared_distance(edge[0], edge[1]))
            .fold(f64::INFINITY, f64::min);
        nearest.sqrt()
    }
}

/// The south-western and north-eastern corner around points; there must be one.
pub(crate) fn bounds(points: &[Wgs84]) -> (Wgs84, Wgs84) {
    let (mut south_west, mut north_east) = (points[0], points[0]);
    for point in points {
        south_west.longitude = south_west.longitude.min(point.longitude);
        south_west.latitude = south_west.latitude.min(point.latitude);
        north_east.longitude = north_east.longitude.max(point.longitude);
        north_east.latitude = north_east.latitude.max(point.latitude);
    }
    (south_west, north_east)
}

/// A plane tangent at a point, near enough to the earth within a city.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    at: Wgs84,
    /// Metres in a degree of longitude.
    pub(crate) east_scale: f64,
}

impl Plane {
    /// The plane at a point.
    pub(crate) fn at(at: Wgs84) -> Self {
        Self {
            at,
            east_scale: METRES_PER_DEGREE * at.latitude.to_radians().cos(),
        }
    }

    /// Square metres from the point to a box of degrees; nothing inside it.
    pub(crate) fn squared_distance_to_box(self, low: Wgs84, high: Wgs84) -> f64 {
        let beyond = |at: f64, low: f64, high: f64| (low - at).max(at - high).max(0.0);
        let x = beyond(self.at.longitude, low.longitude, high.longitude) * self.east_scale;
        let y = beyond(self.at.latitude, low.latitude, high.latitude) * METRES_PER_DEGREE;
        x * x + y * y
    }

    /// Square metres from the point to the nearest of an edge.
    pub(crate) fn squared_distance(self, from: Wgs84, to: Wgs84) -> f64 {
        let flat = |p: Wgs84| {
            (
                (p.longitude - self.at.longitude) * self.east_scale,
                (p.latitude - self.at.latitude) * METRES_PER_DEGREE,
            )
        };
        let ((ax, ay), (bx, by)) = (flat(from), flat(to));
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 {
            (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (x, y) = (ax + along * dx, ay + along * dy);
        x * x + y * y
    }
}

/// Metres between two points, near enough within a city.
pub fn distance(from: Wgs84, to: Wgs84) -> f64 {
    Plane::at(from).squared_distance(to, to).sqrt()
}

/// Which side of the line through `a` and `b` a point lies on: positive to the left, 0 on the line.
fn side(a: Wgs84, b: Wgs84, at: Wgs84) -> f64 {
    (b.longitude - a.longitude) * (at.latitude - a.latitude) - (b.latitude - a.latitude) * (at.longitude - a.longitude)
}

/// Whether a point on the line through `a` and `b` lies between them.
fn between(a: Wgs84, b: Wgs84, at: Wgs84) -> bool {
    at.longitude >= a.longitude.min(b.longitude)
        && at.longitude <= a.longitude.max(b.longitude)
        && at.latitude >= a.latitude.min(b.latitude)
        && at.latitude <= a.latitude.max(b.latitude)
}

fn edges_meet(edge: &[Wgs84], other: &[Wgs84]) -> bool {
    let ((a, b), (c, d)) = ((edge[0], edge[1]), (other[0], other[1]));
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    let across = (c_side > 0.0) != (d_side > 0.0) && (a_side > 0.0) != (b_side > 0.0);
    let none_on_a_line = [a_side, b_side, c_side, d_side].iter().all(|side| *side != 0.0);
    if none_on_a_line {
        return across;
    }
    (c_side == 0.0 && between(a, b, c))
        || (d_side == 0.0 && between(a, b, d))
        || (a_side == 0.0 && between(c, d, a))
        || (b_side == 0.0 && between(c, d, b))
        || across
}

/// Whether two edges that share a point lie on one another.
fn turns_back(edge: &[Wgs84], other: &[Wgs84]) -> bool {
    let (shared, far, near) = if edge[1] == other[0] {
        (edge[1], edge[0], other[1])
    } else {
        (edge[0], edge[1], other[0])
    };
    let along = (far.longitude - shared.longitude) * (near.longitude - shared.longitude)
        + (far.latitude - shared.latitude) * (near.latitude - shared.latitude);
    side(shared, far, near) == 0.0 && along > 0.0
}

/// An area of several rings, such as a county's outline (outer rings only).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// The rings.
    pub rings: Vec<Ring>,
}

impl Outline {
    /// How deep the point lies inside, in metres; negative is the distance outside.
    pub fn depth(&self, at: Wgs84) -> f64 {
        let distance = self
            .rings
            .iter()
            .map(|r| r.distance_to_boundary(at))
            .fold(f64::INFINITY, f64::min);
        if self.rings.iter().any(|r| r.contains(at)) {
            distance
        } else {
            -distance
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Ring {
        let p = Wgs84::new;
        Ring::new(vec![
            p(113.0, 35.0),
            p(113.1, 35.0),
            p(113.1, 35.1),
            p(113.0, 35.1),
            p(113.0, 35.0),
        ])
        .unwrap()
    }

    #[test]
    fn inside_and_outside_a_square() {
        assert!(square().contains(Wgs84::new(113.05, 35.05)));
        for outside in [(112.99, 35.05), (113.11, 35.05), (113.05, 34.99), (113.05, 35.11)] {
            assert!(!square().contains(Wgs84::new(outside.0, outside.1)), "{outside:?}");
        }
    }

    #[test]
    fn distance_is_in_metres() {
        let north_of_it = square().distance_to_boundary(Wgs84::new(113.05, 35.11));
        assert!((north_of_it - 1113.2).abs() < 0.5, "{north_of_it}");
        let outline = Outline { rings: vec![square()] };
        assert!(outline.depth(Wgs84::new(113.05, 35.11)) < -1113.0);
        assert!((outline.depth(Wgs84::new(113.05, 35.05)) - 4557.0).abs() < 20.0);
    }

    #[test]
    fn crossings_are_found_by_their_edges() {
        let ring = |points: &[(f64, f64)]| {
            Ring::new(points.iter().map(|(x, y)| Wgs84::new(113.0 + x, 35.0 + y)).collect()).unwrap()
        };
        assert_eq!(square().self_crossing(), None);
        for (crossed, edges) in [
            // A bow tie.
            (
                ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]),
                (0, 2),
            ),
            // Out and back along one road.
            (
                ring(&[(0.0, 0.0), (1.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 0.0)]),
                (0, 1),
            ),
            // A point that touches another edge.
            (
                ring(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0), (0.0, 0.0)]),
                (0, 2),
            ),
        ] {
            assert_eq!(crossed.self_crossing(), Some(edges));
        }
    }

    #[test]
    fn overlapping_rings_are_told_from_distant_ones() {
        let at = |x: f64, y: f64, size: f64| {
            let p = |dx: f64, dy: f64| Wgs84::new(113.0 + x + dx, 35.0 + y + dy);
            Ring::new(vec![
                p(0.0, 0.0),
                p(size, 0.0),
                p(size, size),
                p(0.0, size),
                p(0.0, 0.0),
            ])
            .unwrap()
        };
        let big = at(0.0, 0.0, 0.1);
        for (other, overlaps) in [
            (at(0.05, 0.05, 0.1), true),
            (at(0.02, 0.02, 0.01), true),
            (at(0.1, 0.0, 0.1), true),
            (at(0.2, 0.0, 0.1), false),
            (at(0.0, 0.11, 0.1), false),
        ] {
            assert_eq!(big.overlaps(&other), overlaps);
            assert_eq!(other.overlaps(&big), overlaps);
        }
    }

    #[test]
    fn an_open_ring_is_refused() {
        let p = Wgs84::new;
        assert_eq!(
            Ring::new(vec![p(1.0, 1.0), p(2.0, 1.0), p(2.0, 2.0), p(1.0, 2.0)]),
            Err(UnclosedRing)
        );
    }
}
