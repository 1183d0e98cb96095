//! The file, as the phone reads it.

use std::str::{FromStr, Split};

use time::Date;

use super::{
    day::parse_day,
    line::{
        BASIS, BRIQUETTES, COMMITTEES, COUNTY, DEMONSTRATION, EXEMPTIONS, FORMAT, READINGS, RING, RING_CUT,
        RING_INSIDE, TOWN, TOWNS, VILLAGE, VILLAGES, WHOLE_COUNTY, ZONE,
    },
};
use crate::domain::{
    division::{County, DivisionError, Divisions, Town, Village},
    plate::plate,
    village_search::Readings,
    zone::{BanZone, RoadRing, ZoneNotice, ZoneRegister, ZoneRegisterError, ZoneScope},
};

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlacesFileError {
    /// Made for newer or older code, or cut short.
    #[error("格式不认识，或者不完整")]
    Format,
    /// A line that says nothing known, by its number.
    #[error("第 {0} 行看不懂")]
    Line(usize),
    /// Divisions that contradict each other.
    #[error(transparent)]
    Divisions(#[from] DivisionError),
    /// Zones that contradict each other.
    #[error(transparent)]
    Zones(#[from] ZoneRegisterError),
}

/// Divisions, readings and zones as the rules want them.
///
/// # Errors
/// [`PlacesFileError`] when the file is of another format or contradicts itself.
pub fn read_places(text: &str) -> Result<(Divisions, Readings, ZoneRegister), PlacesFileError> {
    let whole = text.strip_suffix('\n').ok_or(PlacesFileError::Format)?;
    let mut lines = whole.split('\n').enumerate();
    if lines.next().is_none_or(|(_, first)| first != FORMAT) {
        return Err(PlacesFileError::Format);
    }
    let mut read = Read::default();
    for (at, line) in lines {
        read.line(line).ok_or(PlacesFileError::Line(at + 1))?;
    }
    let divisions = Divisions::new(read.counties, read.towns, read.villages)?;
    Ok((divisions, read.readings, ZoneRegister::new(read.zones)?))
}

#[derive(Default)]
struct Read {
    readings: Readings,
    counties: Vec<County>,
    towns: Vec<Town>,
    villages: Vec<Village>,
    zones: Vec<BanZone>,
}

impl Read {
    /// Takes one line; none if it cannot be understood.
    fn line(&mut self, line: &str) -> Option<()> {
        let mut parts = line.split('\t');
        match parts.next()? {
            READINGS => self.readings = readings(parts.next()?),
            COUNTY => self.counties.push(County {
                code: parts.next()?.parse().ok()?,
                name: parts.next()?.to_owned(),
            }),
            TOWN => self.towns.push(Town {
                code: parts.next()?.parse().ok()?,
                name: parts.next()?.to_owned(),
            }),
            VILLAGE => self.village(parts)?,
            ZONE => self.zones.push(zone(parts)?),
            tag => part_of_zone(self.zones.last_mut()?, tag, parts)?,
        }
        Some(())
    }

    fn village(&mut self, mut parts: Split<'_, char>) -> Option<()> {
        let town = u64::from(self.towns.last()?.code.number());
        let number: u64 = parts.next()?.parse().ok().filter(|number| *number < 1_000)?;
        let short = parts.next()?;
        let (ending, kind) = *COMMITTEES.get(parts.next()?.parse::<usize>().ok()?)?;
        let pinyin = parts.next().map_or_else(|| plate(short, &self.readings), str::to_owned);
        self.villages.push(Village {
            code: (town * 1_000 + number).try_into().ok()?,
            name: format!("{short}{ending}"),
            short: short.to_owned(),
            kind,
            pinyin,
        });
        Some(())
    }
}

fn readings(text: &str) -> Readings {
    Readings::new(text.split(' ').filter_map(|word| {
        let mut chars = word.chars();
        let c = chars.next()?;
        Some((c, chars.as_str().split(',').map(Into::into).collect()))
    }))
}

fn zone(mut parts: Split<'_, char>) -> Option<BanZone> {
    let mut text = || parts.next().map(str::to_owned);
    let day = |text: String| parse_day(&text);
    let (id, county) = (text()?, text()?.parse().ok()?);
    let notice = ZoneNotice {
        title: text()?,
        issuer: text()?,
        number: text()?,
        issued: day(text()?)?,
        contact: text()?,
        basis: Vec::new(),
    };
    let in_force = day(text()?)?;
    let replaced: Option<Date> = match text()?.as_str() {
        "" => None,
        end => Some(parse_day(end)?),
    };
    let letters = text()?;
    Some(BanZone {
        id,
        county,
        notice,
        in_force,
        replaced,
        includes_briquettes: letters.contains(BRIQUETTES),
        exemptions: Vec::new(),
        scope: ZoneScope {
            whole_county: letters.contains(WHOLE_COUNTY),
            ..ZoneScope::default()
        },
        demonstration: letters.contains(DEMONSTRATION),
        scan: None,
    })
}

fn part_of_zone(zone: &mut BanZone, tag: &str, mut parts: Split<'_, char>) -> Option<()> {
    let texts = |parts: Split<'_, char>| parts.map(str::to_owned).collect();
    let rings = &mut zone.scope.rings;
    match tag {
        BASIS => zone.notice.basis = texts(parts),
        EXEMPTIONS => zone.exemptions = texts(parts),
        TOWNS => zone.scope.towns = codes(parts)?,
        VILLAGES => zone.scope.villages = codes(parts)?,
        RING => rings.push(RoadRing {
            name: parts.next()?.to_owned(),
            roads: texts(parts),
            polygon: Vec::new(),
            inside: Vec::new(),
            cut: Vec::new(),
        }),
        RING_INSIDE => rings.last_mut()?.inside = codes(parts)?,
        RING_CUT => rings.last_mut()?.cut = codes(parts)?,
        _ => return None,
    }
    Some(())
}

/// All of them, or none if any is no code: a village left out would be told that it is outside.
fn codes<C: FromStr>(parts: Split<'_, char>) -> Option<Vec<C>> {
    parts.map(|text| text.parse().ok()).collect()
}
