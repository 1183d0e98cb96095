//! Everything in the data files: read and checked once at start, then never changed.

mod agency;
mod category;
mod clock;
mod division;
mod document;
mod guide;
mod heating;
mod holiday;
mod outlet;
mod outline;
mod places;
mod problem;
mod reading;
mod routing;
#[cfg(test)]
mod tests;
mod zone;
mod zone_book;
mod zone_file;
mod zone_history;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::domain::{
    agency::{Agency, Area, Queue},
    calendar::{Clocks, Deadlines, WorkCalendar},
    category::{Category, CategoryGuide, TipKind},
    coordinate::Wgs84,
    division::{CountyCode, Divisions},
    geometry::Outline,
    locate::{COUNTY_MARGIN_METRES, CountyArea, Locator},
    outlet::Outlet,
    routing::{Place, Route, RoutingTable},
    village_search::{Readings, VillageIndex},
    zone::{BanZone, ZoneStatus},
};
use app::ports::{Guide, GuideCard};
use time::OffsetDateTime;

pub use agency::Offices;
pub use heating::{Expected, FileRules, HeatingRules, read_rules, write_rules};
pub use places::ReferencePlaces;
pub use problem::{ReferenceError, ReferenceErrors};
pub use zone_book::ZoneBook;
pub use zone_file::write_zones;
pub use zone_history::{history_of_county, history_of_village};

use problem::Problems;
use zone::ZoneFiles;

/// Which data files are read, and how.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The folder of data files (`server/data` in the repository).
    pub folder: PathBuf,
    /// Demonstration zones may stand in while there are no official ones.
    pub demonstration: bool,
    /// A file of official zones; by default `zones.toml` in the folder, if it is there.
    pub zones: Option<PathBuf>,
    /// How far off a county's outline may be, in metres.
    pub county_margin: f64,
    /// Better figures for single counties.
    pub county_margins: Vec<(CountyCode, f64)>,
}

impl LoadOptions {
    /// The usual options for a folder.
    pub fn new(folder: impl Into<PathBuf>, demonstration: bool) -> Self {
        Self {
            folder: folder.into(),
            demonstration,
            zones: None,
            county_margin: COUNTY_MARGIN_METRES,
            county_margins: Vec::new(),
        }
    }

    fn margin(&self, county: CountyCode) -> f64 {
        let own = self.county_margins.iter().find(|(code, _)| *code == county);
        own.map_or(self.county_margin, |(_, margin)| *margin)
    }
}

/// Divisions, rules and routes as they stand in the data files.
pub struct Reference {
    divisions: Divisions,
    readings: Readings,
    index: VillageIndex,
    city: Outline,
    areas: Vec<CountyArea>,
    offices: Offices,
    categories: Vec<CategoryGuide>,
    routing: RoutingTable,
    clocks: Clocks,
    calendar: WorkCalendar,
    holiday_years: BTreeSet<i32>,
    zones: Arc<ZoneBook>,
    outlets: Vec<Outlet>,
    guides: Vec<Guide>,
    heating: FileRules,
}

impl Reference {
    /// Reads and checks every data file.
    ///
    /// # Errors
    /// Everything wrong in any of them, each with file and line.
    pub fn load(options: &LoadOptions) -> Result<Self, ReferenceErrors> {
        let mut problems = Problems::default();
        match Self::read(options, &mut problems) {
            Some(reference) if problems.is_empty() => Ok(reference),
            _ => Err(problems.into_errors()),
        }
    }

    /// Reads on after a problem, so that one start names them all.
    fn read(options: &LoadOptions, problems: &mut Problems) -> Option<Self> {
        let folder: &Path = &options.folder;
        let readings = reading::load_readings(folder, problems);
        let names = reading::NameReadings::load(folder, problems);
        let categories = category::load(folder, problems);
        let clocks = clock::load(folder, problems);
        let holidays = holiday::load(folder, problems);
        let guides = guide::load(folder, problems);
        // Everything else speaks of divisions: without them it would only repeat that they are missing.
        let readings = readings?;
        let divisions = division::load(folder, &readings, names, problems)?;
        let outlines = outline::load(folder, &divisions, problems);
        let offices = agency::load(folder, &divisions, problems);
        let routing = routing::load(folder, &divisions, &offices, problems);
        let files = ZoneFiles {
            configured: options.zones.clone(),
            demonstration: options.demonstration,
        };
        let zones = zone::load(folder, &files, &divisions, &outlines.city, problems);
        let outlets = outlet::load(folder, options.demonstration, &divisions, problems);
        let heating = heating::load(folder, options.demonstration, &divisions, problems);
        let area = |(code, outline)| CountyArea {
            code,
            outline,
            margin: options.margin(code),
        };
        let areas: Vec<CountyArea> = outlines.counties.into_iter().map(area).collect();
        Some(Self {
            index: VillageIndex::new(&divisions, &readings),
            zones: Arc::new(ZoneBook::new(Locator::new(areas.clone(), &divisions, &zones), zones)),
            divisions,
            readings,
            city: outlines.city,
            areas,
            offices,
            categories,
            routing: routing?,
            clocks: clocks?,
            calendar: holidays.calendar,
            holiday_years: holidays.years,
            outlets,
            guides,
            heating,
        })
    }

    /// Counties, towns and villages.
    pub const fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// How the characters of their names read.
    pub const fn readings(&self) -> &Readings {
        &self.readings
    }

    /// The index of village names.
    pub const fn index(&self) -> &VillageIndex {
        &self.index
    }

    /// The city's outline.
    pub const fn city(&self) -> &Outline {
        &self.city
    }

    /// The counties' outlines, by code; 示范区 has none.
    pub fn areas(&self) -> &[CountyArea] {
        &self.areas
    }

    /// Prices and subsidies as the data files have them.
    pub const fn file_heating(&self) -> &FileRules {
        &self.heating
    }

    /// Every office and what it is called.
    pub const fn offices(&self) -> &Offices {
        &self.offices
    }

    /// Every category, in the order offered.
    pub fn categories(&self) -> &[CategoryGuide] {
        &self.categories
    }

    /// What residents are told and asked in a category.
    pub fn category_guide(&self, category: Category) -> Option<&CategoryGuide> {
        self.categories.iter().find(|guide| guide.category == category)
    }

    /// A category's name in plain words.
    pub fn category_name(&self, category: Category) -> String {
        self.category_guide(category)
            .map_or_else(|| category.code().to_owned(), |guide| guide.name.clone())
    }

    /// The routing table.
    pub const fn routing(&self) -> &RoutingTable {
        &self.routing
    }

    /// How long each step may take.
    pub const fn clocks(&self) -> &Clocks {
        &self.clocks
    }

    /// Which days are worked, as far as published.
    pub const fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    /// The zones of the data files alone; what was published since is with [`ReferencePlaces::zones`].
    pub const fn file_zones(&self) -> &Arc<ZoneBook> {
        &self.zones
    }

    /// Invented outlets, which stand in while no real one is recorded; none outside demonstrations.
    pub fn demonstration_outlets(&self) -> &[Outlet] {
        &self.outlets
    }

    /// The guide to a topic.
    pub fn guide(&self, topic: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.card.topic == topic)
    }

    /// Every guide as lists show it, in order.
    pub fn guide_cards(&self) -> Vec<GuideCard> {
        self.guides.iter().map(|guide| guide.card.clone()).collect()
    }

    /// An office's full name, as people know it.
    ///
    /// An office that the data files no longer name, yet a stored case does, reads by its agency and area.
    pub fn office_name(&self, queue: Queue) -> String {
        self.offices.find(queue).map_or_else(
            || format!("{}{}", self.area_name(queue.area), self.office_short(queue.agency)),
            str::to_owned,
        )
    }

    /// An agency's short name, for tags and lists.
    pub fn office_short(&self, agency: Agency) -> String {
        self.offices.short(agency).to_owned()
    }

    /// An area's name: 焦作市, 修武县, 修武县七贤镇.
    pub fn area_name(&self, area: Area) -> String {
        let county = area.county().and_then(|code| self.divisions.county(code));
        let town = match area {
            Area::Town(code) => self.divisions.town(code),
            Area::City | Area::County(_) => None,
        };
        match (area, county) {
            (Area::City, _) => "焦作市".to_owned(),
            (_, None) => area.to_string(),
            (_, Some(county)) => format!("{}{}", county.name, town.map_or("", |town| &town.name)),
        }
    }

    /// Both deadlines of a case filed at an instant.
    ///
    /// Where they run into a year without published holidays, weekdays alone count: see [`Self::holidays_known`].
    pub fn deadlines(&self, kind: TipKind, at: OffsetDateTime) -> Deadlines {
        self.calendar.deadlines_by(&self.clocks, kind, at)
    }

    /// The last day on which a named reporter is told what was decided on a day.
    pub fn tell_named_by(&self, decided: time::Date) -> time::Date {
        self.calendar.working_day_after(decided, self.clocks.real_name_days)
    }

    /// Whether a year's holidays are published; until then its deadlines may move.
    pub fn holidays_known(&self, year: i32) -> bool {
        self.holiday_years.contains(&year)
    }

    /// Reads another file of ban zones, as `zones.toml` is read.
    ///
    /// # Errors
    /// Everything wrong in it, each with its line.
    pub fn read_zones(&self, file: &Path, demonstration: bool) -> Result<Vec<BanZone>, ReferenceErrors> {
        let mut problems = Problems::default();
        let name = file
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let zones = zone::read_file(file, &name, demonstration, &self.divisions, &self.city, &mut problems);
        if problems.is_empty() {
            Ok(zones)
        } else {
            Err(problems.into_errors())
        }
    }

    /// Who acts on a tip of this category from this place. A place outside the city counts as none.
    ///
    /// # Panics
    /// Never: a table that leaves anything out is refused at start.
    #[expect(
        clippy::expect_used,
        reason = "every category has a rule everywhere, or the files are refused"
    )]
    pub fn route(&self, category: Category, place: Place, status: ZoneStatus) -> Route {
        let known = match place {
            Place::Unknown => true,
            Place::County(code) => self.divisions.county(code).is_some(),
            Place::Town(code) => self.divisions.town(code).is_some(),
            Place::Village(code) => self.divisions.village(code).is_some(),
        };
        let (place, status) = if known {
            (place, status)
        } else {
            (Place::Unknown, ZoneStatus::Undetermined)
        };
        self.routing.route(category, place, status).expect("checked at load")
    }

    /// How deep a position lies inside the city, in metres; negative is the distance outside.
    pub fn city_depth(&self, at: Wgs84) -> f64 {
        self.city.depth(at)
    }
}
