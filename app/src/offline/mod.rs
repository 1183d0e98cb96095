//! What a phone stores to answer without a signal: every village's name and the ban zones, in one small file.

mod day;
mod file;
mod places;
#[cfg(test)]
mod tests;

pub use day::{parse_day, written_day};
pub use file::{PlacesFile, PlacesFileError};
pub use places::{OfflinePlaces, PlacesPointer};
