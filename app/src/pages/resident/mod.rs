//! The public pages, one file each; each turns what it shows into a [`crate::shell::Page`].

pub mod check;
pub mod error;
pub mod follow;
mod follow_act;
pub mod guide;
pub mod guides;
pub mod heating;
pub mod home;
pub mod kept;
pub mod map;
pub mod meaning;
pub mod notice;
pub mod notices;
pub mod offline;
pub mod place;
pub mod receipt_ask;
pub mod receipt_issued;
pub mod report_choice;
mod report_field;
pub mod report_form;
mod report_identity;
pub mod report_proposal;
mod report_sighting;
pub mod sitemap;
pub mod village;
pub mod zone_history;
pub mod zone_notices;
