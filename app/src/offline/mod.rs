//! What a phone stores to answer without a signal: every village's name and the ban zones, in one small file.
//!
//! The file is lines of text rather than JSON: reading it takes a tenth of the code in the browser, and that code has to
//! reach a phone on a slow line.

mod day;
mod line;
mod places;
mod read;
pub mod template;
#[cfg(test)]
mod tests;
mod write;

pub use day::{parse_day, written_day};
pub use places::{OfflinePlaces, PlacesPointer};
pub use read::{PlacesFileError, read_places};
pub use write::write_places;
