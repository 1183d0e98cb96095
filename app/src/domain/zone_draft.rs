//! A ban zone being written: what an editor has so far, and what still stands against publishing it.

use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    division::{CountyCode, Divisions, TownCode, VillageCode},
    geometry::{Outline, Ring},
    zone::{BanZone, ZoneNotice, ZoneScope},
    zone_difference::ZoneDifference,
};

/// More points than any road ring needs; what has more was exported wrongly.
pub const RING_POINTS_MAX: usize = 2_000;
/// Most rings in one version.
pub const RINGS_MAX: usize = 20;

/// A version of a county's zone as far as it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ZoneDraft {
    /// The notice's title.
    pub title: String,
    /// Who issues it.
    pub issuer: String,
    /// Its number (文号); a draft without one cannot be published.
    pub number: String,
    /// The day it was signed.
    pub issued: Option<Date>,
    /// First day in force.
    pub in_force: Option<Date>,
    /// The legal basis it names.
    pub basis: Vec<String>,
    /// Whom it says to call.
    pub contact: String,
    /// Whether clean briquettes are banned too.
    pub includes_briquettes: bool,
    /// Uses it exempts.
    pub exemptions: Vec<String>,
    /// What it covers.
    pub scope: ZoneScope,
    /// Towns whose replacement heating the editor has confirmed to run stably (先立后破, 不立不破).
    pub confirmed: Vec<StableHeating>,
    /// Words of a pasted notice that are still to be decided on: kept until somebody does.
    pub undecided: Vec<String>,
}

/// The editor's word that a town's replacement heating runs stably.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StableHeating {
    /// The town.
    pub town: TownCode,
    /// What that rests on; never empty.
    pub note: String,
}

/// What stands against publishing, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneFault {
    /// The field it belongs to: one of the form's, `ring.0.polygon` or `confirmed.410821100`.
    pub field: String,
    /// In plain Chinese.
    pub message: String,
}

/// What a draft is checked against.
#[derive(Debug, Clone, Copy)]
pub struct ZoneContext<'a> {
    /// The county whose zone it is.
    pub county: CountyCode,
    /// All divisions.
    pub divisions: &'a Divisions,
    /// The county's outline, and how far off it may be in metres; none for 示范区.
    pub outline: Option<(&'a Outline, f64)>,
    /// The city's outline.
    pub city: &'a Outline,
    /// The version in force on the day before it would take effect, if any.
    pub before: Option<&'a BanZone>,
    /// Every version's first day in that county.
    pub taken_days: &'a [Date],
}

impl ZoneDraft {
    /// A draft that says what a version says, for the next one to start from. Number and dates are the new one's own.
    pub fn from_version(zone: &BanZone) -> Self {
        Self {
            title: zone.notice.title.clone(),
            issuer: zone.notice.issuer.clone(),
            basis: zone.notice.basis.clone(),
            contact: zone.notice.contact.clone(),
            includes_briquettes: zone.includes_briquettes,
            exemptions: zone.exemptions.clone(),
            scope: zone.scope.clone(),
            ..Self::default()
        }
    }

    /// The version it would become; none while a date is missing.
    pub fn to_version(&self, id: &str, county: CountyCode, demonstration: bool) -> Option<BanZone> {
        Some(BanZone {
            id: id.to_owned(),
            county,
            notice: ZoneNotice {
                title: self.title.clone(),
                issuer: self.issuer.clone(),
                number: self.number.clone(),
                issued: self.issued?,
                basis: self.basis.clone(),
                contact: self.contact.clone(),
            },
            in_force: self.in_force?,
            replaced: None,
            includes_briquettes: self.includes_briquettes,
            exemptions: self.exemptions.clone(),
            scope: self.scope.clone(),
            demonstration,
            scan: None,
        })
    }

    /// What it changes against the version before, by town and village, whatever the dates.
    pub fn difference(&self, context: &ZoneContext<'_>) -> ZoneDifference {
        ZoneDifference::new(
            context.before.map(|zone| &zone.scope),
            &self.scope,
            context.county,
            context.divisions,
        )
    }

    /// Everything that stands against publishing it; empty if nothing does.
    pub fn faults(&self, context: &ZoneContext<'_>) -> Vec<ZoneFault> {
        let mut faults = Faults::default();
        self.check_notice(context, &mut faults);
        self.check_lists(context, &mut faults);
        self.check_rings(context, &mut faults);
        self.check_confirmations(context, &mut faults);
        faults.0
    }

    fn check_notice(&self, context: &ZoneContext<'_>, faults: &mut Faults) {
        for (field, value, message) in [
            ("title", &self.title, "请填通告标题"),
            ("issuer", &self.issuer, "请填发布单位"),
            ("number", &self.number, "没有文号不能发布"),
            ("contact", &self.contact, "请填群众该打哪个电话"),
        ] {
            if value.trim().is_empty() {
                faults.add(field, message);
            }
        }
        if self.basis.is_empty() {
            faults.add("basis", "请写依据，一行一条");
        }
        match (self.issued, self.in_force) {
            (None, _) => faults.add("issued", "没有发布日期不能发布"),
            (Some(issued), Some(in_force)) if in_force < issued => faults.add("in_force", "生效日期早于发布日期"),
            _ => {}
        }
        match self.in_force {
            None => faults.add("in_force", "没有生效日期不能发布"),
            Some(day) if context.taken_days.contains(&day) => {
                faults.add("in_force", "这个县在这一天已经有一个版本生效");
            }
            Some(_) => {}
        }
        if let [first, ..] = self.undecided.as_slice() {
            let message = format!("还有 {} 处没认出来，先定下来：{first}", self.undecided.len());
            faults.add("undecided", message);
        }
    }

    fn check_lists(&self, context: &ZoneContext<'_>, faults: &mut Faults) {
        let scope = &self.scope;
        if !scope.whole_county && scope.towns.is_empty() && scope.villages.is_empty() && scope.rings.is_empty() {
            faults.add("scope", "还没有选任何范围");
        }
        let known_town = |town: TownCode| town.county() == context.county && context.divisions.town(town).is_some();
        for town in scope.towns.iter().filter(|town| !known_town(**town)) {
            faults.add("scope", format!("本县没有这个乡镇：{town}"));
        }
        let rings = scope.rings.iter().flat_map(|ring| ring.inside.iter().chain(&ring.cut));
        for village in scope.villages.iter().chain(rings) {
            if village.county() != context.county || context.divisions.village(*village).is_none() {
                faults.add("scope", format!("本县没有这个村：{village}"));
            }
        }
        if scope.whole_county && !(scope.towns.is_empty() && scope.villages.is_empty() && scope.rings.is_empty()) {
            faults.add("scope", "选了整个县，就不要再单选乡镇、村或划线");
        }
        for village in scope
            .villages
            .iter()
            .filter(|village| scope.towns.contains(&village.town()))
        {
            let name = context.name(*village);
            faults.add("scope", format!("{name}所在的乡镇已经整个选了，不要再单选这个村"));
        }
    }

    fn check_rings(&self, context: &ZoneContext<'_>, faults: &mut Faults) {
        let rings = &self.scope.rings;
        if rings.len() > RINGS_MAX {
            faults.add("scope", format!("最多划 {RINGS_MAX} 个环"));
            return;
        }
        let drawn: Vec<Option<Ring>> = rings
            .iter()
            .enumerate()
            .map(|(at, ring)| {
                let field = |name: &str| format!("ring.{at}.{name}");
                if ring.name.trim().is_empty() {
                    faults.add(field("name"), "请给这片范围起个名，如“城区环线内”");
                }
                if ring.roads.is_empty() {
                    faults.add(field("roads"), "请写明边界是哪几条路");
                }
                self.check_ring_villages(at, context, faults);
                check_polygon(&ring.polygon, context)
                    .map_err(|message| faults.add(field("polygon"), message))
                    .ok()
            })
            .collect();
        for (at, ring) in drawn.iter().enumerate() {
            for (earlier, other) in drawn[..at].iter().enumerate() {
                if let (Some(ring), Some(other)) = (ring, other)
                    && ring.overlaps(other)
                {
                    let message = format!("和第 {} 个环重叠，请合成一个", earlier + 1);
                    faults.add(format!("ring.{at}.polygon"), message);
                }
            }
        }
    }

    fn check_ring_villages(&self, at: usize, context: &ZoneContext<'_>, faults: &mut Faults) {
        let scope = &self.scope;
        let ring = &scope.rings[at];
        if ring.inside.is_empty() && ring.cut.is_empty() {
            let message = "请写明哪些村整个在环里、哪些村被边界穿过：村的答案由这两个名单决定";
            faults.add(format!("ring.{at}.inside"), message);
        }
        for (field, villages, own) in [("inside", &ring.inside, &ring.cut), ("cut", &ring.cut, &ring.inside)] {
            for village in villages {
                let listed = scope.towns.contains(&village.town()) || scope.villages.contains(village);
                let elsewhere =
                    scope.rings.iter().enumerate().any(|(other, ring)| {
                        other != at && (ring.inside.contains(village) || ring.cut.contains(village))
                    });
                let name = context.name(*village);
                if listed {
                    faults.add(format!("ring.{at}.{field}"), format!("{name}已经在乡镇或村的名单里"));
                } else if elsewhere {
                    faults.add(format!("ring.{at}.{field}"), format!("{name}也在另一个环的名单里"));
                } else if own.contains(village) && field == "cut" {
                    faults.add(format!("ring.{at}.{field}"), format!("{name}不能既在环里又被穿过"));
                }
            }
        }
    }

    /// 先立后破, 不立不破: every town with newly banned villages needs the editor's word that its heating runs stably.
    fn check_confirmations(&self, context: &ZoneContext<'_>, faults: &mut Faults) {
        for town in self.difference(context).added_towns() {
            let confirmed = self
                .confirmed
                .iter()
                .any(|word| word.town == town && !word.note.trim().is_empty());
            if !confirmed {
                let name = context
                    .divisions
                    .town(town)
                    .map_or_else(|| town.to_string(), |t| t.name.clone());
                let message =
                    format!("{name}有新划进来的村：请确认替代取暖已稳定运行，并写明依据（先立后破，不立不破）");
                faults.add(format!("confirmed.{town}"), message);
            }
        }
    }
}

#[derive(Default)]
struct Faults(Vec<ZoneFault>);

impl Faults {
    fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(ZoneFault {
            field: field.into(),
            message: message.into(),
        });
    }
}

impl ZoneContext<'_> {
    fn name(&self, village: VillageCode) -> String {
        self.divisions.village(village).map_or_else(
            || village.to_string(),
            |place| format!("{}{}", place.town.name, place.village.short),
        )
    }
}

/// A drawn ring, if it is one and lies where it can.
fn check_polygon(points: &[super::coordinate::Wgs84], context: &ZoneContext<'_>) -> Result<Ring, String> {
    if points.is_empty() {
        return Err("还没有画边界".to_owned());
    }
    if points.len() > RING_POINTS_MAX {
        return Err(format!("点太多了（{} 个），最多 {RING_POINTS_MAX} 个", points.len()));
    }
    let ring = Ring::new(points.to_vec()).map_err(|error| error.to_string())?;
    if let Some((first, second)) = ring.self_crossing() {
        return Err(format!("边界自己交叉了：第 {} 段和第 {} 段", first + 1, second + 1));
    }
    let swapped = |at: &super::coordinate::Wgs84| {
        context
            .city
            .depth(super::coordinate::Wgs84::new(at.latitude, at.longitude))
    };
    for (at, point) in points.iter().enumerate() {
        let (outline, margin) = context.outline.unwrap_or((context.city, 0.0));
        let depth = outline.depth(*point);
        if depth.is_nan() || depth < -margin {
            if swapped(point) > 0.0 {
                return Err("经度和纬度写反了，应是 [经度, 纬度]".to_owned());
            }
            return Err(format!(
                "第 {} 个点（{:.5}, {:.5}）在本县外面",
                at + 1,
                point.longitude,
                point.latitude
            ));
        }
    }
    Ok(ring)
}

#[cfg(test)]
mod tests;
