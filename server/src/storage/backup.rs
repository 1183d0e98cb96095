//! A copy of the database while others write to it, and a database from such a copy. Needs no program beside this one.
//!
//! SQLite writes a whole new file of itself (`VACUUM INTO`), which is as of one moment. PostgreSQL's rows are read within
//! one transaction that sees one moment, each as one line of JSON made and read by PostgreSQL itself.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use sea_orm::{AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, TransactionTrait};

use super::{Storage, StorageError, column::text, sql};

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

fn failed(error: io::Error) -> StorageError {
    StorageError::Other(DbErr::Custom(format!("backup: {error}")))
}

/// SQLite's file as its address names it.
fn sqlite_path(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or(path))
}

impl Storage {
    /// Copies the whole database into a folder, as of one moment; answers with the files written.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`], also when the folder cannot be written.
    pub async fn copy_into(&self, folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
        fs::create_dir_all(folder).map_err(failed)?;
        if self.writer().get_database_backend() == DbBackend::Sqlite {
            let file = folder.join(SQLITE_FILE);
            let target = text(file.to_string_lossy());
            sql::execute(self.writer(), "VACUUM INTO $1", vec![target]).await?;
            File::open(&file).and_then(|file| file.sync_all()).map_err(failed)?;
            return Ok(vec![file]);
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
        snapshot.commit().await?;
        Ok(files)
    }

    /// Fills an empty database from such a copy. SQLite's must not exist yet.
    ///
    /// # Errors
    /// [`StorageError::Other`] where it is not empty or the copy cannot be read; then nothing was changed.
    pub async fn restore(url: &str, folder: &Path) -> Result<Self, StorageError> {
        if EngineKind::of(url) == EngineKind::Sqlite {
            let path = sqlite_path(url);
            if path.exists() {
                return Err(StorageError::Other(DbErr::Custom(format!("{} exists", path.display()))));
            }
            let fresh = path.with_extension("restoring");
            fs::copy(folder.join(SQLITE_FILE), &fresh).map_err(failed)?;
            File::open(&fresh).and_then(|file| file.sync_all()).map_err(failed)?;
            fs::rename(&fresh, &path).map_err(failed)?;
            return Self::open(url).await;
        }
        let storage = Self::open(url).await?;
        let transaction = storage.begin().await?;
        let tables = tables(&transaction).await?;
        for table in &tables {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\") AS filled");
            let row = sql::query_one(&transaction, &sql, vec![]).await?;
            if row.map_or(Ok(false), |row| row.try_get("", "filled"))? {
                return Err(StorageError::Other(DbErr::Custom(format!(
                    "table {table} is not empty"
                ))));
            }
        }
        for table in &tables {
            let file = folder.join(format!("{table}.jsonl"));
            // A table that came with a later version.
            if file.exists() {
                read_rows(&transaction, table, &file).await?;
            }
        }
        transaction.commit().await?;
        Ok(storage)
    }

    /// The keys of all blobs that rows refer to.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn list_blob_keys(&self) -> Result<BTreeSet<String>, StorageError> {
        let sql = "SELECT clean_key AS blob_key FROM photo UNION ALL SELECT thumbnail_key FROM photo \
                   UNION ALL SELECT sealed_key FROM photo WHERE sealed_key IS NOT NULL \
                   UNION ALL SELECT attachment FROM edition WHERE attachment IS NOT NULL \
                   UNION ALL SELECT blob_key FROM upload_part";
        let rows = sql::query(self.writer(), sql, vec![]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "blob_key")?)).collect()
    }
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
