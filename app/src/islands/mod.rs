//! The interactive pieces: all that becomes WASM. Each renders the same on the server, where the page works without it.
#![allow(
    missing_docs,
    reason = "the macro makes a struct of the properties and documents it not"
)]

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
