//! What a place's answer means for each kind of person: what is allowed, what to do instead and what happens to an
//! offender, each statement with its source. The words stand in the pages.

use std::str::FromStr;

use super::{
    case::UnknownCode,
    who_may_burn::{Allowance, Burner},
    zone::ZoneStatus,
};

/// The plan's clauses that meanings cite, in its own order.
pub const CLAUSES: [&str; 14] = [
    "一",
    "二(一)",
    "二(二)",
    "二(三)",
    "二(四)",
    "二(五)",
    "二(六)",
    "二(七)",
    "二(八)",
    "二(九)",
    "二(十)",
    "二(十一)",
    "三(二)",
    "三(四)",
];

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// A household, for cooking and warmth.
    Household,
    /// A shop, restaurant, bathhouse or workshop (经营性商户).
    Shop,
    /// A street stall, night market or travelling banquet (摊点、流动酒席).
    Stall,
    /// Farm production: mushrooms, livestock, greenhouses, rehmannia drying.
    Farm,
    /// Whoever sells fuel: loose coal, or briquettes from a centre or outlet.
    FuelSeller,
}

impl Audience {
    /// In the order shown.
    pub const ALL: [Self; 5] = [Self::Household, Self::Shop, Self::Stall, Self::Farm, Self::FuelSeller];

    /// The code used in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Shop => "shop",
            Self::Stall => "stall",
            Self::Farm => "farm",
            Self::FuelSeller => "fuel-seller",
        }
    }

    /// The burner whose rule decides; for a seller, the household that would buy.
    pub const fn burner(self) -> Burner {
        match self {
            Self::Household | Self::FuelSeller => Burner::Household,
            Self::Shop | Self::Stall => Burner::Merchant,
            Self::Farm => Burner::Farm,
        }
    }
}

impl FromStr for Audience {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|a| a.code() == code).ok_or(UnknownCode)
    }
}

/// A law in force, as of 2025-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// 大气污染防治法 (2018).
    AirPollution,
    /// 产品质量法.
    ProductQuality,
    /// 价格法.
    Price,
    /// 无证无照经营查处办法.
    UnlicensedBusiness,
}

/// Where a statement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A clause of 焦散烧办〔2023〕7号, such as 二(六).
    Plan(&'static str),
    /// An article of a law.
    Law(Law, u16),
    /// Not said in so many words: our reading of a clause of the plan, to be confirmed by the authority in charge.
    Reading(&'static str),
}

impl Source {
    /// The plan's clause, if it is one.
    pub const fn clause(self) -> Option<&'static str> {
        match self {
            Self::Plan(clause) | Self::Reading(clause) => Some(clause),
            Self::Law(..) => None,
        }
    }

    /// Whether the authority in charge has yet to confirm it.
    pub const fn is_unconfirmed(self) -> bool {
        matches!(self, Self::Reading(_))
    }
}

/// A statement and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sourced<T> {
    /// What it says.
    pub says: T,
    /// Its source.
    pub source: Source,
}

const fn plan<T: Copy>(says: T, clause: &'static str) -> Sourced<T> {
    Sourced {
        says,
        source: Source::Plan(clause),
    }
}

const fn law<T: Copy>(says: T, law: Law, article: u16) -> Sourced<T> {
    Sourced {
        says,
        source: Source::Law(law, article),
    }
}

const fn reading<T: Copy>(says: T, clause: &'static str) -> Sourced<T> {
    Sourced {
        says,
        source: Source::Reading(clause),
    }
}

/// What is allowed, forbidden or asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Loose coal may not be burnt, anywhere.
    NoLooseCoal,
    /// Clean briquettes may not be burnt here.
    NoBriquettes,
    /// Clean briquettes may be burnt here.
    Briquettes,
    /// Farms outside are guided to clean briquettes.
    GuidedToBriquettes,
    /// Whether clean briquettes may be burnt cannot be said.
    BriquettesUnclear,
    /// A merchant may burn neither fuel, anywhere.
    NoCoalInBusiness,
    /// A merchant may not even keep coal.
    NoCoalStored,
    /// Markets, night stalls, temple fairs and travelling banquets are checked in particular.
    FairsAndBanquetsToo,
    /// Loose coal may not be sold, anywhere.
    NoLooseCoalSold,
    /// Nor advertised, nor hawked by vehicle, phone or net.
    NoHawking,
    /// A licensed centre or outlet may sell briquettes here, to residents and farms.
    MaySellBriquettes,
    /// Not into the ban zone.
    NoSaleIntoZone,
    /// Whether briquettes may be sold here cannot be said.
    SaleUnclear,
    /// Never to merchants.
    NoSaleToMerchants,
    /// Ledgers, quality, labels.
    LedgersAndLabels,
    /// No raising or fixing of prices.
    FairPrices,
}

impl Rule {
    /// What kind of statement it is: a permission, a ban, or an open question.
    pub const fn verdict(self) -> Allowance {
        match self {
            Self::Briquettes | Self::GuidedToBriquettes | Self::MaySellBriquettes => Allowance::Allowed,
            Self::BriquettesUnclear | Self::SaleUnclear => Allowance::Undetermined,
            _ => Allowance::Forbidden,
        }
    }

    /// Whether it is something to do rather than something to leave.
    pub const fn is_duty(self) -> bool {
        matches!(self, Self::LedgersAndLabels)
    }
}

/// What to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Instead {
    /// Ask first, 12345.
    AskFirst,
    /// Electricity or gas.
    ElectricityOrGas,
    /// Subsidies, and help when supply or payment fails.
    SubsidyAndHelp,
    /// Clean briquettes from a licensed centre or outlet.
    BuyFromOutlet,
    /// Electric or gas stoves and boilers.
    ElectricOrGasStove,
    /// The farm's own clean replacement.
    CleanFarmHeat,
    /// Sell as a licensed centre or outlet, where briquettes are allowed.
    SellLicensed,
}

/// What happens to an offender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// The village comes by, explains and helps first.
    HelpFirst,
    /// The plan names no fine for this.
    NoFineInPlan,
    /// Whoever sold the coal is looked for.
    SellerIsTraced,
    /// Businesses are checked and dealt with strictly.
    StrictlyDealtWith,
    /// City management deals with stalls in the zone.
    CityManagement,
    /// Agriculture supervises and guides.
    FarmSupervised,
    /// An organisation that burns coal below the standard.
    SubstandardBurnt,
    /// Burning in the statutory restricted-fuel zone (高污染燃料禁燃区), which is not the ban zone.
    RestrictedZoneBurnt,
    /// Selling coal below the standard, or high-pollution fuel in the statutory restricted-fuel zone.
    CoalSold,
    /// Vehicles suspected of carrying loose coal into the zone are held.
    VehicleHeld,
    /// Briquettes below the standard.
    BadBriquettes,
    /// Briquettes adulterated or passed off.
    FakeBriquettes,
    /// Raised or fixed prices.
    PriceOffence,
    /// Doing business without a licence.
    Unlicensed,
    /// Knowingly helping an unlicensed business.
    UnlicensedHelped,
    /// The result is made public.
    Published,
}

/// What an answer means for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// For whom.
    pub audience: Audience,
    /// Whether they may burn clean briquettes here; for a seller, whether residents may.
    pub briquette: Allowance,
    /// What is allowed, forbidden or asked.
    pub rules: Vec<Sourced<Rule>>,
    /// What to do instead.
    pub instead: Vec<Sourced<Instead>>,
    /// What happens to an offender.
    pub consequences: Vec<Sourced<Consequence>>,
}

impl Meaning {
    /// Whether licensed outlets are shown: only to those whose rules allow briquettes here.
    pub fn shows_outlets(&self) -> bool {
        matches!(self.audience, Audience::Household | Audience::Farm) && self.briquette == Allowance::Allowed
    }
}

/// What an answer means for `audience`, by sections (一) to (十二) of the plan.
///
/// `status` is the place's, `briquette` what [`super::who_may_burn::allowance`] says of clean briquettes for
/// [`Audience::burner`]. Penalties depend on article, quality and place; article 107 of the Air Law is about the
/// statutory restricted-fuel zone and is never named to a household.
pub fn meaning(audience: Audience, status: ZoneStatus, briquette: Allowance) -> Meaning {
    let (rules, instead, consequences) = match audience {
        Audience::Household => household(briquette),
        Audience::Shop => shop(),
        Audience::Stall => stall(status),
        Audience::Farm => farm(briquette),
        Audience::FuelSeller => fuel_seller(briquette),
    };
    Meaning {
        audience,
        briquette,
        rules,
        instead,
        consequences,
    }
}

type Statements = (Vec<Sourced<Rule>>, Vec<Sourced<Instead>>, Vec<Sourced<Consequence>>);

fn household(briquette: Allowance) -> Statements {
    let briquettes = match briquette {
        Allowance::Allowed => plan(Rule::Briquettes, "二(六)"),
        Allowance::Forbidden => plan(Rule::NoBriquettes, "二(六)"),
        Allowance::Undetermined => plan(Rule::BriquettesUnclear, "二(二)"),
    };
    let mut instead = instead_of_briquettes(briquette);
    instead.extend([
        plan(Instead::ElectricityOrGas, "二(一)"),
        plan(Instead::SubsidyAndHelp, "二(一)"),
    ]);
    let consequences = vec![
        reading(Consequence::HelpFirst, "三(二)"),
        plan(Consequence::NoFineInPlan, "二(六)"),
        plan(Consequence::SellerIsTraced, "二(六)"),
    ];
    (
        vec![plan(Rule::NoLooseCoal, "二(六)"), briquettes],
        instead,
        consequences,
    )
}

fn instead_of_briquettes(briquette: Allowance) -> Vec<Sourced<Instead>> {
    match briquette {
        Allowance::Allowed => vec![plan(Instead::BuyFromOutlet, "二(十)")],
        Allowance::Undetermined => vec![plan(Instead::AskFirst, "二(二)")],
        Allowance::Forbidden => vec![],
    }
}

fn shop() -> Statements {
    (
        vec![
            plan(Rule::NoCoalInBusiness, "二(五)"),
            plan(Rule::NoCoalStored, "二(五)"),
        ],
        vec![reading(Instead::ElectricOrGasStove, "二(五)")],
        vec![
            plan(Consequence::StrictlyDealtWith, "二(五)"),
            plan(Consequence::SellerIsTraced, "二(五)"),
            law(Consequence::SubstandardBurnt, Law::AirPollution, 105),
            law(Consequence::RestrictedZoneBurnt, Law::AirPollution, 107),
            plan(Consequence::Published, "三(四)"),
        ],
    )
}

fn stall(status: ZoneStatus) -> Statements {
    let mut consequences = vec![plan(Consequence::StrictlyDealtWith, "二(五)")];
    if status == ZoneStatus::Inside {
        consequences.push(plan(Consequence::CityManagement, "二(十一)"));
    }
    consequences.extend([
        plan(Consequence::SellerIsTraced, "二(五)"),
        law(Consequence::RestrictedZoneBurnt, Law::AirPollution, 107),
        plan(Consequence::Published, "三(四)"),
    ]);
    (
        vec![
            plan(Rule::NoCoalInBusiness, "二(五)"),
            plan(Rule::FairsAndBanquetsToo, "二(五)"),
        ],
        vec![reading(Instead::ElectricOrGasStove, "二(五)")],
        consequences,
    )
}

fn farm(briquette: Allowance) -> Statements {
    let briquettes = match briquette {
        Allowance::Allowed => plan(Rule::GuidedToBriquettes, "二(七)"),
        Allowance::Forbidden => plan(Rule::NoBriquettes, "一"),
        Allowance::Undetermined => plan(Rule::BriquettesUnclear, "二(二)"),
    };
    let mut instead = instead_of_briquettes(briquette);
    instead.push(plan(Instead::CleanFarmHeat, "二(七)"));
    (
        vec![plan(Rule::NoLooseCoal, "二(七)"), briquettes],
        instead,
        vec![
            plan(Consequence::FarmSupervised, "二(七)"),
            plan(Consequence::NoFineInPlan, "二(七)"),
            law(Consequence::SubstandardBurnt, Law::AirPollution, 105),
        ],
    )
}

fn fuel_seller(briquette: Allowance) -> Statements {
    let here = match briquette {
        Allowance::Allowed => plan(Rule::MaySellBriquettes, "二(八)"),
        Allowance::Forbidden => plan(Rule::NoSaleIntoZone, "二(八)"),
        Allowance::Undetermined => plan(Rule::SaleUnclear, "二(二)"),
    };
    let mut instead = vec![reading(Instead::SellLicensed, "二(八)")];
    if briquette == Allowance::Undetermined {
        instead.insert(0, plan(Instead::AskFirst, "二(二)"));
    }
    (
        vec![
            plan(Rule::NoLooseCoalSold, "二(三)"),
            plan(Rule::NoHawking, "二(四)"),
            here,
            plan(Rule::NoSaleToMerchants, "二(八)"),
            plan(Rule::LedgersAndLabels, "二(八)"),
            plan(Rule::FairPrices, "二(九)"),
        ],
        instead,
        vec![
            law(Consequence::CoalSold, Law::AirPollution, 103),
            plan(Consequence::VehicleHeld, "二(四)"),
            law(Consequence::BadBriquettes, Law::ProductQuality, 49),
            law(Consequence::FakeBriquettes, Law::ProductQuality, 50),
            law(Consequence::PriceOffence, Law::Price, 40),
            law(Consequence::Unlicensed, Law::UnlicensedBusiness, 13),
            law(Consequence::UnlicensedHelped, Law::UnlicensedBusiness, 14),
            plan(Consequence::Published, "三(四)"),
        ],
    )
}

#[cfg(test)]
mod tests;
