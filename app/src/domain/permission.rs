//! Who may do what: one pure function that every handler calls.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    agency::{Agency, Area, Queue},
    case::UnknownCode,
    category::Category,
    consent::CONSULTED,
    division::CountyCode,
};

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works its office's cases and drafts notices.
    Handler,
    /// Approves its office's notices; works cases too.
    Approver,
    /// 散烧办: sees its area's cases and co-ordinates.
    Coordinator,
    /// Reads history, never content that names a reporter.
    Auditor,
    /// Keeps accounts; sees no cases.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Handler,
        Self::Approver,
        Self::Coordinator,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The code used in storage and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Approver => "approver",
            Self::Coordinator => "coordinator",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Handler => "经办人",
            Self::Approver => "审核人",
            Self::Coordinator => "散烧办",
            Self::Auditor => "审计员",
            Self::Administrator => "管理员",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|r| r.code() == code).ok_or(UnknownCode)
    }
}

/// Who acts: a signed-in account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account's identifier.
    pub account: i64,
    /// Its role.
    pub role: Role,
    /// The office it belongs to.
    pub office: Queue,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See a case, its photos and history.
    ReadCase,
    /// Accept, record, reply, ask, close.
    WorkCase,
    /// Join a case with its duplicate, or part them again.
    JoinCases,
    /// Decide whether cases that share a trace are one vendor's, and link cases by coal.
    DecideTrail,
    /// Confirm or refuse a reward that was claimed.
    ConfirmReward,
    /// Set its amount.
    GrantReward,
    /// Enter a tip for somebody who calls, comes or writes.
    EnterTip,
    /// Draft or change a case notice.
    DraftNotice,
    /// Approve or send back a case notice.
    ApproveNotice,
    /// See the versions of a county's ban zone, drafts included.
    ReadZone,
    /// Draft or change a version of a county's ban zone.
    DraftZone,
    /// Publish, send back or withdraw one.
    ApproveZone,
    /// Answer one for a body that must agree.
    AnswerZone,
    /// See price and subsidy rules, drafts included.
    ReadPrice,
    /// Draft or change one.
    DraftPrice,
    /// Publish, send back or withdraw one.
    ApprovePrice,
    /// Add accounts and reset passwords.
    KeepAccounts,
    /// Record where a village lies.
    RecordVillagePoint,
    /// See the list of briquette outlets with its history.
    ReadOutlets,
    /// Add, change and close briquette outlets.
    KeepOutlets,
    /// See what is held, and release or reject it.
    DecideHold,
    /// Keep the words and photos that are looked at first.
    KeepBlocks,
    /// Open a photo as it was received, or what it says of its device and place.
    OpenSealed,
    /// Read who filed a named tip.
    RevealIdentity,
    /// Take a case's evidence out as one file.
    TakeEvidence,
    /// Read who opened what, and why.
    ReadOpenings,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 26] = [
        Self::ReadCase,
        Self::WorkCase,
        Self::JoinCases,
        Self::DecideTrail,
        Self::ConfirmReward,
        Self::GrantReward,
        Self::EnterTip,
        Self::DraftNotice,
        Self::ApproveNotice,
        Self::ReadZone,
        Self::DraftZone,
        Self::ApproveZone,
        Self::AnswerZone,
        Self::ReadPrice,
        Self::DraftPrice,
        Self::ApprovePrice,
        Self::KeepAccounts,
        Self::RecordVillagePoint,
        Self::ReadOutlets,
        Self::KeepOutlets,
        Self::DecideHold,
        Self::KeepBlocks,
        Self::OpenSealed,
        Self::RevealIdentity,
        Self::TakeEvidence,
        Self::ReadOpenings,
    ];
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A case.
    Case {
        /// Its lead.
        lead: Queue,
        /// Its joint offices.
        joint: &'a [Queue],
        /// Its category.
        category: Category,
    },
    /// A case notice.
    Notice {
        /// The office that publishes it.
        office: Queue,
        /// The account that drafted it last.
        drafted_by: i64,
    },
    /// A version of a county's ban zone.
    Zone {
        /// The county.
        county: CountyCode,
        /// The account that drafted it last; none for one that was imported, or for the county as such.
        drafted_by: Option<i64>,
    },
    /// A price or subsidy rule.
    Price {
        /// The county whose rule it is; none for the city's.
        county: Option<CountyCode>,
        /// The account that drafted it last; none for one that was imported, or for the rules as such.
        drafted_by: Option<i64>,
    },
    /// The accounts.
    Accounts,
    /// Tips that come by telephone, letter or at the counter.
    Counter,
    /// A village of this county.
    VillageOf(CountyCode),
    /// The briquette outlets of an area.
    Outlets(Area),
    /// Held tips of a category from a county; none for those without a place.
    Held {
        /// The county.
        county: Option<CountyCode>,
        /// The category.
        category: Category,
    },
    /// The words and photos that are looked at first.
    Blocks,
}

/// Whether the actor may do this.
pub fn may(actor: &Actor, action: Action, subject: &Subject<'_>) -> bool {
    match (action, subject) {
        (Action::ReadCase, Subject::Case { lead, joint, category }) => may_read(actor, *lead, joint, *category),
        (Action::GrantReward, Subject::Case { lead, .. }) => actor.role == Role::Approver && actor.office == *lead,
        // What is sealed is opened only by who answers for the case: neither joint offices nor whoever oversees them
        // (市场监管投诉举报办法 33).
        (
            Action::WorkCase
            | Action::DecideTrail
            | Action::ConfirmReward
            | Action::OpenSealed
            | Action::RevealIdentity,
            Subject::Case { lead, category, .. },
        ) => works_cases(actor.role) && (actor.office == *lead || decides_for(actor, *lead, *category)),
        // The lead's handler decides: joining closes one case in favour of another.
        (Action::JoinCases, Subject::Case { lead, category, .. }) => {
            works_cases(actor.role)
                && *category != Category::ShamRectification
                && (actor.office == *lead || decides_for(actor, *lead, *category))
        }
        // 市、县散烧办 take what comes by telephone, letter or at the counter.
        (Action::EnterTip, Subject::Counter) => {
            works_cases(actor.role) && matches!(actor.office.agency, Agency::CityOffice | Agency::CountyOffice)
        }
        (Action::TakeEvidence, Subject::Case { lead, category, .. }) => {
            (actor.role == Role::Approver && actor.office == *lead) || decides_for(actor, *lead, *category)
        }
        (Action::ReadOpenings, Subject::Case { lead, joint, category }) => {
            actor.role == Role::Auditor && may_read(actor, *lead, joint, *category)
        }
        (Action::DraftNotice, Subject::Case { lead, category, .. }) => {
            matches!(actor.role, Role::Handler | Role::Approver) && actor.office == *lead && category.may_be_published()
        }
        (Action::DraftNotice, Subject::Notice { office, .. }) => {
            matches!(actor.role, Role::Handler | Role::Approver) && actor.office == *office
        }
        // Four eyes: whoever drafted it cannot approve it.
        (Action::ApproveNotice, Subject::Notice { office, drafted_by }) => {
            actor.role == Role::Approver && actor.office == *office && actor.account != *drafted_by
        }
        (Action::ReadZone, Subject::Zone { county, .. }) => {
            actor.role != Role::Administrator && actor.office.area.contains(Area::County(*county))
        }
        (Action::DraftZone, Subject::Zone { county, .. }) => drafts_zones(actor, *county),
        (Action::ApproveZone, Subject::Zone { county, drafted_by }) => {
            actor.role == Role::Approver && drafts_zones(actor, *county) && Some(actor.account) != *drafted_by
        }
        (Action::AnswerZone, Subject::Zone { county, .. }) => {
            matches!(actor.role, Role::Handler | Role::Approver)
                && actor.office.area == Area::County(*county)
                && CONSULTED.contains(&actor.office.agency)
        }
        (Action::ReadPrice, Subject::Price { .. }) => reads_prices(actor),
        (Action::DraftPrice, Subject::Price { county, .. }) => drafts_prices(actor, *county),
        (Action::ApprovePrice, Subject::Price { county, drafted_by }) => {
            actor.role == Role::Approver && drafts_prices(actor, *county) && Some(actor.account) != *drafted_by
        }
        (Action::KeepAccounts, Subject::Accounts) => actor.role == Role::Administrator,
        (Action::RecordVillagePoint, Subject::VillageOf(county)) => {
            works_cases(actor.role) && keeps_zones(actor.office) && actor.office.area.contains(Area::County(*county))
        }
        (Action::ReadOutlets, Subject::Outlets(area)) => keeps_outlets(actor, *area) || watches_outlets(actor, *area),
        (Action::KeepOutlets, Subject::Outlets(area)) => keeps_outlets(actor, *area),
        (Action::DecideHold, Subject::Held { county, category }) => decides_holds(actor, *county, *category),
        (Action::KeepBlocks, Subject::Blocks) => actor.role == Role::Coordinator && actor.office.area == Area::City,
        _ => false,
    }
}

/// 生态环境 leads the drawing of ban zones (plan 二(二)); the offices of scattered-coal governance co-ordinate it.
const fn keeps_zones(office: Queue) -> bool {
    matches!(
        office.agency,
        Agency::Ecology | Agency::CountyOffice | Agency::CityOffice
    )
}

/// Development and reform keeps prices and subsidies (plan 二(一)); who co-ordinates or audits may look.
fn reads_prices(actor: &Actor) -> bool {
    match actor.role {
        Role::Administrator => false,
        Role::Coordinator | Role::Auditor => true,
        Role::Handler | Role::Approver => actor.office.agency == Agency::DevelopmentReform,
    }
}

/// The city's rules are the city's office's, a county's its own.
fn drafts_prices(actor: &Actor, county: Option<CountyCode>) -> bool {
    matches!(actor.role, Role::Handler | Role::Approver)
        && actor.office.agency == Agency::DevelopmentReform
        && actor.office.area == county.map_or(Area::City, Area::County)
}

/// Ecology leads the drawing of ban zones (plan 二(二)), each county's for its own.
fn drafts_zones(actor: &Actor, county: CountyCode) -> bool {
    matches!(actor.role, Role::Handler | Role::Approver)
        && actor.office.agency == Agency::Ecology
        && actor.office.area == Area::County(county)
}

const fn works_cases(role: Role) -> bool {
    matches!(role, Role::Handler | Role::Approver | Role::Coordinator)
}

fn may_read(actor: &Actor, lead: Queue, joint: &[Queue], category: Category) -> bool {
    match actor.role {
        Role::Administrator => false,
        // A complaint about officials is never seen by the county complained of, nor by its auditors.
        _ if category == Category::ShamRectification => {
            lead == actor.office || (actor.role == Role::Auditor && actor.office.area == Area::City)
        }
        Role::Handler | Role::Approver => {
            lead == actor.office || joint.contains(&actor.office) || oversees(actor.office, lead)
        }
        Role::Coordinator | Role::Auditor => actor.office.area.contains(lead.area),
    }
}

/// The city's agency oversees its counties' bureaus.
fn oversees(office: Queue, lead: Queue) -> bool {
    office.area == Area::City && office.agency == lead.agency
}

/// 工信 leads on briquette centres and outlets (plan 二(八), 二(十)): a county's bureau for its county, the city's for all.
fn keeps_outlets(actor: &Actor, area: Area) -> bool {
    matches!(actor.role, Role::Handler | Role::Approver)
        && actor.office.agency == Agency::Industry
        && actor.office.area.contains(area)
}

/// 市场监管 joins in supervising them; 散烧办 and auditors see what their area does.
fn watches_outlets(actor: &Actor, area: Area) -> bool {
    let joins = match actor.role {
        Role::Handler | Role::Approver => actor.office.agency == Agency::MarketRegulation,
        Role::Coordinator | Role::Auditor => true,
        Role::Administrator => false,
    };
    joins && actor.office.area.contains(area)
}

/// The office of scattered-coal governance works what waits in its own queue.
fn decides_for(actor: &Actor, lead: Queue, category: Category) -> bool {
    actor.role == Role::Coordinator
        && matches!(lead.agency, Agency::CityOffice | Agency::CountyOffice)
        && actor.office.area.contains(lead.area)
        && (category != Category::ShamRectification || actor.office == lead)
}

/// The office of scattered-coal governance of the county, or of the city, looks at what came in a flood; complaints about
/// officials are the city's alone.
fn decides_holds(actor: &Actor, county: Option<CountyCode>, category: Category) -> bool {
    actor.role == Role::Coordinator
        && (actor.office.area == Area::City
            || (category != Category::ShamRectification
                && county.is_some_and(|county| actor.office.area == Area::County(county))))
}

#[cfg(test)]
mod tests;
