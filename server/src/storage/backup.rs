//! A copy of the database while others write to it, and a database from such a copy. Needs no program beside this one.
//!
//! SQLite writes a whole new file of itself (`VACUUM INTO`), which is as of one moment. PostgreSQL's rows are read within
//! one transaction that sees one moment, each as one line of JSON made and read by PostgreSQL itself.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    TransactionTrait, sqlx::sqlite::SqliteConnectOptions,
};

use super::{
    Bytes32, Storage, StorageError,
    column::{bytes32, text},
    sql,
};

/// The name of SQLite's copy.
const SQLITE_FILE: &str = "jingnuan.db";
/// Rows read and written at once.
const ROWS: usize = 500;

/// Which engine a copy is of: their copies cannot be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    /// One file.
    Sqlite,
    /// A file of rows for each table.
    Postgres,
}

impl EngineKind {
    /// The engine of a database's address.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite
        } else {
            Self::Postgres
        }
    }
}

/// A blob that a row refers to, and what the row says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRef {
    /// Its key.
    pub key: String,
    /// SHA-256 of what lies there; none where no row keeps it.
    pub sha256: Option<Bytes32>,
    /// Its size; none where no row keeps it.
    pub bytes: Option<i64>,
    /// Of a sealed copy, the clean copy's key: as long as that one stays, the photo was not erased.
    pub beside: Option<String>,
}

/// A copy of the database as of one moment.
#[derive(Debug)]
pub struct DatabaseCopy {
    /// The files written.
    pub files: Vec<PathBuf>,
    /// The blobs that its rows refer to, at that same moment.
    pub blobs: Vec<BlobRef>,
}

fn failed(error: io::Error) -> StorageError {
    StorageError::Other(DbErr::Custom(format!("backup: {error}")))
}

/// SQLite's file as its address names it.
fn sqlite_path(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or(path))
}

impl Storage {
    /// Copies the whole database into a folder, as of one moment.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`], also when the folder cannot be written.
    pub async fn copy_into(&self, folder: &Path) -> Result<DatabaseCopy, StorageError> {
        fs::create_dir_all(folder).map_err(failed)?;
        if self.writer().get_database_backend() == DbBackend::Sqlite {
            let file = folder.join(SQLITE_FILE);
            let target = text(file.to_string_lossy());
            sql::execute(self.writer(), "VACUUM INTO $1", vec![target]).await?;
            File::open(&file).and_then(|file| file.sync_all()).map_err(failed)?;
            let blobs = blobs_of_file(&file).await?;
            return Ok(DatabaseCopy {
                files: vec![file],
                blobs,
            });
        }
        let snapshot = self
            .writer()
            .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
            .await?;
        let mut files = Vec::new();
        for table in tables(&snapshot).await? {
            let file = folder.join(format!("{table}.jsonl"));
            write_rows(&snapshot, &table, &file).await?;
            files.push(file);
        }
        let blobs = blobs_of(&snapshot).await?;
        snapshot.commit().await?;
        Ok(DatabaseCopy { files, blobs })
    }

    /// Whether nothing is in the database yet. SQLite's must not exist; PostgreSQL's may have its tables.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn is_empty(url: &str) -> Result<bool, StorageError> {
        if EngineKind::of(url) == EngineKind::Sqlite {
            return Ok(!sqlite_path(url).exists());
        }
        let storage = Self::open(url).await?;
        let transaction = storage.begin().await?;
        let filled = filled_table(&transaction).await?;
        transaction.rollback().await?;
        storage.close().await?;
        Ok(filled.is_none())
    }

    /// Fills an empty database from such a copy. SQLite's must not exist yet.
    ///
    /// # Errors
    /// [`StorageError::Other`] where it is not empty or the copy cannot be read; then nothing was changed.
    pub async fn restore(url: &str, folder: &Path) -> Result<Self, StorageError> {
        if EngineKind::of(url) == EngineKind::Sqlite {
            return restore_file(url, folder).await;
        }
        let storage = Self::open(url).await?;
        let transaction = storage.begin().await?;
        if let Some(table) = filled_table(&transaction).await? {
            return Err(StorageError::Other(DbErr::Custom(format!(
                "table {table} is not empty"
            ))));
        }
        for table in tables(&transaction).await? {
            let file = folder.join(format!("{table}.jsonl"));
            // A table that came with a later version.
            if file.exists() {
                read_rows(&transaction, &table, &file).await?;
            }
        }
        transaction.commit().await?;
        Ok(storage)
    }

    /// The blobs that rows refer to now.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_blobs(&self) -> Result<Vec<BlobRef>, StorageError> {
        blobs_of(self.writer()).await
    }
}

/// Puts SQLite's copy in its place, whole or not at all.
async fn restore_file(url: &str, folder: &Path) -> Result<Storage, StorageError> {
    let path = sqlite_path(url);
    if path.exists() {
        return Err(StorageError::Other(DbErr::Custom(format!("{} exists", path.display()))));
    }
    let fresh = path.with_extension("restoring");
    fs::copy(folder.join(SQLITE_FILE), &fresh).map_err(failed)?;
    File::open(&fresh).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&fresh, &path).map_err(failed)?;
    let opened = Storage::open(url).await;
    if opened.is_err() {
        // It is a copy: the place stays empty.
        let _ = fs::remove_file(&path);
    }
    opened
}

/// What the rows of SQLite's copy refer to.
async fn blobs_of_file(file: &Path) -> Result<Vec<BlobRef>, StorageError> {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| SqliteConnectOptions::new().filename(&file).read_only(true));
    let copy = Database::connect(options).await?;
    let blobs = blobs_of(&copy).await;
    copy.close().await?;
    blobs
}

async fn blobs_of<C: ConnectionTrait>(on: &C) -> Result<Vec<BlobRef>, StorageError> {
    // The sealed copies first: PostgreSQL takes the columns' types from them.
    let sql = "SELECT sealed_key AS blob_key, sealed_sha256 AS sha256, sealed_bytes AS size, clean_key AS beside \
               FROM photo WHERE sealed_key IS NOT NULL \
               UNION ALL SELECT clean_key, NULL, bytes, NULL FROM photo \
               UNION ALL SELECT thumbnail_key, NULL, NULL, NULL FROM photo \
               UNION ALL SELECT attachment, NULL, NULL, NULL FROM edition WHERE attachment IS NOT NULL \
               UNION ALL SELECT blob_key, NULL, NULL, NULL FROM upload_part";
    let blob = |row: &sea_orm::QueryResult| {
        let sha256: Option<Vec<u8>> = row.try_get("", "sha256")?;
        Ok(BlobRef {
            key: row.try_get("", "blob_key")?,
            sha256: sha256.map(|sum| bytes32("photo.sealed_sha256", &sum)).transpose()?,
            bytes: row.try_get("", "size")?,
            beside: row.try_get("", "beside")?,
        })
    };
    sql::query(on, sql, vec![]).await?.iter().map(blob).collect()
}

/// A table with a row in it.
async fn filled_table(on: &DatabaseTransaction) -> Result<Option<String>, StorageError> {
    for table in tables(on).await? {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\") AS filled");
        let row = sql::query_one(on, &sql, vec![]).await?;
        if row.map_or(Ok(false), |row| row.try_get("", "filled"))? {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// PostgreSQL's tables, each after those it refers to. The list of migrations is each database's own.
async fn tables(on: &DatabaseTransaction) -> Result<Vec<String>, StorageError> {
    let sql = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> 'seaql_migrations' \
               ORDER BY c.relname";
    let mut waiting: Vec<String> = Vec::new();
    for row in sql::query(on, sql, vec![]).await? {
        waiting.push(row.try_get("", "name")?);
    }
    let sql = "SELECT a.relname::text AS child, b.relname::text AS parent FROM pg_constraint k \
               JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid \
               JOIN pg_namespace n ON n.oid = a.relnamespace \
               WHERE k.contype = 'f' AND n.nspname = current_schema() AND a.oid <> b.oid";
    let mut needs: Vec<(String, String)> = Vec::new();
    for row in sql::query(on, sql, vec![]).await? {
        needs.push((row.try_get("", "child")?, row.try_get("", "parent")?));
    }
    let mut ordered: Vec<String> = Vec::new();
    while !waiting.is_empty() {
        let ready = |table: &String| {
            needs
                .iter()
                .all(|(child, parent)| child != table || ordered.contains(parent))
        };
        let (free, rest): (Vec<String>, Vec<String>) = waiting.iter().cloned().partition(ready);
        if free.is_empty() {
            return Err(StorageError::unreadable("pg_constraint", "tables that need each other"));
        }
        ordered.extend(free);
        waiting = rest;
    }
    Ok(ordered)
}

async fn write_rows(on: &DatabaseTransaction, table: &str, file: &Path) -> Result<(), StorageError> {
    let mut out = BufWriter::new(File::create(file).map_err(failed)?);
    let sql = format!("DECLARE copied NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM \"{table}\" t");
    on.execute_unprepared(&sql).await?;
    loop {
        let rows = sql::query(on, &format!("FETCH {ROWS} FROM copied"), vec![]).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let line: String = row.try_get("", "line")?;
            writeln!(out, "{line}").map_err(failed)?;
        }
    }
    on.execute_unprepared("CLOSE copied").await?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)
}

async fn read_rows(on: &DatabaseTransaction, table: &str, file: &Path) -> Result<(), StorageError> {
    let lines = BufReader::new(File::open(file).map_err(failed)?).lines();
    let mut waiting: Vec<String> = Vec::with_capacity(ROWS);
    for line in lines {
        waiting.push(line.map_err(failed)?);
        if waiting.len() == ROWS {
            insert_rows(on, table, &mut waiting).await?;
        }
    }
    insert_rows(on, table, &mut waiting).await?;
    // Identifiers go on where they stopped.
    let sql = format!(
        "SELECT setval(s.name, s.last) FROM (SELECT pg_get_serial_sequence('\"{table}\"', 'id') AS name, \
         (SELECT MAX(id) FROM \"{table}\") AS last) s WHERE s.name IS NOT NULL AND s.last IS NOT NULL"
    );
    let counted = "SELECT 1 AS one FROM information_schema.columns \
                   WHERE table_schema = current_schema() AND table_name = $1 AND column_name = 'id' AND is_identity = 'YES'";
    if sql::query_one(on, counted, vec![text(table)]).await?.is_some() {
        sql::query(on, &sql, vec![]).await?;
    }
    Ok(())
}

async fn insert_rows(on: &DatabaseTransaction, table: &str, lines: &mut Vec<String>) -> Result<(), StorageError> {
    if lines.is_empty() {
        return Ok(());
    }
    let rows = format!("[{}]", lines.join(","));
    lines.clear();
    let sql = format!("INSERT INTO \"{table}\" SELECT * FROM json_populate_recordset(NULL::\"{table}\", $1::json)");
    sql::execute(on, &sql, vec![text(rows)]).await?;
    Ok(())
}
