//! What one version of a zone changes against another, by town and village.

use std::collections::BTreeMap;

use super::{
    division::{CountyCode, Divisions, TownCode, VillageCode},
    zone::{ZoneScope, ZoneStatus},
};

/// One change of what a village is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ZoneChange {
    /// Now inside.
    Added,
    /// Now cut by a boundary, so that it cannot be said.
    Cut,
    /// Now outside.
    Removed,
}

impl ZoneChange {
    /// In the order shown.
    pub const ALL: [Self; 3] = [Self::Added, Self::Cut, Self::Removed];

    const fn from_status(status: ZoneStatus) -> Self {
        match status {
            ZoneStatus::Inside => Self::Added,
            ZoneStatus::Undetermined => Self::Cut,
            ZoneStatus::Outside => Self::Removed,
        }
    }
}

/// The villages of one town that change alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownChange {
    /// The town.
    pub town: TownCode,
    /// How they change.
    pub change: ZoneChange,
    /// The villages, by code.
    pub villages: Vec<VillageCode>,
    /// They are all the villages of the town.
    pub whole_town: bool,
}

/// Every change of a county, by town.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneDifference {
    /// Towns in order; a town may stand here once for each kind of change.
    pub changes: Vec<TownChange>,
    /// How many villages are told the same as before.
    pub unchanged: usize,
}

impl ZoneDifference {
    /// What `after` changes against `before`; without one, every village inside or cut counts as changed.
    pub fn new(before: Option<&ZoneScope>, after: &ZoneScope, county: CountyCode, divisions: &Divisions) -> Self {
        let nothing = ZoneScope::default();
        let before = before.unwrap_or(&nothing);
        let mut difference = Self::default();
        for town in divisions.towns_of(county) {
            let mut groups: BTreeMap<ZoneChange, Vec<VillageCode>> = BTreeMap::new();
            let villages = divisions.villages_of(town.code);
            for village in villages {
                let now = after.status(village.code);
                if before.status(village.code) == now {
                    difference.unchanged += 1;
                } else {
                    groups
                        .entry(ZoneChange::from_status(now))
                        .or_default()
                        .push(village.code);
                }
            }
            difference
                .changes
                .extend(groups.into_iter().map(|(change, changed)| TownChange {
                    town: town.code,
                    change,
                    whole_town: changed.len() == villages.len(),
                    villages: changed,
                }));
        }
        difference
    }

    /// The towns in which villages become banned or uncertain: each needs its heating confirmed first.
    pub fn added_towns(&self) -> impl Iterator<Item = TownCode> {
        let mut towns: Vec<TownCode> = self
            .changes
            .iter()
            .filter(|change| change.change != ZoneChange::Removed)
            .map(|change| change.town)
            .collect();
        towns.dedup();
        towns.into_iter()
    }

    /// How many villages change in this way.
    pub fn count(&self, change: ZoneChange) -> usize {
        let alike = self.changes.iter().filter(|of| of.change == change);
        alike.map(|of| of.villages.len()).sum()
    }

    /// Nothing changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{division::tests::sample, zone::RoadRing};

    #[test]
    fn every_kind_of_change_is_told_by_town() {
        let divisions = sample();
        let county: CountyCode = "410821".parse().unwrap();
        let all: Vec<VillageCode> = divisions
            .towns_of(county)
            .iter()
            .flat_map(|town| divisions.villages_of(town.code))
            .map(|village| village.code)
            .collect();
        let before = ZoneScope {
            villages: vec![all[0]],
            ..ZoneScope::default()
        };
        let after = ZoneScope {
            rings: vec![RoadRing {
                cut: vec![all[1]],
                ..RoadRing::default()
            }],
            ..ZoneScope::default()
        };
        let difference = ZoneDifference::new(Some(&before), &after, county, &divisions);
        assert_eq!(difference.count(ZoneChange::Removed), 1);
        assert_eq!(difference.count(ZoneChange::Cut), 1);
        assert_eq!(difference.count(ZoneChange::Added), 0);
        assert_eq!(difference.unchanged, all.len() - 2);
        assert_eq!(difference.added_towns().collect::<Vec<_>>(), [all[1].town()]);
        assert!(ZoneDifference::new(Some(&before), &before, county, &divisions).is_empty());
        let whole = ZoneScope {
            whole_county: true,
            ..ZoneScope::default()
        };
        let first = ZoneDifference::new(None, &whole, county, &divisions);
        assert_eq!(first.count(ZoneChange::Added), all.len());
        assert!(first.changes.iter().all(|change| change.whole_town));
    }
}
