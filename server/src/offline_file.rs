//! The file that phones keep, made once for each day and state of the zones.

use std::sync::{Arc, Mutex, PoisonError};

use app::offline::PlacesPointer;
use bytes::Bytes;
use time::Date;

use crate::{http::cache::Encoding, secret::sha256};

/// The file, compressed as any browser takes it, and where it is.
#[derive(Debug)]
pub struct OfflineFile {
    /// What the pointer says: the address, and the day it was made for.
    pub pointer: PlacesPointer,
    brotli: Bytes,
    gzip: Bytes,
    plain: Bytes,
}

impl OfflineFile {
    /// The file for a day.
    pub fn new(places: &str, on: Date) -> Self {
        let plain = places.as_bytes();
        let version = hex::encode(&sha256(plain)[..8]);
        Self {
            pointer: PlacesPointer {
                address: format!("/offline/places-{version}.txt"),
                as_of: on,
            },
            brotli: Encoding::Brotli.compress(plain, 11),
            gzip: Encoding::Gzip.compress(plain, 0),
            plain: Encoding::Identity.compress(plain, 0),
        }
    }

    /// The body in an encoding.
    pub const fn body(&self, encoding: Encoding) -> &Bytes {
        match encoding {
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
            Encoding::Identity => &self.plain,
        }
    }
}

/// What the file depends on: the version of everything said of zones, and the day.
type Key = (u64, Date);

/// The newest file.
#[derive(Debug, Default)]
pub struct OfflineFiles(Mutex<Option<(Key, Arc<OfflineFile>)>>);

impl OfflineFiles {
    /// The file for a state of the zones and a day; `make` runs only when either has changed.
    pub fn get(&self, zones: u64, on: Date, make: impl FnOnce() -> String) -> Arc<OfflineFile> {
        // A panic while making one leaves the one before: it is replaced whole.
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*newest {
            Some((key, file)) if *key == (zones, on) => file.clone(),
            _ => {
                let file = Arc::new(OfflineFile::new(&make(), on));
                *newest = Some(((zones, on), file.clone()));
                file
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use app::{offline::OfflinePlaces, ports::Places};
    use time::{Duration, macros::date};

    use super::*;
    use crate::reference::{LoadOptions, Reference, ReferencePlaces};

    const TODAY: Date = date!(2025 - 06 - 01);

    fn places(on: Date) -> ReferencePlaces {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let reference = Reference::load(&LoadOptions::new(folder, true)).unwrap_or_else(|errors| panic!("{errors}"));
        ReferencePlaces::new(Arc::new(reference), move || on)
    }

    fn file(on: Date) -> String {
        let places = places(on);
        places.offline_file(&places.zones())
    }

    #[test]
    fn it_is_made_anew_only_when_zones_or_day_change() {
        let files = OfflineFiles::default();
        let make = || file(TODAY);
        let first = files.get(1, TODAY, make);
        let again = files.get(1, TODAY, || unreachable!("it is kept"));
        assert!(Arc::ptr_eq(&first, &again));
        let tomorrow = TODAY.next_day().unwrap();
        let later = files.get(1, tomorrow, make);
        assert_eq!(
            later.pointer.address, first.pointer.address,
            "the same content has one address"
        );
        assert_eq!(later.pointer.as_of, tomorrow);
    }

    #[test]
    fn it_stays_small() {
        let file = OfflineFile::new(&file(TODAY), TODAY);
        let compressed = file.body(Encoding::Brotli).len();
        assert!(compressed < 40 * 1024, "{compressed} bytes");
    }

    /// Every village, every day on which some zone begins or ends, and the days beside them.
    #[test]
    fn the_phone_answers_as_the_server_does() {
        let reference = places(TODAY).reference().clone();
        let file = OfflineFile::new(&file(TODAY), TODAY);
        let phone = OfflinePlaces::read(std::str::from_utf8(file.body(Encoding::Identity)).unwrap()).unwrap();
        let mut days = vec![TODAY];
        for zone in reference.file_zones().register().zones() {
            for day in [Some(zone.in_force), zone.replaced].into_iter().flatten() {
                days.extend([day - Duration::DAY, day, day + Duration::DAY]);
            }
        }
        days.retain(|day| *day >= TODAY);
        days.sort_unstable();
        days.dedup();
        assert!(days.len() > 3, "{days:?}");
        for on in days {
            let server = ReferencePlaces::new(reference.clone(), move || on);
            for village in reference.divisions().villages() {
                assert_eq!(phone.village(village.code, on), server.village(village.code), "{on}");
            }
            for query in ["王庄", "boxiang", "bxz", "修武 王庄", "w", "zhang", "火星"] {
                assert_eq!(phone.choices(query, 60, on), server.choices(query, 60), "{query}");
            }
        }
    }
}
