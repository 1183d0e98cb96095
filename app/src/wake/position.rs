//! The island that asks the phone where it is: a piece of its own, for the map is not needed to answer.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use web_sys::HtmlElement;

use super::rouse;
use crate::islands::where_am_i::WhereAmI;

#[wasm_split(position, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    rouse(&island, || view! { <WhereAmI /> });
    Ok(())
}
