//! Price and subsidy rules as data: what, for whom, how, when, by which document, and how sure.

use serde::{Deserialize, Serialize};
use time::Date;

pub use super::way::{Energy, HeatingWay, UnknownWay};
use super::{
    decimal::{Fen, Quantity, Share, UnitPrice, in_yuan},
    period::{Per, Season, Validity, iso_date},
};
use crate::domain::division::{CountyCode, TownCode, VillageCode};

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Confirmed by the authority.
    Verified,
    /// From a secondary source: 待主管部门核实.
    Unverified,
    /// A demonstration: 示例.
    Demonstration,
}

impl Certainty {
    /// What stands beside the figure; nothing where it is confirmed.
    pub const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Verified => None,
            Self::Unverified => Some("待主管部门核实"),
            Self::Demonstration => Some("示例"),
        }
    }
}

/// The document a figure stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its issuer and title.
    pub document: String,
    /// Its number.
    pub number: String,
    /// Its date.
    #[serde(with = "iso_date")]
    pub date: Date,
    /// Where it can be read; empty if nowhere public.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

/// For whom a rule is. What is left out does not matter; without places it is the whole city.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audience {
    /// Whole counties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counties: Vec<CountyCode>,
    /// Whole towns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub towns: Vec<TownCode>,
    /// Single villages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageCode>,
    /// In the area of central heating, or outside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub central_heating: Option<bool>,
    /// One meter per household (一户一表), or a shared one (合表).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_meter: Option<bool>,
    /// On the register of switched households (双替代台账), or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_register: Option<bool>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Household {
    /// Its village, if said.
    pub village: Option<VillageCode>,
    /// Whether it lies in the area of central heating.
    pub central_heating: bool,
    /// Whether it has a meter of its own.
    pub own_meter: bool,
    /// Whether it is on the register of switched households; unknown if not said.
    pub on_register: Option<bool>,
}

impl Audience {
    /// How closely the places fit: 4 for the village itself down to 1 for the whole city; none if they do not.
    pub fn closeness(&self, village: Option<VillageCode>) -> Option<u8> {
        if self.counties.is_empty() && self.towns.is_empty() && self.villages.is_empty() {
            return Some(1);
        }
        let village = village?;
        if self.villages.contains(&village) {
            Some(4)
        } else if self.towns.contains(&village.town()) {
            Some(3)
        } else if self.counties.contains(&village.county()) {
            Some(2)
        } else {
            None
        }
    }

    /// Whether the rule is for this household, and how closely its places fit. What the household did not say about
    /// the register does not exclude it.
    pub fn fits(&self, household: &Household) -> Option<u8> {
        let agrees = |wanted: Option<bool>, is: Option<bool>| wanted.is_none() || is.is_none() || wanted == is;
        (agrees(self.central_heating, Some(household.central_heating))
            && agrees(self.own_meter, Some(household.own_meter))
            && agrees(self.on_register, household.on_register))
        .then(|| self.closeness(household.village))
        .flatten()
    }
}

/// One step of a price, or of a subsidy per unit: what is used over one amount up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Where it begins.
    pub over: Quantity,
    /// Where it ends; none for everything above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Quantity>,
    /// Yuan per unit.
    pub price: UnitPrice,
}

/// Tiers within a month, season or year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceTerms {
    /// Of what.
    pub energy: Energy,
    /// Within what the tiers start anew.
    pub per: Per,
    /// From nothing upwards, without gaps.
    pub tiers: Vec<Tier>,
    /// The source does not say what is paid above the last tier.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond_unknown: bool,
}

/// A voluntary surcharge by the hour (峰谷电价), on top of the tiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeOfUseTerms {
    /// Added in the valley, usually negative.
    pub valley: UnitPrice,
    /// Added at other hours.
    pub peak: UnitPrice,
    /// When the valley begins, such as 22:00.
    pub valley_from: String,
    /// When it ends.
    pub valley_to: String,
}

impl TimeOfUseTerms {
    /// The share of use in the valley above which it pays; none if it never or always does.
    /// Rounded up to a hundredth of a per cent.
    pub fn break_even(&self) -> Option<Share> {
        let (peak, drop) = (self.peak.steps(), self.peak.steps() - self.valley.steps());
        (peak > 0 && self.valley.steps() < 0).then(|| Share::from_steps((peak * Share::ONE.steps() + drop - 1) / drop))
    }
}

/// Money for what is used in a season, month or year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunningSubsidyTerms {
    /// For which ways of heating; all of them use the same energy.
    pub ways: Vec<HeatingWay>,
    /// Within what the tiers start anew.
    pub per: Per,
    /// Yuan per unit; use above the last tier gets nothing.
    pub tiers: Vec<Tier>,
    /// Most money within one month, season or year.
    #[serde(default, with = "in_yuan", skip_serializing_if = "Option::is_none")]
    pub cap: Option<Fen>,
}

/// Money for buying the equipment, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentSubsidyTerms {
    /// For which ways of heating.
    pub ways: Vec<HeatingWay>,
    /// Which part of the price.
    pub share: Share,
    /// Most money.
    #[serde(default, with = "in_yuan", skip_serializing_if = "Option::is_none")]
    pub cap: Option<Fen>,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terms {
    /// A price.
    Price(PriceTerms),
    /// A voluntary surcharge by the hour.
    TimeOfUse(TimeOfUseTerms),
    /// A subsidy for what is used.
    RunningSubsidy(RunningSubsidyTerms),
    /// A subsidy for equipment.
    EquipmentSubsidy(EquipmentSubsidyTerms),
}

/// Who pays which part of a subsidy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// Such as 省级财政.
    pub name: String,
    /// Parts of the sum of all payers' parts.
    pub parts: u32,
}

/// How a subsidy is claimed, as far as its document says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Claim {
    /// Where.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// By when.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// With which papers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<String>,
}

/// One rule in one version. A changed rule gets another identifier, so that a calculation names what it used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its identifier, never used again.
    pub id: String,
    /// In plain words.
    pub name: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// What a reader should know besides; empty if nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it is in force.
    pub valid: Validity,
    /// The part of the year it is for; the whole year if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<Season>,
    /// For whom.
    #[serde(default)]
    pub audience: Audience,
    /// The document.
    pub source: Source,
    /// What it says.
    pub terms: Terms,
    /// Who pays, for subsidies; empty if not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payers: Vec<Payer>,
    /// How to claim it, for subsidies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
}

impl Rule {
    /// Whether it governs a day.
    pub fn is_in_force(&self, date: Date) -> bool {
        self.valid.contains(date) && self.season.is_none_or(|season| season.contains(date))
    }

    /// Whether it is a subsidy.
    pub const fn is_subsidy(&self) -> bool {
        matches!(self.terms, Terms::RunningSubsidy(_) | Terms::EquipmentSubsidy(_))
    }
}

/// A figure about houses and equipment that no tariff says, with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Which figure.
    pub figure: super::house::Figure,
    /// Its value, in the figure's unit.
    pub value: Quantity,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where it is from.
    pub source: Source,
}

/// All rules, past and present.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleBook {
    /// The rules.
    #[serde(default, rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Figures to start from, where a source gives them.
    #[serde(default, rename = "assumption", skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

impl RuleBook {
    /// The rule with this identifier.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The figure that a source gives.
    pub fn assumption(&self, figure: super::house::Figure) -> Option<&Assumption> {
        self.assumptions.iter().find(|a| a.figure == figure)
    }

    /// The rules that may concern a village on or after a day: what a page needs to reckon there.
    #[must_use]
    pub fn for_village(&self, village: Option<VillageCode>, since: Date) -> Self {
        let concerns = |rule: &&Rule| {
            rule.audience.closeness(village).is_some() && rule.valid.until.is_none_or(|until| until >= since)
        };
        Self {
            rules: self.rules.iter().filter(concerns).cloned().collect(),
            assumptions: self.assumptions.clone(),
        }
    }

    /// These rules, and demonstrations where there are none: never both for one thing, so that nobody takes an
    /// invented figure for the neighbour of a real one.
    #[must_use]
    pub fn with_demonstration(mut self, demonstration: Self) -> Self {
        let has_subsidies = self.rules.iter().any(Rule::is_subsidy);
        let priced: Vec<Energy> = self.rules.iter().filter_map(Rule::prices).collect();
        let has_hours = self.rules.iter().any(|rule| matches!(rule.terms, Terms::TimeOfUse(_)));
        let wanted = |rule: &Rule| match &rule.terms {
            Terms::Price(price) => !priced.contains(&price.energy),
            Terms::TimeOfUse(_) => !has_hours,
            Terms::RunningSubsidy(_) | Terms::EquipmentSubsidy(_) => !has_subsidies,
        };
        self.rules.extend(demonstration.rules.into_iter().filter(wanted));
        for assumption in demonstration.assumptions {
            if self.assumption(assumption.figure).is_none() {
                self.assumptions.push(assumption);
            }
        }
        self
    }
}

impl Rule {
    /// What it prices, if it is a price.
    pub const fn prices(&self) -> Option<Energy> {
        match &self.terms {
            Terms::Price(price) => Some(price.energy),
            _ => None,
        }
    }
}
