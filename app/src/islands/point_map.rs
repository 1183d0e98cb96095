//! A map on which staff tap where a village lies; the tap fills the form's fields.

use leaflet::{Layer, Map};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::HtmlElement;

use super::leaflet_map::{SKY, lat_lng, load, mark, new_map, staff_base, wgs84};
use super::map_data::MapData;
use super::{field_value, fill_field};
use crate::domain::coordinate::Wgs84;

/// The map below a field for a position.
#[crate::piece]
pub fn PointMap(
    /// The id of the field that takes `longitude, latitude`.
    field: String,
    /// The id of the field that says which system the numbers are in.
    system: String,
    /// The county's code.
    county: String,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let drawn = StoredValue::new_local(None::<Map>);
    let shown = StoredValue::new_local(None::<Layer>);
    let awake = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let (field, system) = (StoredValue::new(field), StoredValue::new(system));

    let put = move |at: Wgs84| {
        drawn.with_value(|map| {
            let Some(map) = map else { return };
            if let Some(before) = shown.try_update_value(Option::take).flatten() {
                before.remove();
            }
            let layer = mark(at, 9.0, SKY);
            layer.add_to(map);
            shown.set_value(Some(layer));
        });
        field.with_value(|field| fill_field(field, &format!("{:.6}, {:.6}", at.longitude, at.latitude)));
        // The map's own positions are in WGS-84, whatever was chosen before.
        system.with_value(|system| fill_field(system, "wgs84"));
        said.set("点好了，看看对不对，再点“保存位置”。".into());
    };
    Effect::new(move || {
        let Some(element) = place.get() else { return };
        let county = county.clone();
        spawn_local(async move {
            let Ok(map) = draw(&element, &county, put).await else {
                said.set("地图打不开，请直接填经度、纬度。".into());
                return;
            };
            let recorded = (system.with_value(|system| field_value(system)) == "wgs84")
                .then(|| field.with_value(|field| pair(&field_value(field))))
                .flatten();
            if let Some(at) = recorded {
                let layer = mark(at, 9.0, SKY);
                layer.add_to(&map);
                shown.set_value(Some(layer));
                map.set_view(&lat_lng(at), 13.0);
            }
            drawn.set_value(Some(map));
            awake.set(true);
        });
    });
    let at_centre = move |_| {
        let centre = drawn.with_value(|map| map.as_ref().map(|map| wgs84(&map.get_center())));
        if let Some(at) = centre {
            put(at);
        }
    };
    view! {
        <div class="mapbox tall" hidden=move || !awake.get()>
            <div
                node_ref=place
                class="leaf"
                role="application"
                aria-label="点村委会的位置。方向键移动，加号减号放大缩小；也可以用下面的按钮取地图正中间。"
            ></div>
        </div>
        <p class="fl" hidden=move || !awake.get()>
            <button type="button" class="b" on:click=at_centre>"取地图正中间"</button>
        </p>
        <p class="hint" role="status">{move || said.get()}</p>
    }
}

/// `longitude, latitude` as the field holds it.
fn pair(text: &str) -> Option<Wgs84> {
    let (longitude, latitude) = text.split_once(',')?;
    Some(Wgs84::new(
        longitude.trim().parse().ok()?,
        latitude.trim().parse().ok()?,
    ))
}

async fn draw(element: &HtmlElement, county: &str, put: impl Fn(Wgs84) + 'static) -> Result<Map, JsValue> {
    let data = MapData::fetch().await?;
    load().await?;
    if let Some(around) = element.parent_element() {
        around.remove_attribute("hidden")?;
    }
    let map = new_map(element)?;
    staff_base(&map, &data, county);
    on_click(&map, put);
    Ok(map)
}

/// Tells where the map was pressed.
pub(super) fn on_click(map: &Map, pressed: impl Fn(Wgs84) + 'static) {
    let pressed = Closure::<dyn Fn(leaflet::MouseEvent)>::new(move |event: leaflet::MouseEvent| {
        pressed(wgs84(&event.lat_lng()));
    });
    map.unchecked_ref::<leaflet::Evented>()
        .on("click", &pressed.into_js_value());
}
