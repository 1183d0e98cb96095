//! A photo on its way from the network to the vault.

use std::fs::File;

/// A photo as it came, in a file that has no name and vanishes with this value: a slow phone holds no memory,
/// and a refused tip leaves no trace on disk.
#[derive(Debug)]
pub struct SpooledPhoto {
    /// Its content.
    pub file: File,
    /// Its length in bytes.
    pub bytes: usize,
    /// SHA-256 of the content as it came.
    pub sha256: [u8; 32],
}

impl SpooledPhoto {
    /// The same content once more.
    ///
    /// # Errors
    /// When the system gives no further handle on the file.
    pub fn try_clone(&self) -> std::io::Result<Self> {
        Ok(Self {
            file: self.file.try_clone()?,
            bytes: self.bytes,
            sha256: self.sha256,
        })
    }
}
