//! What a reporter does with a tip after filing; each deed is stored together with its line in the case's history.

use app::domain::{calendar::Deadlines, reporter::Score};
use sea_orm::{DatabaseTransaction, QueryResult};
use time::OffsetDateTime;

use super::{
    Bytes32, CaseFile, CaseStep, NewPhoto, Storage, StorageError, TIP_MOVED,
    case_step::{Besides, step_within},
    column::{bytes, instant_or_none, millis, number, text, whole},
    photo::INSERT_PHOTOS,
    reward, sql,
    trail::{INSERT_TRACES, photo_traces},
};

/// What a reporter did so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TipFollow {
    /// When the tip was taken back.
    pub withdrawn_at: Option<OffsetDateTime>,
    /// How it went, and in which words.
    pub rating: Option<(Score, String)>,
    /// When that was said last.
    pub rated_at: Option<OffsetDateTime>,
    /// When the reporter asked for the case to be worked again.
    pub reopened_at: Option<OffsetDateTime>,
}

/// What a deed leaves with the tip, beside its message and its line in the history.
#[derive(Debug, Clone, PartialEq)]
pub enum DeedMark {
    /// Nothing.
    Nothing,
    /// Photos, whose blobs are durable already.
    Photos(Vec<NewPhoto>),
    /// It is taken back.
    Withdrawn,
    /// How it went.
    Rated(Score, String),
    /// The case is opened again, with these clocks.
    Reopened(Deadlines),
    /// The reward is claimed.
    Claimed,
}

/// A deed of a reporter.
#[derive(Debug, Clone, PartialEq)]
pub struct ReporterStep {
    /// The tip.
    pub tip_id: i64,
    /// Identifies the form that was sent, so that sending it twice is harmless.
    pub once_hash: Bytes32,
    /// What happens to the case.
    pub step: CaseStep,
    /// What stays with the tip.
    pub mark: DeedMark,
}

impl Storage {
    /// Takes a reporter's deed, in one transaction.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] with [`super::DEED_DONE`] if this form was taken before, with [`TIP_MOVED`] if the
    /// tip was taken back, rated since its closing or reopened before, with [`super::CASE_MOVED`] if the case is no
    /// longer in the expected state; then nothing is changed.
    pub async fn take_reporter_step(&self, deed: ReporterStep) -> Result<CaseFile, StorageError> {
        let transaction = self.begin().await?;
        let at = deed.step.event.at;
        let sql = "INSERT INTO tip_deed (once_hash, tip_id, at) VALUES ($1, $2, $3)";
        let values = vec![bytes(&deed.once_hash), whole(deed.tip_id), whole(millis(at))];
        sql::execute(&transaction, sql, values).await?;
        let besides = Besides {
            by_reporter: true,
            clocks: match &deed.mark {
                DeedMark::Reopened(clocks) => Some(*clocks),
                _ => None,
            },
        };
        let case = step_within(&transaction, deed.step, besides).await?;
        mark(&transaction, deed.tip_id, case.id, at, case.closed_at, deed.mark).await?;
        transaction.commit().await?;
        CaseFile::try_from(case)
    }

    /// Whether a form was taken before.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn is_deed_done(&self, once_hash: &Bytes32) -> Result<bool, StorageError> {
        let sql = "SELECT 1 AS done FROM tip_deed WHERE once_hash = $1";
        Ok(sql::query_one(self.reader(), sql, vec![bytes(once_hash)])
            .await?
            .is_some())
    }

    /// What the reporter of a tip did so far.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn get_tip_follow(&self, tip_id: i64) -> Result<TipFollow, StorageError> {
        let sql = "SELECT * FROM tip_follow WHERE tip_id = $1";
        match sql::query_one(self.reader(), sql, vec![whole(tip_id)]).await? {
            Some(row) => follow(&row),
            None => Ok(TipFollow::default()),
        }
    }

    /// How many photos a tip has.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_photos_of_tip(&self, tip_id: i64) -> Result<i64, StorageError> {
        let sql = "SELECT COUNT(*) AS found FROM photo WHERE tip_id = $1";
        let row = sql::query_one(self.reader(), sql, vec![whole(tip_id)]).await?;
        Ok(row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default())
    }
}

fn follow(row: &QueryResult) -> Result<TipFollow, StorageError> {
    let rating: Option<i64> = row.try_get("", "rating")?;
    let words: Option<String> = row.try_get("", "rating_words")?;
    let rating = rating
        .map(|rating| {
            let score = Score::new(number("tip_follow.rating", rating)?);
            score.ok_or_else(|| StorageError::unreadable("tip_follow.rating", rating))
        })
        .transpose()?;
    Ok(TipFollow {
        withdrawn_at: instant_or_none(row.try_get("", "withdrawn_at")?)?,
        rating: rating.map(|score| (score, words.unwrap_or_default())),
        rated_at: instant_or_none(row.try_get("", "rated_at")?)?,
        reopened_at: instant_or_none(row.try_get("", "reopened_at")?)?,
    })
}

/// Notes a deed once: a condition in the statement itself decides between two that come at once.
async fn mark(
    transaction: &DatabaseTransaction,
    tip_id: i64,
    case_id: i64,
    at: OffsetDateTime,
    closed_at: Option<i64>,
    mark: DeedMark,
) -> Result<(), StorageError> {
    let claimed_at = at;
    let (tip, at) = (whole(tip_id), whole(millis(at)));
    let (sql, values) = match mark {
        DeedMark::Nothing => return Ok(()),
        DeedMark::Photos(photos) => return add_photos(transaction, tip_id, case_id, photos).await,
        DeedMark::Claimed => {
            return if reward::claim(transaction, tip_id, claimed_at).await? {
                Ok(())
            } else {
                Err(StorageError::conflict(TIP_MOVED))
            };
        }
        DeedMark::Withdrawn => (
            "INSERT INTO tip_follow (tip_id, withdrawn_at) VALUES ($1, $2) \
             ON CONFLICT (tip_id) DO UPDATE SET withdrawn_at = excluded.withdrawn_at \
             WHERE tip_follow.withdrawn_at IS NULL",
            vec![tip, at],
        ),
        DeedMark::Rated(score, words) => (
            "INSERT INTO tip_follow (tip_id, rated_at, rating, rating_words) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tip_id) DO UPDATE SET rated_at = excluded.rated_at, rating = excluded.rating, \
             rating_words = excluded.rating_words WHERE tip_follow.withdrawn_at IS NULL \
             AND (tip_follow.rated_at IS NULL OR tip_follow.rated_at < $5)",
            vec![
                tip,
                at,
                whole(score.number().into()),
                text(words),
                whole(closed_at.unwrap_or_default()),
            ],
        ),
        DeedMark::Reopened(_) => (
            "INSERT INTO tip_follow (tip_id, reopened_at) VALUES ($1, $2) \
             ON CONFLICT (tip_id) DO UPDATE SET reopened_at = excluded.reopened_at \
             WHERE tip_follow.withdrawn_at IS NULL AND tip_follow.reopened_at IS NULL",
            vec![tip, at],
        ),
    };
    if sql::execute(transaction, sql, values).await?.rows_affected() == 0 {
        return Err(StorageError::conflict(TIP_MOVED));
    }
    Ok(())
}

async fn add_photos(
    transaction: &DatabaseTransaction,
    tip_id: i64,
    case_id: i64,
    photos: Vec<NewPhoto>,
) -> Result<(), StorageError> {
    let sql = "SELECT COALESCE(MAX(position) + 1, 0) AS next FROM photo WHERE tip_id = $1";
    let row = sql::query_one(transaction, sql, vec![whole(tip_id)]).await?;
    let next: i64 = row.map(|row| row.try_get("", "next")).transpose()?.unwrap_or_default();
    let count = i64::try_from(photos.len()).unwrap_or(i64::MAX);
    let rows = photos
        .iter()
        .zip(next..)
        .map(|(photo, position)| photo.row(tip_id, case_id, position))
        .collect();
    INSERT_PHOTOS.run(transaction, rows).await?;
    INSERT_TRACES
        .run(transaction, photo_traces(&photos, tip_id, case_id))
        .await?;
    let sql = "UPDATE case_file SET photo_count = photo_count + $1 WHERE id = $2";
    sql::execute(transaction, sql, vec![whole(count), whole(case_id)]).await?;
    Ok(())
}
