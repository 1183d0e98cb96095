//! The numbers a batch gives out: case numbers without gaps, and the identifiers of its cases and tips.
//!
//! Identifiers come from a sequence of our own, so that a batch knows them before its rows exist and all rows go to the
//! database in one statement. Only the intake inserts cases and tips.

use std::collections::BTreeMap;

use app::domain::calendar::china_date;
use sea_orm::DatabaseTransaction;
use time::OffsetDateTime;

use crate::storage::{
    StorageError,
    column::{text, whole},
    sql::{self, Insertion},
};

/// The sequence of `case_file.id`.
const CASE_IDS: &str = "case";
/// The sequence of `tip.id`.
const TIP_IDS: &str = "tip";

/// Takes as many numbers of each name as its row says, and holds the sequence until the transaction ends.
const TAKE: Insertion<'_> = Insertion {
    table: "number_sequence",
    columns: &["name", "last"],
    returning: "name, last",
    on_conflict: "ON CONFLICT (name) DO UPDATE SET last = number_sequence.last + excluded.last",
};

/// Numbers that belong to one transaction until it ends.
pub(super) struct Numbers(BTreeMap<String, Taken>);

struct Taken {
    next: i64,
    last: i64,
}

impl Numbers {
    /// Takes enough of every kind for tips filed at these times. All filings wait for each other here, always in the same order, so
    /// that nothing behind it can deadlock or race.
    pub(super) async fn take(
        transaction: &DatabaseTransaction,
        filed: impl IntoIterator<Item = OffsetDateTime>,
    ) -> Result<Self, StorageError> {
        let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
        for filed_at in filed {
            for name in [CASE_IDS.to_owned(), TIP_IDS.to_owned(), case_numbers(year(filed_at))] {
                *wanted.entry(name).or_default() += 1;
            }
        }
        let rows = wanted.iter().map(|(name, count)| vec![text(name), whole(*count)]);
        let mut taken = BTreeMap::new();
        for row in TAKE.run(transaction, rows.collect()).await? {
            let (name, last): (String, i64) = (row.try_get("", "name")?, row.try_get("", "last")?);
            let count = wanted.get(&name).copied().unwrap_or_default();
            taken.insert(
                name,
                Taken {
                    next: last - count + 1,
                    last,
                },
            );
        }
        Ok(Self(taken))
    }

    /// Identifier and number of a new case, such as `2026-000431`.
    pub(super) fn next_case(&mut self, filed_at: OffsetDateTime) -> Result<(i64, String), StorageError> {
        let year = year(filed_at);
        let number = self.next(&case_numbers(year))?;
        Ok((self.next(CASE_IDS)?, format!("{year}-{number:06}")))
    }

    /// Identifier of a new tip.
    pub(super) fn next_tip(&mut self) -> Result<i64, StorageError> {
        self.next(TIP_IDS)
    }

    fn next(&mut self, name: &str) -> Result<i64, StorageError> {
        let taken = self.0.get_mut(name).filter(|taken| taken.next <= taken.last);
        let taken = taken.ok_or_else(|| StorageError::unreadable("number_sequence", name))?;
        taken.next += 1;
        Ok(taken.next - 1)
    }

    /// Gives back the case numbers that were not needed. Identifiers may have gaps.
    pub(super) async fn give_back(self, transaction: &DatabaseTransaction) -> Result<(), StorageError> {
        let unused = self.0.into_iter().filter(|(name, taken)| {
            let identifiers = [CASE_IDS, TIP_IDS].contains(&name.as_str());
            taken.next <= taken.last && !identifiers
        });
        for (name, taken) in unused {
            let sql = "UPDATE number_sequence SET last = $1 WHERE name = $2";
            sql::execute(transaction, sql, vec![whole(taken.next - 1), text(name)]).await?;
        }
        Ok(())
    }
}

/// The sequence of a year's case numbers.
fn case_numbers(year: i32) -> String {
    format!("case number {year}")
}

/// The year in China.
fn year(filed_at: OffsetDateTime) -> i32 {
    china_date(filed_at).year()
}
