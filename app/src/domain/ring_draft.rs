//! A ring while an editor draws it: points added, moved, taken away and taken back, read from and written as GeoJSON.

use serde::Deserialize;

use super::{
    coordinate::{CoordinateSystem, Wgs84},
    geometry::Ring,
    zone_draft::RING_POINTS_MAX,
};

/// Steps that can be taken back.
const UNDO_MAX: usize = 200;

/// Why a text is no ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// It cannot be read at all.
    #[error("这不是 GeoJSON，请整段复制")]
    NotGeoJson,
    /// Something other than one polygon.
    #[error("要正好一个多边形（Polygon）")]
    NotOnePolygon,
    /// The polygon has holes.
    #[error("多边形里不能有洞")]
    Hole,
    /// A point is no pair of degrees.
    #[error("有一个点不是 [经度, 纬度]")]
    NotAPoint,
    /// Latitude stands first.
    #[error("经度和纬度写反了，应是 [经度, 纬度]")]
    Swapped,
    /// Too many points.
    #[error("点太多，最多 {RING_POINTS_MAX} 个")]
    TooMany,
}

/// A ring being drawn. It is always closed: the last point leads back to the first, which is not repeated here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RingDraft {
    points: Vec<Wgs84>,
    selected: Option<usize>,
    past: Vec<Vec<Wgs84>>,
}

/// As much of GeoJSON as a ring may come wrapped in.
#[derive(Deserialize)]
struct Wrapped {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Option<Vec<Vec<Vec<f64>>>>,
    #[serde(default)]
    geometry: Option<Box<Wrapped>>,
    #[serde(default)]
    features: Option<Vec<Wrapped>>,
}

impl Wrapped {
    fn polygon(self) -> Result<Vec<Vec<Vec<f64>>>, DraftError> {
        match (self.kind.as_str(), self.coordinates, self.geometry, self.features) {
            ("Polygon", Some(coordinates), ..) => Ok(coordinates),
            ("Feature", _, Some(geometry), _) => geometry.polygon(),
            ("FeatureCollection", _, _, Some(mut features)) if features.len() == 1 => {
                features.pop().ok_or(DraftError::NotOnePolygon)?.polygon()
            }
            _ => Err(DraftError::NotOnePolygon),
        }
    }
}

impl RingDraft {
    /// A ring from GeoJSON; an empty text is an empty drawing. Its points are taken as WGS-84.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn parse(text: &str) -> Result<Self, DraftError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let wrapped: Wrapped = serde_json::from_str(text).map_err(|error| {
            // Readable, but with coordinates of another depth: a line, or several polygons.
            if error.is_data() {
                DraftError::NotOnePolygon
            } else {
                DraftError::NotGeoJson
            }
        })?;
        let mut rings = wrapped.polygon()?;
        let (Some(outer), true) = (rings.pop(), rings.is_empty()) else {
            return Err(DraftError::Hole);
        };
        let mut points = outer
            .iter()
            .map(|position| point(position))
            .collect::<Result<Vec<_>, _>>()?;
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() > RING_POINTS_MAX {
            return Err(DraftError::TooMany);
        }
        Ok(Self {
            points,
            ..Self::default()
        })
    }

    /// Its points in order, the first not repeated.
    pub fn points(&self) -> &[Wgs84] {
        &self.points
    }

    /// The point that the next one follows.
    pub const fn selected(&self) -> Option<usize> {
        self.selected
    }

    /// Selects a point, or none.
    pub fn select(&mut self, at: Option<usize>) {
        self.selected = at.filter(|at| *at < self.points.len());
    }

    /// Puts a point after the selected one, else after the last, and selects it.
    pub fn add(&mut self, point: Wgs84) {
        if self.points.len() >= RING_POINTS_MAX {
            return;
        }
        self.remember();
        let at = self.selected.map_or(self.points.len(), |at| at + 1);
        self.points.insert(at, point);
        self.selected = Some(at);
    }

    /// Moves a point.
    pub fn set(&mut self, at: usize, point: Wgs84) {
        if self.points.get(at).is_some_and(|old| *old != point) {
            self.remember();
            self.points[at] = point;
            self.selected = Some(at);
        }
    }

    /// Takes a point away; the one before it is selected.
    pub fn remove(&mut self, at: usize) {
        if at < self.points.len() {
            self.remember();
            self.points.remove(at);
            self.select(at.checked_sub(1));
        }
    }

    /// Takes every point away.
    pub fn clear(&mut self) {
        if !self.points.is_empty() {
            self.remember();
            self.points.clear();
            self.selected = None;
        }
    }

    /// Takes the last change back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let before = self.past.pop();
        let any = before.is_some();
        if let Some(points) = before {
            self.points = points;
            self.select(self.points.len().checked_sub(1));
        }
        any
    }

    /// Whether there is a change to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    fn remember(&mut self) {
        if self.past.len() == UNDO_MAX {
            self.past.remove(0);
        }
        self.past.push(self.points.clone());
    }

    /// The ring as a GeoJSON polygon in WGS-84, closed; empty with fewer than three points.
    pub fn geojson(&self) -> String {
        if self.points.len() < 3 {
            return String::new();
        }
        let positions: Vec<String> = self
            .points
            .iter()
            .chain(self.points.first())
            .map(|p| format!("[{:.6},{:.6}]", p.longitude, p.latitude))
            .collect();
        format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, positions.join(","))
    }

    /// The first two sides that cross or touch, each named by the number of its first point, counted from one.
    pub fn crossing(&self) -> Option<(usize, usize)> {
        let closed = self.points.iter().chain(self.points.first()).copied().collect();
        let (first, second) = Ring::new(closed).ok()?.self_crossing()?;
        Some((first + 1, second + 1))
    }

    /// The same ring, its numbers read in another system.
    #[must_use]
    pub fn read_in(self, system: CoordinateSystem) -> Self {
        let points = self.points.iter().map(|at| system.to_wgs84(at.longitude, at.latitude));
        Self {
            points: points.collect(),
            ..Self::default()
        }
    }
}

fn point(position: &[f64]) -> Result<Wgs84, DraftError> {
    let [longitude, latitude, ..] = position else {
        return Err(DraftError::NotAPoint);
    };
    if latitude.abs() > 90.0 && longitude.abs() <= 90.0 {
        return Err(DraftError::Swapped);
    }
    if longitude.abs() > 180.0 || latitude.abs() > 90.0 {
        return Err(DraftError::NotAPoint);
    }
    Ok(Wgs84::new(*longitude, *latitude))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(points: &[(f64, f64)]) -> RingDraft {
        let mut draft = RingDraft::default();
        for (longitude, latitude) in points {
            draft.add(Wgs84::new(*longitude, *latitude));
        }
        draft
    }

    #[test]
    fn drawn_written_and_read_it_is_the_same_ring() {
        let drawn = draft(&[(113.1, 35.1), (113.2, 35.1), (113.2, 35.2)]);
        let text = drawn.geojson();
        assert!(text.ends_with("[113.100000,35.100000]]]}"), "closed: {text}");
        assert_eq!(RingDraft::parse(&text).unwrap().points(), drawn.points());
        assert_eq!(draft(&[(113.1, 35.1), (113.2, 35.1)]).geojson(), "");
        assert_eq!(RingDraft::parse(" \n").unwrap(), RingDraft::default());
    }

    #[test]
    fn a_point_goes_after_the_selected_one() {
        let mut ring = draft(&[(113.1, 35.1), (113.2, 35.1), (113.2, 35.2)]);
        ring.select(Some(0));
        ring.add(Wgs84::new(113.15, 35.0));
        let order: Vec<f64> = ring.points().iter().map(|p| p.longitude).collect();
        assert_eq!(order, [113.1, 113.15, 113.2, 113.2]);
        ring.remove(1);
        assert_eq!((ring.points().len(), ring.selected()), (3, Some(0)));
    }

    #[test]
    fn what_is_no_ring_is_named() {
        for (text, expected) in [
            ("一圈", DraftError::NotGeoJson),
            (
                r#"{"type":"Point","coordinates":[113.1,35.1]}"#,
                DraftError::NotOnePolygon,
            ),
            (
                r#"{"type":"FeatureCollection","features":[]}"#,
                DraftError::NotOnePolygon,
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[113,35],[114,35],[114,36]],[[113,35],[114,35],[114,36]]]}"#,
                DraftError::Hole,
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[35,113],[35,114],[36,114]]]}"#,
                DraftError::Swapped,
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[113],[114,35]]]}"#,
                DraftError::NotAPoint,
            ),
        ] {
            assert_eq!(RingDraft::parse(text), Err(expected), "{text}");
        }
        let feature = r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[113,35],[114,35],[114,36],[113,35]]]}}"#;
        assert_eq!(RingDraft::parse(feature).unwrap().points().len(), 3);
    }

    #[test]
    fn sides_that_cross_are_named() {
        let bow = draft(&[(113.0, 35.0), (113.1, 35.1), (113.1, 35.0), (113.0, 35.1)]);
        assert_eq!(bow.crossing(), Some((1, 3)));
        let square = draft(&[(113.0, 35.0), (113.1, 35.0), (113.1, 35.1), (113.0, 35.1)]);
        assert_eq!(square.crossing(), None);
        assert_eq!(draft(&[(113.0, 35.0)]).crossing(), None);
    }

    proptest! {
        /// Taking everything back leads to the empty drawing, whatever was done.
        #[test]
        fn every_change_can_be_taken_back(steps in prop::collection::vec((0..4_u8, 0..8_usize, 113.0..113.5_f64), 0..60)) {
            let mut ring = RingDraft::default();
            for (what, at, longitude) in steps {
                match what {
                    0 => ring.set(at, Wgs84::new(longitude, 35.2)),
                    1 => ring.remove(at),
                    2 => ring.select(Some(at)),
                    _ => ring.add(Wgs84::new(longitude, 35.2)),
                }
                prop_assert!(ring.selected().is_none_or(|at| at < ring.points().len()));
            }
            while ring.undo() {}
            prop_assert!(ring.points().is_empty());
        }
    }
}
