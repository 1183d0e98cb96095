//! Server-rendered pages.

pub mod resident;
pub mod staff;
