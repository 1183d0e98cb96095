//! Search by staff: pairs of neighbouring characters in an ordinary table, alike on both engines.

use std::collections::BTreeSet;

use super::{
    Storage, StorageError,
    column::{text, whole},
    sql::{self, Insertion},
};

/// Most characters of a case that are indexed.
const INDEXED_MAX: usize = 4_000;

const INSERT_WORDS: Insertion<'_> = Insertion {
    table: "case_word",
    columns: &["word", "case_id"],
    returning: "",
    on_conflict: "ON CONFLICT DO NOTHING",
};

/// What a case is found by: the pairs of neighbouring letters, digits and characters, and each word's last one alone, so
/// that every character begins some entry. Capitals, full-width forms and what stands between words make no difference.
fn indexed(text: &str) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    for word in words(text) {
        entries.extend(word.windows(2).map(String::from_iter));
        entries.extend(word.last().map(char::to_string));
    }
    entries
}

/// What is looked for: the pairs of each word, or the character itself where a word has but one.
pub(super) fn searched(text: &str) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    for word in words(text) {
        match word.as_slice() {
            [single] => entries.extend([single.to_string()]),
            word => entries.extend(word.windows(2).map(String::from_iter)),
        }
    }
    entries
}

fn words(text: &str) -> Vec<Vec<char>> {
    let folded: Vec<char> = text.chars().take(INDEXED_MAX).flat_map(fold).collect();
    let words = folded.split(|c| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(<[char]>::to_vec).collect()
}

fn fold(c: char) -> std::char::ToLowercase {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_lowercase()
}

impl Storage {
    /// Makes a case findable by the words of `searchable`: everything staff may look for in it, its number included.
    /// Replaces what was indexed before, so it may run twice.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] or [`StorageError::Other`].
    pub async fn index_case(&self, case_id: i64, searchable: &str) -> Result<(), StorageError> {
        let rows = indexed(searchable)
            .into_iter()
            .map(|word| vec![text(word), whole(case_id)])
            .collect();
        let transaction = self.begin().await?;
        sql::execute(&transaction, "DELETE FROM case_word WHERE case_id = $1", vec![whole(case_id)]).await?;
        INSERT_WORDS.run(&transaction, rows).await?;
        transaction.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_pairs() {
        let list = |entries: BTreeSet<String>| entries.into_iter().collect::<Vec<_>>();
        assert_eq!(list(indexed("王庄村，A")), ["a", "庄村", "村", "王庄"]);
        assert_eq!(list(searched("王庄村，A")), ["a", "庄村", "王庄"]);
        assert_eq!(list(searched("豫Ｈ12")), ["12", "h1", "豫h"]);
        assert_eq!(list(searched("  ，。")), Vec::<String>::new());
    }
}
