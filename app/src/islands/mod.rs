//! The interactive pieces: all that becomes WASM.
