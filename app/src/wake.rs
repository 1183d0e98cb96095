//! Where the browser enters: wakes the islands of the page.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the start script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
