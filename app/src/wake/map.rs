//! The islands that draw on a map: one piece, loaded where there is a map.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use serde::Deserialize;
use web_sys::HtmlElement;

use super::{children, name_of, rouse, start};
use crate::islands::{
    pin_map::PinMap,
    point_map::PointMap,
    ring_map::RingMap,
    zone_map::{ZoneMap, ZoneMapProps},
};

#[derive(Deserialize)]
struct ZoneMapStart {
    village: String,
    tianditu_key: String,
}

#[derive(Deserialize)]
struct DrawingStart {
    field: String,
    system: String,
    county: String,
}

#[wasm_split(map, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    match name_of(&island).as_str() {
        "ZoneMap" => {
            if let Some(ZoneMapStart { village, tianditu_key }) = start(&island) {
                let map = ZoneMapProps::builder()
                    .village(village)
                    .tianditu_key(tianditu_key)
                    .children(children());
                rouse(&island, move || ZoneMap(map.build()));
            }
        }
        "RingMap" => {
            if let Some(DrawingStart { field, system, county }) = start(&island) {
                rouse(
                    &island,
                    move || view! { <RingMap field=field system=system county=county /> },
                );
            }
        }
        "PointMap" => {
            if let Some(DrawingStart { field, system, county }) = start(&island) {
                rouse(
                    &island,
                    move || view! { <PointMap field=field system=system county=county /> },
                );
            }
        }
        "PinMap" => rouse(&island, || view! { <PinMap /> }),
        _ => {}
    }
    Ok(())
}
