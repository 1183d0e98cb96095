//! The rules of the product: no clock, randomness, I/O or async, so that one rule runs in the browser and on the server alike.

pub mod agency;
pub mod calendar;
pub mod case;
pub mod case_notice;
pub mod category;
pub mod consent;
pub mod coordinate;
pub mod depth_grid;
pub mod division;
pub mod edition;
pub mod geometry;
pub mod heating;
pub mod heating_season;
pub mod locate;
pub mod notice_text;
pub mod permission;
pub mod receipt;
pub mod routing;
pub mod tip;
pub mod village_search;
pub mod who_may_burn;
pub mod zone;
pub mod zone_difference;
pub mod zone_draft;
