//! Search by staff, alike on both engines: pairs of neighbouring characters find candidates, the words themselves decide.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, Value};

use super::{
    Storage, StorageError,
    column::{text, whole},
    sql::{self, Insertion, placeholders},
};

/// Most characters of a case that are indexed.
const INDEXED_MAX: usize = 4_000;

const INSERT_PAIRS: Insertion<'_> = Insertion {
    table: "case_word",
    columns: &["word", "case_id"],
    returning: "",
    on_conflict: "ON CONFLICT DO NOTHING",
};

const INSERT_TEXTS: Insertion<'_> = Insertion {
    table: "case_text",
    columns: &["case_id", "words"],
    returning: "",
    on_conflict: "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words",
};

/// The words of a text in the one form that is searched: capitals, full-width forms and what stands between words make
/// no difference. Letters and digits only, so that a word can stand in a pattern as it is.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().take(INDEXED_MAX).flat_map(fold).collect();
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The pairs of neighbouring characters of some words.
pub(super) fn pairs(words: &[String]) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    for word in words {
        let characters: Vec<char> = word.chars().collect();
        pairs.extend(characters.windows(2).map(String::from_iter));
    }
    pairs
}

fn fold(c: char) -> std::char::ToLowercase {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_lowercase()
}

impl Storage {
    /// Makes cases findable by the words of what staff may look for in them, their numbers included: pairs of a case's
    /// identifier and its searchable text. Replaces what was indexed before, so it may run twice. Many at once cost
    /// little more than one: they share a transaction.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`]; then none is indexed.
    pub async fn index_cases(&self, cases: &[(i64, String)]) -> Result<(), StorageError> {
        if cases.is_empty() {
            return Ok(());
        }
        let cases: BTreeMap<i64, Vec<String>> = cases.iter().map(|(id, text)| (*id, words(text))).collect();
        let transaction = self.begin().await?;
        let before = indexed(&transaction, cases.keys()).await?;
        let mut fresh = Vec::new();
        for (id, words) in &cases {
            let mut gone = before.get(id).cloned().unwrap_or_default();
            for pair in pairs(words) {
                if !gone.remove(&pair) {
                    fresh.push(vec![text(pair), whole(*id)]);
                }
            }
            forget(&transaction, *id, gone).await?;
        }
        INSERT_PAIRS.run(&transaction, fresh).await?;
        let text_row = |(id, words): (&i64, &Vec<String>)| vec![whole(*id), text(words.join(" "))];
        INSERT_TEXTS
            .run(&transaction, cases.iter().map(text_row).collect())
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// As [`Storage::index_cases`], for one.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn index_case(&self, case_id: i64, searchable: &str) -> Result<(), StorageError> {
        self.index_cases(&[(case_id, searchable.to_owned())]).await
    }
}

/// The pairs under which these cases stand in the index, by the words that were indexed; their rows stay locked, so that
/// two who index one case come one after the other.
async fn indexed(
    transaction: &DatabaseTransaction,
    cases: impl Iterator<Item = &i64>,
) -> Result<BTreeMap<i64, BTreeSet<String>>, StorageError> {
    let ids: Vec<Value> = cases.copied().map(whole).collect();
    let sql = format!(
        "UPDATE case_text SET words = words WHERE case_id IN ({}) RETURNING case_id, words",
        placeholders(0, ids.len())
    );
    let mut indexed = BTreeMap::new();
    for row in sql::query(transaction, &sql, ids).await? {
        let words: String = row.try_get("", "words")?;
        indexed.insert(row.try_get("", "case_id")?, pairs(&self::words(&words)));
    }
    Ok(indexed)
}

async fn forget(
    transaction: &DatabaseTransaction,
    case_id: i64,
    pairs: impl IntoIterator<Item = String>,
) -> Result<(), StorageError> {
    for pair in pairs {
        let sql = "DELETE FROM case_word WHERE word = $1 AND case_id = $2";
        sql::execute(transaction, sql, vec![text(pair), whole(case_id)]).await?;
    }
    Ok(())
}

/// Takes a case out of the index.
pub(super) async fn remove(transaction: &DatabaseTransaction, case_id: i64) -> Result<(), StorageError> {
    for (case_id, pairs) in indexed(transaction, std::iter::once(&case_id)).await? {
        forget(transaction, case_id, pairs).await?;
    }
    sql::execute(
        transaction,
        "DELETE FROM case_text WHERE case_id = $1",
        vec![whole(case_id)],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_pairs() {
        let list = |text| pairs(&words(text)).into_iter().collect::<Vec<_>>();
        assert_eq!(words("王庄村，A  2026-01"), ["王庄村", "a", "2026", "01"]);
        assert_eq!(list("王庄村，A"), ["庄村", "王庄"]);
        assert_eq!(list("豫Ｈ12"), ["12", "h1", "豫h"]);
        assert!(words("  ，。%_").is_empty());
    }
}
