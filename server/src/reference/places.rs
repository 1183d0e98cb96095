//! The data files as pages read them: as of today.

use std::sync::Arc;

use app::{
    answer::PlacesOn,
    domain::{
        agency::Queue,
        category::{Category, TipKind},
        coordinate::Wgs84,
        division::VillageCode,
        locate::Candidates,
        routing::Place,
    },
    offline::write_places,
    ports::{Choices, Places, RoutePreview, VillageAnswer, VillageChoice},
};
use time::Date;

use super::Reference;

type Today = dyn Fn() -> Date + Send + Sync;

/// The data files with a clock.
#[derive(Clone)]
pub struct ReferencePlaces {
    reference: Arc<Reference>,
    today: Arc<Today>,
}

impl ReferencePlaces {
    /// The data files, and what day it is in China.
    pub fn new(reference: Arc<Reference>, today: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        Self {
            reference,
            today: Arc::new(today),
        }
    }

    /// The data files.
    pub const fn reference(&self) -> &Arc<Reference> {
        &self.reference
    }

    /// The day it is in China.
    pub fn today(&self) -> Date {
        (self.today)()
    }

    /// What a position with an accuracy in metres says today.
    pub fn locate(&self, at: Wgs84, accuracy: f64) -> Candidates<'_> {
        self.reference.locate(at, accuracy, self.today())
    }

    /// Places and zones on a day.
    fn on(&self, on: Date) -> PlacesOn<'_> {
        PlacesOn {
            divisions: self.reference.divisions(),
            index: self.reference.index(),
            zones: self.reference.zones(),
            on,
        }
    }

    /// One village as it is offered for choice today; none if there is no such village.
    pub fn choice(&self, code: VillageCode) -> Option<VillageChoice> {
        self.choice_on(code, self.today())
    }

    /// One village with its status on a day; none if there is no such village.
    pub fn choice_on(&self, code: VillageCode, on: Date) -> Option<VillageChoice> {
        self.on(on).choice(code)
    }

    /// What a phone stores to answer without a signal, as of today.
    pub fn offline_file(&self) -> String {
        let reference = &self.reference;
        write_places(
            reference.divisions(),
            reference.readings(),
            reference.zones(),
            self.today(),
        )
    }
}

impl Places for ReferencePlaces {
    fn choices(&self, query: &str, limit: usize) -> Choices {
        self.on(self.today()).choices(query, limit)
    }

    fn village(&self, code: VillageCode) -> Option<VillageAnswer> {
        self.on(self.today()).village(code)
    }

    fn route(&self, category: Category, village: Option<VillageCode>) -> RoutePreview {
        let reference = &self.reference;
        let place = village.map_or(Place::Unknown, Place::Village);
        let route = reference.route(category, place, reference.status_of(place, self.today()));
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
