//! The staff workbench: dense, keyboard-driven, whole without scripts.

mod case_action;
mod case_company;
mod case_reward;
mod case_trail;
mod deadline;
mod field;
mod notice_preview;
mod zone_review;
mod zone_scope;

pub mod case;
pub mod counter;
pub mod error;
pub mod evidence;
pub mod frame;
pub mod holds;
pub mod notice_desk;
pub mod notices;
pub mod outlet_desk;
pub mod outlets;
pub mod price_desk;
mod price_review;
pub mod prices;
pub mod queue;
pub mod second_factor;
pub mod sign_in;
pub mod trails;
pub mod villages;
pub mod zone_desk;
pub mod zones;

#[cfg(test)]
mod tests;
