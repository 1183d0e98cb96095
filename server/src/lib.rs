//! The server of Jingnuan as a library, so that the program, its integration tests and its benchmarks share one code.

pub mod storage;
