mod broken;
mod guides;
mod real;

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{LoadOptions, Reference, ReferenceError};

/// The data files of the repository.
fn data_files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// A copy of the data files to break.
struct Copy(TempDir);

impl Copy {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for folder in ["", "holidays", "demonstration", "guides"] {
            fs::create_dir_all(copy.path(folder)).unwrap();
            for entry in fs::read_dir(data_files().join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    fs::copy(entry.path(), copy.path(folder).join(entry.file_name())).unwrap();
                }
            }
        }
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Changes the first `from` of a file, and gives the line on which `marker` then stands.
    fn change(&self, file: &str, from: &str, to: &str, marker: &str) -> usize {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        let changed = text.replacen(from, to, 1);
        fs::write(self.path(file), &changed).unwrap();
        let at = changed
            .find(marker)
            .unwrap_or_else(|| panic!("{file} has no {marker:?}"));
        1 + changed[..at].matches('\n').count()
    }

    fn load(&self) -> Result<Reference, Vec<ReferenceError>> {
        Reference::load(&LoadOptions::new(self.0.path(), true)).map_err(|errors| errors.0)
    }

    fn errors(&self) -> Vec<ReferenceError> {
        self.load().err().expect("the copy is broken")
    }
}
