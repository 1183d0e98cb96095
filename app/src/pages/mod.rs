//! Server-rendered pages.

pub mod resident;
