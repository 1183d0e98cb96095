//! The intake: gathers the submissions that wait into one transaction, so that one sync to disk serves them all.
//!
//! Both engines use it: case numbers without gaps make filings wait for each other in any case, and waiting together is
//! cheaper than one after the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::domain::calendar::china_date;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use tokio::sync::{mpsc, oneshot};

use super::{
    Filed, FiledTip, NewTip, StorageError, begin,
    column::{Bytes32, bytes, bytes32, instant, whole},
    sql,
};

mod join;
mod rows;

/// Submissions that share a transaction at most.
const BATCH_MAX: usize = 256;
/// Submissions that may wait; beyond that the answer is "try again".
const WAITING_MAX: usize = 4_096;

type Answer = Result<Filed, StorageError>;

struct Submission {
    tip: NewTip,
    answer: oneshot::Sender<Answer>,
}

/// The way in; the task behind it ends when this is dropped.
pub(super) struct Intake(mpsc::Sender<Submission>);

impl Intake {
    /// Starts the task that writes.
    pub(super) fn start(writer: DatabaseConnection) -> Self {
        let (sender, mut waiting) = mpsc::channel::<Submission>(WAITING_MAX);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH_MAX);
            while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
                let (tips, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|s| (s.tip, s.answer)).unzip();
                let outcomes = file_batch(&writer, &tips).await;
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    // Whoever asked may have gone; the tip is stored all the same.
                    let _ = answer.send(outcome);
                }
            }
        });
        Self(sender)
    }

    /// Files one tip together with whatever else waits.
    pub(super) async fn file(&self, tip: NewTip) -> Answer {
        let busy = || StorageError::Unavailable(sea_orm::DbErr::Custom("the intake is full".to_owned()));
        let (answer, outcome) = oneshot::channel();
        self.0.try_send(Submission { tip, answer }).map_err(|_| busy())?;
        outcome.await.map_err(|_| busy())?
    }
}

/// Files all of them in one transaction, with one outcome for each, in order.
async fn file_batch(writer: &DatabaseConnection, tips: &[NewTip]) -> Vec<Answer> {
    let attempt = async {
        let transaction = begin(writer).await?;
        let outcomes = file_within(&transaction, tips).await?;
        transaction.commit().await?;
        Ok(outcomes)
    };
    attempt
        .await
        .unwrap_or_else(|error: StorageError| tips.iter().map(|_| Err(error.clone())).collect())
}

async fn file_within(transaction: &DatabaseTransaction, tips: &[NewTip]) -> Result<Vec<Answer>, StorageError> {
    // Taking the sequences first makes all filings wait in one place: nothing below can deadlock or race.
    let mut numbers = Numbers::take(transaction, tips).await?;
    let keys: Vec<&Bytes32> = tips.iter().map(|tip| &tip.idempotency_hash).collect();
    let mut known = known_keys(transaction, &keys).await?;

    let mut seen = BTreeSet::new();
    let fresh: Vec<&NewTip> = tips
        .iter()
        .filter(|tip| !known.contains_key(&tip.idempotency_hash) && seen.insert(tip.idempotency_hash))
        .collect();
    let mut stored: HashMap<Bytes32, Result<FiledTip, StorageError>> = file_fresh(transaction, &fresh, &mut numbers)
        .await?
        .into_iter()
        .zip(&fresh)
        .map(|(outcome, tip)| (tip.idempotency_hash, outcome))
        .collect();
    numbers.give_back(transaction).await?;

    Ok(tips
        .iter()
        .map(|tip| match stored.remove(&tip.idempotency_hash) {
            Some(Ok(filed)) => {
                let earlier = Earlier {
                    filed: filed.clone(),
                    body_hash: tip.body_hash,
                };
                known.insert(tip.idempotency_hash, earlier);
                Ok(Filed::New(filed))
            }
            Some(Err(error)) => Err(error),
            None => known
                .get(&tip.idempotency_hash)
                .map(|earlier| earlier.clone().answer(&tip.body_hash))
                .ok_or_else(|| StorageError::conflict("tip_idempotency_hash")),
        })
        .collect())
}

/// Stores new tips together; should that fail, each by itself, so that a failing one rolls back alone.
async fn file_fresh(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
    numbers: &mut Numbers,
) -> Result<Vec<Result<FiledTip, StorageError>>, StorageError> {
    if tips.is_empty() {
        return Ok(Vec::new());
    }
    match file_in_savepoint(transaction, tips, numbers).await {
        Ok(filed) => return Ok(filed.into_iter().map(Ok).collect()),
        Err(error @ StorageError::Unavailable(_)) => return Err(error),
        Err(error) if tips.len() == 1 => return Ok(vec![Err(error)]),
        Err(_) => {}
    }
    let mut outcomes = Vec::with_capacity(tips.len());
    for tip in tips {
        match file_in_savepoint(transaction, &[tip], numbers).await {
            Ok(mut filed) => outcomes.extend(filed.pop().map(Ok)),
            Err(error @ StorageError::Unavailable(_)) => return Err(error),
            Err(error) => outcomes.push(Err(error)),
        }
    }
    Ok(outcomes)
}

async fn file_in_savepoint(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
    numbers: &mut Numbers,
) -> Result<Vec<FiledTip>, StorageError> {
    let before = numbers.clone();
    let savepoint = transaction.begin().await?;
    match rows::insert(&savepoint, tips, numbers).await {
        Ok(filed) => {
            savepoint.commit().await?;
            Ok(filed)
        }
        Err(error) => {
            if let Err(broken) = savepoint.rollback().await {
                // The database gave the whole transaction up: nothing may follow in it.
                let broken = StorageError::Unavailable(broken);
                return Err(if error.is_disk_full() { error } else { broken });
            }
            *numbers = before;
            Err(error)
        }
    }
}

/// The last case number of each year, held by the transaction until it ends.
#[derive(Clone)]
struct Numbers(BTreeMap<i32, i64>);

impl Numbers {
    /// Locks the sequences of all years in question, always in the same order.
    async fn take(transaction: &DatabaseTransaction, tips: &[NewTip]) -> Result<Self, StorageError> {
        let years: BTreeSet<i32> = tips.iter().map(year).collect();
        let mut last = BTreeMap::new();
        for year in years {
            let sql = "INSERT INTO case_sequence (year, last) VALUES ($1, 0) \
                       ON CONFLICT (year) DO UPDATE SET last = case_sequence.last RETURNING last";
            let row = sql::query_one(transaction, sql, vec![whole(year.into())]).await?;
            let row = row.ok_or_else(|| StorageError::unreadable("case_sequence", year))?;
            last.insert(year, row.try_get("", "last")?);
        }
        Ok(Self(last))
    }

    /// The next number for a tip, such as `2026-000431`.
    fn next(&mut self, tip: &NewTip) -> String {
        let year = year(tip);
        let last = self.0.entry(year).or_default();
        *last += 1;
        format!("{year}-{last:06}")
    }

    /// Stores how far the numbers went.
    async fn give_back(&self, transaction: &DatabaseTransaction) -> Result<(), StorageError> {
        for (year, last) in &self.0 {
            let sql = "UPDATE case_sequence SET last = $1 WHERE year = $2";
            sql::execute(transaction, sql, vec![whole(*last), whole((*year).into())]).await?;
        }
        Ok(())
    }
}

/// The year in China.
fn year(tip: &NewTip) -> i32 {
    china_date(tip.filed_at).year()
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
pub(super) async fn known_keys<C: ConnectionTrait>(
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
