//! The calculator: a piece of its own, for the rules of prices are needed nowhere else.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use serde::Deserialize;
use web_sys::HtmlElement;

use super::{rouse, start};
use crate::islands::calculator::{Calculator, Setup};

#[derive(Deserialize)]
struct CalculatorStart {
    setup: Setup,
}

#[wasm_split(calculator, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn wake(island: HtmlElement) -> Result<(), SplitLoaderError> {
    if let Some(CalculatorStart { setup }) = start(&island) {
        rouse(&island, move || view! { <Calculator setup=setup /> });
    }
    Ok(())
}
