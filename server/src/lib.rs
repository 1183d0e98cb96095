//! Scratch.
pub mod storage;
