//! The data files as pages read them: as of today.

use std::sync::Arc;

use app::{
    answer::PlacesOn,
    domain::{
        agency::Queue,
        category::{Category, TipKind},
        division::VillageCode,
        routing::Place,
    },
    offline::write_places,
    ports::{Choices, Places, RoutePreview, VillageAnswer, VillageChoice},
};
use arc_swap::ArcSwap;
use time::Date;

use super::{Reference, ZoneBook};

type Today = dyn Fn() -> Date + Send + Sync;

/// The data files with a clock.
#[derive(Clone)]
pub struct ReferencePlaces {
    reference: Arc<Reference>,
    zones: Arc<ArcSwap<ZoneBook>>,
    today: Arc<Today>,
}

impl ReferencePlaces {
    /// The data files, and what day it is in China.
    pub fn new(reference: Arc<Reference>, today: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        Self {
            zones: Arc::new(ArcSwap::new(reference.file_zones().clone())),
            reference,
            today: Arc::new(today),
        }
    }

    /// Every zone as of now: those of the data files, and what was published since.
    pub fn zones(&self) -> Arc<ZoneBook> {
        self.zones.load_full()
    }

    /// Lets another set of zones answer from now on.
    pub fn swap_zones(&self, book: ZoneBook) {
        self.zones.store(Arc::new(book));
    }

    /// The data files.
    pub const fn reference(&self) -> &Arc<Reference> {
        &self.reference
    }

    /// The day it is in China.
    pub fn today(&self) -> Date {
        (self.today)()
    }

    /// Places on a day, with the zones of a moment.
    fn on<'a>(&'a self, zones: &'a ZoneBook, on: Date) -> PlacesOn<'a> {
        PlacesOn {
            divisions: self.reference.divisions(),
            index: self.reference.index(),
            zones: zones.register(),
            on,
        }
    }

    /// One village as it is offered for choice today; none if there is no such village.
    pub fn choice(&self, code: VillageCode) -> Option<VillageChoice> {
        self.choice_on(code, self.today())
    }

    /// One village with its status on a day; none if there is no such village.
    pub fn choice_on(&self, code: VillageCode, on: Date) -> Option<VillageChoice> {
        self.on(&self.zones.load(), on).choice(code)
    }

    /// What a phone stores to answer without a signal, as of today, with the zones of a moment.
    pub fn offline_file(&self, zones: &ZoneBook) -> String {
        let reference = &self.reference;
        write_places(
            reference.divisions(),
            reference.readings(),
            zones.register(),
            self.today(),
        )
    }
}

impl Places for ReferencePlaces {
    fn choices(&self, query: &str, limit: usize) -> Choices {
        self.on(&self.zones.load(), self.today()).choices(query, limit)
    }

    fn village(&self, code: VillageCode) -> Option<VillageAnswer> {
        self.on(&self.zones.load(), self.today()).village(code)
    }

    fn route(&self, category: Category, village: Option<VillageCode>) -> RoutePreview {
        let reference = &self.reference;
        let place = village.map_or(Place::Unknown, Place::Village);
        let status = self
            .zones
            .load()
            .register()
            .status_of(reference.divisions(), place, self.today());
        let route = reference.route(category, place, status);
        let kind = reference
            .category_guide(category)
            .map_or(TipKind::Report, |guide| guide.kind);
        let name = |queue: &Queue| reference.office_name(*queue);
        RoutePreview {
            lead: name(&route.lead),
            joint: route.joint.iter().map(name).collect(),
            clause: route.clause,
            document: reference.routing().document.clone(),
            reason: route.reason,
            accept_hours: reference.clocks().accept_hours,
            close_days: reference.clocks().close_days(kind),
        }
    }
}
