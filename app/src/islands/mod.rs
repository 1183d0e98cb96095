//! The interactive pieces: all that becomes WASM. Each renders the same on the server, where the page works without it.
#![allow(
    missing_docs,
    reason = "the macro makes a struct of the properties and documents it not"
)]

pub mod calculator;
pub mod challenge;
pub mod coach;
pub mod near_by;
pub mod phone;
pub mod photo_picker;
pub mod pin_map;
pub mod place_field;
pub mod point_map;
pub mod proposal;
pub mod report_flow;
pub mod ring_map;
pub mod route_card;
pub mod send_bar;
pub mod village_search;
pub mod where_am_i;
pub mod where_it_was;
pub mod zone_map;

mod ask;
mod leaflet_map;
mod map_data;
mod outbox;
mod photo;
mod photo_list;
mod suggestion;
pub mod village_box;

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;

/// Moves the focus once the page shows what was asked for.
fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = element.focus();
        }
    });
}

/// What a field of the page's own form holds; empty without such a field.
fn field_value(id: &str) -> String {
    let value = document()
        .get_element_by_id(id)
        .and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// Fills a field of the page's own form.
fn fill_field(id: &str, value: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        // An element takes any property.
        _ = js_sys::Reflect::set(&field, &"value".into(), &value.into());
    }
}

/// Runs whenever somebody changed a field of the page's own form by hand.
fn on_field_change(id: &str, changed: impl Fn() + 'static) {
    if let Some(field) = document().get_element_by_id(id) {
        let changed = wasm_bindgen::closure::Closure::<dyn Fn()>::new(changed).into_js_value();
        _ = field.add_event_listener_with_callback("change", changed.unchecked_ref());
    }
}
