//! A map on which the reporter taps where it was; the tap becomes the tip's position.

use leaflet::{Layer, Map};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::leaflet_map::{SKY, lat_lng, load, mark, new_map, plain_outline, wgs84};
use super::map_data::MapData;
use super::point_map::on_click;
use super::report_flow::{Flow, Pin};
use crate::domain::coordinate::Wgs84;
use crate::icon::{Icon, icon};

/// How far a finger is off at most, in metres: the map has outlines, no houses.
const ACCURACY: &str = "500";
/// The middle of the city.
const MIDDLE: Wgs84 = Wgs84 {
    longitude: 113.12,
    latitude: 35.12,
};

/// The button, and the map it opens. The start script loads this at the button's first press.
#[crate::piece]
pub fn PinMap() -> impl IntoView {
    let flow = expect_context::<Flow>();
    let place = NodeRef::<Div>::new();
    let drawn = StoredValue::new_local(None::<Map>);
    let shown = StoredValue::new_local(None::<Layer>);
    let able = RwSignal::new(false);
    let open = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    Effect::new(move || able.set(true));

    let mark_at = move |at: Wgs84| {
        drawn.with_value(|map| {
            let Some(map) = map else { return };
            if let Some(before) = shown.try_update_value(Option::take).flatten() {
                before.remove();
            }
            let layer = mark(at, 9.0, SKY);
            layer.add_to(map);
            shown.set_value(Some(layer));
        });
    };
    let put = move |at: Wgs84| {
        mark_at(at);
        flow.pin.set(Some(Pin {
            lat: format!("{:.5}", at.latitude),
            long: format!("{:.5}", at.longitude),
            accuracy: ACCURACY.into(),
            crs: "wgs84".into(),
        }));
        said.set("点好了，这个位置会和线索一起发给办的单位。点别处可以改。".into());
    };
    let unfold = move |_| {
        open.set(true);
        if drawn.with_value(Option::is_some) {
            return;
        }
        let Some(element) = place.get_untracked() else { return };
        said.set("正在打开地图…".into());
        spawn_local(async move {
            let Ok(map) = draw(&element, put).await else {
                open.set(false);
                said.set("地图打不开，请查村名，或者写清楚在哪。".into());
                return;
            };
            let pinned = flow.pin.get_untracked().and_then(|pin| pair(&pin));
            map.set_view(
                &lat_lng(pinned.unwrap_or(MIDDLE)),
                if pinned.is_some() { 12.0 } else { 9.0 },
            );
            drawn.set_value(Some(map));
            if let Some(at) = pinned {
                mark_at(at);
            }
            said.set("放大了，点那个地方。也可以移到正中间再按下面的按钮。".into());
        });
    };
    let at_centre = move |_| {
        let centre = drawn.with_value(|map| map.as_ref().map(|map| wgs84(&map.get_center())));
        if let Some(at) = centre {
            put(at);
        }
    };
    view! {
        <p class="gap-s" class:asleep=move || !able.get() hidden=move || open.get()>
            <button type="button" class="btn quiet" on:click=unfold>
                {icon(Icon::Map)}
                "在地图上点"
            </button>
        </p>
        <div class="mapbox tall" hidden=move || !open.get()>
            <div
                node_ref=place
                class="leaf"
                role="application"
                aria-label="点那个地方的位置。方向键移动，加号减号放大缩小；也可以用下面的按钮取地图正中间。"
            ></div>
        </div>
        <p class="gap-s" hidden=move || !open.get()>
            <button type="button" class="btn quiet" on:click=at_centre>"就是地图正中间"</button>
        </p>
        <p class="say" role="status">{move || said.get()}</p>
    }
}

/// The position as the form holds it.
fn pair(pin: &Pin) -> Option<Wgs84> {
    Some(Wgs84::new(pin.long.parse().ok()?, pin.lat.parse().ok()?))
}

async fn draw(element: &HtmlElement, put: impl Fn(Wgs84) + 'static) -> Result<Map, JsValue> {
    let data = MapData::fetch().await?;
    load().await?;
    let map = new_map(element)?;
    for county in data.counties() {
        plain_outline(&map, &county);
    }
    on_click(&map, put);
    Ok(map)
}
