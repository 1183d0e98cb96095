//! `[publishing]`: when results become public.

use super::reader::Section;

/// When results become public.
#[derive(Debug, Clone)]
pub struct PublishingConfig {
    /// Hours between approval and publication; unset: 72, and none in demonstrations.
    pub notice_delay_hours: Option<u32>,
}

impl PublishingConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            notice_delay_hours: section.optional("notice_delay_hours"),
        }
    }
}
