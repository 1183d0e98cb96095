//! `counties.geojson` and `city.geojson`: outlines good enough to propose counties, never to decide near a border.

use std::{collections::BTreeMap, path::Path};

use app::domain::{
    coordinate::Wgs84,
    division::{CountyCode, Divisions},
    geometry::{Outline, Ring},
    locate::WITHIN_OTHERS,
};
use geojson::{Feature, FeatureCollection, GeometryValue, Position};

use super::problem::Problems;
use crate::text_file::TextFile;

const COUNTIES: &str = "counties.geojson";
const CITY: &str = "city.geojson";

/// The city's outline and its counties'.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    pub(super) city: Outline,
    pub(super) counties: BTreeMap<CountyCode, Outline>,
}

/// Reads both files. Every county needs an outline, or a line in [`WITHIN_OTHERS`].
pub(super) fn load(folder: &Path, divisions: &Divisions, problems: &mut Problems) -> Outlines {
    Outlines {
        city: load_city(folder, problems).unwrap_or_default(),
        counties: load_counties(folder, divisions, problems).unwrap_or_default(),
    }
}

fn load_city(folder: &Path, problems: &mut Problems) -> Option<Outline> {
    let file = problems.read(folder, CITY)?;
    let features = features(&file, problems)?;
    let [feature] = features.as_slice() else {
        problems.add(CITY, 1, format!("应只有一个图形，现有 {} 个", features.len()));
        return None;
    };
    outline(feature, &file, 1, problems)
}

fn load_counties(
    folder: &Path,
    divisions: &Divisions,
    problems: &mut Problems,
) -> Option<BTreeMap<CountyCode, Outline>> {
    let file = problems.read(folder, COUNTIES)?;
    let mut counties = BTreeMap::new();
    for feature in features(&file, problems)? {
        let Some(code) = feature.property("code").and_then(|c| c.as_str()) else {
            problems.add(COUNTIES, 1, "有一个图形没有写区县代码（properties 里的 code）");
            continue;
        };
        let line = line_of_code(&file, code);
        let Some(county) = code.parse().ok().filter(|code| divisions.county(*code).is_some()) else {
            problems.add(COUNTIES, line, format!("没有这个区县：{code}"));
            continue;
        };
        if let Some(outline) = outline(&feature, &file, line, problems)
            && counties.insert(county, outline).is_some()
        {
            problems.add(COUNTIES, line, format!("区县 {code} 的图形重复"));
        }
    }
    let enclosed = |code: CountyCode| WITHIN_OTHERS.iter().any(|(inner, _)| *inner == code.number());
    for county in divisions.counties() {
        if !counties.contains_key(&county.code) && !enclosed(county.code) {
            problems.add(COUNTIES, 1, format!("缺少{}（{}）的图形", county.name, county.code));
        }
    }
    Some(counties)
}

/// GeoJSON has no positions of its own: the line on which the county's code is written says where to look.
fn line_of_code(file: &TextFile, code: &str) -> usize {
    file.text
        .find(&format!("\"{code}\""))
        .map_or(1, |offset| file.line(offset))
}

fn features(file: &TextFile, problems: &mut Problems) -> Option<Vec<Feature>> {
    // Parsed twice because only the JSON parser says where it stopped.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&file.text) {
        problems.add(&file.name, error.line(), format!("不是 JSON（{error}）"));
        return None;
    }
    match file.text.parse::<FeatureCollection>() {
        Ok(collection) => Some(collection.features),
        Err(error) => {
            problems.add(&file.name, 1, format!("不是 GeoJSON 的 FeatureCollection（{error}）"));
            None
        }
    }
}

fn outline(feature: &Feature, file: &TextFile, line: usize, problems: &mut Problems) -> Option<Outline> {
    let polygons: Vec<&Vec<Vec<Position>>> = match feature.geometry.as_ref().map(|g| &g.value) {
        Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
        Some(GeometryValue::MultiPolygon { coordinates }) => coordinates.iter().collect(),
        _ => {
            problems.add(&file.name, line, "图形应是 Polygon 或 MultiPolygon");
            return None;
        }
    };
    let mut rings = Vec::new();
    for polygon in polygons {
        let [outer] = polygon.as_slice() else {
            problems.add(&file.name, line, "图形里有洞或没有外环：只支持不带洞的图形");
            return None;
        };
        let Some(points) = outer.iter().map(point).collect() else {
            problems.add(&file.name, line, "有一个点不是 [经度, 纬度]");
            return None;
        };
        match Ring::new(points) {
            Ok(ring) => rings.push(ring),
            Err(error) => {
                problems.add(&file.name, line, error.to_string());
                return None;
            }
        }
    }
    if rings.is_empty() {
        problems.add(&file.name, line, "图形是空的");
        return None;
    }
    Some(Outline { rings })
}

fn point(position: &Position) -> Option<Wgs84> {
    match position.as_slice() {
        [longitude, latitude, ..] => Some(Wgs84::new(*longitude, *latitude)),
        _ => None,
    }
}
