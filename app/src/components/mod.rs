//! Server-rendered building blocks.

pub mod textarea;
