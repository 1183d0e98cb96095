//! A database of its own for each test, on either engine.

use jingnuan::storage::Storage;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::postgres::postgres;

/// A fresh store, and a second way in, past the store's own methods.
pub struct Engine {
    pub storage: Storage,
    pub url: String,
    /// Kept until the test ends.
    _folder: Option<tempfile::TempDir>,
}

impl Engine {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db", folder.path().display());
        Self::open(url, Some(folder)).await
    }

    /// None where no PostgreSQL is at hand and none is required; says so in the test's output.
    pub async fn postgres(test: &str) -> Option<Self> {
        Some(Self::open(postgres(test).await?, None).await)
    }

    async fn open(url: String, folder: Option<tempfile::TempDir>) -> Self {
        let storage = Storage::open(&url).await.unwrap();
        Self {
            storage,
            url,
            _folder: folder,
        }
    }

    async fn connection(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    /// Runs SQL past the store.
    pub async fn execute(&self, sql: &str) {
        let connection = self.connection().await;
        connection.execute_unprepared(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Counts rows past the store.
    pub async fn count(&self, table: &str) -> i64 {
        let connection = self.connection().await;
        let sql = format!("SELECT COUNT(*) AS found FROM {table}");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        connection.close().await.unwrap();
        row.try_get("", "found").unwrap()
    }
}

/// Makes each `async fn name(engine: Engine)` two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($engine:ident) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn body($engine: crate::engine::Engine) $body

            #[tokio::test]
            async fn sqlite() {
                body(crate::engine::Engine::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(engine) = crate::engine::Engine::postgres(stringify!($name)).await {
                    body(engine).await;
                }
            }
        }
    )+};
}
pub(crate) use on_both_engines;
