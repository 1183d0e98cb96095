//! Databases to test on: a fresh one of each engine at hand, and all that stands in one.

use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// Settings that lead to a fresh database of each engine at hand: the data folder's own SQLite, and a PostgreSQL.
pub async fn engines(test: &str) -> Vec<Option<String>> {
    let mut engines = vec![None];
    match postgres().await {
        Some(url) => engines.push(Some(url)),
        None => {
            let required = ["CI", "JINGNUAN_REQUIRE_POSTGRES"];
            let required = required.iter().any(|name| std::env::var_os(name).is_some());
            assert!(
                !required,
                "JINGNUAN_TEST_POSTGRES_URL is not set, so PostgreSQL was not tested"
            );
            // Past the capture of test output: a skipped half must be seen.
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED on PostgreSQL: {test} (JINGNUAN_TEST_POSTGRES_URL is not set)"
            );
        }
    }
    engines
}

/// A fresh schema of the PostgreSQL at hand, as an address.
pub async fn postgres() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("JINGNUAN_TEST_POSTGRES_URL").ok()?;
    let schema = format!("http_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let connection = Database::connect(&server).await.unwrap();
    let sql = format!("CREATE SCHEMA {schema}");
    connection.execute_unprepared(&sql).await.unwrap();
    connection.close().await.unwrap();
    let separator = if server.contains('?') { '&' } else { '?' };
    Some(format!("{server}{separator}options=-csearch_path%3D{schema}"))
}

/// Every row of every table, as texts; the list of migrations is each database's own.
pub async fn rows(url: &str) -> BTreeMap<String, Vec<String>> {
    let connection = Database::connect(url).await.unwrap();
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let tables = if postgres {
        "SELECT c.relname::text AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> 'seaql_migrations'"
    } else {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> 'seaql_migrations'"
    };
    let mut all = BTreeMap::new();
    for table in lines(&connection, tables).await {
        let sql = if postgres {
            format!("SELECT row_to_json(t)::text AS line FROM \"{table}\" t ORDER BY 1")
        } else {
            let columns = format!("SELECT name AS line FROM pragma_table_info('{table}') ORDER BY cid");
            let columns = lines(&connection, &columns).await;
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!(
                "SELECT {} AS line FROM \"{table}\" ORDER BY 1",
                quoted.join(" || ',' || ")
            )
        };
        let rows = lines(&connection, &sql).await;
        all.insert(table, rows);
    }
    connection.close().await.unwrap();
    all
}

async fn lines(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}
