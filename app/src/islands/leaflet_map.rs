//! The map library: loaded from this site once a map wakes, and drawn on with what the data holds.

use js_sys::{Array, Function, Promise, Reflect};
use leaflet::{
    CircleMarker, FeatureGroup, Icon, LatLng, Layer, LayerGroup, Map, MapOptions, Polygon, Popup, PopupOptions,
    Tooltip, TooltipOptions,
};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use super::map_data::{MapData, field, items, list, object, position, positions, text};
use crate::domain::coordinate::Wgs84;

/// The library; its version stands in the address, so that it may be kept for good.
const SCRIPT: &str = "/leaflet/leaflet.js?v=1.9.4";
/// Its style sheet, and what this site adds to it.
const STYLES: [&str; 2] = ["/leaflet/leaflet.css?v=1.9.4", "/map.css"];
/// Closest and farthest view.
const ZOOMS: (f64, f64) = (8.0, 18.0);

/// Lines around counties, and ring boundaries.
const LINE: &str = "#44566d";
const EMBER: &str = "#c23c0a";
/// The blue of marks.
pub const SKY: &str = "#0b6bcb";
/// Pixels across of a mark to drag.
const SPOT: f64 = 32.0;

/// Loads the library and its style sheets, unless an earlier map did.
///
/// # Errors
/// Whatever the browser says, when one of them cannot be had.
pub async fn load() -> Result<(), JsValue> {
    if !field(&window(), "L").is_undefined() {
        return Ok(());
    }
    for address in STYLES {
        loaded("link", &[("rel", "stylesheet"), ("href", address)]).await?;
    }
    loaded("script", &[("src", SCRIPT)]).await
}

/// Adds an element to the head and waits until the browser has what it names.
async fn loaded(tag: &str, attributes: &[(&str, &str)]) -> Result<(), JsValue> {
    let element = document().create_element(tag)?;
    for (name, value) in attributes {
        element.set_attribute(name, value)?;
    }
    let outcome = Promise::new(&mut |done, failed| {
        _ = element.add_event_listener_with_callback("load", &done);
        _ = element.add_event_listener_with_callback("error", &failed);
    });
    if let Some(head) = document().head() {
        head.append_child(&element)?;
    }
    JsFuture::from(outcome).await.map(|_| ())
}

/// A map in `element`, with nothing on it. Arrow keys, plus and minus work while it has the focus.
///
/// # Errors
/// Whatever the library says.
pub fn new_map(element: &HtmlElement) -> Result<Map, JsValue> {
    let options = MapOptions::new();
    // What the drawing is and its number stand below it, for the list's readers too.
    options.set_attribution_control(false);
    // A wheel scrolls the page; the buttons and the keys change the scale.
    options.set_scroll_wheel_zoom(false);
    options.set_zoom_animation(false);
    options.set_fade_animation(false);
    options.set_zoom_snap(0.25);
    options.set_min_zoom(ZOOMS.0);
    options.set_max_zoom(ZOOMS.1);
    let map = Map::new_with_element(element, &options)?;
    for (button, words) in [("in", "放大"), ("out", "缩小")] {
        if let Ok(Some(button)) = element.query_selector(&format!(".leaflet-control-zoom-{button}")) {
            _ = button.set_attribute("aria-label", words);
            _ = button.set_attribute("title", words);
        }
    }
    Ok(map)
}

/// How a shape looks.
pub fn style(line: &str, weight: f64, fill: Option<&str>) -> JsValue {
    object(&[
        ("color", line.into()),
        ("weight", weight.into()),
        ("fill", true.into()),
        // Without a filling of its own a shape still takes clicks.
        ("fillColor", fill.unwrap_or("#fff").into()),
        ("fillOpacity", if fill.is_some() { 0.75 } else { 0.0 }.into()),
    ])
}

/// A county's outline.
pub fn outline(feature: &JsValue, style: &JsValue) -> Polygon {
    let polygons: Array = items(&field(feature, "geometry"), "coordinates")
        .iter()
        .map(|polygon| -> Array { list(polygon).iter().map(|ring| lat_lngs(&positions(ring))).collect() })
        .collect();
    Polygon::new_with_options(&polygons, style.unchecked_ref())
}

/// A county's outline without a filling, and its name, for good.
pub fn plain_outline(map: &Map, feature: &JsValue) -> Polygon {
    let shape = outline(feature, &style(LINE, 1.5, None));
    shape.unchecked_ref::<Layer>().add_to(map);
    let properties = field(feature, "properties");
    if let Some(at) = position(&field(&properties, "name_at")) {
        let tooltip = always(&text(&properties, "short"));
        tooltip.set_lat_lng(&lat_lng(at).into());
        tooltip.unchecked_ref::<Layer>().add_to(map);
    }
    shape
}

/// A ring as drawn, hatched.
pub fn ring(ring: &JsValue) -> Layer {
    let points = lat_lngs(&positions(&field(ring, "points")));
    let options = style(EMBER, 2.0, Some("url(#p-some)"));
    Polygon::new_with_options(&points, options.unchecked_ref()).unchecked_into()
}

/// A round mark.
pub fn mark(at: Wgs84, radius: f64, fill: &str) -> Layer {
    let options = object(&[
        ("radius", radius.into()),
        ("color", "#fff".into()),
        ("weight", 2.0.into()),
        ("fillColor", fill.into()),
        ("fillOpacity", 1.0.into()),
    ]);
    CircleMarker::new_with_options(&lat_lng(at), &options).unchecked_into()
}

/// A mark that the style sheet draws, as large as a finger.
///
/// # Errors
/// Whatever the library says.
pub fn spot(class: &str) -> Result<Icon, JsValue> {
    let options = object(&[
        ("className", class.into()),
        ("iconSize", Array::of2(&SPOT.into(), &SPOT.into()).into()),
    ]);
    // The crate's own `DivIcon` makes a plain icon, which wants a picture.
    let make: Function = field(&field(&window(), "L"), "DivIcon").dyn_into()?;
    Ok(Reflect::construct(&make, &Array::of1(&options))?.unchecked_into())
}

/// The library's way of writing a position.
pub fn lat_lng(at: Wgs84) -> LatLng {
    LatLng::new(at.latitude, at.longitude)
}

/// Several positions.
pub fn lat_lngs(points: &[Wgs84]) -> Array {
    points.iter().map(|at| JsValue::from(lat_lng(*at))).collect()
}

/// Where the library says something is.
pub fn wgs84(at: &LatLng) -> Wgs84 {
    Wgs84::new(at.lng(), at.lat())
}

/// Words that always show on a mark.
pub fn name(mark: &Layer, words: &str) {
    mark.bind_tooltip(&always(words));
}

fn always(words: &str) -> Tooltip {
    let options = TooltipOptions::new();
    options.set_permanent(true);
    options.set_direction("center".into());
    _ = Reflect::set(&options, &"className".into(), &"map-name".into());
    let tooltip = Tooltip::new(&options, None);
    tooltip.set_content(&text_node(words));
    tooltip
}

/// What opens when a shape is pressed: paragraphs, and a link to go on. Text nodes all, never HTML.
pub fn popup(shape: &Layer, lines: &[String], link: Option<(&str, String)>) {
    let Ok(content) = paragraphs(lines, link) else {
        return;
    };
    let popup = Popup::new(&PopupOptions::new(), None);
    popup.unchecked_ref::<leaflet::DivOverlay>().set_content(&content);
    shape.bind_popup(&popup);
}

fn paragraphs(lines: &[String], link: Option<(&str, String)>) -> Result<Element, JsValue> {
    let content = document().create_element("div")?;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let paragraph = document().create_element("p")?;
        paragraph.set_text_content(Some(line));
        content.append_child(&paragraph)?;
    }
    if let Some((words, address)) = link {
        let anchor = document().create_element("a")?;
        anchor.set_attribute("href", &address)?;
        anchor.set_text_content(Some(words));
        content.append_child(&anchor)?;
    }
    Ok(content)
}

fn text_node(words: &str) -> JsValue {
    document().create_text_node(words).into()
}

/// Shows the whole of a shape.
pub fn fit(map: &Map, shape: &JsValue) {
    map.fit_bounds(&shape.unchecked_ref::<FeatureGroup>().get_bounds());
}

/// Every county's plain outline, the rings in force in one of them, and its recorded villages: what editors draw over.
pub fn staff_base(map: &Map, data: &MapData, county: &str) {
    let mut own: Option<Polygon> = None;
    let all = FeatureGroup::new();
    for feature in data.counties() {
        let shape = plain_outline(map, &feature);
        all.unchecked_ref::<LayerGroup>().add_layer(shape.unchecked_ref());
        if text(&field(&feature, "properties"), "code") == county {
            own = Some(shape);
        }
    }
    match own {
        Some(shape) => fit(map, &shape),
        // 示范区 has no outline of its own.
        None => fit(map, &all),
    }
    for drawn in items(&data.layers, "rings") {
        if text(&drawn, "county") == county {
            ring(&drawn).add_to(map);
        }
    }
    for point in items(&data.layers, "points") {
        if text(&point, "code").starts_with(county)
            && let Some(at) = position(&field(&point, "at"))
        {
            let shape = mark(at, 5.0, LINE);
            popup(&shape, &[text(&point, "name"), text(&point, "area")], None);
            shape.add_to(map);
        }
    }
}
