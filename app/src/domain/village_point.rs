//! Where villages lie, as far as staff have recorded it: no public source has it.

use super::{coordinate::Wgs84, division::VillageCode, geometry::distance};

/// A village's recorded point: its committee's house or its middle, as staff saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VillagePoint {
    /// The village.
    pub village: VillageCode,
    /// Where it lies.
    pub at: Wgs84,
}

/// Every recorded point, by village.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VillagePoints(Vec<VillagePoint>);

impl VillagePoints {
    /// The points in the order of their villages; of two for one village the later one counts.
    pub fn new(mut points: Vec<VillagePoint>) -> Self {
        points.reverse();
        points.sort_by_key(|point| point.village);
        points.dedup_by_key(|point| point.village);
        Self(points)
    }

    /// A village's point, if recorded.
    pub fn find(&self, village: VillageCode) -> Option<Wgs84> {
        let at = self.0.binary_search_by_key(&village, |point| point.village).ok()?;
        Some(self.0[at].at)
    }

    /// Every point, by village.
    pub fn iter(&self) -> impl Iterator<Item = &VillagePoint> {
        self.0.iter()
    }

    /// The villages nearest to a position, nearest first, with metres; none farther than `farthest`.
    pub fn nearest(&self, at: Wgs84, farthest: f64, limit: usize) -> Vec<(VillageCode, f64)> {
        let mut near: Vec<(VillageCode, f64)> = self
            .0
            .iter()
            .map(|point| (point.village, distance(at, point.at)))
            .filter(|(_, metres)| *metres <= farthest)
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near.truncate(limit);
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(village: u64, longitude: f64) -> VillagePoint {
        VillagePoint {
            village: village.try_into().unwrap(),
            at: Wgs84::new(longitude, 35.2),
        }
    }

    #[test]
    fn the_nearest_come_first_and_the_far_not_at_all() {
        let points = VillagePoints::new(vec![
            point(410_821_100_203, 113.43),
            point(410_821_100_201, 113.41),
            point(410_821_100_202, 113.9),
        ]);
        let near = points.nearest(Wgs84::new(113.4, 35.2), 5_000.0, 8);
        let codes: Vec<u64> = near.iter().map(|(village, _)| village.number()).collect();
        assert_eq!(codes, [410_821_100_201, 410_821_100_203]);
        assert!((near[0].1 - 909.6).abs() < 1.0, "{}", near[0].1);
        assert_eq!(points.nearest(Wgs84::new(113.4, 35.2), 5_000.0, 1).len(), 1);
    }

    #[test]
    fn a_later_record_replaces_the_earlier() {
        let points = VillagePoints::new(vec![point(410_821_100_201, 113.41), point(410_821_100_201, 113.42)]);
        assert_eq!(points.iter().count(), 1);
        let at = points.find(410_821_100_201.try_into().unwrap()).unwrap();
        assert!((at.longitude - 113.42).abs() < 1e-9);
        assert_eq!(points.find(410_821_100_202.try_into().unwrap()), None);
    }
}
