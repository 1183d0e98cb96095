//! Opening either engine, with the settings that make it durable and quick.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection,
    sqlx::{
        Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;

use super::{StorageError, migration::Migrator};

/// How long to wait for a connection, or for another process's lock on SQLite.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that read SQLite at once.
const SQLITE_READERS: u32 = 8;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;

/// Opens the reading and the writing half.
pub(super) async fn connect(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), StorageError> {
    if url.starts_with("sqlite:") {
        // The writer first: it creates the file and turns the write-ahead log on.
        let writer = Database::connect(sqlite(url, 1, false)).await?;
        let reader = Database::connect(sqlite(url, SQLITE_READERS, true)).await?;
        Ok((reader, writer))
    } else {
        let mut options = ConnectOptions::new(url);
        quiet(&mut options, POSTGRES_CONNECTIONS);
        let pool = Database::connect(options).await?;
        Ok((pool.clone(), pool))
    }
}

fn quiet(options: &mut ConnectOptions, connections: u32) {
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
}

fn sqlite(url: &str, connections: u32, reads_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    quiet(&mut options, connections);
    options
        .min_connections(1)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(None)
        .map_sqlx_sqlite_pool_opts(move |pool| {
            if reads_only {
                return pool;
            }
            // A full disk makes SQLite give a transaction up by itself, which the driver does not notice: on that
            // connection every later transaction would end inside one that never does, and be lost.
            pool.after_release(|connection, _| {
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
        })
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .create_if_missing(!reads_only)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(PATIENCE)
                .statement_cache_capacity(256)
                .pragma("cache_size", if reads_only { "-4000" } else { "-32000" })
                .pragma("temp_store", "MEMORY");
            if reads_only {
                options.pragma("query_only", "ON")
            } else {
                // What is erased is overwritten in the file, not only forgotten.
                options.pragma("secure_delete", "ON")
            }
        });
    options
}

/// Applies what is missing. Two processes may start at once: whoever loses the race finds the work done.
pub(super) async fn migrate(writer: &DatabaseConnection) -> Result<(), StorageError> {
    let mut attempt = 0;
    loop {
        match Migrator::up(writer, None).await {
            Ok(()) => return Ok(()),
            Err(error) if attempt == 3 => return Err(error.into()),
            Err(_) => attempt += 1,
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
