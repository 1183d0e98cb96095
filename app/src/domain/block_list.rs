//! What is looked at by a person before it goes anywhere: words and photos that staff put on a list.

use super::likeness::are_alike;

/// A text with only what matters for finding a word in it: letters and digits, in small letters.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words and photos on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockList {
    words: Vec<String>,
    photos: std::collections::HashSet<[u8; 32]>,
    /// Difference hashes of photos: a phone compresses the same picture anew each time.
    likenesses: Vec<u64>,
}

/// Fewest characters of a blocked word: a single one stands in half of all tips.
pub const WORD_MIN: usize = 2;
/// Most characters of a blocked word.
pub const WORD_MAX: usize = 40;

impl BlockList {
    /// A list of words and of photos by SHA-256. Words without two characters that matter are left out.
    pub fn new(words: impl IntoIterator<Item = String>, photos: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self {
            words: words
                .into_iter()
                .map(|word| plain(&word))
                .filter(|word| word.chars().count() >= WORD_MIN)
                .collect(),
            photos: photos.into_iter().collect(),
            likenesses: Vec::new(),
        }
    }

    /// With photos by their difference hashes, too.
    #[must_use]
    pub fn with_likenesses(self, likenesses: impl IntoIterator<Item = u64>) -> Self {
        Self {
            likenesses: likenesses.into_iter().collect(),
            ..self
        }
    }

    /// Whether any of the texts holds a word of the list, whatever stands between its characters.
    pub fn holds_word<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        !self.words.is_empty()
            && texts
                .into_iter()
                .map(plain)
                .any(|text| self.words.iter().any(|word| text.contains(word)))
    }

    /// Whether the photo is on the list, by its SHA-256 or by what it looks like.
    pub fn holds_photo(&self, sha256: &[u8; 32], likeness: Option<u64>) -> bool {
        let alike = |likeness| self.likenesses.iter().any(|listed| are_alike(*listed, likeness));
        self.photos.contains(sha256) || likeness.is_some_and(alike)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_dressed() {
        let list = BlockList::new(["Bad Word".to_owned(), "赌博".to_owned(), "x".to_owned()], [[1; 32]]);
        for text in ["bad.word", "BADWORD", "来赌 博吧", "赌-博"] {
            assert!(list.holds_word(["", text]), "{text}");
        }
        for text in ["", "bad", "赌 一 博".trim_start_matches('赌'), "有车卖煤 x"] {
            assert!(!list.holds_word([text]), "{text}");
        }
        assert!(list.holds_photo(&[1; 32], None) && !list.holds_photo(&[2; 32], None));
        let list = list.with_likenesses([0xF0F0_1234_5678_9ABC]);
        assert!(
            list.holds_photo(&[2; 32], Some(0xF0F0_1234_5678_9ABD)),
            "compressed anew"
        );
        assert!(
            !list.holds_photo(&[2; 32], Some(0x0F0F_1234_5678_9ABC)),
            "another picture"
        );
        assert!(!BlockList::default().holds_word(["赌博"]));
    }
}
