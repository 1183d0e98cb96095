//! `[photos]`: how large photos may be and how many are worked on at once.

use std::time::Duration;

use super::reader::Section;
use crate::evidence::photo::{PhotoLimits, PoolLimits};

const MEGA: usize = 1024 * 1024;

/// Bounds on photos.
#[derive(Debug, Clone)]
pub struct PhotosConfig {
    limits: PhotoLimits,
    pool: PoolLimits,
}

impl PhotosConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        let (limits, pool) = (PhotoLimits::default(), PoolLimits::default());
        let mut number = |key, default: usize, low, high| {
            let default = u32::try_from(default).unwrap_or(high);
            usize::try_from(section.number(key, default, low..=high)).unwrap_or(usize::MAX)
        };
        let workers = number("workers", pool.workers, 1, 256);
        let memory = number("memory_megabytes", pool.memory / MEGA, 32, 65_536) * MEGA;
        let places = number("waiting", pool.places, 1, 10_000);
        let held_bytes = number("held_megabytes", pool.held_bytes / MEGA, 20, 65_536) * MEGA;
        let bytes = number("file_megabytes", limits.bytes / MEGA, 1, 100) * MEGA;
        let jpeg_pixels = number("jpeg_megapixels", limits.jpeg_pixels / 1_000_000, 1, 200) * 1_000_000;
        let other_pixels = number("other_megapixels", limits.other_pixels / 1_000_000, 1, 100) * 1_000_000;
        let mut seconds = |key, default: Duration| {
            let default = u32::try_from(default.as_secs()).unwrap_or(u32::MAX);
            Duration::from_secs(u64::from(section.number(key, default, 1..=600)))
        };
        let time = seconds("decode_seconds", limits.time);
        let patience = seconds("patience_seconds", pool.patience);
        Self {
            limits: PhotoLimits {
                bytes,
                jpeg_pixels,
                other_pixels,
                time,
                ..limits
            },
            pool: PoolLimits {
                workers,
                memory,
                places,
                held_bytes,
                patience,
                ..pool
            },
        }
    }

    /// What one photo may be.
    pub fn limits(&self) -> PhotoLimits {
        self.limits.clone()
    }

    /// How many are worked on at once.
    pub fn pool(&self) -> PoolLimits {
        self.pool.clone()
    }
}
