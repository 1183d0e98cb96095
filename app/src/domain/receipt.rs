//! The receipt (查询码): sixteen digits, the only key to an anonymous tip.

use std::{fmt, str::FromStr};

/// Sixteen digits. Prints only through [`Receipt::digits`], so that no log line shows one by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(String);

/// Not sixteen digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("查询码是 16 位数字，请再看一下")]
pub struct MalformedReceipt;

/// How many digits a receipt has.
pub const RECEIPT_DIGITS: usize = 16;

impl Receipt {
    /// The receipt with this number: its last sixteen decimal digits, zeros in front.
    pub fn from_number(number: u64) -> Self {
        Self(format!("{:016}", number % 10_000_000_000_000_000))
    }

    /// The digits alone, for hashing and for the one page that shows them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Four groups of four.
    pub fn groups(&self) -> [&str; 4] {
        [&self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..]]
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(…)")
    }
}

impl FromStr for Receipt {
    type Err = MalformedReceipt;

    /// Accepts what people type and paste: spaces, dashes and full-width digits.
    fn from_str(text: &str) -> Result<Self, MalformedReceipt> {
        if text.len() > 200 {
            return Err(MalformedReceipt);
        }
        let mut digits = String::with_capacity(RECEIPT_DIGITS);
        for c in text.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(
                    b'0' + u8::try_from(c as u32 - '０' as u32).map_err(|_| MalformedReceipt)?,
                )),
                ' ' | '\u{a0}' | '\u{3000}' | '-' | '－' | '·' | '\t' | '\n' | '\r' => {}
                _ => return Err(MalformedReceipt),
            }
        }
        if digits.len() == RECEIPT_DIGITS {
            Ok(Self(digits))
        } else {
            Err(MalformedReceipt)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_it_in_many_ways() {
        for text in [
            "5083194722607718",
            "5083 1947 2260 7718",
            " 5083-1947-2260-7718\n",
            "５０８３ 1947 2260 7718",
        ] {
            assert_eq!(text.parse::<Receipt>().unwrap().digits(), "5083194722607718");
        }
        for text in ["", "508319472260771", "50831947226077181", "5083194722607718a"] {
            assert_eq!(text.parse::<Receipt>(), Err(MalformedReceipt));
        }
    }

    #[test]
    fn it_never_prints_itself() {
        assert_eq!(format!("{:?}", Receipt::from_number(42)), "Receipt(…)");
        assert_eq!(Receipt::from_number(42).groups(), ["0000", "0000", "0000", "0042"]);
    }
}
