//! The phone's outbox, a script of this site: it keeps drafts with their photos and sends them, however bad the signal.
//!
//! The start script loads it before a form wakes. Where it is missing, nothing here does anything and the ordinary form
//! sends. It is a script because drafts are offered on pages without this module, and because the reference client of the
//! upload protocol is one.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::map_data::{field, items, object, text};
use super::report_flow::{Pin, Place};

/// What the outbox says of the draft at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// The outbox works here; otherwise the ordinary form sends.
    pub able: bool,
    /// Nothing may be changed now: it is on its way, or arrived.
    pub busy: bool,
    /// It may still be stopped.
    pub stoppable: bool,
    /// Where the draft is, in words.
    pub words: String,
    /// How far each photo came, once it is being sent.
    pub photos: Vec<PhotoPost>,
}

/// How far a photo came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhotoPost {
    /// Which one.
    pub number: u32,
    /// How far, in words.
    pub words: String,
    /// How far, of a hundred.
    pub percent: String,
    /// It is on its way and may be taken back.
    pub cancellable: bool,
    /// It was taken back or refused and may be sent again.
    pub resumable: bool,
}

/// A photo of a draft.
#[derive(Clone)]
pub struct DraftPhoto {
    /// Its number within the draft.
    pub number: u32,
    /// What will be sent.
    pub file: SendWrapper<File>,
    /// What was picked, where it was picked just now.
    pub picked: Option<SendWrapper<File>>,
    /// What the reporter says of it.
    pub caption: String,
}

/// What a draft held that the form's islands show; its plain fields are filled by the outbox itself.
#[derive(Clone, Default)]
pub struct Restored {
    /// The village.
    pub place: Option<Place>,
    /// The position.
    pub pin: Option<Pin>,
    /// The case near by that it was to join; empty for none.
    pub join: String,
    /// The photos, in order.
    pub photos: Vec<DraftPhoto>,
}

/// Opens the draft that the address names, or makes ready for a new one. `tell` hears of every change from then on.
/// None where there is no outbox.
pub async fn open(category: &str, tell: impl Fn(Post) + 'static) -> Option<Restored> {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |state: JsValue| tell(post(&state)));
    let promise: Promise = call("open", &[category.into(), heard.into_js_value()])?
        .dyn_into()
        .ok()?;
    let found = JsFuture::from(promise).await.ok()?;
    let photos = items(&found, "photos").iter().filter_map(draft_photo).collect();
    Some(Restored {
        place: serde_json::from_str(&text(&found, "place")).ok(),
        pin: serde_json::from_str(&text(&found, "pin")).ok(),
        join: text(&found, "join"),
        photos,
    })
}

fn post(state: &JsValue) -> Post {
    let is = |of: &JsValue, name: &str| field(of, name).is_truthy();
    let photo = |of: &JsValue| PhotoPost {
        number: text(of, "number").parse().unwrap_or_default(),
        words: text(of, "words"),
        percent: text(of, "percent"),
        cancellable: is(of, "cancellable"),
        resumable: is(of, "resumable"),
    };
    Post {
        able: true,
        busy: is(state, "busy"),
        stoppable: is(state, "stoppable"),
        words: text(state, "words"),
        photos: items(state, "photos").iter().map(photo).collect(),
    }
}

fn draft_photo(photo: &JsValue) -> Option<DraftPhoto> {
    Some(DraftPhoto {
        number: text(photo, "number").parse().ok()?,
        file: SendWrapper::new(field(photo, "file").dyn_into().ok()?),
        picked: None,
        caption: text(photo, "caption"),
    })
}

/// Keeps the village with the draft, so that it can be shown again; none where it was taken back.
pub fn keep_place(place: Option<&Place>) {
    if let Ok(json) = serde_json::to_string(&place) {
        call("keepPlace", &[json.into()]);
    }
}

/// Keeps exactly these photos, in this order.
pub fn keep_photos(photos: impl Iterator<Item = DraftPhoto>) {
    let list: Array = photos
        .map(|photo| {
            object(&[
                ("number", photo.number.into()),
                ("file", JsValue::from(&*photo.file)),
                (
                    "picked",
                    photo
                        .picked
                        .map_or(JsValue::UNDEFINED, |picked| JsValue::from(&*picked)),
                ),
                ("caption", photo.caption.into()),
            ])
        })
        .collect();
    call("keepPhotos", &[list.into()]);
}

/// Sends the draft, and goes on trying while the page is open.
pub fn send() {
    call("send", &[]);
}

/// Stops sending, so that the draft can be changed.
pub fn stop() {
    call("stop", &[]);
}

/// Takes one photo back from being sent.
pub fn cancel(number: u32) {
    call("cancel", &[number.into()]);
}

/// Sends one photo that was taken back or refused.
pub fn resume(number: u32) {
    call("resume", &[number.into()]);
}

/// The draft goes on as one of another category, whose form opens.
pub fn become_category(code: &str) {
    call("becomeCategory", &[code.into()]);
}

/// Lets the reporter cover faces and plates; none when nothing was covered.
pub async fn cover(file: &File) -> Option<File> {
    let promise: Promise = call("cover", &[file.into()])?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// This browser's picker gives one file at a time, whatever it is asked for.
pub fn picks_singly() -> bool {
    call("picksSingly", &[]).is_some_and(|answer| answer.is_truthy())
}

fn call(method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let outbox = field(&window(), "outbox");
    let method: Function = field(&outbox, method).dyn_into().ok()?;
    Reflect::apply(&method, &outbox, &arguments.iter().collect()).ok()
}
