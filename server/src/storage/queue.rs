//! Which queues a case stands in, and in which order: the rule of [`app::domain::permission::may`] as rows.

use std::{collections::BTreeMap, fmt, str::FromStr};

use app::domain::{
    agency::{Agency, Area, Queue},
    case::CaseState,
    category::Category,
    permission::{Actor, Role},
};
use sea_orm::Value;

use super::{
    column::{text, whole},
    sql::Insertion,
};

/// Whose cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueScope {
    /// What an office leads or joins, and, for an agency of the city, what its counties lead.
    Office(Queue),
    /// Everything led within an area; complaints about officials only where said.
    Area {
        /// The area.
        area: Area,
        /// With complaints about officials (`sham_rectification`).
        complaints: bool,
    },
}

impl QueueScope {
    /// What this person may see; none for administrators, who see no cases.
    pub fn for_actor(actor: &Actor) -> Option<Self> {
        let area = actor.office.area;
        match actor.role {
            Role::Administrator => None,
            Role::Handler | Role::Approver => Some(Self::Office(actor.office)),
            Role::Coordinator => Some(Self::Area {
                area,
                complaints: actor.office == CITY_OFFICE,
            }),
            Role::Auditor => Some(Self::Area {
                area,
                complaints: area == Area::City,
            }),
        }
    }

    /// The key of its rows.
    pub(super) fn key(self) -> String {
        match self {
            Self::Office(office) => office.to_string(),
            Self::Area { area, .. } => area_key(area),
        }
    }
}

const CITY_OFFICE: Queue = Queue {
    agency: Agency::CityOffice,
    area: Area::City,
};

/// `*@410821`: whoever leads there.
fn area_key(area: Area) -> String {
    format!("*@{area}")
}

/// Why a case stands in a queue; `part` of its row.
pub(super) mod part {
    pub const LEAD: &str = "lead";
    pub const JOINT: &str = "joint";
    pub const OVERSIGHT: &str = "oversight";
    pub const AREA: &str = "area";
    pub const COMPLAINT: &str = "complaint";
}

/// Every queue a case stands in, with the reason.
pub(super) fn queues_of(category: Category, lead: Queue, joint: &[Queue]) -> BTreeMap<String, &'static str> {
    let mut queues = BTreeMap::from([(lead.to_string(), part::LEAD)]);
    if category == Category::ShamRectification {
        // Never seen by anybody but the city office, and the city's auditors.
        if lead == CITY_OFFICE {
            queues.insert(area_key(Area::City), part::COMPLAINT);
        }
        return queues;
    }
    for office in joint {
        queues.entry(office.to_string()).or_insert(part::JOINT);
    }
    let overseer = Queue {
        area: Area::City,
        ..lead
    };
    queues.entry(overseer.to_string()).or_insert(part::OVERSIGHT);
    let county = lead.area.county().map(Area::County);
    for area in [Some(lead.area), county, Some(Area::City)].into_iter().flatten() {
        queues.insert(area_key(area), part::AREA);
    }
    queues
}

/// 0 waits to be accepted, 1 is worked on, 2 is closed.
pub(super) const fn phase(state: CaseState) -> i64 {
    match state {
        CaseState::Held | CaseState::Submitted => 0,
        CaseState::Closed => 2,
        _ => 1,
    }
}

/// What lists are ordered by: the deadline that runs; once closed, the latest change first.
pub(super) fn rank(due: Option<i64>, updated_at: i64) -> i64 {
    due.unwrap_or(-updated_at)
}

/// How a case's queues are written.
pub(super) const INSERT_QUEUES: Insertion<'_> = Insertion {
    table: "case_queue",
    columns: &["case_id", "queue", "part", "phase", "rank"],
    returning: "",
    on_conflict: "",
};

/// One row of [`INSERT_QUEUES`].
pub(super) fn queue_row(case_id: i64, queue: String, part: &str, phase: i64, rank: i64) -> Vec<Value> {
    vec![whole(case_id), text(queue), text(part), whole(phase), whole(rank)]
}

/// Where a page of a queue ends and the next begins; its text form stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueKey {
    pub(super) rank: i64,
    pub(super) case_id: i64,
}

impl fmt::Display for QueueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.rank, self.case_id)
    }
}

/// The address does not name a place in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("这一页的地址不对，请从第一页看起")]
pub struct MalformedQueueKey;

impl FromStr for QueueKey {
    type Err = MalformedQueueKey;
    fn from_str(text: &str) -> Result<Self, MalformedQueueKey> {
        let (rank, case_id) = text.split_once('.').ok_or(MalformedQueueKey)?;
        Ok(Self {
            rank: rank.parse().map_err(|_| MalformedQueueKey)?,
            case_id: case_id.parse().map_err(|_| MalformedQueueKey)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use app::domain::permission::{Action, Subject, may};

    use super::*;

    fn office(text: &str) -> Queue {
        text.parse().unwrap()
    }

    /// The rows must show each actor exactly what the rule lets them read.
    #[test]
    fn queues_show_what_the_rule_allows() {
        let cases = [
            (
                Category::MobileVendor,
                "transport@410821",
                vec!["public_security@410821"],
            ),
            (
                Category::MobileVendor,
                "transport@410822",
                vec!["market_regulation@410822"],
            ),
            (Category::MobileVendor, "transport@4108", vec!["public_security@4108"]),
            (Category::HouseholdBurning, "town@410821100", vec!["ecology@410821"]),
            (Category::Unsure, "county_office@410821", vec![]),
            (Category::Unsure, "city_office@4108", vec![]),
            (Category::ShamRectification, "city_office@4108", vec![]),
        ];
        let offices = [
            "transport@410821",
            "transport@410822",
            "transport@4108",
            "public_security@410821",
            "public_security@4108",
            "market_regulation@410822",
            "ecology@410821",
            "town@410821100",
            "town@410821101",
            "county_office@410821",
            "county_office@410822",
            "city_office@4108",
            "ecology@4108",
        ];
        for (category, lead, joint) in &cases {
            let lead = office(lead);
            let joint: Vec<Queue> = joint.iter().map(|text| office(text)).collect();
            let queues = queues_of(*category, lead, &joint);
            let subject = Subject::Case {
                lead,
                joint: &joint,
                category: *category,
            };
            for (role, at) in Role::ALL.into_iter().flat_map(|role| offices.map(|at| (role, at))) {
                let actor = Actor {
                    account: 1,
                    role,
                    office: office(at),
                };
                let listed = QueueScope::for_actor(&actor).is_some_and(|scope| {
                    let hidden = matches!(scope, QueueScope::Area { complaints: false, .. });
                    queues
                        .get(&scope.key())
                        .is_some_and(|part| !(hidden && *part == part::COMPLAINT))
                });
                let allowed = may(&actor, Action::ReadCase, &subject);
                assert_eq!(listed, allowed, "{role:?} of {at} on {category} led by {lead}");
            }
        }
    }

    #[test]
    fn a_place_in_a_queue_reads_back() {
        let key = QueueKey {
            rank: -1_700_000_000_000,
            case_id: 42,
        };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "1", "1.", ".1", "a.b", "1.2.3"] {
            assert_eq!(text.parse::<QueueKey>(), Err(MalformedQueueKey), "{text}");
        }
    }
}
