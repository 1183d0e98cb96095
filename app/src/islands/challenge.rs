//! Solves the server's challenge right before a tip is sent, in slices short enough that the page never stands still.
//!
//! The protocol is our own thirty lines: the published ones are bound to a form's session or an outside service, not to one
//! tip's key, and bring a widget of their own.

use js_sys::{Date, Promise, Reflect};
use leptos::tachys::dom::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use super::ask::{field, text_field};
use crate::domain::challenge::Search;

const ADDRESS: &str = "/api/v1/challenge";
/// Milliseconds of work between two looks at what the person does.
const SLICE: f64 = 30.0;
/// The same while nobody sees the page: browsers then wake it once a second.
const HIDDEN_SLICE: f64 = 500.0;
/// Numbers tried between two looks at the time: some milliseconds on a cheap phone.
const TRIES: u32 = 500;
/// Milliseconds after which the tip goes without: it is taken all the same, by the slower path.
const PATIENCE: f64 = 20_000.0;

/// What to send as the field `challenge` of the tip with this key; none where the server cannot be asked or the work takes
/// too long. The tip goes all the same.
pub async fn solve(key: &str) -> Option<String> {
    let (challenge, bits) = ask(key).await?;
    let mut search = Search::new(&challenge, bits);
    let begun = Date::now();
    while Date::now() - begun < PATIENCE {
        let slice = if is_hidden() { HIDDEN_SLICE } else { SLICE };
        let slice_begun = Date::now();
        while Date::now() - slice_begun < slice {
            if let Some(answer) = search.advance(TRIES) {
                return Some(answer);
            }
        }
        pause().await;
    }
    None
}

async fn ask(key: &str) -> Option<(String, u8)> {
    let headers = Headers::new().ok()?;
    headers.set("Idempotency-Key", key).ok()?;
    let request = RequestInit::new();
    request.set_headers(&headers);
    let response = JsFuture::from(window().fetch_with_str_and_init(ADDRESS, &request))
        .await
        .ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let answer = JsFuture::from(response.json().ok()?).await.ok()?;
    let bits = field(&answer, "bits")?
        .as_f64()
        .filter(|bits| (0.0..=32.0).contains(bits))?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 32"
    )]
    let bits = bits as u8;
    Some((text_field(&answer, "challenge")?, bits))
}

fn is_hidden() -> bool {
    let hidden = Reflect::get(&leptos::prelude::document(), &JsValue::from_str("hidden"));
    hidden.is_ok_and(|hidden| hidden.is_truthy())
}

/// Lets the browser do what waits.
async fn pause() {
    let next = Promise::new(&mut |resolve, _| {
        // Without a timer the promise would never come: then the work simply goes on.
        if window().set_timeout_with_callback(&resolve).is_err() {
            _ = resolve.call0(&JsValue::NULL);
        }
    });
    _ = JsFuture::from(next).await;
}
