//! Evidence: photos that come with a tip, from the bytes as sent to the copies that are shown.

pub mod photo;
