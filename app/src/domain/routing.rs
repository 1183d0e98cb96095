//! Which office must act on a tip: category x place -> lead, joint agencies, clause.

use super::{
    agency::{Agency, Area, Queue},
    category::Category,
    division::{CountyCode, TownCode, VillageCode},
    zone::ZoneStatus,
};

/// At which level the lead works a category. Cases go to the county's bureau (属地管理) unless a rule says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The town's body.
    Town,
    /// The county's bureau.
    County,
    /// The city's agency, wherever it happened.
    City,
}

/// One line of the routing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingRule {
    /// The category it decides.
    pub category: Category,
    /// Only where the place has this status; any if none.
    pub status: Option<ZoneStatus>,
    /// Only in these counties; all if empty.
    pub counties: Vec<CountyCode>,
    /// Who leads.
    pub lead: Agency,
    /// At which level.
    pub level: Level,
    /// Who joins.
    pub joint: Vec<Agency>,
    /// The plan's clause, such as 二(四).
    pub clause: String,
    /// Why, in one plain sentence.
    pub reason: String,
    /// Our inference rather than the plan's own assignment.
    pub inferred: bool,
}

impl RoutingRule {
    /// Whether it decides this category in this county (none: no usable place) and status.
    pub fn applies(&self, category: Category, county: Option<CountyCode>, status: ZoneStatus) -> bool {
        self.category == category
            && self.status.is_none_or(|s| s == status)
            && (self.counties.is_empty() || county.is_some_and(|c| self.counties.contains(&c)))
    }
}

/// The table in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingTable {
    /// Its version; each case keeps the one that routed it.
    pub version: String,
    /// The document it implements.
    pub document: String,
    /// Its rules; the first that applies decides.
    pub rules: Vec<RoutingRule>,
}

/// Where something happened, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// No usable place.
    #[default]
    Unknown,
    /// Only the county is known.
    County(CountyCode),
    /// Only the town is known.
    Town(TownCode),
    /// The village.
    Village(VillageCode),
}

impl Place {
    /// The county, if known.
    pub const fn county(self) -> Option<CountyCode> {
        match self {
            Self::Unknown => None,
            Self::County(county) => Some(county),
            Self::Town(town) => Some(town.county()),
            Self::Village(village) => Some(village.county()),
        }
    }

    /// The town, if known.
    pub const fn town(self) -> Option<TownCode> {
        match self {
            Self::Unknown | Self::County(_) => None,
            Self::Town(town) => Some(town),
            Self::Village(village) => Some(village.town()),
        }
    }
}

/// Who acts on a tip, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The office that must act.
    pub lead: Queue,
    /// The offices that join.
    pub joint: Vec<Queue>,
    /// The plan's clause.
    pub clause: String,
    /// Why, in one plain sentence.
    pub reason: String,
    /// The table's version.
    pub version: String,
}

/// A category has no rule for a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("分派表没有覆盖：类别 {category}，区县 {county:?}，状态 {status:?}")]
pub struct Uncovered {
    /// The category.
    pub category: Category,
    /// The county, or none for tips without a place.
    pub county: Option<CountyCode>,
    /// The status.
    pub status: ZoneStatus,
}

impl RoutingTable {
    /// The route for a category at a place with this status.
    ///
    /// # Errors
    /// [`Uncovered`], which [`RoutingTable::check`] rules out at start.
    pub fn route(&self, category: Category, place: Place, status: ZoneStatus) -> Result<Route, Uncovered> {
        let county = place.county();
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.applies(category, county, status))
            .ok_or(Uncovered {
                category,
                county,
                status,
            })?;
        Ok(Route {
            lead: lead_queue(rule, place),
            joint: rule
                .joint
                .iter()
                .map(|agency| Queue {
                    agency: *agency,
                    area: county.map_or(Area::City, Area::County),
                })
                .collect(),
            clause: rule.clause.clone(),
            reason: rule.reason.clone(),
            version: self.version.clone(),
        })
    }

    /// Every category must have a rule in every county and without a place, whatever the status.
    ///
    /// # Errors
    /// The first combination that has none.
    pub fn check(&self, counties: impl Iterator<Item = CountyCode> + Clone) -> Result<(), Uncovered> {
        for category in Category::ALL {
            for place in std::iter::once(Place::Unknown).chain(counties.clone().map(Place::County)) {
                for status in [ZoneStatus::Inside, ZoneStatus::Outside, ZoneStatus::Undetermined] {
                    self.route(*category, place, status)?;
                }
            }
        }
        Ok(())
    }
}

/// Without a usable place the city's agency leads; the town's and the county office's work goes to the city office.
fn lead_queue(rule: &RoutingRule, place: Place) -> Queue {
    let at_city = |agency: Agency| Queue {
        agency: match agency {
            Agency::Town | Agency::CountyOffice => Agency::CityOffice,
            other => other,
        },
        area: Area::City,
    };
    match (rule.level, place.town(), place.county()) {
        (Level::City, ..) | (_, _, None) => at_city(rule.lead),
        (Level::Town, Some(town), _) => Queue {
            agency: rule.lead,
            area: Area::Town(town),
        },
        (Level::Town, None, Some(county)) => Queue {
            agency: Agency::CountyOffice,
            area: Area::County(county),
        },
        (Level::County, _, Some(county)) => Queue {
            agency: rule.lead,
            area: Area::County(county),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(category: Category, lead: Agency, level: Level) -> RoutingRule {
        RoutingRule {
            category,
            status: None,
            counties: vec![],
            lead,
            level,
            joint: vec![Agency::PublicSecurity],
            clause: "二(四)".into(),
            reason: "流动车卖散煤由交通运输部门牵头".into(),
            inferred: false,
        }
    }

    fn table(rules: Vec<RoutingRule>) -> RoutingTable {
        RoutingTable {
            version: "1".into(),
            document: "焦散烧办〔2023〕7号".into(),
            rules,
        }
    }

    #[test]
    fn the_countys_bureau_leads_and_the_city_without_a_place() {
        let table = table(vec![rule(Category::MobileVendor, Agency::Transport, Level::County)]);
        let at = |place| table.route(Category::MobileVendor, place, ZoneStatus::Inside).unwrap();
        let village = at(Place::Village("410821100207".parse().unwrap()));
        assert_eq!(village.lead.to_string(), "transport@410821");
        assert_eq!(village.joint[0].to_string(), "public_security@410821");
        assert_eq!(at(Place::Unknown).lead.to_string(), "transport@4108");
    }

    #[test]
    fn a_town_leads_only_when_it_is_known() {
        let table = table(vec![rule(Category::HouseholdBurning, Agency::Town, Level::Town)]);
        let at = |place| {
            table
                .route(Category::HouseholdBurning, place, ZoneStatus::Inside)
                .unwrap()
                .lead
                .to_string()
        };
        assert_eq!(at(Place::Village("410821100207".parse().unwrap())), "town@410821100");
        assert_eq!(at(Place::County("410821".parse().unwrap())), "county_office@410821");
        assert_eq!(at(Place::Unknown), "city_office@4108");
    }

    #[test]
    fn the_status_chooses_between_rules() {
        let mut inside = rule(Category::StreetStall, Agency::CityManagement, Level::County);
        inside.status = Some(ZoneStatus::Inside);
        let table = table(vec![
            inside,
            rule(Category::StreetStall, Agency::Ecology, Level::County),
        ]);
        let lead = |status| {
            table
                .route(Category::StreetStall, Place::Unknown, status)
                .unwrap()
                .lead
                .agency
        };
        assert_eq!(lead(ZoneStatus::Inside), Agency::CityManagement);
        assert_eq!(lead(ZoneStatus::Outside), Agency::Ecology);
    }

    #[test]
    fn a_gap_is_named() {
        let table = table(vec![rule(Category::MobileVendor, Agency::Transport, Level::County)]);
        let error = table.check(std::iter::empty()).unwrap_err();
        assert_eq!(error.category, Category::CoalAdvert);
    }
}
