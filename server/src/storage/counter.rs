//! Who entered a tip for somebody, and how it came.

use app::domain::{agency::Queue, counter::Channel};
use sea_orm::Value;

use super::{
    Storage, StorageError,
    column::{code, text, whole},
    sql::{self, Insertion},
};

/// Who entered a tip for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// How it came.
    pub channel: Channel,
    /// Who entered it.
    pub account: i64,
    /// For which office.
    pub office: Queue,
}

/// How it is written.
pub(super) const INSERT_ENTERED: Insertion<'_> = Insertion {
    table: "tip_entered",
    columns: &["tip_id", "channel", "account", "office"],
    returning: "",
    on_conflict: "",
};

impl Entered {
    pub(super) fn row(self, tip_id: i64) -> Vec<Value> {
        vec![
            whole(tip_id),
            text(self.channel.code()),
            whole(self.account),
            text(self.office.to_string()),
        ]
    }
}

impl Storage {
    /// Who entered a tip, if staff did so for somebody.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn find_entered(&self, tip_id: i64) -> Result<Option<Entered>, StorageError> {
        let sql = "SELECT channel, account, office FROM tip_entered WHERE tip_id = $1";
        let Some(row) = sql::query_one(self.reader(), sql, vec![whole(tip_id)]).await? else {
            return Ok(None);
        };
        let (channel, office): (String, String) = (row.try_get("", "channel")?, row.try_get("", "office")?);
        Ok(Some(Entered {
            channel: code("tip_entered.channel", &channel)?,
            account: row.try_get("", "account")?,
            office: code("tip_entered.office", &office)?,
        }))
    }
}
