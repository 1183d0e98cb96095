//! The server of Jingnuan as a library, so that the program, its tests and its benchmarks share one code.

pub mod app_state;
pub mod backup_command;
pub mod blob;
pub mod block_register;
pub mod cli;
pub mod clock;
pub mod config;
pub mod evidence;
pub mod http;
pub mod jobs;
pub mod keys_command;
pub mod metrics;
pub mod offline_file;
pub mod outlet_book;
pub mod prices_command;
pub mod reference;
pub mod second_factor;
pub mod secret;
pub mod serve;
pub mod services;
pub mod staff_command;
pub mod storage;
mod text_file;
pub mod village_point;
pub mod zones_command;
