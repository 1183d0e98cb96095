//! Plain SQL that both engines understand, for the places where building statements costs more than it gives.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

/// Numbered parameters (`$1`) work on both engines.
fn statement<C: ConnectionTrait>(connection: &C, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Runs a statement that answers with no rows.
pub(super) async fn execute<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<ExecResult, DbErr> {
    connection.execute_raw(statement(connection, sql, values)).await
}

/// Runs a statement and reads its rows.
pub(super) async fn query<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    connection.query_all_raw(statement(connection, sql, values)).await
}

/// Runs a statement and reads its first row.
pub(super) async fn query_one<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<QueryResult>, DbErr> {
    connection.query_one_raw(statement(connection, sql, values)).await
}

/// `$3,$4,$5` for three parameters after two.
pub(super) fn placeholders(after: usize, count: usize) -> String {
    let mut list = String::with_capacity(count * 4);
    for n in after + 1..=after + count {
        if n > after + 1 {
            list.push(',');
        }
        let _ = write!(list, "${n}");
    }
    list
}

/// A table, its columns, and what an insertion answers with.
pub(super) struct Insertion<'a> {
    /// The table.
    pub table: &'a str,
    /// The columns, in the order of each row's values.
    pub columns: &'a [&'a str],
    /// Columns of the new rows to read back; empty for none.
    pub returning: &'a str,
    /// What follows the rows, such as `ON CONFLICT DO NOTHING`; mostly empty.
    pub on_conflict: &'a str,
}

/// Rows in one statement where many are left.
const MANY: usize = 64;
/// Up to so many rows, each number has a statement of its own, prepared once and then reused: every further statement
/// is a way to the database's thread and back, which costs more than the rows.
const FEW: usize = 16;
/// Values in one statement where the rows are narrow.
const VALUES: usize = 1_280;

/// How many of the rows that are left go into the next statement.
pub(super) const fn rows_at_once(left: usize) -> usize {
    if left >= MANY {
        MANY
    } else if left > FEW {
        FEW
    } else {
        left
    }
}

impl Insertion<'_> {
    /// Inserts the rows in as few statements as the sizes allow.
    pub(super) async fn run<C: ConnectionTrait>(
        &self,
        connection: &C,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut answers = Vec::new();
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        while left > 0 {
            let narrow = VALUES / self.columns.len();
            let size = if narrow > MANY && left >= narrow {
                narrow
            } else {
                rows_at_once(left)
            };
            let values: Vec<Value> = rows.by_ref().take(size).flatten().collect();
            let sql = self.sql(size, 0, connection.get_database_backend());
            if self.returning.is_empty() {
                execute(connection, &sql, values).await?;
            } else {
                answers.extend(query(connection, &sql, values).await?);
            }
            left -= size;
        }
        Ok(answers)
    }

    /// The statement for so many rows, whose parameters come after `before` others.
    fn sql(&self, rows: usize, before: usize, backend: DbBackend) -> String {
        let width = self.columns.len();
        // SQLite looks numbered parameters up one by one, which many rows make slow; those without numbers it counts.
        let row = |row: usize| match backend {
            DbBackend::Sqlite => vec!["?"; width].join(","),
            _ => placeholders(before + row * width, width),
        };
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.table, self.columns.join(","));
        for n in 0..rows {
            let separator = if n == 0 { "" } else { "," };
            let _ = write!(sql, "{separator}({})", row(n));
        }
        for (keyword, clause) in [(" ", self.on_conflict), (" RETURNING ", self.returning)] {
            if !clause.is_empty() {
                sql.push_str(keyword);
                sql.push_str(clause);
            }
        }
        sql
    }
}

/// Inserts rows into several tables, each after those it refers to, in one way to the database and back. None of the
/// insertions may answer with rows.
pub(super) async fn insert_together<'a, C: ConnectionTrait>(
    connection: &C,
    all: impl IntoIterator<Item = (Insertion<'a>, Vec<Vec<Value>>)>,
) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let (mut statements, mut values) = (Vec::new(), Vec::new());
    for (insertion, rows) in all.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        statements.push(insertion.sql(rows.len(), values.len(), backend));
        values.extend(rows.into_iter().flatten());
    }
    if !statements.is_empty() {
        execute(connection, &joined(&statements, backend), values).await?;
    }
    Ok(())
}

/// SQLite's driver takes statements one after another; PostgreSQL wants all but the last as parts of it, and checks
/// references when all are done.
fn joined(statements: &[String], backend: DbBackend) -> String {
    match statements.split_last() {
        Some((last, before)) if backend != DbBackend::Sqlite && !before.is_empty() => {
            let parts: Vec<String> = before
                .iter()
                .zip(0..)
                .map(|(statement, n)| format!("part_{n} AS ({statement})"))
                .collect();
            format!("WITH {} {last}", parts.join(", "))
        }
        _ => statements.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_through() {
        let insertion = Insertion {
            table: "t",
            columns: &["a", "b"],
            returning: "id",
            on_conflict: "ON CONFLICT DO NOTHING",
        };
        assert_eq!(
            insertion.sql(2, 0, DbBackend::Postgres),
            "INSERT INTO t (a,b) VALUES ($1,$2),($3,$4) ON CONFLICT DO NOTHING RETURNING id"
        );
        assert_eq!(
            insertion.sql(2, 0, DbBackend::Sqlite),
            "INSERT INTO t (a,b) VALUES (?,?),(?,?) ON CONFLICT DO NOTHING RETURNING id"
        );
    }

    #[test]
    fn insertions_go_together() {
        let statements = ["INSERT a".to_owned(), "INSERT b".to_owned(), "INSERT c".to_owned()];
        assert_eq!(joined(&statements, DbBackend::Sqlite), "INSERT a; INSERT b; INSERT c");
        assert_eq!(
            joined(&statements, DbBackend::Postgres),
            "WITH part_0 AS (INSERT a), part_1 AS (INSERT b) INSERT c"
        );
        assert_eq!(joined(&statements[..1], DbBackend::Postgres), "INSERT a");
    }
}
