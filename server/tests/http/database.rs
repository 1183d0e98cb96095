//! Databases to test on: a fresh one of each engine at hand, and all that stands in one.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::postgres::postgres;

/// Settings that lead to a fresh database of each engine at hand: the data folder's own SQLite, and a PostgreSQL.
pub async fn engines(test: &str) -> Vec<Option<String>> {
    let postgres = postgres(test).await.map(Some);
    [None].into_iter().chain(postgres).collect()
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
