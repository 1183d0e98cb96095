//! Rewards claimed for tips: each step in the transaction that also writes the case's history.

use app::domain::reward::RewardState;
use sea_orm::{DatabaseTransaction, QueryResult};
use time::OffsetDateTime;

use super::{
    NewEvent, REWARD_MOVED, Storage, StorageError,
    case_step::append_event,
    column::{bytes, code, instant, millis, number, text, whole, whole_or_none},
    sql,
};

/// A reward claimed for a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardClaim {
    /// Its identifier.
    pub id: i64,
    /// The tip.
    pub tip_id: i64,
    /// Where it stands.
    pub state: RewardState,
    /// When it was claimed.
    pub claimed_at: OffsetDateTime,
    /// What was granted, in whole yuan.
    pub yuan: Option<u32>,
    /// Why it was refused, or what else was said.
    pub reason: String,
    /// Who took the last step; none for the reporter.
    pub account: Option<i64>,
}

/// A step of staff with a claim.
#[derive(Debug, Clone)]
pub struct RewardDecision {
    /// The claim.
    pub id: i64,
    /// The state the person saw.
    pub expected: RewardState,
    /// The state after it.
    pub state: RewardState,
    /// What is granted, in whole yuan.
    pub yuan: Option<u32>,
    /// Why.
    pub reason: String,
    /// Who.
    pub account: i64,
    /// The case.
    pub case_id: i64,
    /// Who was paid, sealed.
    pub sealed: Option<Vec<u8>>,
    /// The line in its history.
    pub event: NewEvent,
}

/// Notes a claim; false if there is one already.
pub(super) async fn claim(
    transaction: &DatabaseTransaction,
    tip_id: i64,
    at: OffsetDateTime,
) -> Result<bool, StorageError> {
    let sql = "INSERT INTO reward_claim (tip_id, state, claimed_at, updated_at, reason) VALUES ($1, $2, $3, $3, '') \
               ON CONFLICT DO NOTHING";
    let values = vec![whole(tip_id), text(RewardState::Claimed.code()), whole(millis(at))];
    Ok(sql::execute(transaction, sql, values).await?.rows_affected() == 1)
}

impl Storage {
    /// The reward claimed for a tip.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_reward(&self, tip_id: i64) -> Result<Option<RewardClaim>, StorageError> {
        let sql = "SELECT * FROM reward_claim WHERE tip_id = $1";
        let row = sql::query_one(self.reader(), sql, vec![whole(tip_id)]).await?;
        row.map(|row| claimed(&row)).transpose()
    }

    /// Who was paid for the tips worked in a case, its duplicates' too: pairs of a claim's identifier and the ciphertext, in
    /// the order of the claims.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_payments(&self, case_id: i64) -> Result<Vec<(i64, Vec<u8>)>, StorageError> {
        let sql = "SELECT p.claim_id, p.sealed FROM reward_payment p JOIN reward_claim c ON c.id = p.claim_id \
                   JOIN tip ON tip.id = c.tip_id JOIN case_file f ON f.id = tip.case_id \
                   WHERE f.id = $1 OR f.joined_into = $1 ORDER BY p.claim_id";
        let rows = sql::query(self.reader(), sql, vec![whole(case_id)]).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "claim_id")?, row.try_get("", "sealed")?)))
            .collect()
    }

    /// Takes a step with a claim.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`REWARD_MOVED`] if the claim no longer stands where the person saw it.
    pub async fn decide_reward(&self, decision: RewardDecision) -> Result<(), StorageError> {
        let transaction = self.begin().await?;
        // Decisions of one case come one after the other, so that no two of its claims become first.
        let sql = "UPDATE case_file SET updated_at = updated_at WHERE id = $1";
        sql::execute(&transaction, sql, vec![whole(decision.case_id)]).await?;
        if decision.state == RewardState::ConfirmedFirst && is_another_first(&transaction, &decision).await? {
            return Err(StorageError::conflict(REWARD_MOVED));
        }
        let sql = "UPDATE reward_claim SET state = $1, yuan = COALESCE($2, yuan), reason = $3, account = $4, \
                   updated_at = $5 WHERE id = $6 AND state = $7";
        let values = vec![
            text(decision.state.code()),
            whole_or_none(decision.yuan.map(i64::from)),
            text(&decision.reason),
            whole(decision.account),
            whole(millis(decision.event.at)),
            whole(decision.id),
            text(decision.expected.code()),
        ];
        if sql::execute(&transaction, sql, values).await?.rows_affected() == 0 {
            return Err(StorageError::conflict(REWARD_MOVED));
        }
        if let Some(sealed) = &decision.sealed {
            let sql = "INSERT INTO reward_payment (claim_id, sealed, paid_at) VALUES ($1, $2, $3)";
            let values = vec![whole(decision.id), bytes(sealed), whole(millis(decision.event.at))];
            sql::execute(&transaction, sql, values).await?;
        }
        append_event(&transaction, decision.case_id, decision.event).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Whether another claim worked in the case was confirmed meanwhile.
async fn is_another_first(transaction: &DatabaseTransaction, decision: &RewardDecision) -> Result<bool, StorageError> {
    let sql = "SELECT 1 AS found FROM reward_claim c JOIN tip ON tip.id = c.tip_id JOIN case_file f ON f.id = tip.case_id \
               WHERE (f.id = $1 OR f.joined_into = $1) AND c.id <> $2 AND c.state NOT IN ($3, $4) LIMIT 1";
    let values = vec![
        whole(decision.case_id),
        whole(decision.id),
        text(RewardState::Claimed.code()),
        text(RewardState::Refused.code()),
    ];
    Ok(sql::query_one(transaction, sql, values).await?.is_some())
}

fn claimed(row: &QueryResult) -> Result<RewardClaim, StorageError> {
    let state: String = row.try_get("", "state")?;
    let yuan: Option<i64> = row.try_get("", "yuan")?;
    Ok(RewardClaim {
        id: row.try_get("", "id")?,
        tip_id: row.try_get("", "tip_id")?,
        state: code("reward_claim.state", &state)?,
        claimed_at: instant(row.try_get("", "claimed_at")?)?,
        yuan: yuan.map(|yuan| number("reward_claim.yuan", yuan)).transpose()?,
        reason: row.try_get("", "reason")?,
        account: row.try_get("", "account")?,
    })
}
