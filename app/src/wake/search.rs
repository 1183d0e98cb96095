//! The island that answers on the offline page: in one piece with the search on the phone.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use web_sys::HtmlElement;

use super::rouse;
use crate::islands::offline_answer::OfflineAnswer;

#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    rouse(&island, || view! { <OfflineAnswer /> });
    Ok(())
}
