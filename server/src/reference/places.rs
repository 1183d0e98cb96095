//! The data files as pages read them: as of today.

use std::sync::Arc;

use app::{
    domain::{
        agency::Queue,
        category::{Category, TipKind},
        division::VillageCode,
        routing::Place,
        who_may_burn::{Burner, Fuel, allowance},
        zone::{BanZone, UndeterminedReason, ZoneAnswer},
    },
    ports::{BurnRow, Choices, Places, RoutePreview, VillageAnswer, VillageChoice, ZoneSource},
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

    /// One village as it is offered for choice today; none if there is no such village.
    pub fn choice(&self, code: VillageCode) -> Option<VillageChoice> {
        self.choice_on(code, self.today())
    }

    /// One village with its status on a day; none if there is no such village.
    pub fn choice_on(&self, code: VillageCode, on: Date) -> Option<VillageChoice> {
        self.offered(code, true, on).map(|(choice, _)| choice)
    }

    /// The choice, and whether its status rests on a demonstration zone.
    fn offered(&self, code: VillageCode, exact: bool, on: Date) -> Option<(VillageChoice, bool)> {
        let place = self.reference.divisions().village(code)?;
        let zones = self.zones.load();
        let answer = zones.register().status(code, on);
        let choice = VillageChoice {
            code,
            name: place.village.short.clone(),
            town: place.town.name.clone(),
            county: place.county.name.clone(),
            status: answer.status,
            exact,
        };
        Some((choice, answer.zone.is_some_and(|zone| zone.demonstration)))
    }
}

impl Places for ReferencePlaces {
    fn choices(&self, query: &str, limit: usize) -> Choices {
        let on = self.today();
        let found = self.reference.index().search(query, limit);
        let mut demonstration = false;
        let mut villages = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            if let Some((choice, invented)) = self.offered(hit.village, hit.exact, on) {
                demonstration |= invented;
                villages.push(choice);
            }
        }
        villages.sort_by_key(|village| !village.exact);
        Choices {
            villages,
            total: found.total,
            demonstration,
        }
    }

    fn village(&self, code: VillageCode) -> Option<VillageAnswer> {
        let place = self.reference.divisions().village(code)?;
        let zones = self.zones.load();
        let answer = zones.register().status(code, self.today());
        let cutting = answer
            .zone
            .filter(|_| answer.reason == Some(UndeterminedReason::CutByBoundary))
            .and_then(|zone| zone.ring_cutting(code))
            .map(|ring| (ring.name.clone(), ring.roads.clone()));
        Some(VillageAnswer {
            code,
            name: place.village.short.clone(),
            pinyin: place.village.pinyin.clone(),
            town: place.town.name.clone(),
            county: place.county.name.clone(),
            status: answer.status,
            reason: answer.reason,
            source: answer.zone.map(source),
            cutting,
            rows: burn_rows(&answer),
        })
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

/// Who may burn what under an answer, in the order shown.
pub fn burn_rows(answer: &ZoneAnswer<'_>) -> Vec<BurnRow> {
    let row = |who| BurnRow {
        who,
        loose_coal: allowance(who, Fuel::LooseCoal, answer),
        briquette: allowance(who, Fuel::CleanBriquette, answer),
    };
    Burner::ALL.into_iter().map(row).collect()
}

fn source(zone: &BanZone) -> ZoneSource {
    let notice = zone.notice.clone();
    ZoneSource {
        title: notice.title,
        issuer: notice.issuer,
        number: notice.number,
        issued: notice.issued,
        in_force: zone.in_force,
        basis: notice.basis,
        exemptions: zone.exemptions.clone(),
        contact: notice.contact,
        includes_briquettes: zone.includes_briquettes,
        demonstration: zone.demonstration,
    }
}
