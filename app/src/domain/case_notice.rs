//! A published, redacted result (案例通报), by 市场监管行政处罚信息公示规定 article 4.

use std::{ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};
use time::Date;

use super::case::UnknownCode;

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Being written.
    Draft,
    /// Waiting for a second person.
    Proposed,
    /// Public.
    Published,
    /// Taken down.
    Withdrawn,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Proposed, Self::Published, Self::Withdrawn];

    /// The code used in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Proposed => "待审核",
            Self::Published => "已发布",
            Self::Withdrawn => "已撤下",
        }
    }
}

impl FromStr for NoticeState {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|s| s.code() == code).ok_or(UnknownCode)
    }
}

/// The fields of a notice, checked and redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeContent {
    /// Its headline, which is also its share title.
    pub title: String,
    /// What happened, in plain words; also its share summary.
    pub summary: String,
    /// The decision's number (文书号).
    pub document_number: String,
    /// The party: companies by full name, persons as 某某.
    pub party: String,
    /// What was violated.
    pub violation: String,
    /// What was imposed.
    pub penalty: String,
    /// The law it rests on.
    pub legal_basis: String,
    /// The authority that decided.
    pub authority: String,
    /// The day of the decision.
    pub decided_on: Date,
}

/// Something that identifies a person or vehicle and must be redacted before approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// What it looks like.
    pub kind: IdentifierKind,
}

/// What a piece of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierKind {
    /// 身份证号.
    IdNumber,
    /// A telephone number.
    Phone,
    /// A number plate.
    Plate,
}

impl IdentifierKind {
    /// What staff call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::IdNumber => "身份证号",
            Self::Phone => "电话号码",
            Self::Plate => "车牌号",
        }
    }
}

/// Number plates begin with a province's sign.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新";

/// Finds what must not be published: long runs of digits and number plates.
pub fn find_identifiers(text: &str) -> Vec<Identifier> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |i: usize| chars.get(i).map_or(text.len(), |(at, _)| *at);
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let run = chars[i..].iter().take_while(|(_, c)| c.is_ascii_digit()).count();
        if run >= 7 {
            let with_check = run + usize::from(matches!(chars.get(i + run), Some((_, 'X' | 'x'))));
            let kind = if with_check == 18 {
                IdentifierKind::IdNumber
            } else {
                IdentifierKind::Phone
            };
            let length = if with_check == 18 { with_check } else { run };
            found.push(Identifier {
                at: chars[i].0..end_of(i + length),
                kind,
            });
            i += length;
        } else if run > 0 {
            i += run;
        } else if let Some(length) = plate_length(&chars[i..]) {
            found.push(Identifier {
                at: chars[i].0..end_of(i + length),
                kind: IdentifierKind::Plate,
            });
            i += length;
        } else {
            i += 1;
        }
    }
    found
}

/// 豫H12345, 豫H·12345, 豫HD12345: a province, a letter, then five or six letters or digits.
fn plate_length(chars: &[(usize, char)]) -> Option<usize> {
    let (_, province) = chars.first()?;
    let (_, letter) = chars.get(1)?;
    if !PROVINCES.contains(*province) || !letter.is_ascii_uppercase() {
        return None;
    }
    let gap = usize::from(matches!(chars.get(2), Some((_, '·' | '-' | ' '))));
    let rest = chars[2 + gap..]
        .iter()
        .take_while(|(_, c)| c.is_ascii_alphanumeric())
        .count();
    (5..=6).contains(&rest).then_some(2 + gap + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_someone_is_found() {
        let text = "王某驾驶豫H·3A521，电话13812345678，身份证41082119800101123X，罚款4800元";
        let found: Vec<_> = find_identifiers(text)
            .into_iter()
            .map(|f| (&text[f.at], f.kind))
            .collect();
        assert_eq!(
            found,
            [
                ("豫H·3A521", IdentifierKind::Plate),
                ("13812345678", IdentifierKind::Phone),
                ("41082119800101123X", IdentifierKind::IdNumber),
            ]
        );
    }

    #[test]
    fn sums_dates_and_document_numbers_stay() {
        assert!(find_identifiers("罚款 4800 元，2026年11月23日，焦交罚〔2026〕12号，没收 3 吨").is_empty());
    }
}
