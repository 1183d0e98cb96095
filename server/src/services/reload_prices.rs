//! Published price and subsidy rules join those of the data files, here and on every other instance, without a restart.

use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use app::domain::{
    edition::EditionKind,
    heating::{
        change::{ChangeFault, RuleChange},
        check::competes,
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

/// A change as it was published.
#[derive(Debug, Clone)]
pub struct PublishedChange {
    /// First day in force.
    pub effective: Date,
    /// What it changes.
    pub change: RuleChange,
    /// Marked 示例.
    pub demonstration: bool,
}

impl PublishedChange {
    /// A stored edition as the change it is.
    ///
    /// # Errors
    /// When it was written by a later version of this program, or has no day.
    fn read(edition: &Edition) -> Result<Self> {
        let change = RuleChange::deserialize(&edition.document).with_context(|| format!("edition {}", edition.id))?;
        let effective = edition
            .effective
            .with_context(|| format!("edition {} has no day", edition.id))?;
        Ok(Self {
            effective,
            change,
            demonstration: edition.demonstration,
        })
    }
}

/// Every published change, in the order in which they take effect. Demonstrations count only where they may.
///
/// # Errors
/// When the database fails or an edition cannot be read.
pub async fn published_changes(storage: &Storage, demonstration: bool) -> Result<Vec<PublishedChange>> {
    let mut editions = storage.list_published_editions(EditionKind::Price).await?;
    editions.retain(|edition| demonstration || !edition.demonstration);
    editions.sort_by_key(|edition| (edition.effective, edition.id));
    editions.iter().map(PublishedChange::read).collect()
}

/// The rules of the data files with these changes made: what holds first, then what stands in for it in a demonstration.
/// A demonstration that has been overtaken by what holds is left out.
///
/// # Errors
/// [`ChangeFault`] of the first change that cannot be made.
pub fn changed_book(reference: &Reference, changes: &[PublishedChange]) -> Result<RuleBook, ChangeFault> {
    let files = reference.file_heating();
    let (shown, real): (Vec<_>, Vec<_>) = changes.iter().partition(|published| published.demonstration);
    let official = real.into_iter().try_fold(files.official.clone(), |book, published| {
        book.changed(&published.change, published.effective)
    })?;
    let both = official.with_demonstration(files.demonstration.clone());
    Ok(shown.into_iter().fold(both, |book, published| {
        let overtaken = |next: &RuleBook| {
            let rule = published.change.rule.as_ref();
            rule.is_some_and(|rule| competes(next, &rule.id))
        };
        match book.clone().changed(&published.change, published.effective) {
            Ok(next) if !overtaken(&next) => next,
            _ => book,
        }
    }))
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
