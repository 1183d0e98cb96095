//! Lists of notices: an office's own, and what the public sees.

use std::{fmt, str::FromStr};

use app::domain::agency::Queue;
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;

use super::{
    Notice, Storage, StorageError,
    column::{instant_or_none, millis, text, whole},
    entity::case_notice,
    sql,
};

/// Public at `$1`.
const PUBLIC: &str =
    "n.state = 'published' AND n.public_from <= $1 AND (n.public_until IS NULL OR n.public_until > $1)";

/// Where a page of published notices ends and the next begins; its text form stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeKey {
    public_from: i64,
    id: i64,
}

impl NoticeKey {
    /// The place right after this notice; none if it was never public.
    pub fn after(notice: &Notice) -> Option<Self> {
        let public_from = millis(notice.public_from?);
        Some(Self {
            public_from,
            id: notice.id,
        })
    }
}

impl fmt::Display for NoticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.public_from, self.id)
    }
}

/// The address does not name a place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("这一页的地址不对，请从第一页看起")]
pub struct MalformedNoticeKey;

impl FromStr for NoticeKey {
    type Err = MalformedNoticeKey;
    fn from_str(text: &str) -> Result<Self, MalformedNoticeKey> {
        let (public_from, id) = text.split_once('.').ok_or(MalformedNoticeKey)?;
        Ok(Self {
            public_from: public_from.parse().map_err(|_| MalformedNoticeKey)?,
            id: id.parse().map_err(|_| MalformedNoticeKey)?,
        })
    }
}

/// When what the public sees last changed, and when it next will by time alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoticeChanges {
    /// The latest change up to now: a notice appeared, expired, was corrected or withdrawn. None if none ever was public.
    pub latest: Option<OffsetDateTime>,
    /// The next notice to appear or expire.
    pub next: Option<OffsetDateTime>,
}

impl Storage {
    /// An office's notices, latest change first.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_notices_of_office(&self, office: Queue, limit: u32) -> Result<Vec<Notice>, StorageError> {
        let rest = "n.office = $1 ORDER BY n.updated_at DESC, n.id DESC LIMIT $2";
        self.notices(rest, vec![text(office.to_string()), whole(limit.into())])
            .await
    }

    /// What is public now, latest first: published, past its delay, neither withdrawn nor expired.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_published_notices(
        &self,
        now: OffsetDateTime,
        after: Option<NoticeKey>,
        limit: u32,
    ) -> Result<Vec<Notice>, StorageError> {
        let mut rest = PUBLIC.to_owned();
        let mut values = vec![whole(millis(now)), whole(limit.into())];
        if let Some(key) = after {
            rest.push_str(" AND (n.public_from, n.id) < ($3, $4)");
            values.extend([whole(key.public_from), whole(key.id)]);
        }
        rest.push_str(" ORDER BY n.public_from DESC, n.id DESC LIMIT $2");
        self.notices(&rest, values).await
    }

    /// The notice with this identifier, if it is public now.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_published_notice(&self, id: i64, now: OffsetDateTime) -> Result<Option<Notice>, StorageError> {
        let rest = format!("{PUBLIC} AND n.id = $2");
        Ok(self.notices(&rest, vec![whole(millis(now)), whole(id)]).await?.pop())
    }

    /// When the published notices last changed, for caches and feeds.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn notice_changes(&self, now: OffsetDateTime) -> Result<NoticeChanges, StorageError> {
        let now = vec![whole(millis(now))];
        let earliest = |sql: &'static str| sql::query_one(self.reader(), sql, now.clone());
        let rows = [
            earliest(
                "SELECT MAX(updated_at) AS at FROM case_notice WHERE public_from IS NOT NULL AND public_from <= $1",
            )
            .await?,
            earliest("SELECT MAX(public_from) AS at FROM case_notice WHERE state = 'published' AND public_from <= $1")
                .await?,
            earliest("SELECT MAX(public_until) AS at FROM case_notice WHERE public_until <= $1").await?,
            earliest("SELECT MIN(public_from) AS at FROM case_notice WHERE state = 'published' AND public_from > $1")
                .await?,
            earliest("SELECT MIN(public_until) AS at FROM case_notice WHERE public_until > $1").await?,
        ];
        let mut at = [None::<i64>; 5];
        for (at, row) in at.iter_mut().zip(rows) {
            *at = row.map(|row| row.try_get("", "at")).transpose()?.flatten();
        }
        Ok(NoticeChanges {
            latest: instant_or_none(at[..3].iter().flatten().max().copied())?,
            next: instant_or_none(at[3..].iter().flatten().min().copied())?,
        })
    }

    /// How many notices are public now, by the place they name (no finer than the town).
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn count_published_notices(&self, now: OffsetDateTime) -> Result<Vec<(String, i64)>, StorageError> {
        let sql = format!("SELECT n.place, COUNT(*) AS found FROM case_notice n WHERE {PUBLIC} GROUP BY n.place");
        let rows = sql::query(self.reader(), &sql, vec![whole(millis(now))]).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "place")?, row.try_get("", "found")?)))
            .collect()
    }

    async fn notices(&self, rest: &str, values: Vec<Value>) -> Result<Vec<Notice>, StorageError> {
        let sql = format!(
            "SELECT n.*, f.number AS case_number FROM case_notice n JOIN case_file f ON f.id = n.case_id WHERE {rest}"
        );
        let mut notices = Vec::new();
        for row in sql::query(self.reader(), &sql, values).await? {
            let number = row.try_get("", "case_number")?;
            notices.push(Notice::read(case_notice::Model::from_query_result(&row, "")?, number)?);
        }
        Ok(notices)
    }
}
