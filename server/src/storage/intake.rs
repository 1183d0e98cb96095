//! The intake: gathers the submissions that wait into one transaction, so that one sync to disk serves them all.
//!
//! Both engines use it: case numbers without gaps make filings wait for each other in any case, and waiting together is
//! cheaper than one after the other.

use std::{
    collections::{BTreeSet, HashMap},
    sync::atomic::{AtomicUsize, Ordering},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

use super::{
    Filed, FiledTip, NewTip, StorageError, begin,
    column::{Bytes32, bytes, bytes32, instant},
    sql,
};

mod join;
mod numbers;
pub(super) mod part;
mod rows;

use numbers::Numbers;

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
pub(super) struct Intake {
    sender: mpsc::Sender<Submission>,
    unanswered: AtomicUsize,
}

impl Intake {
    /// Starts the task that writes.
    pub(super) fn start(writer: DatabaseConnection) -> Self {
        let (sender, mut waiting) = mpsc::channel::<Submission>(WAITING_MAX);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH_MAX);
            let mut pace = Pace::default();
            while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
                pace.gather(&mut waiting, &mut batch).await;
                let begun = Instant::now();
                let (tips, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|s| (s.tip, s.answer)).unzip();
                let outcomes = file_batch(&writer, &tips).await;
                pace = Pace::of(tips.len(), begun);
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    // Whoever asked may have gone; the tip is stored all the same.
                    let _ = answer.send(outcome);
                }
            }
        });
        Self {
            sender,
            unanswered: AtomicUsize::new(0),
        }
    }

    /// Files one tip together with whatever else waits.
    pub(super) async fn file(&self, tip: NewTip) -> Answer {
        let busy = || StorageError::Unavailable(sea_orm::DbErr::Custom("the intake is full".to_owned()));
        let _counted = Counted::new(&self.unanswered);
        let (answer, outcome) = oneshot::channel();
        self.sender.try_send(Submission { tip, answer }).map_err(|_| busy())?;
        outcome.await.map_err(|_| busy())?
    }

    /// Whether tips wait to be stored at this moment.
    pub(super) fn is_busy(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) > 0
    }
}

/// One of those that wait, for as long as it lives: whoever asks may go before the answer comes.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How the last batch went. Without it, senders that take turns would fall into two halves, each waiting for the other's
/// transaction: a transaction costs nearly the same for both together.
#[derive(Default)]
struct Pace {
    size: usize,
    /// When it is no longer worth waiting for those whose answer has just left.
    until: Option<Instant>,
}

impl Pace {
    fn of(size: usize, begun: Instant) -> Self {
        Self {
            size,
            until: Some(Instant::now() + begun.elapsed() / 4),
        }
    }

    /// Waits a moment for as many as came the last time. A tip that comes by itself does not wait.
    async fn gather(&self, waiting: &mut mpsc::Receiver<Submission>, batch: &mut Vec<Submission>) {
        let Some(until) = self.until.filter(|_| self.size > 1) else {
            return;
        };
        while batch.len() < self.size {
            let room = BATCH_MAX - batch.len();
            match timeout_at(until, waiting.recv_many(batch, room)).await {
                Ok(1..) => {}
                Ok(0) | Err(_) => return,
            }
        }
    }
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
