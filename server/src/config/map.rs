//! `[map]`: what lies under the drawing on `/map`.

use super::reader::Section;

/// Longest key that is taken.
const KEY_MAX: usize = 64;

/// What lies under the drawing on `/map`.
#[derive(Debug, Clone)]
pub struct MapConfig {
    /// Key for 天地图 tiles; empty: the embedded drawing alone, and no request ever leaves for another host.
    ///
    /// Every visitor of `/map` sees it in the tiles' addresses, so it is no secret: 天地图 binds it to a host name.
    pub tianditu_key: String,
}

impl MapConfig {
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Self {
            tianditu_key: section.checked("tianditu_key", String::new(), |key| check_key(key)),
        }
    }
}

/// The key stands in addresses as it is.
fn check_key(key: &str) -> Result<(), String> {
    if key.len() <= KEY_MAX && key.chars().all(|c| c.is_ascii_alphanumeric()) {
        Ok(())
    } else {
        Err("应是天地图发的 key，只有字母和数字".to_owned())
    }
}
