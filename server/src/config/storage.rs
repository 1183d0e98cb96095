//! `[storage]`: where tips and photos are kept.

use std::path::{Path, PathBuf};

use super::{hidden::Hidden, reader::Section};

/// Where tips and photos are kept.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    url: Hidden,
    blobs: PathBuf,
}

impl StorageConfig {
    pub(super) fn read(section: &mut Section<'_, '_>, data_dir: &Path) -> Self {
        let file = data_dir.join("jingnuan.db");
        let url = Hidden::new(format!("sqlite://{}", file.display()));
        let blobs = data_dir.join("blobs").to_string_lossy().into_owned();
        Self {
            url: section.checked("url", url, |url| check_database(url.reveal())),
            blobs: section.checked("blobs", blobs, |blobs| check_blobs(blobs)).into(),
        }
    }

    /// The database's address, with its password.
    pub fn url(&self) -> &str {
        self.url.reveal()
    }

    /// The folder of photos.
    pub fn blob_dir(&self) -> PathBuf {
        self.blobs.clone()
    }
}

fn check_database(url: &str) -> Result<(), String> {
    if ["sqlite://", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        Ok(())
    } else {
        Err("应以 sqlite://、postgres:// 或 postgresql:// 开头".to_owned())
    }
}

fn check_blobs(place: &str) -> Result<(), String> {
    if place.is_empty() {
        Err("应是文件夹的路径".to_owned())
    } else if place.contains("://") {
        Err("目前只能用文件夹，还不能用对象存储".to_owned())
    } else {
        Ok(())
    }
}
