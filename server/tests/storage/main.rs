//! Storage through its public methods: one body of tests, run on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

mod backup;
mod checkpoint;
mod edition;
mod engine;
mod erasure;
mod evidence;
mod filing;
mod follow;
mod hold;
mod job;
mod notice;
mod outlet;
#[path = "../shared/postgres.rs"]
mod postgres;
mod queue;
mod sample;
mod staff;
mod step;
mod upload;
mod village_point;
