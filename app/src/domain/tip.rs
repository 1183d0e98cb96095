//! What a resident sends; never changed afterwards.

use std::collections::BTreeMap;

use super::{category::Category, coordinate::Wgs84, division::VillageCode, happened::Happened};

/// Most characters of the free text.
pub const TEXT_MAX: usize = 2_000;
/// Most characters of the place in words.
pub const PLACE_TEXT_MAX: usize = 200;
/// Most photos of a tip.
pub const PHOTOS_MAX: usize = 9;
/// Most characters of what is said of a photo.
pub const CAPTION_MAX: usize = 60;
/// Most further places and times of a moving vendor.
pub const SIGHTINGS_MAX: usize = 5;
/// Most characters of a sighting's time, in words.
pub const SIGHTING_WHEN_MAX: usize = 40;
/// Most bytes of one photo.
pub const PHOTO_BYTES_MAX: usize = 20 * 1024 * 1024;
/// A position farther outside the city's outline than this is refused, in metres.
pub const OUTSIDE_CITY_MAX: f64 = 10_000.0;

/// A position with the accuracy the device stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Where, in WGS-84.
    pub at: Wgs84,
    /// Radius in metres, as stated by the device.
    pub accuracy: f64,
}

/// A further place or time at which a moving vendor was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighting {
    /// Where, in words; may be empty.
    pub place: String,
    /// When, in words; may be empty.
    pub when: String,
}

/// A valid tip, before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Tip {
    /// What it is about.
    pub category: Category,
    /// The village, if chosen.
    pub village: Option<VillageCode>,
    /// The place in words; may be empty.
    pub place_text: String,
    /// The position, if sent.
    pub position: Option<Position>,
    /// When it was, as exactly as was said; none if nothing was.
    pub happened: Option<Happened>,
    /// Answers to the category's questions, by question.
    pub answers: BTreeMap<String, String>,
    /// What the sender says; may be empty if there is a photo.
    pub text: String,
    /// Further places and times, in the order written.
    pub sightings: Vec<Sighting>,
}
