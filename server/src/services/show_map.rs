//! What the map and its list show, and the drawings: zones, village points and published notices put together.

use std::sync::Arc;

use app::{
    answer::source_of,
    domain::{
        coordinate::Wgs84,
        coverage::Coverage,
        division::{County, CountyCode, Divisions, Located, TownCode, VillageCode},
        locate::WITHIN_OTHERS,
        outlet::{Outlet, OutletRegister},
        sketch::{PointMark, Sketch, SketchedCounty},
        zone::{BanZone, RoadRing, ZoneScope, ZoneStatus},
        zone_difference::ZoneDifference,
    },
    map_view::{
        Drawing, DrawnCounty, MapCounty, MapOutlet, MapPage, MapRing, TownChoices, TownVillages, VillageChoices,
    },
    ports::VillageChoice,
};

use time::Date;

use crate::{app_state::App, reference::ZoneBook, storage::StorageError};

/// The zones as of today: one moment's book, so that all of a page agrees.
pub(super) struct Today {
    pub(super) book: Arc<ZoneBook>,
    pub(super) on: Date,
}

impl Today {
    pub(super) fn of(app: &App) -> Self {
        Self {
            book: app.places.zones(),
            on: app.today(),
        }
    }

    /// The version that decides a county.
    pub(super) fn zone(&self, county: CountyCode) -> Option<&BanZone> {
        self.book.register().in_force(county, self.on)
    }

    /// The rings of that version.
    fn rings(&self, county: CountyCode) -> &[RoadRing] {
        self.zone(county).map_or(&[], |zone| zone.scope.rings.as_slice())
    }
}

/// Where notices are public, and how many there.
pub(super) type Cases = Vec<(String, i64)>;

/// The notices of one county: a notice's place begins with the county's name.
pub(super) fn cases_in(county: &County, cases: &Cases) -> Cases {
    let mut own: Cases = cases
        .iter()
        .filter(|(place, _)| place.starts_with(&county.name))
        .map(|(place, count)| {
            let town = &place[county.name.len()..];
            (
                if town.is_empty() {
                    place.clone()
                } else {
                    town.to_owned()
                },
                *count,
            )
        })
        .collect();
    own.sort();
    own
}

/// The map's page, opened for a village or for none.
///
/// # Errors
/// [`StorageError`] when the notices cannot be counted.
pub async fn map_page(app: &App, village: Option<VillageChoice>) -> Result<MapPage, StorageError> {
    let cases = app.storage.count_published_notices(app.clock.now()).await?;
    let today = Today::of(app);
    let mut counties: Vec<MapCounty> = app
        .reference
        .divisions()
        .counties()
        .iter()
        .map(|county| map_county(app, &today, county, &cases))
        .collect();
    if let Some(village) = &village {
        counties.sort_by_key(|county| county.code != village.code.county());
    }
    Ok(MapPage {
        village,
        counties,
        drawing: city_drawing(app, &today),
        tianditu_key: app.config.map.tianditu_key.clone(),
    })
}

fn map_county(app: &App, today: &Today, county: &County, cases: &Cases) -> MapCounty {
    let zone = today.zone(county.code);
    let divisions = app.reference.divisions();
    MapCounty {
        code: county.code,
        name: county.name.clone(),
        coverage: Coverage::of(zone, county.code, divisions),
        source: zone.map(source_of),
        towns: zone.map(|zone| whole_towns(app, zone)).unwrap_or_default(),
        villages: zone.map(|zone| other_villages(app, zone)).unwrap_or_default(),
        rings: zone
            .map(|zone| zone.scope.rings.iter().map(|ring| map_ring(app, ring)).collect())
            .unwrap_or_default(),
        cases: cases_in(county, cases),
        outlets: open_outlets(&app.outlets.register(), today, divisions, county.code)
            .map(|outlet| MapOutlet {
                name: outlet.content.name.clone(),
                address: outlet.content.address.clone(),
                phone: outlet.content.phone.clone(),
                demonstration: outlet.demonstration,
            })
            .collect(),
    }
}

/// A county's open outlets, where somebody outside the zone may burn what they sell: nobody else is shown them.
pub(super) fn open_outlets<'r>(
    register: &'r OutletRegister,
    today: &Today,
    divisions: &Divisions,
    county: CountyCode,
) -> impl Iterator<Item = &'r Outlet> + use<'r> {
    let coverage = Coverage::of(today.zone(county), county, divisions);
    let allowed = matches!(coverage, Coverage::Some | Coverage::None);
    let on = today.on;
    let open = move |outlet: &&Outlet| allowed && outlet.content.county == county && outlet.content.is_open(on);
    register.all().iter().filter(open)
}

/// Towns of which every village is inside, however the notice put it.
fn whole_towns(app: &App, zone: &BanZone) -> Vec<(TownCode, String)> {
    let divisions = app.reference.divisions();
    divisions
        .towns_of(zone.county)
        .iter()
        .filter(|town| Coverage::of_town(zone, town.code, divisions) == Coverage::All)
        .map(|town| (town.code, town.name.clone()))
        .collect()
}

/// Villages inside, of towns that are not wholly inside.
fn other_villages(app: &App, zone: &BanZone) -> Vec<TownVillages> {
    let divisions = app.reference.divisions();
    divisions
        .towns_of(zone.county)
        .iter()
        .filter(|town| Coverage::of_town(zone, town.code, divisions) == Coverage::Some)
        .map(|town| TownVillages {
            town: town.name.clone(),
            villages: divisions
                .villages_of(town.code)
                .iter()
                .filter(|village| zone.status(village.code) == ZoneStatus::Inside)
                .map(|village| (village.code, village.short.clone()))
                .collect(),
        })
        .filter(|town| !town.villages.is_empty())
        .collect()
}

fn map_ring(app: &App, ring: &RoadRing) -> MapRing {
    let divisions = app.reference.divisions();
    MapRing {
        name: ring.name.clone(),
        roads: ring.roads.clone(),
        cut: ring
            .cut
            .iter()
            .filter_map(|code| Some((*code, divisions.village(*code)?.village.short.clone())))
            .collect(),
    }
}

/// Every county, coloured by how much of it is inside.
fn city_drawing(app: &App, today: &Today) -> Option<Drawing> {
    let counties = app.reference.divisions().counties().iter();
    let rings: Vec<&RoadRing> = counties.flat_map(|county| today.rings(county.code)).collect();
    draw(app, None, &rings, &[], |county| {
        Some(Coverage::of(
            today.zone(county.code),
            county.code,
            app.reference.divisions(),
        ))
    })
}

/// A village's county with its neighbours, its drawn rings, and the village where its point is recorded.
pub fn village_drawing(app: &App, code: VillageCode) -> Option<Drawing> {
    let Located { county, .. } = app.reference.divisions().village(code)?;
    let today = Today::of(app);
    let rings: Vec<&RoadRing> = today.rings(county.code).iter().collect();
    let point = app.village_points.points().find(code).map(|at| (at, PointMark::Own));
    draw(app, Some(county), &rings, point.as_slice(), |_| None)
}

/// A county as one version has it, published or not: how much of it is inside, its rings, and the changed villages whose
/// points are recorded. Without a version nothing is known of the county.
pub fn version_drawing(
    app: &App,
    county: CountyCode,
    scope: Option<&ZoneScope>,
    changed: &ZoneDifference,
) -> Option<Drawing> {
    let divisions = app.reference.divisions();
    let county = divisions.county(county)?;
    let rings: Vec<&RoadRing> = scope
        .into_iter()
        .flat_map(|scope| &scope.rings)
        .filter(|ring| !ring.polygon.is_empty())
        .collect();
    let points = app.village_points.points();
    let marks: Vec<(Wgs84, PointMark)> = changed
        .changes
        .iter()
        .flat_map(|town| town.villages.iter().map(|village| (*village, town.change)))
        .filter_map(|(village, change)| Some((points.find(village)?, PointMark::Changed(change))))
        .collect();
    draw(app, Some(county), &rings, &marks, |each| {
        (each.code == county.code).then(|| {
            scope.map_or(Coverage::Unknown, |scope| {
                Coverage::of_scope(scope, each.code, divisions)
            })
        })
    })
}

/// Villages where something was seen, by their recorded points: in their county, or in the city if they lie in several.
pub fn draw_points(app: &App, counties: &[CountyCode], points: &[(Wgs84, PointMark)]) -> Option<Drawing> {
    let about = match counties {
        [county] => app.reference.divisions().county(*county),
        _ => None,
    };
    let title = format!("示意图：出现过的 {} 处", points.len());
    let drawing = draw(app, about, &[], points, |_| None)?;
    Some(Drawing { title, ..drawing })
}

/// `about` is the county it is about; none for the whole city.
fn draw(
    app: &App,
    about: Option<&County>,
    rings: &[&RoadRing],
    points: &[(Wgs84, PointMark)],
    coverage: impl Fn(&County) -> Option<Coverage>,
) -> Option<Drawing> {
    let areas = app.reference.areas();
    let own = about.map(|county| county.code);
    let without_outline = own.is_some_and(|own| areas.iter().all(|area| area.code != own));
    let is_main = |code: CountyCode| match own {
        None => true,
        Some(own) if without_outline => surrounds(code, own),
        Some(own) => code == own,
    };
    let counties: Vec<SketchedCounty<'_>> = areas
        .iter()
        .map(|area| SketchedCounty {
            code: area.code,
            outline: &area.outline,
            main: is_main(area.code),
        })
        .collect();
    let rings: Vec<&[Wgs84]> = rings.iter().map(|ring| ring.polygon.as_slice()).collect();
    let sketch = Sketch::draw(&counties, &rings, points)?;
    let named = |area: &app::domain::sketch::SketchedArea| {
        let county = app.reference.divisions().county(area.code)?;
        Some(DrawnCounty {
            code: area.code,
            name: county.short().to_owned(),
            coverage: coverage(county),
        })
    };
    Some(Drawing {
        counties: sketch.areas.iter().filter_map(named).collect(),
        sketch,
        title: String::new(),
        about: about.map(|county| county.name.clone()).unwrap_or_default(),
        without_outline,
        approval: app.config.site.numbers.map_approval.clone(),
    })
}

/// Whether `outer` is one of the counties that `inner`, which has no outline, lies within.
fn surrounds(outer: CountyCode, inner: CountyCode) -> bool {
    WITHIN_OTHERS
        .iter()
        .any(|(code, around)| *code == inner.number() && around.contains(&outer.number()))
}

/// The towns of a county; none for a code that is no county's.
pub fn town_choices(app: &App, county: CountyCode) -> Option<TownChoices> {
    let divisions = app.reference.divisions();
    let found = divisions.county(county)?;
    Some(TownChoices {
        county,
        name: found.name.clone(),
        towns: divisions
            .towns_of(county)
            .iter()
            .map(|town| (town.code, town.name.clone(), divisions.villages_of(town.code).len()))
            .collect(),
    })
}

/// The villages of a town; none for a code that is no town's.
pub fn village_choices(app: &App, town: TownCode) -> Option<VillageChoices> {
    let divisions = app.reference.divisions();
    let found = divisions.town(town)?;
    let county = divisions.county(town.county())?;
    Some(VillageChoices {
        town,
        name: found.name.clone(),
        county: county.name.clone(),
        villages: divisions
            .villages_of(town)
            .iter()
            .filter_map(|village| app.places.choice(village.code))
            .collect(),
        demonstration: Today::of(app).zone(county.code).is_some_and(|zone| zone.demonstration),
    })
}
