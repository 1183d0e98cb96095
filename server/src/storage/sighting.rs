//! Further places and times of sellers who move about; each belongs to its tip.

use std::collections::HashMap;

use app::domain::tip::Sighting;
use sea_orm::{ConnectionTrait, Value};

use super::{
    StorageError,
    column::{text, whole},
    sql::{self, Insertion},
    tip::StoredTip,
};

/// How sightings are written.
pub(super) const INSERT_SIGHTINGS: Insertion<'_> = Insertion {
    table: "tip_sighting",
    columns: &["tip_id", "position", "place", "seen_when"],
    returning: "",
    on_conflict: "",
};

/// The rows of a tip's sightings.
pub(super) fn sighting_rows(tip_id: i64, sightings: &[Sighting]) -> impl Iterator<Item = Vec<Value>> {
    sightings.iter().zip(0..).map(move |(sighting, position)| {
        vec![
            whole(tip_id),
            whole(position),
            text(&sighting.place),
            text(&sighting.when),
        ]
    })
}

/// Gives the tips their sightings, which are rows of their own.
///
/// # Errors
/// [`StorageError::Unavailable`] or [`StorageError::Other`].
pub(super) async fn with_sightings<C: ConnectionTrait>(
    connection: &C,
    mut tips: Vec<StoredTip>,
) -> Result<Vec<StoredTip>, StorageError> {
    if tips.is_empty() {
        return Ok(tips);
    }
    let list = sql::placeholders(0, tips.len());
    let query =
        format!("SELECT tip_id, place, seen_when FROM tip_sighting WHERE tip_id IN ({list}) ORDER BY tip_id, position");
    let mut found: HashMap<i64, Vec<Sighting>> = HashMap::new();
    for row in sql::query(connection, &query, tips.iter().map(|tip| whole(tip.id)).collect()).await? {
        let sighting = Sighting {
            place: row.try_get("", "place")?,
            when: row.try_get("", "seen_when")?,
        };
        found.entry(row.try_get("", "tip_id")?).or_default().push(sighting);
    }
    for tip in &mut tips {
        tip.tip.sightings = found.remove(&tip.id).unwrap_or_default();
    }
    Ok(tips)
}
