//! The work that a phone does before it sends a tip: a piece of its own, loaded once something is sent.

use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::{future::Future, pin::Pin};

use crate::islands;

#[wasm_split(challenge, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn solve(key: String) -> Result<Pin<Box<dyn Future<Output = Option<String>>>>, SplitLoaderError> {
    Ok(Box::pin(async move { islands::challenge::solve(&key).await }))
}
