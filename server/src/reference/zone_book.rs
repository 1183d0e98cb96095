//! Every ban zone at one moment, ready to be asked; swapped whole when one is published.

use app::domain::{
    coordinate::Wgs84,
    division::{CountyCode, Divisions},
    locate::{Candidates, Locator, Verdict},
    zone::{BanZone, ZoneRegister, ZoneRegisterError},
};
use sha2::{Digest, Sha256};
use time::Date;

/// All versions of all zones, and what they say of a position.
#[derive(Debug)]
pub struct ZoneBook {
    register: ZoneRegister,
    locator: Locator,
    version: u64,
}

impl ZoneBook {
    /// A book of these versions; `locator` must have been made for them.
    pub(super) fn new(locator: Locator, register: ZoneRegister) -> Self {
        Self {
            version: version(&register),
            register,
            locator,
        }
    }

    /// This book with later versions added.
    ///
    /// # Errors
    /// [`ZoneRegisterError`] naming two versions that take effect on one day.
    pub fn succeeded_by(&self, divisions: &Divisions, later: Vec<BanZone>) -> Result<Self, ZoneRegisterError> {
        let register = self.register.succeeded_by(later)?;
        Ok(Self::new(self.locator.with_zones(divisions, &register), register))
    }

    /// Every version.
    pub const fn register(&self) -> &ZoneRegister {
        &self.register
    }

    /// What a position with an accuracy in metres says on a day.
    pub fn locate(&self, at: Wgs84, accuracy: f64, on: Date) -> Candidates<'_> {
        self.locator.locate(&self.register, at, accuracy, on)
    }

    /// What each county's version in force on a day says of positions; none where no notice is in force.
    pub fn verdicts(&self, on: Date) -> impl Iterator<Item = (CountyCode, Option<&Verdict>)> {
        self.locator.verdicts(&self.register, on)
    }

    /// A number that is another whenever any zone is: with the day, what a kept page depends on.
    pub const fn version(&self) -> u64 {
        self.version
    }
}

/// A number made of everything the zones say.
fn version(zones: &ZoneRegister) -> u64 {
    let mut hash = Sha256::new();
    for zone in zones.zones() {
        // Every field shows in `Debug`, so that no later one can be forgotten.
        hash.update(format!("{zone:?}\n"));
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}
