//! `jingnuan backup DIR` and `jingnuan restore DIR`.

#![expect(clippy::print_stdout, reason = "speaks to the person at the terminal")]

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    blob::BlobStore,
    clock::Clock,
    config::Config,
    serve,
    services::back_up::{self, Places, Restored},
    storage::Storage,
};

fn places<'a>(config: &'a Config, blobs: &'a BlobStore) -> Places<'a> {
    Places {
        url: config.storage.url(),
        blobs,
        secret: config.data_dir.join("secret.key"),
    }
}

/// Backs everything up while the server runs.
///
/// # Errors
/// When something cannot be read or written.
pub async fn back_up(config: &Config, folder: &Path) -> Result<()> {
    let blobs = serve::open_blobs(config)?;
    let storage = Storage::open(config.storage.url())
        .await
        .context("打不开数据库（[storage] url 或 DATABASE_URL）")?;
    let now = Clock::system().now().unix_timestamp();
    let manifest = back_up::back_up(&places(config, &blobs), &storage, folder, now).await?;
    storage.close().await?;
    println!("备份好了：{}，照片文件 {} 个。", folder.display(), manifest.blobs);
    name(
        &manifest.missing,
        "数据库里有，存放的地方没有（如果正在 keys rewrap，请等它做完再备份一次）",
    );
    name(&manifest.damaged, "和收下时记的不一样，可能坏了；从以前的备份里找");
    if !manifest.erased.is_empty() {
        println!(
            "备份的时候有 {} 个照片文件正好被删除，备份里没有它们。",
            manifest.erased.len()
        );
    }
    println!("备份里有收件的密钥 secret.key，请妥善保管。封存用的私钥和签时间的密钥不在里面，要另外备份：");
    println!("  {}", config.evidence.identities_file.display());
    println!("  {}", config.evidence.signing_key_file.display());
    Ok(())
}

/// Names files that are not as they should be.
fn name(keys: &[String], what: &str) {
    if keys.is_empty() {
        return;
    }
    println!("注意：有 {} 个照片文件{what}：", keys.len());
    for key in keys {
        println!("  {key}");
    }
}

/// Restores a backup into an empty place.
///
/// # Errors
/// When the backup was changed or the place is not empty.
pub async fn restore(config: &Config, folder: &Path) -> Result<()> {
    fs::create_dir_all(&config.data_dir)?;
    let blobs = serve::open_blobs(config)?;
    let Restored { manifest, lost } = back_up::restore(&places(config, &blobs), folder).await?;
    println!("恢复好了，照片文件 {} 个，每个都核对过。", manifest.blobs);
    name(&manifest.missing, "备份的时候就没有");
    name(&manifest.damaged, "备份的时候就坏了");
    name(&lost, "数据库里有，备份里没有");
    println!("备份以后删除的内容也回来了：到期的，工作台启动后一小时内照样删除；举报人自己删的，要请他们再删一次。");
    println!("密钥放回原处以后，运行 jingnuan keys check，再启动。");
    Ok(())
}
