//! `[abuse]`: limits per client address; generous, because a whole village may share one.

use super::{reader::Section, value::words};

/// Whether limits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limits {
    On,
    Off,
}

words!(Limits { On = "on", Off = "off" });

/// Limits per client address.
#[derive(Debug, Clone)]
pub struct AbuseConfig {
    limits: Limits,
    /// Tips sent in a minute.
    pub tips_per_minute: u32,
    /// Photo uploads begun in a minute.
    pub uploads_per_minute: u32,
    /// Receipts looked up in a minute.
    pub receipts_per_minute: u32,
    /// Sign-ins tried in a minute.
    pub sign_ins_per_minute: u32,
}

impl AbuseConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            limits: section.get("limits", Limits::On),
            tips_per_minute: section.number("tips_per_minute", 20, 1..=100_000),
            uploads_per_minute: section.number("uploads_per_minute", 120, 1..=100_000),
            receipts_per_minute: section.number("receipts_per_minute", 30, 1..=100_000),
            sign_ins_per_minute: section.number("sign_ins_per_minute", 20, 1..=100_000),
        }
    }

    /// Whether all limits are lifted, for load tests.
    pub fn limits_off(&self) -> bool {
        self.limits == Limits::Off
    }
}
