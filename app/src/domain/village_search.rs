//! Finds villages by name, pinyin or initials, alone or after the county's or town's name.

mod glyph;
mod query;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, ops::Range};

use self::{
    glyph::{Glyphs, Names},
    query::{Fit, Pattern, tokens},
};
use super::division::{CountyCode, Divisions, VillageCode};

/// Longest query looked at, in characters.
pub const QUERY_MAX: usize = 40;

/// The toneless readings of each character in use, lower case.
#[derive(Debug, Clone, Default)]
pub struct Readings(HashMap<char, Vec<Box<str>>>);

impl Readings {
    /// Readings from pairs of character and readings, most likely first.
    pub fn new(pairs: impl IntoIterator<Item = (char, Vec<Box<str>>)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The readings of a character; none if it is not a known one.
    pub fn of(&self, c: char) -> &[Box<str>] {
        self.0.get(&c).map_or(&[], Vec::as_slice)
    }
}

/// A village that fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The village.
    pub village: VillageCode,
    /// The query is this village's whole name (with or without its county or town).
    pub exact: bool,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The best, up to the limit.
    pub hits: Vec<Hit>,
    /// How many fit in all.
    pub total: usize,
}

/// A town's or county's name, as people shorten it and whole: `bx` and `bxz` both find 柏香镇.
#[derive(Debug)]
struct Area {
    plain: usize,
    whole: usize,
}

/// A town's villages, which stand together.
#[derive(Debug)]
struct TownRow {
    county: CountyCode,
    name: Area,
    villages: Range<usize>,
}

/// All names, ready to search: a whole nation's are looked through in some milliseconds.
#[derive(Debug)]
pub struct VillageIndex {
    glyphs: Glyphs,
    /// The villages' names, in the order of `codes`.
    names: Names,
    codes: Vec<VillageCode>,
    /// The towns' and counties' names.
    areas: Names,
    towns: Vec<TownRow>,
    counties: Vec<(CountyCode, Area)>,
    /// Names of counties and towns that may stand in front of a village's, longest first.
    prefixes: Vec<Vec<char>>,
}

impl VillageIndex {
    /// Indexes every village of `divisions`.
    pub fn new(divisions: &Divisions, readings: &Readings) -> Self {
        let mut glyphs = Glyphs::default();
        let mut names = Names::default();
        let mut areas = Names::default();
        let mut area = |glyphs: &mut Glyphs, plain: &str, whole: &str| Area {
            plain: areas.push(plain, glyphs, readings),
            whole: areas.push(whole, glyphs, readings),
        };
        let counties = divisions
            .counties()
            .iter()
            .map(|c| (c.code, area(&mut glyphs, c.short(), &c.name)))
            .collect();
        let mut codes = Vec::with_capacity(divisions.villages().len());
        let mut towns = Vec::with_capacity(divisions.towns().len());
        for town in divisions.towns() {
            let from = codes.len();
            for village in divisions.villages_of(town.code) {
                names.push(query::plain_village(&village.short), &mut glyphs, readings);
                codes.push(village.code);
            }
            towns.push(TownRow {
                county: town.code.county(),
                name: area(&mut glyphs, query::plain_town(&town.name), &town.name),
                villages: from..codes.len(),
            });
        }
        let mut prefixes: Vec<Vec<char>> = divisions
            .counties()
            .iter()
            .flat_map(|c| [c.name.as_str(), c.short()])
            .chain(divisions.towns().iter().map(|t| t.name.as_str()))
            .map(|name| name.chars().collect())
            .collect();
        prefixes.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        prefixes.dedup();
        Self {
            glyphs,
            names,
            codes,
            areas,
            towns,
            counties,
            prefixes,
        }
    }

    /// The villages that fit `query`, best first, at most `limit` of them; nothing for an empty query.
    pub fn search(&self, query: &str, limit: usize) -> Found {
        let patterns: Vec<Pattern> = tokens(query, &self.prefixes)
            .iter()
            .map(|token| Pattern::new(token, &self.glyphs))
            .collect();
        if patterns.is_empty() {
            return Found::default();
        }
        let mut found: Vec<(u32, Hit)> = Vec::new();
        let mut county = (None, Vec::new());
        for town in &self.towns {
            if county.0 != Some(town.county) {
                county = (Some(town.county), self.county_costs(town.county, &patterns));
            }
            let costs = self.costs(&town.name, &patterns, 5);
            let around: Vec<Option<u32>> = costs
                .iter()
                .zip(&county.1)
                .map(|(town, county)| town.or(*county))
                .collect();
            self.score_town(town, &patterns, &around, &mut found);
        }
        let total = found.len();
        let order = |a: &(u32, Hit), b: &(u32, Hit)| (a.0, a.1.village).cmp(&(b.0, b.1.village));
        if total > limit && limit > 0 {
            found.select_nth_unstable_by(limit - 1, order);
        }
        found.truncate(limit);
        found.sort_unstable_by(order);
        Found {
            hits: found.into_iter().map(|(_, hit)| hit).collect(),
            total,
        }
    }

    fn county_costs(&self, code: CountyCode, patterns: &[Pattern]) -> Vec<Option<u32>> {
        match self.counties.binary_search_by_key(&code, |(code, _)| *code) {
            Ok(at) => self.costs(&self.counties[at].1, patterns, 7),
            Err(_) => vec![None; patterns.len()],
        }
    }

    /// What each word costs where it fits the area rather than the village itself; within a name it does not count.
    fn costs(&self, area: &Area, patterns: &[Pattern], base: u32) -> Vec<Option<u32>> {
        let fit = |pattern: &Pattern| {
            let find = |name| pattern.find(self.areas.get(name), self.areas.initials(name), &self.glyphs);
            find(area.plain).or_else(|| find(area.whole))
        };
        patterns
            .iter()
            .map(|pattern| {
                fit(pattern)
                    .filter(|fit| *fit != Fit::Within)
                    .map(|fit| base + fit as u32)
            })
            .collect()
    }

    /// Every word must fit the village, its town or its county; a word that fits the village counts most.
    fn score_town(&self, town: &TownRow, patterns: &[Pattern], around: &[Option<u32>], found: &mut Vec<(u32, Hit)>) {
        'villages: for at in town.villages.clone() {
            let (name, initials) = (self.names.get(at), self.names.initials(at));
            let mut total = 0;
            let mut exact = false;
            for (pattern, around) in patterns.iter().zip(around) {
                match (pattern.find(name, initials, &self.glyphs), around) {
                    (Some(fit), _) => {
                        exact |= fit == Fit::Exact;
                        total += fit as u32 * 2;
                    }
                    (None, Some(cost)) => total += cost,
                    (None, None) => continue 'villages,
                }
            }
            let village = self.codes[at];
            found.push((total, Hit { village, exact }));
        }
    }
}
