//! The case: what an office works on.

use app::domain::{
    agency::Queue,
    case::{CaseState, Outcome},
    category::Category,
    division::{CountyCode, TownCode, VillageCode},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use time::OffsetDateTime;

use super::{
    Storage, StorageError, StoredTip,
    column::{code, from_json, instant, instant_or_none, number, whole},
    entity::{case_file, tip},
    sighting::with_sightings,
    sql,
};

/// A case as kept. Holds nothing that names a reporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Its identifier, for storage alone.
    pub id: i64,
    /// Its public number, such as `2026-000431`: the year of filing in China, then counted without gaps.
    pub number: String,
    /// What it is about.
    pub category: Category,
    /// The office that must act.
    pub lead: Queue,
    /// The offices that join.
    pub joint: Vec<Queue>,
    /// The plan's clause that routed it.
    pub clause: String,
    /// Why that office.
    pub reason: String,
    /// The version of the routing table.
    pub rule_version: String,
    /// The village, if chosen.
    pub village: Option<VillageCode>,
    /// The county it lies in, if known.
    pub county: Option<CountyCode>,
    /// The town it lies in, if known.
    pub town: Option<TownCode>,
    /// The place in words.
    pub place_text: String,
    /// The first words of the tip.
    pub excerpt: String,
    /// Where it stands.
    pub state: CaseState,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Whose duty it is, where it ended as [`Outcome::OutOfRemit`].
    pub referred_to: Option<String>,
    /// Accept before.
    pub accept_by: OffsetDateTime,
    /// Close before.
    pub close_by: OffsetDateTime,
    /// The deadline that runs: to accept, then to close; none once closed.
    pub due: Option<OffsetDateTime>,
    /// When the tip was stored.
    pub filed_at: OffsetDateTime,
    /// When something last happened.
    pub updated_at: OffsetDateTime,
    /// How many photos it has.
    pub photo_count: i64,
    /// When it was closed; none while it is open.
    pub closed_at: Option<OffsetDateTime>,
    /// When a reporter last wrote or did something that nobody has acted on since.
    pub reporter_at: Option<OffsetDateTime>,
    /// The case in which this one is worked, as its duplicate.
    pub joined: Option<Joined>,
}

/// Where a duplicate is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The other case.
    pub into: i64,
    /// Since when.
    pub at: OffsetDateTime,
    /// Where this case stood before.
    pub before: CaseState,
}

impl TryFrom<case_file::Model> for CaseFile {
    type Error = StorageError;
    fn try_from(row: case_file::Model) -> Result<Self, StorageError> {
        let joint: Vec<String> = from_json("case_file.joint", &row.joint)?;
        let joined = match (row.joined_into, row.joined_at, row.state_before) {
            (Some(into), Some(at), Some(before)) => Some(Joined {
                into,
                at: instant(at)?,
                before: code("case_file.state_before", &before)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            number: row.number,
            category: code("case_file.category", &row.category)?,
            lead: code("case_file.lead", &row.lead)?,
            joint: joint
                .iter()
                .map(|office| code("case_file.joint", office))
                .collect::<Result<_, _>>()?,
            clause: row.clause,
            reason: row.reason,
            rule_version: row.rule_version,
            village: row.village.map(village).transpose()?,
            county: row.area_county.map(county).transpose()?,
            town: row.area_town.map(town).transpose()?,
            place_text: row.place_text,
            excerpt: row.excerpt,
            state: code("case_file.state", &row.state)?,
            outcome: row
                .outcome
                .map(|outcome| code("case_file.outcome", &outcome))
                .transpose()?,
            referred_to: row.referred_to,
            accept_by: instant(row.accept_by)?,
            close_by: instant(row.close_by)?,
            due: instant_or_none(row.due)?,
            filed_at: instant(row.filed_at)?,
            updated_at: instant(row.updated_at)?,
            photo_count: row.photo_count,
            closed_at: instant_or_none(row.closed_at)?,
            reporter_at: instant_or_none(row.reporter_at)?,
            joined,
        })
    }
}

/// Reads a village's code back.
pub(super) fn village(code: i64) -> Result<VillageCode, StorageError> {
    number("a village", number::<u64, _>("a village", code)?)
}

fn county(code: i64) -> Result<CountyCode, StorageError> {
    number("a county", number::<u32, _>("a county", code)?)
}

fn town(code: i64) -> Result<TownCode, StorageError> {
    number("a town", number::<u32, _>("a town", code)?)
}

/// Most characters of an excerpt.
const EXCERPT_MAX: usize = 80;

/// The first words of a tip, on one line, as the list shows them.
pub(super) fn excerpt(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(EXCERPT_MAX) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// The deadline that runs in a state; a returned case's clock runs on.
pub(super) fn due_in(state: CaseState, accept_by: i64, close_by: i64) -> Option<i64> {
    match state {
        CaseState::Held | CaseState::Submitted => Some(accept_by),
        CaseState::Closed => None,
        _ => Some(close_by),
    }
}

impl Storage {
    /// The case with this public number.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_case(&self, number: &str) -> Result<Option<CaseFile>, StorageError> {
        case_file::Entity::find()
            .filter(case_file::Column::Number.eq(number))
            .one(self.reader())
            .await?
            .map(CaseFile::try_from)
            .transpose()
    }

    /// The case with this identifier.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_case_by_id(&self, id: i64) -> Result<Option<CaseFile>, StorageError> {
        case_file::Entity::find_by_id(id)
            .one(self.reader())
            .await?
            .map(CaseFile::try_from)
            .transpose()
    }

    /// This case and its duplicates.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub(super) async fn list_worked_together(&self, case_id: i64) -> Result<Vec<i64>, StorageError> {
        let mut cases = vec![case_id];
        let sql = "SELECT id FROM case_file WHERE joined_into = $1 ORDER BY id";
        for row in sql::query(self.reader(), sql, vec![whole(case_id)]).await? {
            cases.push(row.try_get("", "id")?);
        }
        Ok(cases)
    }

    /// The tips worked in a case, oldest first: its own, then those of its duplicates.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_tips(&self, case_id: i64) -> Result<Vec<StoredTip>, StorageError> {
        let cases = self.list_worked_together(case_id).await?;
        let rows = tip::Entity::find()
            .filter(tip::Column::CaseId.is_in(cases))
            .order_by_asc(Expr::col(tip::Column::CaseId).ne(case_id))
            .order_by_asc(tip::Column::Id)
            .all(self.reader())
            .await?;
        let tips: Result<Vec<_>, _> = rows.into_iter().map(StoredTip::try_from).collect();
        with_sightings(self.reader(), tips?).await
    }

    /// The cases with these identifiers, in no promised order; those that do not exist are left out.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_cases_by_id(&self, ids: &[i64]) -> Result<Vec<CaseFile>, StorageError> {
        case_file::Entity::find()
            .filter(case_file::Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?
            .into_iter()
            .map(CaseFile::try_from)
            .collect()
    }

    /// The tips of several cases, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_tips_of(&self, cases: &[i64]) -> Result<Vec<StoredTip>, StorageError> {
        tip::Entity::find()
            .filter(tip::Column::CaseId.is_in(cases.iter().copied()))
            .order_by_asc(tip::Column::Id)
            .all(self.reader())
            .await?
            .into_iter()
            .map(StoredTip::try_from)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt(" 有车\n 卖煤 "), "有车 卖煤");
        let long = excerpt(&"煤".repeat(200));
        assert_eq!(long.chars().count(), EXCERPT_MAX + 1);
        assert!(long.ends_with('…'));
    }
}
