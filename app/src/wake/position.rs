//! The islands that ask the phone where it is: a piece of their own, for the map is not needed to answer.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use web_sys::HtmlElement;

use super::{name_of, rouse};
use crate::islands::{where_am_i::WhereAmI, where_it_was::WhereItWas};

#[wasm_split(position, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    match name_of(&island).as_str() {
        "WhereItWas" => rouse(&island, || view! { <WhereItWas /> }),
        _ => rouse(&island, || view! { <WhereAmI /> }),
    }
    Ok(())
}
