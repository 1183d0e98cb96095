//! What is received as evidence: photos decoded strictly, copies as received sealed, times signed.

pub mod checkpoint;
pub mod cover;
pub mod detail;
pub mod erasure;
mod filed;
pub mod history_line;
pub mod package;
pub mod photo;
pub mod piece;
pub mod received;
pub mod spooled_photo;
pub mod stamp;
pub mod vault;
