//! How the rules' types become columns and come back: instants, codes, hashes and lists.

use std::str::FromStr;

use sea_orm::Value;
use time::{Date, OffsetDateTime, macros::format_description};

use super::StorageError;

/// A SHA-256 digest, a keyed hash or a salt.
pub type Bytes32 = [u8; 32];

/// Unix milliseconds of an instant; what is finer is cut off.
pub(super) fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(i64::MAX)
}

/// The instant of Unix milliseconds, in UTC.
pub(super) fn instant(millis: i64) -> Result<OffsetDateTime, StorageError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .map_err(|_| StorageError::unreadable("an instant", millis))
}

/// As [`instant`], for a column that may be empty.
pub(super) fn instant_or_none(millis: Option<i64>) -> Result<Option<OffsetDateTime>, StorageError> {
    millis.map(instant).transpose()
}

/// A day as it is kept: such texts sort as the days do.
pub(super) fn day_text(date: Date) -> String {
    // `Date` shows itself as year, month and day with dashes.
    date.to_string()
}

/// Reads a day back.
pub(super) fn day(column: &str, text: &str) -> Result<Date, StorageError> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| StorageError::unreadable(column, text))
}

/// Reads a code back.
pub(super) fn code<T: FromStr>(column: &str, text: &str) -> Result<T, StorageError> {
    text.parse().map_err(|_| StorageError::unreadable(column, text))
}

/// Reads a number back that a narrower or checked type holds.
pub(super) fn number<T: TryFrom<N>, N: Copy + std::fmt::Display>(column: &str, number: N) -> Result<T, StorageError> {
    T::try_from(number).map_err(|_| StorageError::unreadable(column, number))
}

/// Reads a hash back.
pub(super) fn bytes32(column: &str, bytes: &[u8]) -> Result<Bytes32, StorageError> {
    bytes
        .try_into()
        .map_err(|_| StorageError::unreadable(column, format_args!("{} bytes", bytes.len())))
}

/// JSON as text.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError::unreadable("JSON", error))
}

/// Reads JSON back.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(column: &str, text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::unreadable(column, error))
}

/// A text parameter.
pub(super) fn text(value: impl Into<String>) -> Value {
    Value::String(Some(value.into()))
}

/// A text parameter that may be empty.
pub(super) fn text_or_none(value: Option<String>) -> Value {
    Value::String(value)
}

/// A whole-number parameter.
pub(super) fn whole(value: i64) -> Value {
    Value::BigInt(Some(value))
}

/// A whole-number parameter that may be empty.
pub(super) fn whole_or_none(value: Option<i64>) -> Value {
    Value::BigInt(value)
}

/// A parameter of bytes that may be empty.
pub(super) fn bytes_or_none(value: Option<Vec<u8>>) -> Value {
    Value::Bytes(value)
}

/// A parameter of bytes.
pub(super) fn bytes(value: &[u8]) -> Value {
    Value::Bytes(Some(value.to_vec()))
}
