//! What is said of a place on a day: one code for the server's pages and for a phone without a signal.

use time::Date;

use crate::{
    domain::{
        division::{Divisions, VillageCode},
        village_search::VillageIndex,
        who_may_burn::{Allowance, Burner, Fuel, allowance},
        zone::{BanZone, UndeterminedReason, ZoneAnswer, ZoneRegister, ZoneStatus},
    },
    ports::{BurnRow, Choices, VillageAnswer, VillageChoice, ZoneSource},
};

/// Places and ban zones on one day.
#[derive(Clone, Copy)]
pub struct PlacesOn<'a> {
    /// Counties, towns and villages.
    pub divisions: &'a Divisions,
    /// Their names, ready to search.
    pub index: &'a VillageIndex,
    /// Every known version of every ban zone.
    pub zones: &'a ZoneRegister,
    /// The day, in China.
    pub on: Date,
}

impl PlacesOn<'_> {
    /// The villages that fit what was typed, best first, at most `limit`.
    pub fn choices(&self, query: &str, limit: usize) -> Choices {
        let found = self.index.search(query, limit);
        let mut demonstration = false;
        let mut villages = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            if let Some((choice, invented)) = self.offered(hit.village, hit.exact) {
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

    /// One village as it is offered for choice; none if there is no such village.
    pub fn choice(&self, code: VillageCode) -> Option<VillageChoice> {
        self.offered(code, true).map(|(choice, _)| choice)
    }

    /// The choice, and whether its status rests on a demonstration zone.
    fn offered(&self, code: VillageCode, exact: bool) -> Option<(VillageChoice, bool)> {
        let place = self.divisions.village(code)?;
        let answer = self.zones.status(code, self.on);
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

    /// What a village's page says; none if there is no such village.
    pub fn village(&self, code: VillageCode) -> Option<VillageAnswer> {
        let place = self.divisions.village(code)?;
        let answer = self.zones.status(code, self.on);
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
            source: answer.zone.map(source_of),
            cutting,
            rows: burn_rows(&answer),
            drawing: None,
        })
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

/// Whether a household may burn briquettes there.
pub fn household_briquette(rows: &[BurnRow]) -> Allowance {
    rows.iter()
        .find(|row| row.who == Burner::Household)
        .map_or(Allowance::Undetermined, |row| row.briquette)
}

/// The verdict in clauses that each stay whole; `briquette` is what a household may burn.
pub fn verdict_clauses(
    status: ZoneStatus,
    reason: Option<UndeterminedReason>,
    briquette: Allowance,
) -> &'static [&'static str] {
    match (status, reason) {
        (ZoneStatus::Inside, _) if briquette == Allowance::Forbidden => &["散煤、洁净型煤", "都不能烧"],
        (ZoneStatus::Inside, _) => &["散煤不能烧，", "洁净型煤先问清"],
        (ZoneStatus::Outside, _) => &["住家户能烧洁净型煤，", "不能烧散煤"],
        (ZoneStatus::Undetermined, Some(UndeterminedReason::CutByBoundary)) => &["禁煤区的边界", "从您村穿过"],
        (ZoneStatus::Undetermined, Some(UndeterminedReason::NoNotice)) => &["没查到您村的", "禁煤区通告"],
        (ZoneStatus::Undetermined, _) => &["光凭位置", "说不准"],
    }
}

/// The notice behind a version, as pages show it.
pub fn source_of(zone: &BanZone) -> ZoneSource {
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
        scan: zone.scan.clone(),
    }
}
