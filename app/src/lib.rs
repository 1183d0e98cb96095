//! Rules, pages and islands of Jingnuan; runs in the browser and on the server.
// Views nest as types do; the islands' go deeper than the compiler's default of 128.
#![recursion_limit = "512"]

pub mod answer;
pub mod api;
pub mod domain;
pub mod forms;
pub mod icon;
pub mod islands;
pub mod map_view;
pub mod offline;
pub mod ports;
pub mod text;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;

#[cfg(feature = "hydrate")]
pub mod wake;

// An island whose WASM is in a piece of its own (see `wake`): marked by the server like any other, a plain component in
// the browser. The framework's own `#[island(lazy)]` makes a piece, and a request, of every island and of every set of
// them that shares code: thirty for the report form.
#[cfg(not(feature = "ssr"))]
pub(crate) use leptos::prelude::component as piece;
#[cfg(feature = "ssr")]
pub(crate) use leptos::prelude::island as piece;
