//! Both sites through their routers: what is refused, what is accepted, who sees what.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

mod abuse;
mod bad_input;
mod bucket;
mod challenge;
mod clock;
mod counter;
mod database;
mod drill;
mod evidence;
mod filing;
mod follow;
mod heating;
mod interrupted;
mod join_flood;
mod leak;
mod limits;
mod map;
mod meaning;
mod metrics;
mod offline;
mod outlets;
mod photo;
mod picture;
#[path = "../shared/postgres.rs"]
mod postgres;
mod price;
mod program;
mod proof;
mod rewrap;
mod role;
mod second_factor;
mod site;
mod staff;
mod store;
mod tips;
mod trail;
mod upload;
mod zone;
