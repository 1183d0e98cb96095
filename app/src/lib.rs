//! Rules, pages and islands of Jingnuan; runs in the browser and on the server.
// Views nest as types do; the islands' go deeper than the compiler's default of 128.
#![recursion_limit = "512"]

pub mod api;
pub mod domain;
pub mod forms;
pub mod icon;
pub mod islands;
pub mod map_view;
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
