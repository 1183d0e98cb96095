//! Outlines as small drawings: projected, thinned and written as SVG paths, a few hundred bytes each.

use super::{
    coordinate::Wgs84,
    division::CountyCode,
    geometry::{Outline, Ring},
    zone_difference::ZoneChange,
};

/// Units across a drawing.
const WIDTH: f64 = 320.0;
/// Tallest drawing, in the same units.
const HEIGHT_MAX: f64 = 320.0;
/// Empty space around what is drawn.
const PAD: f64 = 8.0;
/// How far a thinned line may stray from the real one, in units.
const STRAY: f64 = 0.9;
/// Points tried in each direction for the place of a name.
const NAME_STEPS: u32 = 12;
/// Areas whose middle lies nearer to the edge than this get no name.
const NAME_MARGIN: i32 = 18;

/// A county to draw.
#[derive(Debug, Clone, Copy)]
pub struct SketchedCounty<'a> {
    /// Its code.
    pub code: CountyCode,
    /// Its outline.
    pub outline: &'a Outline,
    /// The drawing is made to hold it; others show as far as they reach in.
    pub main: bool,
}

/// A drawing of counties, rings and villages. A 示意图, no evidence of any boundary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Units across.
    pub width: i32,
    /// Units down.
    pub height: i32,
    /// The counties.
    pub areas: Vec<SketchedArea>,
    /// Drawn rings, each an SVG path.
    pub rings: Vec<String>,
    /// Villages whose points are recorded.
    pub points: Vec<SketchedPoint>,
}

/// A village in a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SketchedPoint {
    /// Units from the left.
    pub x: i32,
    /// Units from the top.
    pub y: i32,
    /// Why it is drawn.
    pub mark: PointMark,
}

/// Why a village's point is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointMark {
    /// The drawing is about it.
    Own,
    /// A version changes what it is told.
    Changed(ZoneChange),
}

/// A county in a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchedArea {
    /// Its code.
    pub code: CountyCode,
    /// Its outline as an SVG path.
    pub path: String,
    /// Where its name goes, if there is room.
    pub name_at: Option<(i32, i32)>,
    /// The drawing is about it.
    pub main: bool,
}

impl Sketch {
    /// Draws counties, rings and points; none if there is nothing to fit the drawing to.
    pub fn draw(counties: &[SketchedCounty<'_>], rings: &[&[Wgs84]], points: &[(Wgs84, PointMark)]) -> Option<Self> {
        let main = counties.iter().filter(|county| county.main);
        let view = View::around(main.flat_map(|county| &county.outline.rings))?;
        let mut areas: Vec<SketchedArea> = counties.iter().filter_map(|county| view.area(county)).collect();
        // What the drawing is about lies on top of its neighbours.
        areas.sort_by_key(|area| area.main);
        Some(Self {
            width: whole(WIDTH),
            height: whole(view.height),
            areas,
            rings: rings.iter().filter_map(|ring| view.path(ring)).collect(),
            points: points.iter().map(|(at, mark)| view.point(*at, *mark)).collect(),
        })
    }
}

/// How degrees become units.
struct View {
    west: f64,
    north: f64,
    /// Units in a degree of longitude, and of latitude.
    across: f64,
    down: f64,
    height: f64,
}

impl View {
    fn around<'r>(rings: impl Iterator<Item = &'r Ring>) -> Option<Self> {
        let (south_west, north_east) = rings.map(Ring::bounds).reduce(|(sw, ne), (sw2, ne2)| {
            (
                Wgs84::new(sw.longitude.min(sw2.longitude), sw.latitude.min(sw2.latitude)),
                Wgs84::new(ne.longitude.max(ne2.longitude), ne.latitude.max(ne2.latitude)),
            )
        })?;
        let squeeze = f64::midpoint(south_west.latitude, north_east.latitude)
            .to_radians()
            .cos();
        let (wide, tall) = (
            (north_east.longitude - south_west.longitude) * squeeze,
            north_east.latitude - south_west.latitude,
        );
        let scale = ((WIDTH - 2.0 * PAD) / wide).min((HEIGHT_MAX - 2.0 * PAD) / tall);
        if !scale.is_finite() {
            return None;
        }
        // A tall county stands in the middle of the width.
        let left = (WIDTH - wide * scale) / 2.0;
        Some(Self {
            west: south_west.longitude - left / (scale * squeeze),
            north: north_east.latitude + PAD / scale,
            across: scale * squeeze,
            down: scale,
            height: tall * scale + 2.0 * PAD,
        })
    }

    fn point(&self, at: Wgs84, mark: PointMark) -> SketchedPoint {
        let (x, y) = rounded(self.project(at));
        SketchedPoint { x, y, mark }
    }

    fn project(&self, at: Wgs84) -> (f64, f64) {
        (
            (at.longitude - self.west) * self.across,
            (self.north - at.latitude) * self.down,
        )
    }

    fn shows(&self, (x, y): (i32, i32), margin: i32) -> bool {
        (margin..=whole(WIDTH) - margin).contains(&x) && (margin..=whole(self.height) - margin).contains(&y)
    }

    fn area(&self, county: &SketchedCounty<'_>) -> Option<SketchedArea> {
        let paths: Vec<String> = county
            .outline
            .rings
            .iter()
            .filter_map(|ring| self.path(ring.points()))
            .collect();
        let largest = county.outline.rings.iter().max_by_key(|ring| ring.points().len())?;
        let middle = rounded(self.project(name_place(largest)));
        (!paths.is_empty()).then(|| SketchedArea {
            code: county.code,
            path: paths.concat(),
            name_at: self.shows(middle, NAME_MARGIN).then_some(middle),
            main: county.main,
        })
    }

    /// The points as a closed path; none if they all lie outside the drawing or fall together.
    fn path(&self, points: &[Wgs84]) -> Option<String> {
        let projected: Vec<(f64, f64)> = points.iter().map(|at| self.project(*at)).collect();
        let beyond = |out: fn(f64, f64, f64) -> bool| projected.iter().all(|(x, y)| out(*x, *y, self.height));
        if beyond(|x, _, _| x < 0.0)
            || beyond(|x, _, _| x > WIDTH)
            || beyond(|_, y, _| y < 0.0)
            || beyond(|_, y, height| y > height)
        {
            return None;
        }
        let mut corners: Vec<(i32, i32)> = thinned(&projected).into_iter().map(rounded).collect();
        corners.dedup();
        if corners.first() == corners.last() {
            corners.pop();
        }
        let (first, rest) = corners.split_first().filter(|(_, rest)| rest.len() >= 2)?;
        let mut path = format!("M{} {}l", first.0, first.1);
        let mut from = *first;
        for (at, corner) in rest.iter().enumerate() {
            for (n, step) in [corner.0 - from.0, corner.1 - from.1].into_iter().enumerate() {
                // A minus sign parts two numbers as well as a blank does.
                if step >= 0 && (at > 0 || n > 0) {
                    path.push(' ');
                }
                path.push_str(&step.to_string());
            }
            from = *corner;
        }
        path.push('z');
        Some(path)
    }
}

/// Where a name fits best in a ring: of a grid of points, the one deepest inside.
pub fn name_place(ring: &Ring) -> Wgs84 {
    let (low, high) = ring.bounds();
    let along = |from: f64, to: f64, step: u32| from + (to - from) * (f64::from(step) + 0.5) / f64::from(NAME_STEPS);
    let deepest = (0..NAME_STEPS * NAME_STEPS)
        .map(|n| {
            Wgs84::new(
                along(low.longitude, high.longitude, n % NAME_STEPS),
                along(low.latitude, high.latitude, n / NAME_STEPS),
            )
        })
        .filter(|at| ring.contains(*at))
        .map(|at| (ring.distance_to_boundary(at), at))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    deepest.map_or(ring.points()[0], |(_, at)| at)
}

/// Leaves out points that lie within [`STRAY`] of the line without them (Douglas and Peucker).
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let farthest = points
        .iter()
        .enumerate()
        .map(|(at, point)| (at, stray(*point, *first, *last)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    match farthest {
        Some((at, stray)) if stray > STRAY => {
            let mut kept = thinned(&points[..=at]);
            kept.pop();
            kept.extend(thinned(&points[at..]));
            kept
        }
        _ if points.len() == 1 => vec![*first],
        _ => vec![*first, *last],
    }
}

/// How far a point lies from the line between two.
fn stray((x, y): (f64, f64), (ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (x - ax - along * dx).hypot(y - ay - along * dy)
}

fn rounded((x, y): (f64, f64)) -> (i32, i32) {
    (whole(x), whole(y))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a drawing is a few hundred units; far neighbours saturate"
)]
fn whole(units: f64) -> i32 {
    units.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64, between: u32) -> Outline {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let mut points = vec![Wgs84::new(west, south)];
        for pair in corners.windows(2) {
            for n in 1..=between {
                let along = f64::from(n) / f64::from(between);
                points.push(Wgs84::new(
                    west + side * (pair[0].0 + (pair[1].0 - pair[0].0) * along),
                    south + side * (pair[0].1 + (pair[1].1 - pair[0].1) * along),
                ));
            }
        }
        let last = points.len() - 1;
        points[last] = points[0];
        Outline {
            rings: vec![Ring::new(points).unwrap()],
        }
    }

    fn county(code: u32, outline: &Outline, main: bool) -> SketchedCounty<'_> {
        SketchedCounty {
            code: code.try_into().unwrap(),
            outline,
            main,
        }
    }

    #[test]
    fn a_straight_side_needs_two_points_however_many_it_had() {
        let outline = square(113.0, 35.0, 0.2, 50);
        let sketch = Sketch::draw(&[county(410_821, &outline, true)], &[], &[]).unwrap();
        let path = &sketch.areas[0].path;
        assert!(
            path.starts_with('M') && path.ends_with('z') && path.len() < 40,
            "{path}"
        );
        assert_eq!(path.matches('l').count(), 1);
    }

    #[test]
    fn neighbours_show_only_where_they_reach_in() {
        let (own, beside, far) = (
            square(113.0, 35.0, 0.2, 1),
            square(113.2, 35.0, 0.2, 1),
            square(115.0, 35.0, 0.2, 1),
        );
        let counties = [
            county(410_821, &own, true),
            county(410_822, &beside, false),
            county(410_823, &far, false),
        ];
        let ring = square(113.05, 35.05, 0.05, 1).rings[0].points().to_vec();
        let sketch = Sketch::draw(&counties, &[&ring], &[(Wgs84::new(113.1, 35.1), PointMark::Own)]).unwrap();
        let codes: Vec<u32> = sketch.areas.iter().map(|area| area.code.number()).collect();
        assert_eq!(codes, [410_822, 410_821], "the main one on top");
        assert_eq!(sketch.rings.len(), 1);
        let SketchedPoint { x, y, .. } = sketch.points[0];
        assert!((x - sketch.width / 2).abs() <= 1 && (y - sketch.height / 2).abs() <= 1);
    }

    #[test]
    fn a_name_stands_inside_however_the_ring_bends() {
        let p = Wgs84::new;
        let hook = [
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 0.1),
            (0.1, 0.1),
            (0.1, 0.9),
            (1.0, 0.9),
            (1.0, 1.0),
            (0.0, 1.0),
            (0.0, 0.0),
        ];
        let ring = Ring::new(hook.map(|(x, y)| p(113.0 + x * 0.2, 35.0 + y * 0.2)).to_vec()).unwrap();
        assert!(ring.contains(name_place(&ring)));
    }

    #[test]
    fn nothing_to_draw_is_no_drawing() {
        assert_eq!(Sketch::draw(&[], &[], &[]), None);
    }
}
