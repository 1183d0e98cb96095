//! `[retention]`: how long after a case's end what was sent is kept, and how long where no end comes.

use super::reader::Section;

/// Longest time that can be set, in days: thirty years.
const DAYS_MAX: u32 = 10_950;

/// Days after a case's end on which things are erased; 0 keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionConfig {
    /// Names and telephone numbers.
    pub identity_days: u32,
    /// Photos: copies as received and clean ones.
    pub photo_days: u32,
    /// All else that was written: the tip, its place, messages, the history's words.
    pub content_days: u32,
    /// Days without any change after which a case that was never closed, or a held tip that nobody decided, counts as
    /// ended long ago; 0: never.
    pub idle_days: u32,
}

impl RetentionConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            identity_days: section.number("identity_days", 180, 0..=DAYS_MAX),
            photo_days: section.number("photo_days", 730, 0..=DAYS_MAX),
            content_days: section.number("content_days", 1_095, 0..=DAYS_MAX),
            idle_days: section.number("idle_days", 1_825, 0..=DAYS_MAX),
        }
    }
}
