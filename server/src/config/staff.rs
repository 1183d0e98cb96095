//! `[staff]`: how long staff stay signed in, when an account locks, and whether they give codes.

use super::{reader::Section, value::words};

/// Whether staff give a code from an app on their phone after the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotpRule {
    /// Never.
    Off,
    /// Who set it up does.
    Optional,
    /// Everybody does: who has not set it up can do nothing else.
    Required,
}

words!(TotpRule { Off = "off", Optional = "optional", Required = "required" });

/// How long staff stay signed in, and when an account locks.
#[derive(Debug, Clone)]
pub struct StaffConfig {
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: i64,
    /// Minutes after which it ends in any case.
    pub session_absolute_minutes: i64,
    /// Wrong passwords in a row that lock an account.
    pub lockout_attempts: u32,
    /// Minutes for which it stays locked.
    pub lockout_minutes: i64,
    /// Codes after the password; unset: required, and optional in demonstrations.
    pub totp: Option<TotpRule>,
}

impl StaffConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            session_idle_minutes: section.number("session_idle_minutes", 30, 1..=1_440).into(),
            session_absolute_minutes: section.number("session_absolute_minutes", 720, 1..=10_080).into(),
            lockout_attempts: section.number("lockout_attempts", 5, 1..=100),
            lockout_minutes: section.number("lockout_minutes", 15, 1..=1_440).into(),
            totp: section.optional("totp"),
        }
    }
}
