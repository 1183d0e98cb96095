//! Tips that are added to a case which is open already.

use std::collections::BTreeMap;

use app::domain::case::CaseState;
use sea_orm::DatabaseTransaction;

use crate::storage::{
    EventKind, FiledTip, NewEvent, NewTip, StorageError,
    case_step::append_event,
    column::{code, millis, whole},
    sql,
};

/// For each tip the case it is added to, with its number: locked, so that it stays open until all is stored. None for a
/// tip that gets a case of its own.
pub(super) async fn take(
    transaction: &DatabaseTransaction,
    tips: &[&NewTip],
) -> Result<Vec<Option<(i64, String)>>, StorageError> {
    // In the order of the cases, so that two transactions never wait for each other.
    let mut wanted: BTreeMap<i64, Vec<&NewTip>> = BTreeMap::new();
    for tip in tips {
        if let Some(case_id) = tip.join {
            wanted.entry(case_id).or_default().push(tip);
        }
    }
    let mut open: BTreeMap<i64, String> = BTreeMap::new();
    for (case_id, tips) in wanted {
        let photos: usize = tips.iter().map(|tip| tip.photos.len()).sum();
        let at = tips.iter().map(|tip| millis(tip.filed_at)).max().unwrap_or_default();
        let sql = "UPDATE case_file SET photo_count = photo_count + $1, reporter_at = $2 \
                   WHERE id = $3 AND state <> 'closed' AND state <> 'held' RETURNING number";
        let values = vec![
            whole(i64::try_from(photos).unwrap_or_default()),
            whole(at),
            whole(case_id),
        ];
        if let Some(row) = sql::query_one(transaction, sql, values).await? {
            open.insert(case_id, row.try_get("", "number")?);
        }
    }
    Ok(tips
        .iter()
        .map(|tip| {
            let case_id = tip.join?;
            Some((case_id, open.get(&case_id)?.clone()))
        })
        .collect())
}

/// The line in the case's history: staff read that another tip came, its own reporter that it was taken.
pub(super) async fn tell(
    transaction: &DatabaseTransaction,
    tip: &NewTip,
    filed: &FiledTip,
) -> Result<(), StorageError> {
    let Some(first) = tip.events.first() else {
        return Ok(());
    };
    let sql = "SELECT state FROM case_file WHERE id = $1";
    let row = sql::query_one(transaction, sql, vec![whole(filed.case_id)]).await?;
    let state: Option<String> = row.map(|row| row.try_get("", "state")).transpose()?;
    let state: CaseState = code("case_file.state", &state.unwrap_or_default())?;
    let event = NewEvent {
        kind: EventKind::Joined,
        state,
        tip: Some(filed.tip_id),
        text: format!("又一条线索加入本案：{}", first.text),
        public_text: "您的线索已经收到，加进了正在办的同一件事".to_owned(),
        ..first.clone()
    };
    append_event(transaction, filed.case_id, event).await
}
