//! Search and status from the file, by the rules the server uses.

use time::{Date, Duration};

use super::read::{PlacesFileError, read_places};
use crate::{
    answer::PlacesOn,
    domain::{
        division::{CountyCode, Divisions, Town, TownCode, VillageCode},
        village_search::VillageIndex,
        zone::ZoneRegister,
    },
    ports::{Choices, VillageAnswer, VillageChoice},
};

/// After this many days without word from the server an answer warns that the zones may have changed.
const WARN_AFTER: Duration = Duration::days(30);

/// Where the newest file is, and on which day the server said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesPointer {
    /// The file's address; it changes with its content.
    pub address: String,
    /// The day, in China.
    pub as_of: Date,
}

impl PlacesPointer {
    /// The day that decides on a phone whose clock says `today`: never before the day the server last spoke, because a
    /// phone's clock may be slow.
    pub fn day(&self, today: Date) -> Date {
        today.max(self.as_of)
    }

    /// Whether it is so long ago that an answer must warn.
    pub fn is_old(&self, today: Date) -> bool {
        today - self.as_of > WARN_AFTER
    }
}

/// The file's content, ready to answer.
pub struct OfflinePlaces {
    divisions: Divisions,
    index: VillageIndex,
    zones: ZoneRegister,
}

impl OfflinePlaces {
    /// Reads the file and makes the index.
    ///
    /// # Errors
    /// [`PlacesFileError`] when the file cannot be used.
    pub fn read(file: &str) -> Result<Self, PlacesFileError> {
        let (divisions, readings, zones) = read_places(file)?;
        Ok(Self {
            index: VillageIndex::new(&divisions, &readings),
            divisions,
            zones,
        })
    }

    /// The villages that fit what was typed, with their status on a day.
    pub fn choices(&self, query: &str, limit: usize, on: Date) -> Choices {
        self.on(on).choices(query, limit)
    }

    /// What a village's page says on a day; none if there is no such village.
    pub fn village(&self, code: VillageCode, on: Date) -> Option<VillageAnswer> {
        self.on(on).village(code)
    }

    /// The towns of a county.
    pub fn towns_of(&self, county: CountyCode) -> &[Town] {
        self.divisions.towns_of(county)
    }

    /// The villages of a town, with their status on a day.
    pub fn villages_of(&self, town: TownCode, on: Date) -> Vec<VillageChoice> {
        let places = self.on(on);
        let villages = self.divisions.villages_of(town).iter();
        villages.filter_map(|village| places.choice(village.code)).collect()
    }

    const fn on(&self, on: Date) -> PlacesOn<'_> {
        PlacesOn {
            divisions: &self.divisions,
            index: &self.index,
            zones: &self.zones,
            on,
        }
    }
}
