//! `[reward]`: the document that grants rewards for tips; none is known for Jiaozuo, and none is invented.

use super::reader::Section;

/// Rewards for tips.
#[derive(Debug, Clone)]
pub struct RewardConfig {
    /// Name and number of the document; empty while none is known: then nothing can be claimed, and the page says so.
    pub document: String,
    /// The most it grants for one tip, in whole yuan; no bound where it names none.
    pub max_yuan: Option<u32>,
}

impl RewardConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            document: section.get("document", String::new()),
            max_yuan: section.optional("max_yuan"),
        }
    }
}
