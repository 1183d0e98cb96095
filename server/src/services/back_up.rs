//! Backs everything up while the server runs, and restores it into an empty place; every file is checked by its hash.
//!
//! Private keys are in no backup: they lie apart from the data, and are kept apart.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    blob::BlobStore,
    storage::{BlobRef, EngineKind, Storage},
};

const FORMAT: &str = "jingnuan backup v1";
const MANIFEST: &str = "backup.json";
const BLOBS: &str = "blobs.jsonl";
const DATABASE: &str = "database";
const SECRET: &str = "secret.key";

/// What a backup holds. Written last: a folder without it is not a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format's name.
    pub format: String,
    /// When it was made, in seconds since 1970.
    pub made_at: i64,
    /// Which engine the database is of.
    pub engine: EngineKind,
    /// Every file but the blobs themselves, by its path in the folder.
    pub files: Vec<FileHash>,
    /// How many blobs there are.
    pub blobs: usize,
    /// Blobs that rows refer to and that were not there, or were sealed anew meanwhile; empty in good order.
    pub missing: Vec<String>,
    /// Blobs that were erased while the backup was made: its rows still refer to them, and nobody wants them back.
    #[serde(default)]
    pub erased: Vec<String>,
    /// Blobs that are not what their rows say; empty in good order. They are in the backup as they were found.
    #[serde(default)]
    pub damaged: Vec<String>,
}

/// What a restore came to.
#[derive(Debug)]
pub struct Restored {
    /// The backup.
    pub manifest: Manifest,
    /// Blobs that the restored rows refer to and that the backup neither holds nor names; empty in good order.
    pub lost: Vec<String>,
}

/// A file and its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// Path in the folder, or the blob's key.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// Where everything lies.
pub struct Places<'a> {
    /// The database's address.
    pub url: &'a str,
    /// The blob store.
    pub blobs: &'a BlobStore,
    /// The file of the server's secret.
    pub secret: PathBuf,
}

/// Copies database, blobs and secret into an empty folder.
///
/// # Errors
/// When something cannot be read or written; then the folder is no backup.
pub async fn back_up(places: &Places<'_>, storage: &Storage, folder: &Path, made_at: i64) -> Result<Manifest> {
    if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        bail!("{} 不是空的，没有动它", folder.display());
    }
    private_folder(folder)?;
    let mut files = Vec::new();
    // The database first: blobs that come meanwhile belong to no row of it, and are harmless.
    let copy = storage
        .copy_into(&folder.join(DATABASE))
        .await
        .context("数据库没有备份成")?;
    for file in &copy.files {
        files.push(hashed(folder, file)?);
    }
    let copied = copy_blobs(places.blobs, folder).await?;
    files.push(hashed(folder, &folder.join(BLOBS))?);
    // Asked afterwards: rows go before their blobs, so that whatever was erased meanwhile is unknown by now.
    let still = storage.list_blobs().await?.into_iter().map(|blob| blob.key).collect();
    let Compared {
        missing,
        erased,
        damaged,
    } = compare_blobs(&copy.blobs, &copied, &still);
    let secret = folder.join(SECRET);
    let bytes = fs::read(&places.secret).with_context(|| format!("读不了 {}", places.secret.display()))?;
    write_private(&secret, &bytes)?;
    files.push(hashed(folder, &secret)?);
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        made_at,
        engine: EngineKind::of(places.url),
        files,
        blobs: copied.len(),
        missing,
        erased,
        damaged,
    };
    write_private(&folder.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    File::open(folder)?.sync_all()?;
    Ok(manifest)
}

/// Copies every blob; answers with what was copied, by key.
async fn copy_blobs(blobs: &BlobStore, folder: &Path) -> Result<BTreeMap<String, FileHash>> {
    let mut list = BufWriter::new(create(&folder.join(BLOBS))?);
    let mut copied = BTreeMap::new();
    for (key, _) in blobs.list().await? {
        // Erased since it was listed.
        let Some(mut pieces) = blobs.stream(&key).await? else {
            continue;
        };
        let path = blob_path(folder, &key)?;
        private_folder(path.parent().context("no folder")?)?;
        let mut file = create(&path)?;
        let (mut sum, mut size) = (Sha256::new(), 0);
        while let Some(piece) = pieces.try_next().await? {
            file.write_all(&piece)?;
            sum.update(&piece);
            size += piece.len() as u64;
        }
        file.sync_all()?;
        let line = FileHash {
            name: key.clone(),
            sha256: hex::encode(sum.finalize()),
            bytes: size,
        };
        writeln!(list, "{}", serde_json::to_string(&line)?)?;
        copied.insert(key, line);
    }
    list.into_inner()?.sync_all()?;
    Ok(copied)
}

/// How the copied blobs stand beside the copied rows.
#[derive(Default)]
struct Compared {
    missing: Vec<String>,
    erased: Vec<String>,
    damaged: Vec<String>,
}

fn compare_blobs(rows: &[BlobRef], copied: &BTreeMap<String, FileHash>, still: &BTreeSet<String>) -> Compared {
    let mut compared = Compared::default();
    for row in rows {
        // A copy that was sealed anew meanwhile is not in the backup, and was not erased either.
        let wanted = [Some(&row.key), row.beside.as_ref()];
        let wanted = wanted.into_iter().flatten().any(|key| still.contains(key));
        let list = match copied.get(&row.key) {
            None if wanted => &mut compared.missing,
            None => &mut compared.erased,
            Some(found) if differs(row, found) => &mut compared.damaged,
            Some(_) => continue,
        };
        list.push(row.key.clone());
    }
    compared
}

fn differs(row: &BlobRef, found: &FileHash) -> bool {
    row.sha256.is_some_and(|sum| hex::encode(sum) != found.sha256)
        || row.bytes.is_some_and(|bytes| u64::try_from(bytes) != Ok(found.bytes))
}

/// Puts a backup into an empty database, an empty blob store and a data folder without a secret. Everything is checked
/// before anything is written; what cannot be finished is taken back, so that the place is as empty as before.
///
/// # Errors
/// When the backup is incomplete or was changed, a place is not empty, or a store fails.
pub async fn restore(places: &Places<'_>, folder: &Path) -> Result<Restored> {
    let manifest = check(folder)?;
    ensure!(
        manifest.engine == EngineKind::of(places.url),
        "备份是另一种数据库的，要恢复到同一种（[storage] url 或 DATABASE_URL）"
    );
    ensure!(
        !places.secret.exists(),
        "{} 已经有了，没有动它",
        places.secret.display()
    );
    ensure!(
        Storage::is_empty(places.url).await.context("打不开数据库")?,
        "数据库不是空的，没有动它（[storage] url 或 DATABASE_URL）"
    );
    ensure!(
        places.blobs.list().await?.is_empty(),
        "照片存放的地方不是空的，没有动它（[storage] blobs）"
    );
    let blobs = blob_list(folder)?;
    let storage = match fill(places, folder, &blobs).await {
        Ok(storage) => storage,
        Err(error) => {
            empty_again(places.blobs, &blobs).await;
            return Err(error);
        }
    };
    let known: BTreeSet<&String> = blobs
        .iter()
        .map(|blob| &blob.name)
        .chain(&manifest.missing)
        .chain(&manifest.erased)
        .collect();
    let referred = storage.list_blobs().await?.into_iter().map(|blob| blob.key);
    let lost = referred.filter(|key| !known.contains(key)).collect();
    storage.close().await?;
    // Last: without it the place is no data folder yet.
    write_private(&places.secret, &fs::read(folder.join(SECRET))?)?;
    Ok(Restored { manifest, lost })
}

/// Blobs before rows, as always.
async fn fill(places: &Places<'_>, folder: &Path, blobs: &[FileHash]) -> Result<Storage> {
    for blob in blobs {
        let bytes = fs::read(blob_path(folder, &blob.name)?)?;
        // The store reads it back before it says so.
        places.blobs.put(&blob.name, bytes.into()).await?;
    }
    let storage = Storage::restore(places.url, &folder.join(DATABASE)).await;
    storage.context("数据库恢复不了")
}

/// Takes back what a restore that failed had put there; the place was empty before.
async fn empty_again(store: &BlobStore, blobs: &[FileHash]) {
    for blob in blobs {
        if let Err(error) = store.delete(&blob.name).await {
            tracing::error!(%error, "what was restored so far could not be taken back; empty the place by hand");
            return;
        }
    }
}

/// Checks every file of a backup against its hash.
///
/// # Errors
/// The first file that is missing or was changed.
pub fn check(folder: &Path) -> Result<Manifest> {
    let path = folder.join(MANIFEST);
    let text = fs::read(&path).with_context(|| format!("{} 里没有完整的备份", folder.display()))?;
    let manifest: Manifest = serde_json::from_slice(&text).with_context(|| format!("{} 读不出来", path.display()))?;
    ensure!(manifest.format == FORMAT, "这个备份是别的版本做的：{}", manifest.format);
    for file in &manifest.files {
        ensure!(
            !file.name.contains("..") && !file.name.starts_with('/'),
            "{} 不是备份里的文件",
            file.name
        );
        compare(&folder.join(&file.name), file)?;
    }
    let blobs = blob_list(folder)?;
    ensure!(blobs.len() == manifest.blobs, "{BLOBS} 的条数不对");
    for blob in &blobs {
        compare(&blob_path(folder, &blob.name)?, blob)?;
    }
    Ok(manifest)
}

fn compare(path: &Path, expected: &FileHash) -> Result<()> {
    let (sha256, bytes) = hash(path).with_context(|| format!("备份里少了 {}", expected.name))?;
    ensure!(
        sha256 == expected.sha256 && bytes == expected.bytes,
        "备份里的 {} 被改过或者坏了",
        expected.name
    );
    Ok(())
}

fn blob_list(folder: &Path) -> Result<Vec<FileHash>> {
    let lines = BufReader::new(File::open(folder.join(BLOBS))?).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Where a blob lies in the folder; a key cannot lead out of it.
fn blob_path(folder: &Path, key: &str) -> Result<PathBuf> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    ensure!(key.split('/').all(plain), "{key} 不是照片文件的名字");
    Ok(folder.join("blobs").join(key))
}

fn hashed(folder: &Path, file: &Path) -> Result<FileHash> {
    let (sha256, bytes) = hash(file)?;
    let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
    Ok(FileHash { name, sha256, bytes })
}

fn hash(path: &Path) -> Result<(String, u64)> {
    let (mut file, mut sum, mut size) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hex::encode(sum.finalize()), size));
        }
        sum.update(&buffer[..read]);
        size += read as u64;
    }
}

fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
        .create(path)
        .with_context(|| format!("建不了文件夹 {}", path.display()))
}

fn create(path: &Path) -> Result<File> {
    let mut options = fs::OpenOptions::new();
    let created = options.write(true).create_new(true).mode(0o600).open(path);
    created.with_context(|| format!("写不了 {}", path.display()))
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}
