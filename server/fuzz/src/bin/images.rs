//! Any bytes as a photo: JPEG, PNG, WebP.
#![no_main]

use std::time::Duration;

use jingnuan::evidence::photo::{PhotoLimits, process};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = PhotoLimits {
        jpeg_pixels: 1_000_000,
        other_pixels: 1_000_000,
        time: Duration::from_secs(5),
        ..PhotoLimits::default()
    };
    if let Ok(photo) = process(bytes, &limits) {
        // What we made, we can read again.
        assert!(process(&photo.copy.bytes, &limits).is_ok());
    }
});
