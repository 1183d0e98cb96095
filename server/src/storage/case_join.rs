//! Cases of the same thing: found near by, joined as duplicates, parted again.

use app::domain::{
    agency::Queue,
    case::{CaseState, Outcome},
    category::Category,
    division::{TownCode, VillageCode},
};
use sea_orm::DatabaseTransaction;
use time::OffsetDateTime;

use super::{
    CASE_MOVED, CaseFile, CaseStep, NewEvent, Storage, StorageError,
    case_file::village,
    case_step::{Besides, append_event, step_within},
    column::{instant, millis, text, text_or_none, whole, whole_or_none},
    sql,
};

/// Cases found at most.
const FOUND_MAX: i64 = 30;

/// Which open cases are looked for.
#[derive(Debug, Clone)]
pub struct NearByQuery {
    /// Their category.
    pub category: Category,
    /// Their town.
    pub town: TownCode,
    /// Their lead; any if none.
    pub lead: Option<Queue>,
    /// Filed from then on.
    pub from: OffsetDateTime,
    /// Filed before.
    pub before: OffsetDateTime,
}

/// An open case near by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearBy {
    /// Its identifier, for storage alone.
    pub id: i64,
    /// Its public number.
    pub number: String,
    /// Its village, if chosen.
    pub village: Option<VillageCode>,
    /// The first words of its tip.
    pub excerpt: String,
    /// When it was filed.
    pub filed_at: OffsetDateTime,
}

/// A duplicate and the case in which it is worked from now on, or was.
#[derive(Debug, Clone)]
pub struct CaseJoin {
    /// The duplicate, as it was seen.
    pub from: CaseFile,
    /// The other.
    pub into: CaseFile,
    /// The line in the duplicate's history; its state becomes the duplicate's.
    pub told_from: NewEvent,
    /// The line in the other's.
    pub told_into: NewEvent,
}

impl Storage {
    /// Open cases of the same kind in a town, latest first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_near_by(&self, query: &NearByQuery) -> Result<Vec<NearBy>, StorageError> {
        // The condition on the state stands in the text, so that both engines know which partial index holds the rows.
        let mut values = vec![
            whole(query.town.number().into()),
            text(query.category.code()),
            whole(millis(query.from)),
            whole(millis(query.before)),
            whole(FOUND_MAX),
        ];
        let mut of_lead = "";
        if let Some(lead) = query.lead {
            of_lead = "AND lead = $6";
            values.push(text(lead.to_string()));
        }
        let sql = format!(
            "SELECT id, number, village, excerpt, filed_at FROM case_file WHERE area_town = $1 AND category = $2 \
             AND filed_at >= $3 AND filed_at < $4 AND state <> 'closed' AND state <> 'held' {of_lead} \
             ORDER BY filed_at DESC, id DESC LIMIT $5"
        );
        let mut found = Vec::new();
        for row in sql::query(self.reader(), &sql, values).await? {
            found.push(NearBy {
                id: row.try_get("", "id")?,
                number: row.try_get("", "number")?,
                village: row.try_get::<Option<i64>>("", "village")?.map(village).transpose()?,
                excerpt: row.try_get("", "excerpt")?,
                filed_at: instant(row.try_get("", "filed_at")?)?,
            });
        }
        Ok(found)
    }

    /// Joins a duplicate to the case in which it is worked from now on: it is closed as such, and keeps its tips, their
    /// receipts, its history and its number.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`CASE_MOVED`] if either moved, was joined elsewhere or, for the duplicate, has
    /// duplicates itself; then nothing is changed.
    pub async fn join_cases(&self, join: CaseJoin) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        lock(&transaction, &join).await?;
        let sql =
            "SELECT 1 AS found FROM case_file WHERE (joined_into = $1) OR (id IN ($1, $2) AND joined_into IS NOT NULL)";
        let values = vec![whole(join.from.id), whole(join.into.id)];
        if sql::query_one(&transaction, sql, values).await?.is_some() {
            return Err(StorageError::conflict(CASE_MOVED));
        }
        let at = join.told_from.at;
        step_within(
            &transaction,
            CaseStep {
                case_id: join.from.id,
                expected_state: join.from.state,
                outcome: Some(Outcome::Duplicate),
                referred_to: None,
                event: join.told_from,
                message: None,
                jobs: vec![],
            },
            Besides::default(),
        )
        .await?;
        set_joined(&transaction, join.from.id, Some((join.into.id, at, join.from.state))).await?;
        append_event(&transaction, join.into.id, join.told_into).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Undoes a joining: the duplicate stands again where it stood.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`CASE_MOVED`] if it was parted already; then nothing is changed.
    pub async fn part_cases(&self, join: CaseJoin) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        lock(&transaction, &join).await?;
        let sql = "UPDATE case_file SET outcome = NULL WHERE id = $1 AND joined_into = $2";
        let values = vec![whole(join.from.id), whole(join.into.id)];
        if sql::execute(&transaction, sql, values).await?.rows_affected() == 0 {
            return Err(StorageError::conflict(CASE_MOVED));
        }
        step_within(
            &transaction,
            CaseStep {
                case_id: join.from.id,
                expected_state: CaseState::Closed,
                outcome: None,
                referred_to: None,
                event: join.told_from,
                message: None,
                jobs: vec![],
            },
            Besides::default(),
        )
        .await?;
        set_joined(&transaction, join.from.id, None).await?;
        append_event(&transaction, join.into.id, join.told_into).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The duplicates of a case, with since when.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_duplicates(&self, case_id: i64) -> Result<Vec<CaseFile>, StorageError> {
        let mut found = Vec::new();
        for id in self.list_worked_together(case_id).await? {
            if id != case_id {
                found.extend(self.find_case_by_id(id).await?);
            }
        }
        Ok(found)
    }
}

/// Holds both cases, the older first, so that two joinings never wait for each other; the one that is joined to must
/// stand where it was seen.
async fn lock(transaction: &DatabaseTransaction, join: &CaseJoin) -> Result<(), StorageError> {
    let mut both = [&join.from, &join.into];
    both.sort_by_key(|case| case.id);
    for case in both {
        let sql = "UPDATE case_file SET updated_at = updated_at WHERE id = $1 AND state = $2";
        let values = vec![whole(case.id), text(case.state.code())];
        if sql::execute(transaction, sql, values).await?.rows_affected() == 0 {
            return Err(StorageError::conflict(CASE_MOVED));
        }
    }
    Ok(())
}

async fn set_joined(
    transaction: &DatabaseTransaction,
    case_id: i64,
    joined: Option<(i64, OffsetDateTime, CaseState)>,
) -> Result<(), StorageError> {
    let sql = "UPDATE case_file SET joined_into = $2, joined_at = $3, state_before = $4 WHERE id = $1";
    let values = vec![
        whole(case_id),
        whole_or_none(joined.map(|(into, ..)| into)),
        whole_or_none(joined.map(|(_, at, _)| millis(at))),
        text_or_none(joined.map(|(.., before)| before.code().to_owned())),
    ];
    sql::execute(transaction, sql, values).await?;
    Ok(())
}
