//! The queue of an office, most urgent first.

use app::{
    domain::permission::Actor,
    ports::{QueuePage, QueueRow, QueueView},
};
use time::OffsetDateTime;

use crate::{
    app_state::App,
    storage::{CaseFile, QueueQuery, QueueScope, StorageError},
};

/// Rows of one page.
const PAGE: u32 = 50;

/// The rows this person may see in a view, after `after` where given.
///
/// # Errors
/// When the database fails.
pub async fn read_queue(
    app: &App,
    actor: &Actor,
    view: QueueView,
    query: String,
    after: Option<&str>,
) -> Result<QueuePage, StorageError> {
    let now = app.clock.now();
    let Some(scope) = QueueScope::for_actor(actor) else {
        return Ok(QueuePage {
            view,
            query,
            rows: vec![],
            counts: [0; 4],
            next: None,
            now,
        });
    };
    let after = after.and_then(|key| key.parse().ok());
    let slice = app
        .storage
        .list_queue(&QueueQuery {
            scope,
            view,
            words: query.clone(),
            now,
            after,
            limit: PAGE,
        })
        .await?;
    let counts = app.storage.count_queue(scope, now).await?;
    let rows = slice.rows.iter().map(|case| queue_row(app, case, now)).collect();
    Ok(QueuePage {
        view,
        query,
        rows,
        counts,
        next: slice.next.map(|key| key.to_string()),
        now,
    })
}

/// A case as one row.
pub fn queue_row(app: &App, case: &CaseFile, now: OffsetDateTime) -> QueueRow {
    let located = case.village.and_then(|code| app.reference.divisions().village(code));
    let (place, area) = match located {
        Some(located) => (
            located.village.short.clone(),
            format!("{} {}", located.county.name, located.town.name),
        ),
        None => (case.place_text.clone(), String::new()),
    };
    QueueRow {
        number: case.number.clone(),
        category: app.reference.category_name(case.category),
        excerpt: case.excerpt.clone(),
        place,
        area,
        lead: app.reference.office_name(case.lead),
        joint: case
            .joint
            .iter()
            .map(|office| app.reference.office_short(office.agency))
            .collect(),
        clause: case.clause.clone(),
        state: case.state,
        due: case.due,
        used_percent: case.due.map_or(0, |due| used_percent(case.filed_at, due, now)),
        photos: case.photo_count,
        news: case.reporter_at.is_some(),
    }
}

fn used_percent(from: OffsetDateTime, due: OffsetDateTime, now: OffsetDateTime) -> u8 {
    let whole = (due - from).whole_seconds().max(1);
    let used = (now - from).whole_seconds().clamp(0, whole);
    u8::try_from(used * 100 / whole).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_clock_fills_up_and_stays_full() {
        let (from, due) = (datetime!(2026-11-23 0:00 UTC), datetime!(2026-11-24 0:00 UTC));
        assert_eq!(used_percent(from, due, from), 0);
        assert_eq!(used_percent(from, due, datetime!(2026-11-23 12:00 UTC)), 50);
        assert_eq!(used_percent(from, due, datetime!(2026-12-01 0:00 UTC)), 100);
        assert_eq!(used_percent(due, from, from), 0);
    }
}
