//! Paths as the disk knows them.

use std::path::{Component, Path, PathBuf};

/// The path without links and `..`, as far as it is there.
#[must_use]
pub fn real(path: &Path) -> PathBuf {
    for known in path.ancestors() {
        if let Ok(start) = known.canonicalize() {
            let rest = path.strip_prefix(known).unwrap_or(Path::new(""));
            return rest.components().fold(start, |mut at, part| {
                if part == Component::ParentDir {
                    at.pop();
                } else {
                    at.push(part);
                }
                at
            });
        }
    }
    path.to_path_buf()
}
