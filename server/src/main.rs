//! The program `jingnuan`.

fn main() {}
