//! Published price and subsidy rules join those of the data files, here and on every other instance, without a restart.

use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use app::domain::{
    edition::EditionKind,
    heating::{
        change::{ChangeFault, RuleChange},
        rule::RuleBook,
    },
};
use serde::Deserialize;
use time::Date;

use crate::{
    app_state::App,
    reference::{HeatingRules, Reference},
    storage::{Edition, EditionStamp, Storage},
};

/// What the rules in use were made from.
#[derive(Debug, Default)]
pub struct PricesSeen(Mutex<Option<EditionStamp>>);

/// A stored edition as the change it is.
///
/// # Errors
/// When it was written by a later version of this program, or has no day.
pub fn change_of(edition: &Edition) -> Result<(Date, RuleChange)> {
    let change = RuleChange::deserialize(&edition.document).with_context(|| format!("edition {}", edition.id))?;
    let effective = edition
        .effective
        .with_context(|| format!("edition {} has no day", edition.id))?;
    Ok((effective, change))
}

/// Every published change, in the order in which they take effect. Demonstrations count only where they may.
///
/// # Errors
/// When the database fails or an edition cannot be read.
pub async fn published_changes(storage: &Storage, demonstration: bool) -> Result<Vec<(Date, RuleChange)>> {
    let mut editions = storage.list_published_editions(EditionKind::Price).await?;
    editions.retain(|edition| demonstration || !edition.demonstration);
    editions.sort_by_key(|edition| (edition.effective, edition.id));
    editions.iter().map(change_of).collect()
}

/// The rules of the data files with these changes made.
///
/// # Errors
/// [`ChangeFault`] of the first change that cannot be made.
pub fn changed_book(reference: &Reference, changes: &[(Date, RuleChange)]) -> Result<RuleBook, ChangeFault> {
    let files = reference.file_heating().shown();
    changes
        .iter()
        .try_fold(files, |book, (effective, change)| book.changed(change, *effective))
}

/// Takes up what was published or withdrawn since the last call, by this instance or another.
///
/// # Errors
/// When the database fails or a change cannot be made; then the rules in use stay.
pub async fn reload_prices(app: &App) -> Result<()> {
    let stamp = app.storage.edition_stamp(EditionKind::Price).await?;
    if app.prices_seen.0.lock().is_ok_and(|seen| *seen == Some(stamp)) {
        return Ok(());
    }
    let changes = published_changes(&app.storage, app.config.site.demonstration).await?;
    let book = changed_book(&app.reference, &changes)?;
    app.heating.store(Arc::new(HeatingRules::new(book)));
    if let Ok(mut seen) = app.prices_seen.0.lock() {
        *seen = Some(stamp);
    }
    Ok(())
}
