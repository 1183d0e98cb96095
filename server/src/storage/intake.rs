//! The intake: files the submissions that wait in one transaction, so that one sync to disk serves them all.
//!
//! Both engines use it: case numbers without gaps make filings wait for each other in any case, and waiting together is
//! cheaper than one after the other.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::{
    Filed, FiledTip, NewTip, StorageError, begin,
    column::{Bytes32, bytes, bytes32, instant},
    gather::{Gather, Pace},
    sql,
};

mod join;
mod numbers;
pub(super) mod part;
mod rows;

use numbers::Numbers;

type Answer = Result<Filed, StorageError>;

/// The way in.
pub(super) type Intake = Gather<NewTip, Answer>;

/// Starts the task that writes.
pub(super) fn start(writer: DatabaseConnection) -> Intake {
    Gather::start(Pace::Together, move |tips: Vec<NewTip>| {
        let writer = writer.clone();
        async move { file_batch(&writer, &tips).await }
    })
}

/// The way in for whoever asks whether a tip came before.
pub(super) type Lookup = Gather<Bytes32, Result<Option<Earlier>, StorageError>>;

/// Starts the task that reads.
pub(super) fn start_lookup(reader: DatabaseConnection) -> Lookup {
    Gather::start(Pace::AtOnce, move |keys: Vec<Bytes32>| {
        let reader = reader.clone();
        async move {
            match known_keys(&reader, &keys.iter().collect::<Vec<_>>()).await {
                Ok(known) => keys.iter().map(|key| Ok(known.get(key).cloned())).collect(),
                Err(error) => keys.iter().map(|_| Err(error.clone())).collect(),
            }
        }
    })
}

/// Files all of them, with one outcome for each, in order: in one transaction, or each in its own where one of them makes
/// that fail, so that a failing one harms no other.
async fn file_batch(writer: &DatabaseConnection, tips: &[NewTip]) -> Vec<Answer> {
    match file_together(writer, tips).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error) if tips.len() == 1 || matches!(error, StorageError::Unavailable(_)) => {
            tips.iter().map(|_| Err(error.clone())).collect()
        }
        Err(_) => {
            let mut outcomes = Vec::with_capacity(tips.len());
            for tip in tips.chunks(1) {
                let outcome = file_together(writer, tip).await.map(|mut filed| filed.pop());
                outcomes.push(outcome.and_then(|filed| filed.ok_or_else(twice)));
            }
            outcomes
        }
    }
}

async fn file_together(writer: &DatabaseConnection, tips: &[NewTip]) -> Result<Vec<Filed>, StorageError> {
    let transaction = begin(writer).await?;
    match file_within(&transaction, tips).await {
        Ok(outcomes) => {
            transaction.commit().await?;
            Ok(outcomes)
        }
        Err(error) => {
            // A database that gave the transaction up by itself refuses this; what failed before is what counts.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn file_within(transaction: &DatabaseTransaction, tips: &[NewTip]) -> Result<Vec<Filed>, StorageError> {
    // Taking numbers first makes all filings wait in one place: nothing below can deadlock or race.
    let mut numbers = Numbers::take(transaction, tips.iter().map(|tip| tip.filed_at)).await?;
    let keys: Vec<&Bytes32> = tips.iter().map(|tip| &tip.idempotency_hash).collect();
    let mut known = known_keys(transaction, &keys).await?;

    let mut seen = BTreeSet::new();
    let fresh: Vec<&NewTip> = tips
        .iter()
        .filter(|tip| !known.contains_key(&tip.idempotency_hash) && seen.insert(tip.idempotency_hash))
        .collect();
    let filed = rows::insert(transaction, &fresh, &mut numbers).await?;
    let mut stored: HashMap<Bytes32, FiledTip> = fresh.iter().map(|tip| tip.idempotency_hash).zip(filed).collect();
    numbers.give_back(transaction).await?;

    tips.iter()
        .map(|tip| {
            let key = tip.idempotency_hash;
            if let Some(filed) = stored.remove(&key) {
                let earlier = Earlier {
                    filed: filed.clone(),
                    body_hash: tip.body_hash,
                };
                known.insert(key, earlier);
                return Ok(Filed::New(filed));
            }
            let earlier = known.get(&key).ok_or_else(twice)?;
            Ok(earlier.clone().answer(&tip.body_hash))
        })
        .collect()
}

/// A key that is neither new nor known: only a defect leads here.
fn twice() -> StorageError {
    StorageError::conflict("tip_idempotency_hash")
}

/// A tip stored before under the same key.
#[derive(Clone)]
pub(super) struct Earlier {
    filed: FiledTip,
    body_hash: Bytes32,
}

impl Earlier {
    /// What sending this body under the same key comes to.
    pub(super) fn answer(self, body_hash: &Bytes32) -> Filed {
        if self.body_hash == *body_hash {
            Filed::Replay(self.filed)
        } else {
            Filed::ConflictingBody
        }
    }
}

/// Those of the idempotency keys that stand for a stored tip.
async fn known_keys<C: ConnectionTrait>(
    connection: &C,
    keys: &[&Bytes32],
) -> Result<HashMap<Bytes32, Earlier>, StorageError> {
    // Padded to a few sizes, so that each statement is prepared once and then reused.
    let size = keys.len().next_power_of_two();
    let padding = std::iter::repeat_n(keys.first(), size - keys.len()).flatten();
    let sql = format!(
        "SELECT tip.id, tip.case_id, tip.receipt_hash, tip.idempotency_hash, tip.body_hash, tip.filed_at, \
         case_file.number, EXISTS (SELECT 1 FROM tip AS first WHERE first.case_id = tip.case_id AND first.id < tip.id) \
         AS joined FROM tip JOIN case_file ON case_file.id = tip.case_id WHERE tip.idempotency_hash IN ({})",
        sql::placeholders(0, size)
    );
    let values = keys.iter().chain(padding).map(|key| bytes(*key)).collect();
    let mut known = HashMap::new();
    for row in sql::query(connection, &sql, values).await? {
        let hash =
            |column: &str| -> Result<Bytes32, StorageError> { bytes32(column, &row.try_get::<Vec<u8>>("", column)?) };
        let earlier = Earlier {
            filed: FiledTip {
                tip_id: row.try_get("", "id")?,
                case_id: row.try_get("", "case_id")?,
                case_number: row.try_get("", "number")?,
                receipt_hash: hash("receipt_hash")?,
                filed_at: instant(row.try_get("", "filed_at")?)?,
                joined: row.try_get("", "joined")?,
            },
            body_hash: hash("body_hash")?,
        };
        known.insert(hash("idempotency_hash")?, earlier);
    }
    Ok(known)
}
