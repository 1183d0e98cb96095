//! Where the browser enters: wakes the islands of the page, those in a piece of their own once the piece is there.
#![allow(
    clippy::unnecessary_wraps,
    reason = "what is in a piece of its own may fail to load, so that its caller gets a result"
)]

mod calculator;
mod challenge;
mod map;
mod offline_page;
mod position;
mod report;

use leptos::{
    prelude::*,
    reactive::owner::Owner,
    tachys::{
        html::islands::{Island, IslandChildren},
        reactive_graph::OwnedView,
        view::{Position, any_view::IntoAny},
    },
    wasm_split::SplitLoaderError,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::HtmlElement;

/// Nobody reads it, so that it ends up in no piece, and its room serves the gaps that cutting the data apart makes: where
/// they need more than there was, the splitter leaves the constants of every piece in the module instead, all 60 KB.
#[used]
static ROOM: [u8; 4096] = [b'.'; 4096];

/// Called by the start script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

/// Wakes an island that is not in the module itself. The start script waits for each before it goes on to the next,
/// because those within others need them awake.
///
/// # Errors
/// When the piece cannot be loaded: the page goes on without the island.
#[wasm_bindgen]
pub async fn wake(island: HtmlElement) -> Result<(), JsValue> {
    let woken = match name_of(&island).as_str() {
        "Calculator" => calculator::wake(island).await,
        "WhereAmI" | "WhereItWas" => position::wake(island).await,
        "ZoneMap" | "RingMap" | "PointMap" | "PinMap" => map::wake(island).await,
        _ => report::wake(island).await,
    };
    woken.map_err(missing_piece)
}

/// Answers on the offline page from what the phone keeps.
///
/// # Errors
/// When the piece cannot be loaded.
#[wasm_bindgen]
pub async fn answer_offline() -> Result<(), JsValue> {
    offline_page::answer().await.map_err(missing_piece)?.await;
    Ok(())
}

/// What to send as the field `challenge` of the tip with this key; nothing where there is none to be had.
///
/// # Errors
/// When the piece cannot be loaded: the tip goes all the same.
#[wasm_bindgen]
pub async fn solve_challenge(key: String) -> Result<Option<String>, JsValue> {
    Ok(challenge::solve(key).await.map_err(missing_piece)?.await)
}

fn missing_piece(_: SplitLoaderError) -> JsValue {
    JsValue::from_str("a piece of the module did not load")
}

/// The component's name: the server puts a number behind it.
fn name_of(island: &HtmlElement) -> String {
    let name = island.dataset().get("component").unwrap_or_default();
    name.split('_').next().unwrap_or_default().to_owned()
}

/// What the server put into the page for the island.
fn start<T: DeserializeOwned>(island: &HtmlElement) -> Option<T> {
    serde_json::from_str(&island.dataset().get("props")?).ok()
}

/// Makes the island's view and takes over what the server rendered, as the framework does for islands of the module.
fn rouse<V: IntoView + 'static>(island: &HtmlElement, make: impl FnOnce() -> V + 'static) {
    enter_surroundings(island);
    let view = Owner::new().with(|| Owner::with_hydration(move || OwnedView::new(make())));
    let state = Island::new("", view).hydrate_from_position::<true>(island, Position::Current);
    // It lives as long as the page.
    std::mem::forget(state);
}

/// An island among another's children sees what that one provides.
fn enter_surroundings(island: &HtmlElement) {
    let within = island.parent_element().and_then(|e| e.closest("leptos-children").ok()?);
    let enter = within.and_then(|e| js_sys::Reflect::get(&e, &JsValue::from_str("$$on_hydrate")).ok());
    if let Some(enter) = enter.and_then(|f| f.dyn_into::<js_sys::Function>().ok()) {
        _ = enter.call0(&JsValue::NULL);
    }
}

/// The place of an island's children, which the server rendered.
fn children() -> Children {
    Box::new(|| {
        let owner = Owner::new();
        let inside = owner.clone();
        // What is in there waits for a call of its own.
        owner.with(|| {
            Owner::with_no_hydration(move || IslandChildren::new_with_on_hydrate((), move || inside.set()).into_any())
        })
    })
}
