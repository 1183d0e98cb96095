//! A drawn boundary: GeoJSON in, points in WGS-84 out, and back.

use app::domain::{
    coordinate::{CoordinateSystem, Wgs84},
    zone_draft::RING_POINTS_MAX,
};
use geojson::{Feature, FeatureCollection, GeoJson, GeometryValue};

/// The one boundary that a GeoJSON text draws, its numbers read in `crs`; the last point repeats the first.
///
/// # Errors
/// What is wrong with it, in plain Chinese.
pub fn read_polygon(text: &str, crs: CoordinateSystem) -> Result<Vec<Wgs84>, String> {
    let parsed: GeoJson = text
        .parse()
        .map_err(|_| "读不出来，应是 GeoJSON 的多边形（Polygon）".to_owned())?;
    check_system(text)?;
    let mut rings = Vec::new();
    match parsed {
        GeoJson::Geometry(geometry) => gather(geometry.value, &mut rings)?,
        GeoJson::Feature(feature) => gather_feature(feature, &mut rings)?,
        GeoJson::FeatureCollection(FeatureCollection { features, .. }) => {
            for feature in features {
                gather_feature(feature, &mut rings)?;
            }
        }
    }
    let [ring] = rings.as_slice() else {
        return Err(format!(
            "要正好一个多边形，这里有 {} 个；多片范围请分成几个环",
            rings.len()
        ));
    };
    if ring.len() > RING_POINTS_MAX {
        return Err(format!("点太多了（{} 个），最多 {RING_POINTS_MAX} 个", ring.len()));
    }
    ring.iter().map(|point| position(point, crs)).collect()
}

/// A boundary as GeoJSON in WGS-84, to seven digits: a centimetre.
pub fn write_polygon(points: &[Wgs84]) -> String {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let points: Vec<[f64; 2]> = points
        .iter()
        .map(|at| [round(at.longitude), round(at.latitude)])
        .collect();
    serde_json::json!({"type": "Polygon", "coordinates": [points]}).to_string()
}

/// GeoJSON is WGS-84; the old `crs` member may say so, or that it is CGCS2000, within a metre of it.
fn check_system(text: &str) -> Result<(), String> {
    const KNOWN: [&str; 3] = ["CRS84", "4326", "4490"];
    let whole: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let Some(crs) = whole.get("crs").filter(|crs| !crs.is_null()) else {
        return Ok(());
    };
    let name = crs["properties"]["name"].as_str().unwrap_or_default();
    if KNOWN.iter().any(|known| name.ends_with(known)) {
        Ok(())
    } else {
        Err(format!(
            "坐标系“{name}”不能用，请转成 WGS-84（EPSG:4326）或 CGCS2000（EPSG:4490）的经纬度"
        ))
    }
}

fn gather_feature(feature: Feature, rings: &mut Vec<Vec<Vec<f64>>>) -> Result<(), String> {
    match feature.geometry {
        Some(geometry) => gather(geometry.value, rings),
        None => Ok(()),
    }
}

fn gather(value: GeometryValue, rings: &mut Vec<Vec<Vec<f64>>>) -> Result<(), String> {
    let polygons = match value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates,
        _ => return Err("要多边形（Polygon），不能是点或线".to_owned()),
    };
    for polygon in polygons {
        let mut outlines = polygon.into_iter();
        let outline = outlines.next().unwrap_or_default();
        if outlines.next().is_some() {
            return Err("多边形中间不能有洞；洞里的村不在禁煤区，就不要写进名单".to_owned());
        }
        rings.push(
            outline
                .into_iter()
                .map(|position| position.as_slice().to_vec())
                .collect(),
        );
    }
    Ok(())
}

fn position(point: &[f64], crs: CoordinateSystem) -> Result<Wgs84, String> {
    match point {
        [longitude, latitude, ..] if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 => {
            Ok(crs.to_wgs84(*longitude, *latitude))
        }
        [longitude, latitude, ..] if longitude.abs() <= 90.0 && latitude.abs() <= 180.0 => {
            Err("经度和纬度写反了，应是 [经度, 纬度]".to_owned())
        }
        [_, _, ..] => Err("不是经纬度：可能是投影坐标，请转成 WGS-84 的经纬度".to_owned()),
        _ => Err("有的点不是两个数".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[113.1,35.1],[113.2,35.1],[113.2,35.2],[113.1,35.1]]";

    fn read(text: &str) -> Result<Vec<Wgs84>, String> {
        read_polygon(text, CoordinateSystem::Wgs84)
    }

    #[test]
    fn the_forms_that_files_take() {
        let polygon = format!(r#"{{"type":"Polygon","coordinates":[{SQUARE}]}}"#);
        let feature = format!(r#"{{"type":"Feature","properties":null,"geometry":{polygon}}}"#);
        let collection = format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::4490"}}}},"features":[{feature}]}}"#
        );
        for text in [&polygon, &feature, &collection] {
            assert_eq!(read(text).unwrap().len(), 4, "{text}");
        }
        let points = read(&polygon).unwrap();
        assert_eq!(read(&write_polygon(&points)).unwrap(), points);
        let shifted = read_polygon(&polygon, CoordinateSystem::Gcj02).unwrap();
        assert!(
            (points[0].longitude - shifted[0].longitude - 0.006).abs() < 0.001,
            "{shifted:?}"
        );
    }

    #[test]
    fn what_cannot_be_a_boundary_is_told_why() {
        let polygon = |points: &str| format!(r#"{{"type":"Polygon","coordinates":[{points}]}}"#);
        let many = format!("[{}]", vec!["[113.1,35.1]"; RING_POINTS_MAX + 1].join(","));
        for (text, wanted) in [
            ("王庄".to_owned(), "GeoJSON"),
            (r#"{"type":"Point","coordinates":[113.1,35.1]}"#.to_owned(), "点或线"),
            (polygon(&format!("{SQUARE},{SQUARE}")), "洞"),
            (
                format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE}],[{SQUARE}]]}}"#),
                "2 个",
            ),
            (polygon("[[35.1,113.1],[35.2,113.1],[35.2,113.2],[35.1,113.1]]"), "写反"),
            (
                polygon("[[508000,3884000],[509000,3884000],[509000,3885000],[508000,3884000]]"),
                "投影",
            ),
            (
                format!(
                    r#"{{"type":"Polygon","crs":{{"type":"name","properties":{{"name":"EPSG:3857"}}}},"coordinates":[{SQUARE}]}}"#
                ),
                "EPSG:3857",
            ),
            (polygon(&many), "点太多"),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.contains(wanted), "{wanted} in {error}");
        }
    }
}
