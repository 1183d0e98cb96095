//! The map's data for the browser: outlines, and what lies on them.

use app::domain::{
    coordinate::Wgs84,
    coverage::Coverage,
    division::{County, Located},
    sketch::name_place,
};
use serde_json::{Value, json};

use super::show_map::{Today, cases_in, open_outlets};
use crate::{app_state::App, storage::StorageError};

/// The counties' outlines as GeoJSON, with how far each may be off.
pub fn map_base(app: &App) -> Value {
    let features: Vec<Value> = app
        .reference
        .areas()
        .iter()
        .map(|area| {
            let county = app.reference.divisions().county(area.code);
            let polygons: Vec<[Vec<[f64; 2]>; 1]> = area
                .outline
                .rings
                .iter()
                .map(|ring| [positions(ring.points())])
                .collect();
            json!({
                "type": "Feature",
                "properties": {
                    "code": area.code,
                    "name": county.map_or("", |county| &county.name),
                    "short": county.map_or("", County::short),
                    "margin": area.margin,
                    "name_at": area.outline.rings.iter().max_by_key(|ring| ring.points().len()).map(|ring| {
                        let at = name_place(ring);
                        [at.longitude, at.latitude]
                    }),
                },
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            })
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features})
}

fn positions(points: &[Wgs84]) -> Vec<[f64; 2]> {
    points.iter().map(|p| [p.longitude, p.latitude]).collect()
}

/// What lies on the outlines: each county's notice and what it says of a position, rings, village points, cases.
///
/// # Errors
/// [`StorageError`] when the notices cannot be counted.
pub async fn map_layers(app: &App) -> Result<Value, StorageError> {
    let cases = app.storage.count_published_notices(app.clock.now()).await?;
    let divisions = app.reference.divisions();
    let today = Today::of(app);
    let mut rings = Vec::new();
    let mut counties = Vec::new();
    let mut outlets = Vec::new();
    let register = app.outlets.register();
    for (code, verdict) in today.book.verdicts(today.on) {
        let Some(county) = divisions.county(code) else {
            continue;
        };
        let zone = today.zone(code);
        let coverage = Coverage::of(zone, code, divisions);
        let own = cases_in(county, &cases);
        counties.push(json!({
            "code": code,
            "name": county.name,
            "short": county.short(),
            "coverage": coverage,
            "words": coverage.words(),
            "notice": zone.map(|zone| format!(
                "{}，{}，{}起执行",
                zone.notice.title,
                zone.notice.number,
                app::text::date(zone.in_force),
            )),
            "everywhere": verdict.and_then(|verdict| verdict.everywhere),
            "rings_alone": verdict.is_some_and(|verdict| verdict.rings_alone),
            "briquettes": verdict.is_some_and(|verdict| verdict.includes_briquettes),
            "cases": own.iter().map(|(_, count)| count).sum::<i64>(),
            "cases_at": own.iter().map(|(place, count)| format!("{place} {count} 件")).collect::<Vec<_>>().join("，"),
        }));
        outlets.extend(open_outlets(&register, &today, divisions, code).filter_map(|outlet| {
            let at = outlet.content.position?;
            let mark = if outlet.demonstration { "（示例）" } else { "" };
            Some(json!({
                "name": format!("{}{mark}", outlet.content.name),
                "address": outlet.content.address,
                "phone": outlet.content.phone,
                "at": [at.longitude, at.latitude],
            }))
        }));
        for ring in zone.iter().flat_map(|zone| &zone.scope.rings) {
            rings.push(json!({
                "county": code,
                "name": ring.name,
                "roads": ring.roads.join("、"),
                "points": positions(&ring.polygon),
            }));
        }
    }
    let points: Vec<Value> = app
        .village_points
        .points()
        .iter()
        .filter_map(|point| {
            let Located { village, town, county } = divisions.village(point.village)?;
            Some(json!({
                "code": point.village,
                "name": village.short,
                "area": format!("{} {}", county.name, town.name),
                "at": [point.at.longitude, point.at.latitude],
            }))
        })
        .collect();
    Ok(json!({"counties": counties, "rings": rings, "points": points, "outlets": outlets}))
}
