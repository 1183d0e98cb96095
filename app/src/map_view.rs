//! What the map, its list, the drawings and the choice by county and town show.

use time::OffsetDateTime;

use crate::{
    domain::{
        coordinate::{CoordinateSystem, Wgs84},
        coverage::Coverage,
        division::{CountyCode, TownCode, VillageCode},
        sketch::Sketch,
    },
    forms::FormErrors,
    ports::{VillageChoice, ZoneSource},
};

/// A drawing with the words that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The lines.
    pub sketch: Sketch,
    /// The counties in it.
    pub counties: Vec<DrawnCounty>,
    /// What it shows, where that is not ban zones; empty for those.
    pub title: String,
    /// The county it is about; empty for the whole city.
    pub about: String,
    /// That county has no outline of its own: those around it are drawn.
    pub without_outline: bool,
    /// 审图号; empty reads 待核发.
    pub approval: String,
}

/// A county in a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnCounty {
    /// Its code.
    pub code: CountyCode,
    /// Its short name, such as 修武.
    pub name: String,
    /// How much of it is inside, where the drawing says so.
    pub coverage: Option<Coverage>,
}

/// The map's page.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPage {
    /// The village it was opened for.
    pub village: Option<VillageChoice>,
    /// Every county; that of the village first.
    pub counties: Vec<MapCounty>,
    /// What stands where the map will be, and for good without scripts.
    pub drawing: Option<Drawing>,
    /// Key for 天地图; empty without tiles.
    pub tianditu_key: String,
}

/// A county in the map's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapCounty {
    /// Its code.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
    /// How much of it is inside.
    pub coverage: Coverage,
    /// The notice in force.
    pub source: Option<ZoneSource>,
    /// Towns wholly inside.
    pub towns: Vec<(TownCode, String)>,
    /// Villages inside in other towns, town by town.
    pub villages: Vec<TownVillages>,
    /// Areas bounded by roads.
    pub rings: Vec<MapRing>,
    /// Published case notices: where, and how many.
    pub cases: Vec<(String, i64)>,
    /// Open briquette outlets; none where no household may burn briquettes.
    pub outlets: Vec<MapOutlet>,
}

/// An open briquette outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapOutlet {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Invented; marked 示例.
    pub demonstration: bool,
}

/// Villages of one town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownVillages {
    /// The town's name.
    pub town: String,
    /// The villages, code and name.
    pub villages: Vec<(VillageCode, String)>,
}

/// An area bounded by roads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRing {
    /// What the notice calls it.
    pub name: String,
    /// Its roads.
    pub roads: Vec<String>,
    /// Villages that its boundary runs through, code and name.
    pub cut: Vec<(VillageCode, String)>,
}

/// The towns of a county, to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownChoices {
    /// The county's code.
    pub county: CountyCode,
    /// Its name.
    pub name: String,
    /// Its towns, with how many villages each has.
    pub towns: Vec<(TownCode, String, usize)>,
}

/// The villages of a town, to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageChoices {
    /// The town's code.
    pub town: TownCode,
    /// Its name.
    pub name: String,
    /// Its county's name.
    pub county: String,
    /// Its villages.
    pub villages: Vec<VillageChoice>,
    /// Some status rests on a demonstration zone.
    pub demonstration: bool,
}

/// The staff page on which a village's point is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct VillagePointDesk {
    /// The village.
    pub village: VillageChoice,
    /// Where it lies, if recorded.
    pub at: Option<Wgs84>,
    /// Its records, newest first.
    pub records: Vec<VillagePointLine>,
    /// Whether this person may record.
    pub may_record: bool,
    /// What was typed into a refused form; the recorded point otherwise.
    pub form: VillagePointForm,
    /// Messages beside the fields.
    pub errors: FormErrors,
}

/// One record of a village's point.
#[derive(Debug, Clone, PartialEq)]
pub struct VillagePointLine {
    /// Where; none where a record was taken back.
    pub at: Option<Wgs84>,
    /// Who.
    pub name: String,
    /// When.
    pub recorded_at: OffsetDateTime,
}

/// The form that records a village's point, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct VillagePointForm {
    /// The session's token.
    pub csrf: String,
    /// `save` or `remove`.
    pub action: String,
    /// `longitude, latitude` in degrees, as map programs copy it, in either order.
    pub position: String,
    /// The system the numbers are in: `wgs84`, `gcj02` or `bd09`.
    pub crs: String,
}

impl VillagePointForm {
    /// The position in WGS-84.
    ///
    /// # Errors
    /// A message for `position` or `crs`. Whether the place lies in the county is not asked here.
    pub fn check(&self) -> Result<Wgs84, FormErrors> {
        let system =
            CoordinateSystem::from_code(&self.crs).ok_or_else(|| FormErrors::one("crs", "请选坐标是从哪里来的"))?;
        let wrong = || FormErrors::one("position", "请写两个数，如 113.42, 35.22");
        let numbers: Vec<f64> = self
            .position
            .split([',', '，', ' ', '\t', '、'])
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| wrong())?;
        let [first, second] = numbers[..] else {
            return Err(wrong());
        };
        // Here longitudes are over 110 and latitudes below 40: the order is plain from the numbers.
        let (longitude, latitude) = if first < second {
            (second, first)
        } else {
            (first, second)
        };
        if !(70.0..140.0).contains(&longitude) || !(0.0..60.0).contains(&latitude) {
            return Err(wrong());
        }
        Ok(system.to_wgs84(longitude, latitude))
    }
}

/// Degrees as staff read and copy them: about a decimetre fine.
pub fn degrees(at: Wgs84) -> String {
    format!("{:.6}, {:.6}", at.longitude, at.latitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(position: &str, crs: &str) -> VillagePointForm {
        VillagePointForm {
            position: position.into(),
            crs: crs.into(),
            ..VillagePointForm::default()
        }
    }

    #[test]
    fn pasted_positions_are_read_in_either_order() {
        for text in ["113.42, 35.22", "35.22,113.42", "113.42，35.22", " 113.42  35.22 "] {
            let at = form(text, "wgs84").check().unwrap();
            assert_eq!(degrees(at), "113.420000, 35.220000", "{text}");
        }
        let shifted = form("113.42, 35.22", "gcj02").check().unwrap();
        assert!((113.410..113.416).contains(&shifted.longitude), "{shifted:?}");
    }

    #[test]
    fn what_is_no_position_is_named() {
        for (text, crs, field) in [
            ("113.42", "wgs84", "position"),
            ("a, b", "wgs84", "position"),
            ("nan, 35", "wgs84", "position"),
            ("13.42, 35.22", "wgs84", "position"),
            ("113.42, 35.22", "", "crs"),
        ] {
            let errors = form(text, crs).check().unwrap_err();
            assert_eq!(errors.iter().next().unwrap().0, field, "{text}");
        }
    }
}
