//! What was typed, taken apart into words, and how well a word fits a name.

use super::{
    QUERY_MAX,
    glyph::{Glyphs, letter_bit},
};

/// How well a name fits; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Exact,
    Start,
    Within,
}

impl Fit {
    fn new(at: usize, exact: bool) -> Self {
        match (at, exact) {
            (0, true) => Self::Exact,
            (0, false) => Self::Start,
            _ => Self::Within,
        }
    }
}

/// A word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Han(Vec<char>),
    Latin(Vec<u8>),
}

/// A word ready to be compared with many names.
#[derive(Debug)]
pub(super) enum Pattern {
    /// Characters in a row.
    Han(Vec<u16>),
    /// Letters, and for each character whether the word may begin with it.
    Latin(Vec<u8>, Vec<bool>),
    /// A character that no name has.
    Nowhere,
}

impl Pattern {
    pub(super) fn new(token: &Token, glyphs: &Glyphs) -> Self {
        match token {
            Token::Han(chars) => {
                let wanted: Option<Vec<u16>> = chars.iter().map(|c| glyphs.find(*c)).collect();
                wanted.map_or(Self::Nowhere, Self::Han)
            }
            Token::Latin(letters) => Self::Latin(letters.clone(), glyphs.beginning_with(letters[0])),
        }
    }

    /// How well a name fits, if it does. `initials` are the letters with which its characters may begin.
    pub(super) fn find(&self, name: &[u16], initials: u32, glyphs: &Glyphs) -> Option<Fit> {
        match self {
            Self::Han(wanted) => {
                let at = name.windows(wanted.len()).position(|window| window == wanted)?;
                Some(Fit::new(at, name.len() == wanted.len()))
            }
            Self::Latin(wanted, begins) => {
                if initials & letter_bit(wanted[0]) == 0 {
                    return None;
                }
                (0..name.len()).find_map(|at| {
                    if !begins[usize::from(name[at])] {
                        return None;
                    }
                    let left = eat(&name[at..], wanted, glyphs)?;
                    Some(Fit::new(at, at == 0 && left == 0))
                })
            }
            Self::Nowhere => None,
        }
    }
}

/// Consumes `wanted` by initials or whole readings, one character after another; the last may be unfinished.
/// Gives how many characters are left over at best.
fn eat(name: &[u16], wanted: &[u8], glyphs: &Glyphs) -> Option<usize> {
    if wanted.is_empty() {
        return Some(name.len());
    }
    let (first, rest) = name.split_first()?;
    let mut best = None;
    for reading in glyphs.readings(*first) {
        let common = reading.bytes().zip(wanted).take_while(|(a, b)| a == *b).count();
        if common == 0 {
            continue;
        }
        let digraph = usize::from(matches!(reading.as_bytes(), [b'z' | b'c' | b's', b'h', ..])) + 1;
        for taken in [common, digraph, 1] {
            // Only the whole reading, an initial, or what has been typed so far.
            let whole = taken == reading.len() || taken == digraph || taken == 1 || taken == wanted.len();
            if taken <= common && whole {
                let left = eat(rest, &wanted[taken..], glyphs);
                best = match (best, left) {
                    (Some(a), Some(b)) => Some(usize::min(a, b)),
                    (a, b) => a.or(b),
                };
            }
        }
    }
    best
}

/// Splits at spaces and between scripts, and takes the names in `prefixes` off the front of what is left.
pub(super) fn tokens(query: &str, prefixes: &[Vec<char>]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut run: Vec<char> = Vec::new();
    for c in query.chars().take(QUERY_MAX).chain([' ']) {
        let same_script = run
            .last()
            .is_none_or(|last| last.is_ascii_alphabetic() == c.is_ascii_alphabetic());
        if (!c.is_alphanumeric() || !same_script) && !run.is_empty() {
            split_run(&std::mem::take(&mut run), prefixes, &mut tokens);
        }
        if c.is_alphanumeric() {
            run.push(c.to_ascii_lowercase());
        }
    }
    tokens
}

fn split_run(run: &[char], prefixes: &[Vec<char>], tokens: &mut Vec<Token>) {
    if run[0].is_ascii_alphabetic() {
        tokens.push(Token::Latin(run.iter().filter_map(|c| u8::try_from(*c).ok()).collect()));
        return;
    }
    let mut rest = run;
    let taken_off = |rest: &[char]| {
        prefixes
            .iter()
            .find(|p| rest.starts_with(p))
            .filter(|p| p.len() < rest.len())
    };
    while let Some(prefix) = taken_off(rest) {
        tokens.push(Token::Han(plain_chars(prefix).to_vec()));
        rest = &rest[prefix.len()..];
    }
    tokens.push(Token::Han(plain_chars(rest).to_vec()));
}

/// 王庄村 and 王庄 count as one name.
pub(super) fn plain_village(short: &str) -> &str {
    match short.strip_suffix('村') {
        Some(rest) if rest.chars().count() >= 2 => rest,
        _ => short,
    }
}

pub(super) fn plain_town(name: &str) -> &str {
    name.strip_suffix("街道")
        .or_else(|| name.strip_suffix(['镇', '乡']))
        .unwrap_or(name)
}

/// The same for a word of the query, where nobody has said which it is.
fn plain_chars(word: &[char]) -> &[char] {
    const SUFFIXES: [&str; 9] = [
        "村民委员会",
        "居民委员会",
        "村委会",
        "居委会",
        "社区",
        "街道",
        "村",
        "镇",
        "乡",
    ];
    for suffix in SUFFIXES {
        let length = suffix.chars().count();
        if word.len() >= length + 2 && word[word.len() - length..].iter().copied().eq(suffix.chars()) {
            return &word[..word.len() - length];
        }
    }
    match word {
        [rest @ .., '县' | '市'] if rest.len() >= 2 => rest,
        _ => word,
    }
}
