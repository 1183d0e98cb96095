//! Asking the server for something to read. By hand: the framework's client for its server functions weighs more than the
//! whole search.

use js_sys::Reflect;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// What stands at an address of this site, as text; none when it cannot be reached or is refused.
pub async fn text_of(address: &str) -> Option<String> {
    let text = answer(address).await?.text().ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// The same, read as JSON by the browser.
pub async fn value_of(address: &str) -> Option<JsValue> {
    let value = answer(address).await?.json().ok()?;
    JsFuture::from(value).await.ok()
}

/// The same, read as JSON into what is wanted.
pub async fn json_of<T: DeserializeOwned>(address: &str) -> Option<T> {
    serde_json::from_str(&text_of(address).await?).ok()
}

/// A field of an object.
pub fn field(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &JsValue::from_str(name)).ok()
}

/// A field that holds text.
pub fn text_field(value: &JsValue, name: &str) -> Option<String> {
    field(value, name)?.as_string()
}

async fn answer(address: &str) -> Option<Response> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    response.ok().then_some(response)
}
