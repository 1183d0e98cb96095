//! Tips that joined an open case and turn out to belong to a flood: each is parted from it again, into a case of its own
//! that waits for a person. The case they joined keeps its state, its queues and its own tips.

use app::domain::{
    calendar::Deadlines,
    case::CaseState,
    division::{CountyCode, TownCode, VillageCode},
    flood::HoldReason,
    routing::Route,
};
use sea_orm::DatabaseTransaction;
use time::OffsetDateTime;

use super::{
    Numbers,
    rows::{INSERT_CASES, NewCase, first_event_rows},
};
use crate::storage::{
    INDEX_CASE, NewEvent, NewJob, Storage, StorageError, StoredTip,
    case_event::INSERT_EVENTS,
    case_step::append_event,
    column::{code, whole},
    hold::{INSERT_HOLDS, hold_row},
    job, sql,
};

/// A tip on its way out of a case it joined.
#[derive(Debug, Clone)]
pub struct TipPart {
    /// The tip.
    pub tip: StoredTip,
    /// Who acts on it once it is released.
    pub route: Route,
    /// Its clocks, from when it was filed.
    pub deadlines: Deadlines,
    /// The first lines of its own case.
    pub events: Vec<NewEvent>,
    /// The line in the history of the case it joined; takes that case's state.
    pub told: NewEvent,
}

impl TipPart {
    fn county(&self) -> Option<CountyCode> {
        self.tip.tip.village.map(VillageCode::county)
    }

    fn town(&self) -> Option<TownCode> {
        self.tip.tip.village.map(VillageCode::town)
    }
}

impl Storage {
    /// The tips with these identifiers, oldest first, without their sightings.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_tips_by_id(&self, ids: &[i64]) -> Result<Vec<StoredTip>, StorageError> {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

        use crate::storage::entity::tip;
        tip::Entity::find()
            .filter(tip::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(tip::Column::Id)
            .all(self.writer())
            .await?
            .into_iter()
            .map(StoredTip::try_from)
            .collect()
    }

    /// Parts a tip from the case it joined and holds it. False if it has a case of its own already.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then it stays where it was.
    pub async fn part_tip(&self, part: TipPart, reason: HoldReason) -> Result<bool, StorageError> {
        let transaction = self.begin().await?;
        // Before any case is locked, as every filing does.
        let mut numbers = Numbers::take(&transaction, [part.tip.filed_at]).await?;
        let Some(from) = leave(&transaction, part.tip.id).await? else {
            transaction.rollback().await?;
            return Ok(false);
        };
        let (case_id, number) = numbers.next_case(part.tip.filed_at)?;
        let at = part.told.at;
        begin_case(&transaction, &part, case_id, &number).await?;
        let county = part.county().map_or(0, |county| county.number().into());
        let row = hold_row(case_id, reason, part.tip.tip.category.code(), county, at);
        INSERT_HOLDS.run(&transaction, vec![row]).await?;
        for table in ["tip", "photo", "trace", "message"] {
            let tip_id = if table == "tip" { "id" } else { "tip_id" };
            let sql = format!("UPDATE {table} SET case_id = $1 WHERE {tip_id} = $2");
            sql::execute(&transaction, &sql, vec![whole(case_id), whole(part.tip.id)]).await?;
        }
        let told = NewEvent {
            state: from.state,
            ..part.told
        };
        append_event(&transaction, from.id, told).await?;
        // What was findable by the tip's words no longer is, where it does not lie.
        let jobs = [from.id, case_id].map(|case_id| index(case_id, part.tip.id, at));
        job::insert(&transaction, &jobs).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// The case a tip joined.
struct Left {
    id: i64,
    state: CaseState,
}

/// Takes a tip's photos out of the count of the case it joined, whose row is held from then on. None for the first tip
/// of a case: that one it is about.
async fn leave(transaction: &DatabaseTransaction, tip_id: i64) -> Result<Option<Left>, StorageError> {
    let sql = "UPDATE case_file SET photo_count = photo_count - (SELECT COUNT(*) FROM photo WHERE tip_id = $1) \
               WHERE id = (SELECT case_id FROM tip WHERE id = $1) AND EXISTS \
               (SELECT 1 FROM tip AS first WHERE first.case_id = case_file.id AND first.id < $1) RETURNING id, state";
    let Some(row) = sql::query_one(transaction, sql, vec![whole(tip_id)]).await? else {
        return Ok(None);
    };
    Ok(Some(Left {
        id: row.try_get("", "id")?,
        state: code("case_file.state", &row.try_get::<String>("", "state")?)?,
    }))
}

async fn begin_case(
    transaction: &DatabaseTransaction,
    part: &TipPart,
    case_id: i64,
    number: &str,
) -> Result<(), StorageError> {
    let sql = "SELECT COUNT(*) AS found FROM photo WHERE tip_id = $1";
    let row = sql::query_one(transaction, sql, vec![whole(part.tip.id)]).await?;
    let case = NewCase {
        tip: &part.tip.tip,
        route: &part.route,
        county: part.county(),
        town: part.town(),
        deadlines: part.deadlines,
        state: CaseState::Held,
        filed_at: part.tip.filed_at,
        photos: row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default(),
    };
    INSERT_CASES.run(transaction, vec![case.row(case_id, number)?]).await?;
    let events = first_event_rows(&part.events, case_id, number);
    INSERT_EVENTS.run(transaction, events).await?;
    Ok(())
}

fn index(case_id: i64, tip_id: i64, at: OffsetDateTime) -> NewJob {
    NewJob {
        kind: INDEX_CASE.to_owned(),
        payload: serde_json::json!({ "case_id": case_id, "tip_id": tip_id }),
        run_at: at,
        unique_key: None,
    }
}
