//! `jingnuan zones import|export|check`: ban zones in files.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use app::domain::{edition::EditionKind, zone::BanZone};

use crate::{
    clock::Clock,
    config::Config,
    reference::{Reference, write_zones},
    serve,
    services::reload_zones::{ZoneDocument, book, version_of},
    storage::{ImportedEdition, Storage},
};

async fn open(config: &Config) -> Result<Storage> {
    fs::create_dir_all(&config.data_dir)?;
    Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")
}

fn read(config: &Config, reference: &Reference, file: &Path) -> Result<Vec<BanZone>> {
    reference
        .read_zones(file, config.site.demonstration)
        .map_err(|errors| anyhow::anyhow!("{errors}"))
}

async fn published(storage: &Storage) -> Result<Vec<BanZone>> {
    let editions = storage.list_published_editions(EditionKind::BanZone).await?;
    let versions: Vec<Option<BanZone>> = editions.iter().map(version_of).collect::<Result<_>>()?;
    Ok(versions.into_iter().flatten().collect())
}

/// Reads a file and says everything that is wrong with it.
///
/// # Errors
/// Everything wrong, each with its line.
pub fn check(config: &Config, file: &Path) -> Result<()> {
    let reference = serve::load_reference(config)?;
    let zones = read(config, &reference, file)?;
    println!("没有问题：{} 个版本。", zones.len());
    Ok(())
}

/// Writes every version, of the data files and published since, to a file that [`import`] reads back.
///
/// # Errors
/// When the database or the file cannot be used.
pub async fn export(config: &Config, file: &Path) -> Result<()> {
    let reference = serve::load_reference(config)?;
    let versions = published(&open(config).await?).await?;
    let book = book(&reference, versions, config.site.demonstration)?;
    let text = write_zones(book.register().zones())?;
    fs::write(file, text).with_context(|| format!("写不了 {}", file.display()))?;
    println!(
        "写好了：{} 个版本，{}。",
        book.register().zones().count(),
        file.display()
    );
    Ok(())
}

/// Publishes the versions of a file, all or none. One that is there already, word for word, is left as it is; a running
/// server takes them up within seconds.
///
/// # Errors
/// Everything wrong with the file, each with its line; or the version that contradicts a published one.
pub async fn import(config: &Config, file: &Path) -> Result<()> {
    let reference = serve::load_reference(config)?;
    let zones = read(config, &reference, file)?;
    let storage = open(config).await?;
    let known = published(&storage).await?;
    let standing = book(&reference, known.clone(), config.site.demonstration)?;
    let mut new = Vec::new();
    for zone in zones {
        match standing.register().zones().find(|other| other.id == zone.id) {
            None => new.push(zone),
            Some(other) if same(other, &zone) => {}
            Some(_) => bail!(
                "版本“{}”已经发布过，内容不一样：发布过的不能改，要另起一个版本",
                zone.id
            ),
        }
    }
    // Asked before anything is stored, so that a contradiction leaves nothing behind.
    book(
        &reference,
        known.into_iter().chain(new.iter().cloned()).collect(),
        config.site.demonstration,
    )?;
    let count = new.len();
    let editions = new.iter().map(edition).collect::<Result<Vec<_>>>()?;
    storage
        .import_editions(EditionKind::BanZone, editions, Clock::system().now())
        .await
        .context("没有导入")?;
    println!("导入了 {count} 个版本；正在运行的服务几秒内就会用上。");
    Ok(())
}

/// Whether two say the same; that one has been replaced since is no difference.
fn same(known: &BanZone, new: &BanZone) -> bool {
    let replaced = new.replaced.or(known.replaced);
    *known
        == BanZone {
            replaced,
            ..new.clone()
        }
}

fn edition(zone: &BanZone) -> Result<ImportedEdition> {
    Ok(ImportedEdition {
        scope: zone.county.to_string(),
        document: serde_json::to_value(ZoneDocument::of_version(zone))?,
        effective: zone.in_force,
        demonstration: zone.demonstration,
    })
}
