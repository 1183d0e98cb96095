//! What every request may reach.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use app::{domain::calendar::china_date, pages::staff::frame::StaffFrame, shell::Frame};
use arc_swap::ArcSwap;
use time::{Date, Duration, OffsetDateTime};

use crate::{
    blob::BlobStore,
    block_register::BlockRegister,
    clock::Clock,
    config::Config,
    evidence::{photo::PhotoPool, vault::Vault},
    http::{
        asset::Assets,
        cache::PageCache,
        client::{Guesses, Limit},
    },
    metrics::Metrics,
    offline_file::OfflineFiles,
    outlet_book::OutletBook,
    reference::{HeatingRules, Reference, ReferencePlaces},
    secret::Secret,
    services::{reload_prices::PricesSeen, reload_zones::ZonesSeen, screen_tip::FloodWatch},
    storage::Storage,
    village_point::VillagePointRegister,
};

/// How far a clock may be set back before it is believed.
const CLOCK_BACK_MAX: Duration = Duration::minutes(10);

/// The parts of a running server. Keeps no state of its own beyond caches.
pub struct AppState {
    /// The settings.
    pub config: Config,
    /// Divisions, rules and zones.
    pub reference: Arc<Reference>,
    /// The same, as pages and islands read it today.
    pub places: Arc<ReferencePlaces>,
    /// The licensed briquette outlets.
    pub outlets: OutletBook,
    /// Prices and subsidies as of now: those of the data files, and what was published since.
    pub heating: ArcSwap<HeatingRules>,
    /// The database.
    pub storage: Storage,
    /// Photos at rest.
    pub blobs: BlobStore,
    /// Decodes photos, a few at a time.
    pub photos: PhotoPool,
    /// Turns to read a spooled photo into memory.
    pub photo_turns: tokio::sync::Semaphore,
    /// Keys: seals evidence and identities, signs times.
    pub vault: Vault,
    /// The last time that was signed, in milliseconds: signed times never go back.
    pub last_signed: AtomicI64,
    /// Keyed hashes and tokens.
    pub secret: Secret,
    /// The time.
    pub clock: Clock,
    /// Style sheets and scripts.
    pub assets: Assets,
    /// Rendered public pages.
    pub pages: PageCache,
    /// The file that phones keep.
    pub offline: OfflineFiles,
    /// Limits per client.
    pub limits: Limits,
    /// What operation counts.
    pub metrics: Metrics,
    /// How fast tips come.
    pub flood: FloodWatch,
    /// Words and photos that are looked at first.
    pub blocks: BlockRegister,
    /// Which published zones the book in use was made from.
    pub zones_seen: ZonesSeen,
    /// Which published price rules the ones in use were made from.
    pub prices_seen: PricesSeen,
    /// Moves when a notice is published or withdrawn here, or when another instance did so.
    pub notices_version: AtomicU64,
    /// Where villages lie, as staff recorded it.
    pub village_points: VillagePointRegister,
}

/// Limits per client address, unless said otherwise.
pub struct Limits {
    /// Tips sent.
    pub tips: Limit,
    /// Tips sent, per device instead of per address.
    pub devices: Limit,
    /// Challenges asked for.
    pub challenges: Limit,
    /// Photo uploads begun.
    pub uploads: Limit,
    /// Photo uploads announced, in pieces of [`UPLOAD_UNIT`](crate::services::receive_upload::UPLOAD_UNIT).
    pub upload_bytes: Limit,
    /// Receipts that do not exist: guessing sixteen digits must stay hopeless.
    pub receipts: Guesses,
    /// What reporters do with their receipts after filing.
    pub deeds: Limit,
    /// Sign-ins tried.
    pub sign_ins: Limit,
}

/// A cheap handle on [`AppState`].
#[derive(Clone)]
pub struct App(Arc<AppState>);

impl App {
    /// Wraps the parts.
    pub fn new(state: AppState) -> Self {
        Self(Arc::new(state))
    }

    /// Today in China.
    pub fn today(&self) -> Date {
        china_date(self.clock.now())
    }

    /// Now, for what is signed: never before what was signed last, so that a clock set back a little cannot make a later
    /// tip look earlier. A clock set back by more than [`CLOCK_BACK_MAX`] is taken at its word and said in the log: to
    /// stand still for hours would be worse.
    pub fn steady_now(&self) -> OffsetDateTime {
        let now = self.clock.now();
        let millis = |at: OffsetDateTime| i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
        let last = self.last_signed.fetch_max(millis(now), Ordering::SeqCst);
        let back = Duration::milliseconds(last.saturating_sub(millis(now)));
        if back <= Duration::ZERO {
            return now;
        }
        if back > CLOCK_BACK_MAX {
            tracing::error!(
                seconds = back.whole_seconds(),
                "the clock was set back; check this machine's time"
            );
            self.last_signed.store(millis(now), Ordering::SeqCst);
            return now;
        }
        now + back
    }

    /// The public site's own address, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.config.site.public_url
    }

    /// The frame of every public page.
    pub fn frame(&self, elder: bool) -> Frame {
        Frame {
            elder,
            demonstration: self.config.site.demonstration,
            public_url: self.public_url().to_owned(),
            css: self.assets.resident_css.clone(),
            start_script: self.assets.start_script.clone(),
            module: self.assets.islands.module.clone(),
            wasm: self.assets.islands.wasm.clone(),
            outbox: self.assets.outbox.clone(),
            numbers: self.config.site.numbers.clone(),
        }
    }

    /// The frame of every staff page.
    pub fn staff_frame(&self) -> StaffFrame {
        StaffFrame {
            css: self.assets.staff_css.clone(),
            script: self.assets.staff_script.clone(),
            start_script: self.assets.start_script.clone(),
            module: self.assets.islands.module.clone(),
            wasm: self.assets.islands.wasm.clone(),
            demonstration: self.config.site.demonstration,
        }
    }

    /// Lets go of kept pages that show notices; other instances notice within seconds.
    pub fn note_notices_changed(&self) {
        self.notices_version.fetch_add(1, Ordering::Relaxed);
    }

    /// What kept pages depend on: the zones and prices in force, the day, the outlets, the notices, the village points.
    pub fn page_version(&self) -> u64 {
        let day = u64::from(self.today().to_julian_day().unsigned_abs());
        self.places.zones().version()
            ^ self.heating.load().version().rotate_left(7)
            ^ day.rotate_left(40)
            ^ self.outlets.version().rotate_left(52)
            ^ self.notices_version.load(Ordering::Relaxed).rotate_left(20)
            ^ self.village_points.version().rotate_left(8)
    }
}

impl Deref for App {
    type Target = AppState;
    fn deref(&self) -> &AppState {
        &self.0
    }
}
