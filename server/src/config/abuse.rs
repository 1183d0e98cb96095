//! `[abuse]`: limits on how fast things may come; generous, because a whole village may share one address.

use app::domain::flood::FloodRules;

use super::{reader::Section, value::words};

/// Whether limits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limits {
    On,
    Off,
}

words!(Limits { On = "on", Off = "off" });

/// Limits, and what is too fast to be believed.
#[derive(Debug, Clone)]
pub struct AbuseConfig {
    limits: Limits,
    /// Tips sent from one address in a minute; beyond that they are refused for a while.
    pub tips_per_minute: u32,
    /// The same from one device.
    pub device_tips_per_minute: u32,
    /// Photo uploads begun in a minute.
    pub uploads_per_minute: u32,
    /// Megabytes of photos announced in an hour.
    pub upload_megabytes_per_hour: u32,
    /// Receipts in a minute that do not exist, and deeds done with those that do.
    pub receipts_per_minute: u32,
    /// Sign-ins tried in a minute.
    pub sign_ins_per_minute: u32,
    /// Beyond these, tips are stored and held for a person to look at.
    pub hold: FloodRules,
}

impl AbuseConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        let most = 1..=1_000_000;
        Self {
            limits: section.get("limits", Limits::On),
            tips_per_minute: section.number("tips_per_minute", 120, 1..=100_000),
            device_tips_per_minute: section.number("device_tips_per_minute", 12, 1..=100_000),
            uploads_per_minute: section.number("uploads_per_minute", 120, 1..=100_000),
            upload_megabytes_per_hour: section.number("upload_megabytes_per_hour", 3_072, 20..=100_000),
            receipts_per_minute: section.number("receipts_per_minute", 30, 1..=100_000),
            sign_ins_per_minute: section.number("sign_ins_per_minute", 20, 1..=100_000),
            hold: FloodRules {
                address_per_minute: section.number("hold_address_per_minute", 60, most.clone()),
                address_per_hour: section.number("hold_address_per_hour", 1_200, most.clone()),
                device_per_minute: section.number("hold_device_per_minute", 6, most.clone()),
                place_per_minute: section.number("hold_place_per_minute", 60, most.clone()),
                place_per_hour: section.number("hold_place_per_hour", 600, most.clone()),
                city_per_minute: section.number("hold_city_per_minute", 120, most.clone()),
                city_per_hour: section.number("hold_city_per_hour", 3_000, most.clone()),
                words_per_minute: section.number("hold_same_words_per_minute", 20, most),
            },
        }
    }

    /// Whether all limits are lifted, for load tests.
    pub fn limits_off(&self) -> bool {
        self.limits == Limits::Off
    }
}
