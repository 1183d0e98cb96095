//! Server-rendered building blocks of the pages.

pub mod burn_table;
pub mod button;
pub mod drawing;
pub mod error_summary;
pub mod field;
pub mod link;
pub mod notice_row;
pub mod outlet_card;
pub mod plate;
pub mod ridge;
pub mod season;
pub mod status;
pub mod steps;
pub mod tag;
pub mod textarea;
pub mod village_search_form;
