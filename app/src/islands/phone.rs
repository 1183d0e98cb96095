//! The file on the phone: fetched once, kept by the browser, asked in place of the server so that the place is sent nowhere.
//!
//! All of it is in a piece of WASM that loads with the first question.
#![allow(
    clippy::unnecessary_wraps,
    reason = "what is in a piece of its own may fail to load, so that its caller gets a result"
)]

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::window;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use time::{Date, OffsetDateTime};
use wasm_bindgen::JsValue;

use super::ask::{field, text_field, text_of, value_of};
use crate::domain::calendar::china_date;
use crate::domain::division::{CountyCode, Town, TownCode, VillageCode};
use crate::domain::zone::ZoneStatus;
use crate::offline::{OfflinePlaces, PlacesPointer, parse_day};
use crate::ports::{Choices, VillageAnswer, VillageChoice};

/// Where the newest file's address stands.
const POINTER: &str = "/offline/places.json";
/// Villages suggested for one name.
const SUGGESTED: usize = 8;
/// A newer file is looked for when this many milliseconds have passed since the last look.
const LOOK_AGAIN_AFTER: f64 = 60_000.0;

/// Neither the phone nor the server could answer.
#[derive(Debug, Clone, Copy)]
pub struct Unreachable;

impl From<SplitLoaderError> for Unreachable {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What a question was answered with.
#[derive(Debug, Clone)]
pub struct Answered<T> {
    /// The answer.
    pub answer: T,
    /// The day the server last confirmed what the phone holds; none where the server itself answered.
    pub as_of: Option<Date>,
    /// That is not today, or there is no network to ask again.
    pub is_unsure: bool,
    /// It is so long ago that the zones may well have changed.
    pub is_old: bool,
}

type Later<T> = Pin<Box<dyn Future<Output = Result<Answered<T>, Unreachable>>>>;

/// The villages that fit what was typed: from the phone once it holds the file, from the server until then.
///
/// # Errors
/// When neither can answer, or the piece does not load.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub fn suggest(query: String) -> Result<Later<Choices>, Unreachable> {
    Ok(Box::pin(async move {
        if let Some(stored) = STORED.with_borrow(Clone::clone) {
            look_again();
            return Ok(stored.choices(&query));
        }
        let asked = js_sys::encode_uri_component(&query);
        if let Some(answer) = value_of(&format!("/fn/suggest_villages?query={asked}"))
            .await
            .and_then(|v| choices(&v))
        {
            return Ok(Answered {
                answer,
                as_of: None,
                is_unsure: false,
                is_old: false,
            });
        }
        let stored = stored().await.ok_or(Unreachable)?;
        Ok(stored.choices(&query))
    }))
}

/// Begins to load the file, so that it is there when the first name has been typed.
///
/// # Errors
/// When the piece does not load.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub fn prepare() -> Result<(), Unreachable> {
    look_again();
    Ok(())
}

type Listed<T> = Pin<Box<dyn Future<Output = Option<Vec<T>>>>>;

/// The towns of a county; none where there is no file.
///
/// # Errors
/// When the piece does not load.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub fn towns_of(county: CountyCode) -> Result<Listed<Town>, Unreachable> {
    Ok(Box::pin(async move {
        let stored = stored().await?;
        Some(stored.places.towns_of(county).to_vec())
    }))
}

/// The villages of a town; none where there is no file.
///
/// # Errors
/// When the piece does not load.
#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub fn villages_of(town: TownCode) -> Result<Listed<VillageChoice>, Unreachable> {
    Ok(Box::pin(async move {
        let stored = stored().await?;
        Some(stored.places.villages_of(town, stored.pointer.day(today())))
    }))
}

/// What a village's page says, from the file alone; none if there is no such village.
///
/// # Errors
/// When the phone holds no file and none can be fetched.
pub async fn village(code: VillageCode) -> Result<Answered<Option<VillageAnswer>>, Unreachable> {
    let stored = stored().await.ok_or(Unreachable)?;
    Ok(stored.answered(|places, on| places.village(code, on)))
}

/// The villages that fit a whole search, from the file alone.
///
/// # Errors
/// When the phone holds no file and none can be fetched.
pub async fn search(query: &str, limit: usize) -> Result<Answered<Choices>, Unreachable> {
    let stored = stored().await.ok_or(Unreachable)?;
    Ok(stored.answered(|places, on| places.choices(query, limit, on)))
}

thread_local! {
    static STORED: RefCell<Option<Stored>> = const { RefCell::new(None) };
    static LOOKED_AT: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

#[derive(Clone)]
struct Stored {
    pointer: PlacesPointer,
    places: Rc<OfflinePlaces>,
}

impl Stored {
    fn choices(&self, query: &str) -> Answered<Choices> {
        self.answered(|places, on| places.choices(query, SUGGESTED, on))
    }

    fn answered<T>(&self, ask: impl FnOnce(&OfflinePlaces, Date) -> T) -> Answered<T> {
        let today = today();
        Answered {
            answer: ask(&self.places, self.pointer.day(today)),
            as_of: Some(self.pointer.as_of),
            is_unsure: self.pointer.as_of < today || !window().navigator().on_line(),
            is_old: self.pointer.is_old(today),
        }
    }
}

/// The newest file to be had: from the network, from what the browser keeps, or what was read before.
async fn stored() -> Option<Stored> {
    LOOKED_AT.set(js_sys::Date::now());
    let before = STORED.with_borrow(Clone::clone);
    let Some(pointer) = value_of(POINTER).await.and_then(|value| pointer(&value)) else {
        return before;
    };
    let places = match before {
        Some(before) if before.pointer.address == pointer.address => before.places,
        _ => Rc::new(OfflinePlaces::read(&text_of(&pointer.address).await?).ok()?),
    };
    let stored = Stored { pointer, places };
    STORED.with_borrow_mut(|kept| *kept = Some(stored.clone()));
    Some(stored)
}

/// Looks for a newer file in the background, now and then.
fn look_again() {
    if js_sys::Date::now() - LOOKED_AT.get() > LOOK_AGAIN_AFTER {
        spawn_local(async {
            _ = stored().await;
        });
    }
}

fn pointer(value: &JsValue) -> Option<PlacesPointer> {
    Some(PlacesPointer {
        address: text_field(value, "address")?,
        as_of: parse_day(&text_field(value, "as_of")?)?,
    })
}

/// The server's answer, taken from the browser's own JSON parser: that of serde would double this piece.
fn choices(value: &JsValue) -> Option<Choices> {
    let villages = Array::from(&field(value, "villages")?).into_iter();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of villages"
    )]
    let total = field(value, "total")?.as_f64()? as usize;
    Some(Choices {
        villages: villages.map(|village| choice(&village)).collect::<Option<_>>()?,
        total,
        demonstration: field(value, "demonstration")?.as_bool()?,
    })
}

fn choice(value: &JsValue) -> Option<VillageChoice> {
    let status = text_field(value, "status")?;
    Some(VillageChoice {
        code: text_field(value, "code")?.parse().ok()?,
        name: text_field(value, "name")?,
        town: text_field(value, "town")?,
        county: text_field(value, "county")?,
        status: ZoneStatus::ALL.into_iter().find(|each| each.code() == status)?,
        exact: field(value, "exact")?.as_bool()?,
    })
}

/// The day it is in China by the phone's clock.
fn today() -> Date {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
    let seconds = (js_sys::Date::now() / 1_000.0) as i64;
    china_date(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH))
}
