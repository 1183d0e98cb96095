//! Use cases as verbs: each opens its transaction, decides, and stores.

pub mod advance_case;
pub mod decide_hold;
pub mod draw_map;
pub mod explain_village;
pub mod find_receipt;
pub mod follow_tip;
pub mod keep_outlets;
pub mod keep_refused;
pub mod keep_scan;
pub mod manage_account;
pub mod publish_notice;
pub mod publish_price;
pub mod publish_zone;
pub mod read_price;
pub mod read_queue;
pub mod read_ring;
pub mod read_zone;
pub mod receive_upload;
pub mod record_village_point;
pub mod reload_prices;
pub mod reload_zones;
pub mod screen_tip;
pub mod show_map;
pub mod sign_in;
pub mod submit_tip;
