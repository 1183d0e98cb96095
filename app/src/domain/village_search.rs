//! Finds villages by name, pinyin or initials, alone or after the county's or town's name.

use std::collections::HashMap;

use super::division::{CountyCode, Divisions, TownCode, VillageCode};

/// Longest query looked at, in characters.
pub const QUERY_MAX: usize = 40;

/// The toneless readings of each character in use, lower case.
#[derive(Debug, Clone, Default)]
pub struct Readings(HashMap<char, Vec<Box<str>>>);

impl Readings {
    /// Readings from pairs of character and readings, most likely first.
    pub fn new(pairs: impl IntoIterator<Item = (char, Vec<Box<str>>)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The readings of a character; none if it is not a known one.
    pub fn of(&self, c: char) -> &[Box<str>] {
        self.0.get(&c).map_or(&[], Vec::as_slice)
    }
}

/// A name as it is matched: its characters and their readings.
#[derive(Debug, Clone)]
struct Name {
    chars: Vec<char>,
    readings: Vec<Vec<Box<str>>>,
    /// Letters with which some character may begin, one bit each: most names are ruled out at once.
    initials: u32,
}

impl Name {
    fn new(text: &str, readings: &Readings) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let readings: Vec<_> = chars.iter().map(|c| readings.of(*c).to_vec()).collect();
        let initials = readings
            .iter()
            .flatten()
            .filter_map(|r| r.bytes().next())
            .fold(0, |set, b| set | letter_bit(b));
        Self {
            chars,
            readings,
            initials,
        }
    }

    fn find(&self, token: &Token) -> Option<Fit> {
        match token {
            Token::Han(wanted) => self.find_han(wanted),
            Token::Latin(wanted) => self.find_latin(wanted),
        }
    }

    fn find_han(&self, wanted: &[char]) -> Option<Fit> {
        let at = self.chars.windows(wanted.len()).position(|w| w == wanted)?;
        Some(Fit::new(at, self.chars.len() == wanted.len()))
    }

    fn find_latin(&self, wanted: &[u8]) -> Option<Fit> {
        if self.initials & letter_bit(wanted[0]) == 0 {
            return None;
        }
        (0..self.chars.len()).find_map(|at| {
            let left = eat(&self.readings[at..], wanted)?;
            Some(Fit::new(at, at == 0 && left == 0))
        })
    }
}

fn letter_bit(letter: u8) -> u32 {
    if letter.is_ascii_lowercase() {
        1 << (letter - b'a')
    } else {
        0
    }
}

/// Consumes `wanted` by initials or whole readings, one character after another; the last may be unfinished.
/// Gives how many characters are left over at best.
fn eat(readings: &[Vec<Box<str>>], wanted: &[u8]) -> Option<usize> {
    if wanted.is_empty() {
        return Some(readings.len());
    }
    let (first, rest) = readings.split_first()?;
    let mut best = None;
    for reading in first {
        let common = reading.bytes().zip(wanted).take_while(|(a, b)| a == *b).count();
        if common == 0 {
            continue;
        }
        let digraph = usize::from(matches!(reading.as_bytes(), [b'z' | b'c' | b's', b'h', ..])) + 1;
        for taken in [common, digraph, 1] {
            // Only the whole reading, an initial, or what has been typed so far.
            let whole = taken == reading.len() || taken == digraph || taken == 1 || taken == wanted.len();
            if taken <= common && whole {
                let left = eat(rest, &wanted[taken..]);
                best = match (best, left) {
                    (Some(a), Some(b)) => Some(usize::min(a, b)),
                    (a, b) => a.or(b),
                };
            }
        }
    }
    best
}

/// How well a name fits; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
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
enum Token {
    Han(Vec<char>),
    Latin(Vec<u8>),
}

/// A village that fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The village.
    pub village: VillageCode,
    /// The query is this village's whole name (with or without its county or town).
    pub exact: bool,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The best, up to the limit.
    pub hits: Vec<Hit>,
    /// How many fit in all.
    pub total: usize,
}

struct Entry {
    village: VillageCode,
    name: Name,
}

/// A town's or county's name, as people shorten it and whole: `bx` and `bxz` both find 柏香镇.
struct AreaName {
    plain: Name,
    whole: Name,
}

impl AreaName {
    fn new(plain: &str, whole: &str, readings: &Readings) -> Self {
        Self {
            plain: Name::new(plain, readings),
            whole: Name::new(whole, readings),
        }
    }

    fn find(&self, token: &Token) -> Option<Fit> {
        self.plain.find(token).or_else(|| self.whole.find(token))
    }
}

/// All names, ready to search.
pub struct VillageIndex {
    entries: Vec<Entry>,
    towns: Vec<(TownCode, AreaName)>,
    counties: Vec<(CountyCode, AreaName)>,
    /// Names of counties and towns that may stand in front of a village's, longest first.
    prefixes: Vec<Vec<char>>,
}

impl VillageIndex {
    /// Indexes every village of `divisions`.
    pub fn new(divisions: &Divisions, readings: &Readings) -> Self {
        let entries = divisions
            .villages()
            .iter()
            .map(|v| Entry {
                village: v.code,
                name: Name::new(plain_village(&v.short), readings),
            })
            .collect();
        let towns = divisions
            .towns()
            .iter()
            .map(|t| (t.code, AreaName::new(plain_town(&t.name), &t.name, readings)))
            .collect();
        let counties = divisions
            .counties()
            .iter()
            .map(|c| (c.code, AreaName::new(c.short(), &c.name, readings)))
            .collect();
        let mut prefixes: Vec<Vec<char>> = divisions
            .counties()
            .iter()
            .flat_map(|c| [c.name.as_str(), c.short()])
            .chain(divisions.towns().iter().map(|t| t.name.as_str()))
            .map(|name| name.chars().collect())
            .collect();
        prefixes.sort_unstable_by_key(|p: &Vec<char>| std::cmp::Reverse(p.len()));
        prefixes.dedup();
        Self {
            entries,
            towns,
            counties,
            prefixes,
        }
    }

    /// The villages that fit `query`, best first, at most `limit` of them; nothing for an empty query.
    pub fn search(&self, query: &str, limit: usize) -> Found {
        let tokens = self.tokens(query);
        if tokens.is_empty() {
            return Found::default();
        }
        let towns = fits(&self.towns, &tokens);
        let counties = fits(&self.counties, &tokens);
        let mut found: Vec<(u32, Hit)> = self
            .entries
            .iter()
            .filter_map(|entry| score(entry, &tokens, &towns, &counties))
            .collect();
        let total = found.len();
        let order = |a: &(u32, Hit), b: &(u32, Hit)| (a.0, a.1.village).cmp(&(b.0, b.1.village));
        if total > limit && limit > 0 {
            found.select_nth_unstable_by(limit - 1, order);
        }
        found.truncate(limit);
        found.sort_unstable_by(order);
        Found {
            hits: found.into_iter().map(|(_, hit)| hit).collect(),
            total,
        }
    }

    /// Splits at spaces and between scripts, and takes county and town names off the front of what is left.
    fn tokens(&self, query: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut run: Vec<char> = Vec::new();
        for c in query.chars().take(QUERY_MAX).chain([' ']) {
            let same_script = run
                .last()
                .is_none_or(|last| last.is_ascii_alphabetic() == c.is_ascii_alphabetic());
            if (!c.is_alphanumeric() || !same_script) && !run.is_empty() {
                self.split_run(&std::mem::take(&mut run), &mut tokens);
            }
            if c.is_alphanumeric() {
                run.push(c.to_ascii_lowercase());
            }
        }
        tokens
    }

    fn split_run(&self, run: &[char], tokens: &mut Vec<Token>) {
        if run[0].is_ascii_alphabetic() {
            tokens.push(Token::Latin(run.iter().filter_map(|c| u8::try_from(*c).ok()).collect()));
            return;
        }
        let mut rest = run;
        let taken_off = |rest: &[char]| {
            self.prefixes
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
}

type FitTable<K> = Vec<(K, Vec<Option<Fit>>)>;

fn fits<K: Copy>(names: &[(K, AreaName)], tokens: &[Token]) -> FitTable<K> {
    names
        .iter()
        .map(|(code, name)| (*code, tokens.iter().map(|t| name.find(t)).collect()))
        .collect()
}

fn fit_of<K: Ord + Copy>(table: &FitTable<K>, code: K, token: usize) -> Option<Fit> {
    let at = table.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    table[at].1[token]
}

/// Every word must fit the village, its town or its county; a word that fits the village counts most.
fn score(
    entry: &Entry,
    tokens: &[Token],
    towns: &FitTable<TownCode>,
    counties: &FitTable<CountyCode>,
) -> Option<(u32, Hit)> {
    let mut total = 0;
    let mut exact = false;
    for (i, token) in tokens.iter().enumerate() {
        let own = entry.name.find(token);
        exact |= own == Some(Fit::Exact);
        let town = || fit_of(towns, entry.village.town(), i).filter(|f| *f != Fit::Within);
        let county = || fit_of(counties, entry.village.county(), i).filter(|f| *f != Fit::Within);
        total += match own {
            Some(fit) => fit as u32 * 2,
            None => 5 + town().map(|f| f as u32).or_else(|| county().map(|f| 2 + f as u32))?,
        };
    }
    Some((
        total,
        Hit {
            village: entry.village,
            exact,
        },
    ))
}

/// 王庄村 and 王庄 count as one name.
fn plain_village(short: &str) -> &str {
    match short.strip_suffix('村') {
        Some(rest) if rest.chars().count() >= 2 => rest,
        _ => short,
    }
}

fn plain_town(name: &str) -> &str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::division::{County, Town, Village, VillageKind};

    fn index() -> VillageIndex {
        let county = |code: &str, name: &str| County {
            code: code.parse().unwrap(),
            name: name.into(),
        };
        let town = |code: &str, name: &str| Town {
            code: code.parse().unwrap(),
            name: name.into(),
        };
        let village = |code: &str, short: &str| Village {
            code: code.parse().unwrap(),
            name: format!("{short}村民委员会"),
            short: short.into(),
            kind: VillageKind::Village,
            pinyin: String::new(),
        };
        let divisions = Divisions::new(
            vec![county("410821", "修武县"), county("410882", "沁阳市")],
            vec![
                town("410821100", "城关镇"),
                town("410821101", "七贤镇"),
                town("410882103", "柏香镇"),
            ],
            vec![
                village("410821100207", "王庄"),
                village("410821100208", "东王庄"),
                village("410821101226", "王庄村"),
                village("410882103200", "柏香一街"),
                village("410882103201", "长召"),
            ],
        )
        .unwrap();
        let readings = [
            ('王', "wang"),
            ('庄', "zhuang"),
            ('东', "dong"),
            ('柏', "bai bo"),
            ('香', "xiang"),
            ('一', "yi"),
            ('街', "jie"),
            ('长', "chang zhang"),
            ('召', "zhao shao"),
            ('修', "xiu"),
            ('武', "wu"),
            ('沁', "qin"),
            ('阳', "yang"),
            ('城', "cheng"),
            ('关', "guan"),
            ('七', "qi"),
            ('贤', "xian"),
            ('镇', "zhen"),
        ];
        let readings = Readings::new(
            readings
                .into_iter()
                .map(|(c, r)| (c, r.split(' ').map(Into::into).collect::<Vec<Box<str>>>())),
        );
        VillageIndex::new(&divisions, &readings)
    }

    fn codes(query: &str) -> Vec<String> {
        index()
            .search(query, 20)
            .hits
            .into_iter()
            .map(|h| h.village.to_string())
            .collect()
    }

    #[test]
    fn a_shared_name_gives_each_village_exact_ones_first() {
        let found = index().search("王庄", 20);
        assert_eq!(codes("王庄"), ["410821100207", "410821101226", "410821100208"]);
        assert_eq!(
            found.hits.iter().map(|h| h.exact).collect::<Vec<_>>(),
            [true, true, false]
        );
    }

    #[test]
    fn polyphones_and_initials_fit() {
        assert_eq!(codes("boxiang"), ["410882103200", "410882103201"]);
        assert_eq!(codes("baixiangyijie"), ["410882103200"]);
        assert_eq!(codes("bxy"), ["410882103200"]);
        assert_eq!(codes("bxz"), ["410882103200", "410882103201"]);
        assert_eq!(codes("boxiangzhen"), codes("bxz"));
        assert_eq!(codes("zhangzhao"), ["410882103201"]);
        assert_eq!(codes("cs"), ["410882103201"]);
        assert_eq!(codes("wzh")[0], "410821100207");
        assert_eq!(codes("WangZh")[0], "410821100207");
    }

    #[test]
    fn county_and_town_narrow_it() {
        for query in ["修武 王庄", "修武县王庄村", "xiuwu wz", "修武县"] {
            assert!(codes(query).contains(&"410821100207".into()), "{query}");
        }
        assert_eq!(codes("修武县七贤镇王庄村民委员会"), ["410821101226"]);
        assert_eq!(codes("七贤 王庄"), ["410821101226"]);
        assert!(codes("沁阳 王庄").is_empty());
    }

    #[test]
    fn odd_queries_find_nothing_and_break_nothing() {
        for query in ["", "   ", "!!!", "😀", "</script>", "zzzz", &"王".repeat(10_000)] {
            assert!(codes(query).is_empty(), "{query}");
        }
        assert_eq!(index().search("王庄", 0).hits.len(), 0);
        assert_eq!(index().search("王庄", 1).total, 3);
    }
}
