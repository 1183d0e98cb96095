//! `jingnuan prices import|export|check`: prices and subsidies in files.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow, bail};
use app::domain::{
    edition::EditionKind,
    heating::{
        change::RuleChange,
        check::faults,
        rule::{Certainty, Rule, RuleBook},
    },
};
use time::Date;

use crate::{
    clock::Clock,
    config::Config,
    reference::{Expected, Reference, read_rules, write_rules},
    serve::load_reference,
    services::reload_prices::{PublishedChange, changed_book, published_changes},
    storage::{ImportedEdition, Storage},
    text_file::TextFile,
};

async fn open(config: &Config) -> Result<Storage> {
    fs::create_dir_all(&config.data_dir)?;
    Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")
}

fn read(reference: &Reference, file: &Path, expected: Expected) -> Result<RuleBook> {
    let name = file.display().to_string();
    let text = TextFile::read(file, name.clone())
        .map_err(|fault| anyhow!("{name} 第 {} 行：{}", fault.line, fault.message))?;
    Ok(read_rules(reference, &name, &text.text, expected)?)
}

/// Reads a file and says everything that is wrong with it.
///
/// # Errors
/// Everything wrong, each with its line.
pub fn check(config: &Config, file: &Path) -> Result<()> {
    let reference = load_reference(config)?;
    // The demonstration's own file can be checked where there are demonstrations.
    let book = match read(&reference, file, Expected::Official) {
        Err(error) if config.site.demonstration => {
            read(&reference, file, Expected::Demonstration).map_err(|_| error)?
        }
        read => read?,
    };
    println!(
        "没有问题：{} 条规则，{} 个假设。",
        book.rules.len(),
        book.assumptions.len()
    );
    Ok(())
}

/// Writes every rule that is no demonstration, of the data files and published since, to a file that [`import`] reads
/// back.
///
/// # Errors
/// When the database or the file cannot be used.
pub async fn export(config: &Config, file: &Path) -> Result<()> {
    let reference = load_reference(config)?;
    let changes = published_changes(&open(config).await?, config.site.demonstration).await?;
    let mut book = changed_book(&reference, &changes)?;
    book.rules.retain(|rule| rule.certainty != Certainty::Demonstration);
    book.assumptions
        .retain(|assumption| assumption.certainty != Certainty::Demonstration);
    fs::write(file, write_rules(&book)?).with_context(|| format!("写不了 {}", file.display()))?;
    println!("写好了：{} 条规则，{}。", book.rules.len(), file.display());
    Ok(())
}

/// Publishes the rules of a file, all or none. One that is there already is left as it is, or ended where the file gives
/// it an end; a running server takes them up within seconds.
///
/// # Errors
/// Everything wrong with the file, each with its line; or the rule that contradicts a published one.
pub async fn import(config: &Config, file: &Path) -> Result<()> {
    let reference = load_reference(config)?;
    let wanted = read(&reference, file, Expected::Official)?;
    let storage = open(config).await?;
    let published = published_changes(&storage, config.site.demonstration).await?;
    let standing = changed_book(&reference, &published)?;
    let mut changes = Vec::new();
    for rule in &wanted.rules {
        changes.extend(change(&standing, rule)?);
    }
    // Asked before anything is stored, so that a contradiction leaves nothing behind.
    let all: Vec<PublishedChange> = published.into_iter().chain(changes.iter().cloned()).collect();
    let found = faults(&changed_book(&reference, &all)?, reference.divisions());
    if let Some(fault) = found.first() {
        bail!("和现有的规则对不上：{}", fault.message);
    }
    let count = changes.len();
    let editions = changes.into_iter().map(edition).collect::<Result<Vec<_>>>()?;
    storage
        .import_editions(EditionKind::Price, editions, Clock::system().now())
        .await
        .context("没有导入")?;
    println!("导入了 {count} 处变动；正在运行的服务几秒内就会用上。");
    Ok(())
}

/// What a rule of the file changes; nothing if it is there already, word for word.
fn change(standing: &RuleBook, rule: &Rule) -> Result<Option<PublishedChange>> {
    let published = |effective, change| {
        Ok(Some(PublishedChange {
            effective,
            change,
            demonstration: false,
        }))
    };
    let Some(known) = standing.rule(&rule.id) else {
        let begins = RuleChange {
            rule: Some(rule.clone()),
            ..RuleChange::default()
        };
        return published(rule.valid.from, begins);
    };
    let mut ended = known.clone();
    ended.valid.until = rule.valid.until;
    let end = rule.valid.until.and_then(Date::next_day);
    match end {
        _ if known == rule => Ok(None),
        Some(end) if ended == *rule && known.valid.until.is_none_or(|until| until >= end) => {
            let ends = RuleChange {
                replaces: Some(rule.id.clone()),
                ..RuleChange::default()
            };
            published(end, ends)
        }
        _ => bail!(
            "规则“{}”已经发布过，内容不一样：发布过的不能改，要另起一个编号",
            rule.id
        ),
    }
}

fn edition(published: PublishedChange) -> Result<ImportedEdition> {
    let PublishedChange { effective, change, .. } = published;
    let begins = change.rule.as_ref().map(|rule| rule.id.clone());
    let scope = begins.or_else(|| change.replaces.clone()).unwrap_or_default();
    Ok(ImportedEdition {
        scope,
        document: serde_json::to_value(change)?,
        effective,
        demonstration: false,
    })
}
