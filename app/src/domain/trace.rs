//! What the same vendor leaves in several tips: a plate, a telephone number, an account, a link, a photo; each in one form.

use std::{collections::BTreeSet, str::FromStr};

use super::{
    case::UnknownCode,
    case_notice::{IdentifierKind, find_identifiers},
    category::{CategoryGuide, Identifies, Question},
    tip::Tip,
};

/// Most traces kept of one tip.
const TRACES_MAX: usize = 20;

/// What kind of trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TraceKind {
    /// A number plate.
    Plate,
    /// A telephone number.
    Phone,
    /// An account of a platform.
    Account,
    /// A link.
    Link,
    /// The same picture file.
    Photo,
    /// The same file picked on the phone, however it was compressed before sending.
    Original,
    /// A picture that looks the same.
    Alike,
}

impl TraceKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Plate,
        Self::Phone,
        Self::Account,
        Self::Link,
        Self::Photo,
        Self::Original,
        Self::Alike,
    ];

    /// The code used in storage and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Plate => "plate",
            Self::Phone => "phone",
            Self::Account => "account",
            Self::Link => "link",
            Self::Photo => "photo",
            Self::Original => "original",
            Self::Alike => "alike",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Plate => "同一车牌",
            Self::Phone => "同一电话",
            Self::Account => "同一账号",
            Self::Link => "同一链接",
            Self::Photo => "同一张照片",
            Self::Original => "手机里同一张原图",
            Self::Alike => "看着是同一张照片",
        }
    }

    /// Whether its value says anything to people; those of photos are hashes.
    pub const fn is_readable(self) -> bool {
        !matches!(self, Self::Photo | Self::Original | Self::Alike)
    }
}

impl FromStr for TraceKind {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|k| k.code() == code).ok_or(UnknownCode)
    }
}

/// One trace in its one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trace {
    /// What kind.
    pub kind: TraceKind,
    /// Its normal form.
    pub value: String,
}

/// Every trace in what a tip says: its words, places and answers, and what is said of its photos; photos themselves are
/// added where their hashes are known. `guide` tells which answer is an account's name.
pub fn traces<'a>(
    tip: &'a Tip,
    guide: Option<&CategoryGuide>,
    captions: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<Trace> {
    let mut found = BTreeSet::new();
    let sightings = tip.sightings.iter().flat_map(|seen| [&seen.place, &seen.when]);
    let words = [&tip.text, &tip.place_text].into_iter().chain(tip.answers.values());
    for text in words.chain(sightings).map(String::as_str).chain(captions) {
        found.extend(traces_in(text));
    }
    let names_account = |question: &&Question| question.identifies == Some(Identifies::Account);
    for question in guide.iter().flat_map(|guide| &guide.questions).filter(names_account) {
        found.extend(tip.answers.get(&question.id).and_then(|answer| account(answer)));
    }
    found.into_iter().take(TRACES_MAX).collect()
}

/// Plates, telephone numbers and links in a text.
pub fn traces_in(text: &str) -> BTreeSet<Trace> {
    let plain: String = text.chars().map(half_width).collect();
    let mut found: BTreeSet<Trace> = links(&plain).collect();
    // A number inside a link is the link's.
    let rest = without_links(&plain);
    let capital = rest.to_uppercase();
    let joined = joined_digits(&capital);
    for identifier in find_identifiers(&joined) {
        let value = &joined[identifier.at];
        match identifier.kind {
            IdentifierKind::Plate => {
                let value = value.chars().filter(|c| c.is_alphanumeric()).collect();
                found.insert(Trace {
                    kind: TraceKind::Plate,
                    value,
                });
            }
            IdentifierKind::Phone => found.extend(phone(value)),
            IdentifierKind::IdNumber => {}
        }
    }
    found
}

/// Full-width letters, digits and signs as plain ones.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '—' | '–' => '-',
        other => other,
    }
}

/// 138-1234-5678 and 138 1234 5678 as one run of digits.
fn joined_digits(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    chars
        .iter()
        .enumerate()
        .filter(|(at, c)| !(matches!(c, '-' | ' ') && *at > 0 && digit(at - 1) && digit(at + 1)))
        .map(|(_, c)| *c)
        .collect()
}

/// A mobile number, or one with its area code; dates and sums that happen to be long are none.
fn phone(digits: &str) -> Option<Trace> {
    let digits = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(digits);
    let mobile =
        digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10") && !digits.starts_with("12");
    let fixed = (11..=12).contains(&digits.len()) && digits.starts_with('0');
    let service = digits.len() == 10 && digits.starts_with("400");
    (mobile || fixed || service).then(|| Trace {
        kind: TraceKind::Phone,
        value: digits.to_owned(),
    })
}

/// An account's name without the words around it: `抖音号：Mei_Laoban 8` and `@mei_laoban8` are one.
fn account(answer: &str) -> Option<Trace> {
    let plain: String = answer.chars().map(half_width).collect();
    if !traces_in(&plain).is_empty() {
        // A number or link given as the account is that number or link.
        return None;
    }
    let name = plain.rsplit([':', '@']).next().unwrap_or_default();
    let value: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (value.chars().count() >= 3).then_some(Trace {
        kind: TraceKind::Account,
        value,
    })
}

/// Where links stand in a text.
fn link_ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for start in ["http://", "https://", "www."] {
        for (at, _) in text.match_indices(start) {
            let ends = |c: char| !c.is_ascii() || c.is_whitespace() || "\"'<>(),;".contains(c);
            let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
            if !found.iter().any(|other| other.contains(&at)) {
                found.push(at..end);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

fn without_links(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for range in link_ranges(text) {
        if range.start >= from {
            rest.push_str(&text[from..range.start]);
            rest.push(' ');
            from = range.end;
        }
    }
    rest.push_str(&text[from..]);
    rest
}

fn links(text: &str) -> impl Iterator<Item = Trace> {
    link_ranges(text).into_iter().filter_map(|range| link(&text[range]))
}

/// Host in small letters and path; without scheme, `www.`, what trackers add, and the last slash.
fn link(raw: &str) -> Option<Trace> {
    let rest = raw.split_once("://").map_or(raw, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).trim_end_matches('.');
    let path = path.trim_end_matches(['/', '.']);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("utm_") && !pair.starts_with("share_"))
        .collect();
    // A bare host is a platform, not a vendor.
    if !host.contains('.') || (path.is_empty() && kept.is_empty()) {
        return None;
    }
    let query = if kept.is_empty() {
        String::new()
    } else {
        format!("?{}", kept.join("&"))
    };
    Some(Trace {
        kind: TraceKind::Link,
        value: format!("{host}/{path}{query}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(TraceKind, String)> {
        traces_in(text).into_iter().map(|t| (t.kind, t.value)).collect()
    }

    #[test]
    fn one_thing_written_in_many_ways_is_one_trace() {
        for text in ["豫H3A521", "豫h·3a521", "豫Ｈ－３Ａ５２１", "车牌豫H 3A521，蓝色"] {
            assert_eq!(found(text), [(TraceKind::Plate, "豫H3A521".to_owned())], "{text}");
        }
        for text in [
            "13812345678",
            "138-1234-5678",
            "电话：１３８ 1234 5678",
            "+8613812345678",
        ] {
            assert_eq!(found(text), [(TraceKind::Phone, "13812345678".to_owned())], "{text}");
        }
        for text in [
            "https://v.example.com/AbC9/",
            "看这个 http://www.V.example.com/AbC9?utm_source=x#top，天天发",
            "www.v.example.com/AbC9",
        ] {
            assert_eq!(
                found(text),
                [(TraceKind::Link, "v.example.com/AbC9".to_owned())],
                "{text}"
            );
        }
        assert_eq!(found("0391-1234567"), [(TraceKind::Phone, "03911234567".to_owned())]);
    }

    #[test]
    fn dates_sums_parts_of_plates_and_platforms_are_no_traces() {
        for text in [
            "2026-11-23 来过",
            "罚 4800000 元",
            "后三位 521",
            "https://www.example.com",
            "41082119800101123X",
            "https://v.example.com/v13812345678",
        ] {
            assert!(
                found(text).iter().all(|(kind, _)| *kind == TraceKind::Link),
                "{text}: {:?}",
                found(text)
            );
        }
        assert!(found("https://www.example.com").is_empty());
    }

    #[test]
    fn an_account_is_its_name() {
        let of = |answer: &str| account(answer).map(|t| t.value);
        for answer in ["@Mei_Laoban8", "抖音号：mei_laoban8", "mei_laoban 8"] {
            assert_eq!(of(answer).as_deref(), Some("mei_laoban8"), "{answer}");
        }
        assert_eq!(of("13812345678"), None, "a number is a number");
        assert_eq!(of("ab"), None);
    }

    #[test]
    fn every_word_of_a_tip_is_read() {
        use crate::domain::{category::Category, tip::Sighting};
        let plate = |last: u32| format!("豫H3A52{last}");
        let tip = Tip {
            category: Category::MobileVendor,
            village: None,
            place_text: format!("桥头，{}", plate(1)),
            position: None,
            happened: None,
            answers: [("plate_or_phone".to_owned(), plate(2))].into(),
            text: plate(3),
            sightings: vec![Sighting {
                place: plate(4),
                when: format!("昨天 {}", plate(5)),
            }],
        };
        let found: Vec<String> = traces(&tip, None, [plate(6).as_str()])
            .into_iter()
            .map(|t| t.value)
            .collect();
        assert_eq!(found, [1, 2, 3, 4, 5, 6].map(plate));
    }

    #[test]
    fn kinds_read_back() {
        for kind in TraceKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
        }
    }
}
