//! The interactive pieces: all that becomes WASM. Each renders the same on the server, where the page works without it.
#![allow(
    missing_docs,
    reason = "the macro makes a struct of the properties and documents it not"
)]

pub mod calculator;
pub mod coach;
pub mod photo_picker;
pub mod place_field;
pub mod report_flow;
pub mod route_card;
pub mod send_bar;
pub mod village_search;

mod photo;
mod suggestion;
mod village_box;

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;

/// Moves the focus once the page shows what was asked for.
fn focus_soon(id: &'static str) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(id);
        if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = element.focus();
        }
    });
}
