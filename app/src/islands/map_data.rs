//! The map's data as the browser holds it: fetched from this site, read by name, never turned into HTML.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::domain::{
    coordinate::Wgs84,
    division::CountyCode,
    geometry::{Outline, Ring},
    locate::{CountyArea, Verdict},
    ring_index::RingIndex,
    zone::ZoneStatus,
};

/// Address of the counties' outlines.
const BASE: &str = "/map/base.json";
/// Address of what lies on them.
const LAYERS: &str = "/map/layers.json";

/// The outlines, and what lies on them.
pub struct MapData {
    /// A GeoJSON collection of counties.
    pub base: JsValue,
    /// Notices, rings, points, outlets.
    pub layers: JsValue,
}

impl MapData {
    /// Asks this site for both; nothing of the person or the place goes with the question.
    ///
    /// # Errors
    /// Whatever the browser says, when the site cannot be reached.
    pub async fn fetch() -> Result<Self, JsValue> {
        Ok(Self {
            base: fetch_json(BASE).await?,
            layers: fetch_json(LAYERS).await?,
        })
    }

    /// The counties' GeoJSON features.
    pub fn counties(&self) -> Vec<JsValue> {
        items(&self.base, "features")
    }

    /// The outlines as the rules read them.
    pub fn areas(&self) -> Vec<CountyArea> {
        let area = |feature: &JsValue| {
            let properties = field(feature, "properties");
            let polygons = items(&field(feature, "geometry"), "coordinates");
            let rings = polygons
                .iter()
                .flat_map(list)
                .filter_map(|ring| Ring::new(positions(&ring)).ok())
                .collect();
            Some(CountyArea {
                code: text(&properties, "code").parse().ok()?,
                outline: Outline { rings },
                margin: number(&properties, "margin")?,
            })
        };
        self.counties().iter().filter_map(area).collect()
    }

    /// What each county's notice in force says of positions; none where there is no notice.
    pub fn verdicts(&self) -> Vec<CountyVerdict> {
        let rings = items(&self.layers, "rings");
        let verdict = |county: &JsValue| {
            let code = text(county, "code");
            let drawn = rings
                .iter()
                .filter(|ring| text(ring, "county") == code)
                .filter_map(|ring| Ring::new(positions(&field(ring, "points"))).ok())
                .map(RingIndex::new)
                .collect();
            let everywhere = match text(county, "everywhere").as_str() {
                "inside" => Some(ZoneStatus::Inside),
                "outside" => Some(ZoneStatus::Outside),
                _ => None,
            };
            let said = Verdict {
                everywhere,
                rings: drawn,
                rings_alone: field(county, "rings_alone").is_truthy(),
                includes_briquettes: field(county, "briquettes").is_truthy(),
            };
            Some(CountyVerdict {
                code: code.parse().ok()?,
                name: text(county, "name"),
                verdict: field(county, "notice").is_string().then_some(said),
            })
        };
        items(&self.layers, "counties").iter().filter_map(verdict).collect()
    }
}

/// A county, and what its notice in force says.
pub struct CountyVerdict {
    /// Its code.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
    /// What its notice says; none without one.
    pub verdict: Option<Verdict>,
}

async fn fetch_json(address: &str) -> Result<JsValue, JsValue> {
    let response = JsFuture::from(leptos::prelude::window().fetch_with_str(address)).await?;
    let response: web_sys::Response = response.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str(&response.status_text()));
    }
    JsFuture::from(response.json()?).await
}

/// A property; undefined if there is none.
pub fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is text; empty if there is none.
pub fn text(of: &JsValue, name: &str) -> String {
    field(of, name).as_string().unwrap_or_default()
}

/// A property that is a number.
pub fn number(of: &JsValue, name: &str) -> Option<f64> {
    field(of, name).as_f64()
}

/// The items of a list; none for anything else.
pub fn list(of: &JsValue) -> Vec<JsValue> {
    of.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default()
}

/// The items of a property that is a list.
pub fn items(of: &JsValue, name: &str) -> Vec<JsValue> {
    list(&field(of, name))
}

/// A position written `[longitude, latitude]`.
pub fn position(of: &JsValue) -> Option<Wgs84> {
    match list(of).as_slice() {
        [longitude, latitude, ..] => Some(Wgs84::new(longitude.as_f64()?, latitude.as_f64()?)),
        _ => None,
    }
}

/// A list of positions.
pub fn positions(of: &JsValue) -> Vec<Wgs84> {
    list(of).iter().filter_map(position).collect()
}

/// An object of these properties.
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a fresh object cannot fail.
        _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
