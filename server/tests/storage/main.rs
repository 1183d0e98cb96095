//! Storage through its public methods: one body of tests, run on SQLite and on PostgreSQL.

mod engine;
mod filing;
mod job;
mod notice;
mod queue;
mod sample;
mod staff;
mod step;
