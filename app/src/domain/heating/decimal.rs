//! Exact numbers: money in whole fen, quantities and prices with a fixed number of decimals. No floating point.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is no number that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedDecimal {
    /// Neither digits nor a point.
    #[error("要写数字，如 1120 或 0.56")]
    NotANumber,
    /// More decimals than are kept.
    #[error("小数点后最多 {0} 位")]
    TooFine(u32),
    /// Beyond anything a household could mean.
    #[error("数太大了")]
    TooLarge,
}

/// Largest number of whole units in any decimal: a thousand times what a household could use.
const LARGEST: i64 = 1_000_000_000;

/// Reads `-12.345` as a count of `10^-digits`.
fn parse(text: &str, digits: u32) -> Result<i64, MalformedDecimal> {
    let (negative, number) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let point_alone = number.contains('.') && fraction.is_empty();
    if whole.is_empty() || point_alone || !all_digits(whole) || !all_digits(fraction) {
        return Err(MalformedDecimal::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > digits as usize {
        return Err(MalformedDecimal::TooFine(digits));
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 10 {
        return Err(MalformedDecimal::TooLarge);
    }
    let mut count = 0_i64;
    for digit in whole.bytes().chain(fraction.bytes()) {
        count = count * 10 + i64::from(digit - b'0');
    }
    let missing = digits.saturating_sub(u32::try_from(fraction.len()).unwrap_or(digits));
    count *= 10_i64.pow(missing);
    if count > LARGEST * 10_i64.pow(digits) {
        return Err(MalformedDecimal::TooLarge);
    }
    Ok(if negative { -count } else { count })
}

/// Writes a count of `10^-digits` without needless zeros.
fn write(count: i64, digits: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let unit = 10_u64.pow(digits);
    let (whole, mut fraction) = (count.unsigned_abs() / unit, count.unsigned_abs() % unit);
    let sign = if count < 0 { "-" } else { "" };
    if fraction == 0 {
        return write!(f, "{sign}{whole}");
    }
    let mut width = digits as usize;
    while fraction % 10 == 0 {
        fraction /= 10;
        width -= 1;
    }
    write!(f, "{sign}{whole}.{fraction:0width$}")
}

macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident, $digits:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);
            /// One.
            pub const ONE: Self = Self(10_i64.pow($digits));

            /// From a count of the smallest step that is kept.
            pub const fn from_steps(steps: i64) -> Self {
                Self(steps)
            }

            /// The count of the smallest step.
            pub const fn steps(self) -> i64 {
                self.0
            }

            /// More than nothing.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }
        }

        impl FromStr for $name {
            type Err = MalformedDecimal;
            fn from_str(text: &str) -> Result<Self, MalformedDecimal> {
                parse(text, $digits).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(self.0, $digits, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

decimal!(
    /// An amount of anything metered: kilowatt-hours, cubic metres, tonnes, square metres, degrees; three decimals.
    Quantity, 3
);
decimal!(
    /// Yuan for one unit, or added to it; four decimals.
    UnitPrice, 4
);
decimal!(
    /// A part of the whole, 0 to 1; four decimals.
    Share, 4
);

impl Add for Quantity {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Quantity {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Quantity {
    /// With groups of three: 1,120.5.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (_, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = grouped(self.0.unsigned_abs() / Self::ONE.0.unsigned_abs());
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

impl Share {
    /// In per cent: 20, 12.5.
    pub fn percent(self) -> String {
        Quantity(self.0 * 10).to_string()
    }
}

/// Money in whole fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads yuan with at most two decimals.
    ///
    /// # Errors
    /// [`MalformedDecimal`].
    pub fn from_yuan(text: &str) -> Result<Self, MalformedDecimal> {
        parse(text, 2).map(Self)
    }

    /// Yuan with both decimals and groups of three: 1,164.00.
    pub fn yuan(self) -> String {
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{rest:02}", grouped(whole))
    }

    /// Whole yuan, for reading at a glance: 1,164.
    pub fn about(self) -> String {
        let whole = (self.0.unsigned_abs() + 50) / 100;
        let sign = if self.0 < 0 && whole > 0 { "-" } else { "" };
        format!("{sign}{}", grouped(whole))
    }
}

/// 1164 as 1,164.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// Writes an amount of money in files as yuan: `cap = "2000"`.
pub mod in_yuan {
    use super::{Deserialize, Deserializer, Fen, Serializer, UnitPrice};

    /// Yuan as text.
    ///
    /// # Errors
    /// The format's own.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub fn serialize<S: Serializer>(fen: &Option<Fen>, serializer: S) -> Result<S::Ok, S::Error> {
        match fen {
            Some(fen) => serializer.collect_str(&UnitPrice::from_steps(fen.0 * 100)),
            None => serializer.serialize_none(),
        }
    }

    /// From yuan as text.
    ///
    /// # Errors
    /// When it is no amount of yuan.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Fen::from_yuan(&text))
            .transpose()
            .map_err(serde::de::Error::custom)
    }
}

/// Money not yet rounded, in 10⁻¹¹ yuan: a quantity times a share times a price has no finer part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Exact(i128);

/// Steps of [`Exact`] in one fen.
const FEN: i128 = 1_000_000_000;

impl Exact {
    /// A quantity at a price.
    pub fn of(quantity: Quantity, price: UnitPrice) -> Self {
        Self::of_share(quantity, Share::ONE, price)
    }

    /// A part of a quantity at a price.
    pub fn of_share(quantity: Quantity, share: Share, price: UnitPrice) -> Self {
        Self(i128::from(quantity.0) * i128::from(share.0) * i128::from(price.0))
    }

    /// A part of an amount of money.
    pub fn part(money: Fen, share: Share) -> Self {
        Self(i128::from(money.0) * i128::from(share.0) * (FEN / i128::from(Share::ONE.0)))
    }

    /// Rounded half away from nothing, as accounts are.
    pub fn round(self) -> Fen {
        let half = if self.0 < 0 { -FEN / 2 } else { FEN / 2 };
        Fen(i64::try_from((self.0 + half) / FEN).unwrap_or(i64::MAX))
    }
}

impl From<Fen> for Exact {
    fn from(fen: Fen) -> Self {
        Self(i128::from(fen.0) * FEN)
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// `of` in equal parts, the first `parts` of `all`, rounded down; parts taken one after another sum to the whole.
pub fn portion(of: Quantity, parts: i64, all: i64) -> Quantity {
    let whole = i128::from(of.0) * i128::from(parts) / i128::from(all.max(1));
    Quantity(i64::try_from(whole).unwrap_or(of.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_read_and_write_exactly() {
        for (text, steps, written) in [
            ("0", 0, "0"),
            ("1120", 1_120_000, "1120"),
            ("0.5", 500, "0.5"),
            ("007.250", 7_250, "7.25"),
            ("-0.003", -3, "-0.003"),
            ("1.000000", 1_000, "1"),
        ] {
            let read: Quantity = text.parse().unwrap();
            assert_eq!((read.steps(), read.to_string().as_str()), (steps, written), "{text}");
        }
        assert_eq!("0.56".parse::<UnitPrice>().unwrap().steps(), 5_600);
        assert_eq!("0.2".parse::<Share>().unwrap().percent(), "20");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        use MalformedDecimal::{NotANumber, TooFine, TooLarge};
        for (text, expected) in [
            ("", NotANumber),
            ("-", NotANumber),
            (".5", NotANumber),
            ("5.", NotANumber),
            ("1e3", NotANumber),
            ("NaN", NotANumber),
            ("inf", NotANumber),
            ("+1", NotANumber),
            ("１２", NotANumber),
            ("1,120", NotANumber),
            ("--1", NotANumber),
            ("0.0001", TooFine(3)),
            ("1000000001", TooLarge),
            ("99999999999999999999999", TooLarge),
        ] {
            assert_eq!(text.parse::<Quantity>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn money_rounds_half_up_and_reads_well() {
        let exact = |quantity: &str, price: &str| Exact::of(quantity.parse().unwrap(), price.parse().unwrap());
        for (quantity, price, fen) in [
            ("1120", "0.56", 62_720),
            ("0.5", "0.01", 1),
            ("0.499", "0.01", 0),
            ("0.5", "-0.01", -1),
            ("0", "0.56", 0),
        ] {
            assert_eq!(exact(quantity, price).round(), Fen(fen), "{quantity} × {price}");
        }
        assert_eq!(Fen(116_400).yuan(), "1,164.00");
        assert_eq!(Fen(-5).yuan(), "-0.05");
        assert_eq!(Fen(116_450).about(), "1,165");
        assert_eq!(Fen::from_yuan("2000"), Ok(Fen(200_000)));
    }

    proptest! {
        #[test]
        fn a_number_survives_being_written(steps in -1_000_000_000_000_i64..=1_000_000_000_000) {
            let quantity = Quantity::from_steps(steps);
            prop_assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
        }

        #[test]
        fn portions_one_after_another_make_the_whole(steps in 0_i64..=1_000_000_000, all in 1_i64..1_000, cut in 0_i64..1_000) {
            let (whole, cut) = (Quantity::from_steps(steps), cut.min(all));
            let first = portion(whole, cut, all);
            let rest = portion(whole, all, all) - first;
            prop_assert_eq!(first + rest, whole);
            prop_assert!(first.steps() >= 0 && rest.steps() >= 0);
        }
    }
}
