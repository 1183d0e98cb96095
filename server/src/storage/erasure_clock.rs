//! Whether the clock can be trusted to erase by.

use time::OffsetDateTime;

use super::{
    Storage, StorageError,
    column::{millis, whole},
    sql,
};

/// How far back the clock may be read without having been moved.
const CLOCK_BACK_MILLIS: i64 = 5 * 60 * 1_000;

/// Who asks whether to erase by the clock. Each has a history of its own: their machines' clocks are their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockAsker {
    /// Retention, and the sweep of what nobody refers to.
    Retention,
    /// The public site's sweep of photos that were never finished.
    Uploads,
}

impl ClockAsker {
    const fn id(self) -> i64 {
        match self {
            Self::Retention => 1,
            Self::Uploads => 2,
        }
    }
}

impl Storage {
    /// Asks whether the clock can be trusted to erase by, and notes that it was asked. It cannot for `hold_millis` after
    /// it moved back, or ahead by more than `gap_millis` since the last time: a wrong clock must not erase years.
    ///
    /// Back by [`CLOCK_BACK_MILLIS`] is no move: of two processes, whoever read the time first may ask last, and two
    /// machines never agree to the second.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn may_erase_by_clock(
        &self,
        asker: ClockAsker,
        now: OffsetDateTime,
        gap_millis: i64,
        hold_millis: i64,
    ) -> Result<bool, StorageError> {
        let transaction = self.begin().await?;
        let sql = "SELECT last_run, hold_until FROM erasure_clock WHERE id = $1";
        let row = sql::query_one(&transaction, sql, vec![whole(asker.id())]).await?;
        let now = millis(now);
        let (last, hold) = match &row {
            None => (now, now),
            Some(row) => {
                let last: i64 = row.try_get("", "last_run")?;
                let hold: i64 = row.try_get("", "hold_until")?;
                if now < last - CLOCK_BACK_MILLIS || now - last > gap_millis {
                    // A hold from before the clock moved back would last too long.
                    (now, now + hold_millis)
                } else {
                    (now.max(last), hold)
                }
            }
        };
        let sql = "INSERT INTO erasure_clock (id, last_run, hold_until) VALUES ($1, $2, $3) \
                   ON CONFLICT (id) DO UPDATE SET last_run = excluded.last_run, hold_until = excluded.hold_until";
        let values = vec![whole(asker.id()), whole(last), whole(hold)];
        sql::execute(&transaction, sql, values).await?;
        transaction.commit().await?;
        Ok(now.max(last) >= hold)
    }
}
