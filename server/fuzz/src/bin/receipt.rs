//! Any text as a receipt, a challenge's answer, a form's time of opening or a device's token.
#![no_main]

use app::domain::{challenge::is_solved, receipt::Receipt};
use jingnuan::secret::Secret;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(receipt) = text.parse::<Receipt>() {
        assert!(receipt.digits().len() == 16 && receipt.digits().bytes().all(|b| b.is_ascii_digit()));
    }
    let secret = Secret::from_bytes([7; 32]);
    let now = time::macros::datetime!(2026-11-23 10:00 +8);
    let _ = is_solved(text, 1);
    assert!(!secret.is_challenge_solved(text, "key", 1, now));
    assert_eq!(secret.form_opened(text, "key"), None);
    assert_eq!(secret.device(text), None);
    assert!(!secret.is_form_key(text));
});
