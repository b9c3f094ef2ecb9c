//! What is different from a revision.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Repository;
use super::command::{git_reading_files, os_string, output};
use crate::failure::Failure;

/// How many files without a counterpart git compares with each other.
const MOST_COMPARED: &str = "-l1000";

/// Files that are different from a revision, as absolute paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// All of them, under the paths that they have and had.
    pub changed: BTreeSet<PathBuf>,
    /// The paths that moved files had, by those that they have.
    pub moved: BTreeMap<PathBuf, PathBuf>,
    /// Files that are gone.
    pub removed: BTreeSet<PathBuf>,
    /// Files that git does not know yet.
    pub untracked: BTreeSet<PathBuf>,
}

impl Repository {
    /// What is different from the revision, or not yet known to git.
    ///
    /// # Errors
    /// If git cannot be asked.
    pub fn changes(&self) -> Result<Changes, Failure> {
        let diff = [
            "diff",
            "--name-status",
            "--find-renames",
            MOST_COMPARED,
            "--no-ext-diff",
            "--no-textconv",
            "-z",
            &self.revision,
            "--",
        ];
        let tracked = git_reading_files(&self.root)
            .and_then(|mut command| output(command.args(diff)))
            .map_err(|why| Failure::caused(format!("git diff: {why}"), why))?;
        let mut changes = parse(&tracked, &self.root);
        let untracked = self.run(&["ls-files", "--others", "--exclude-standard", "-z"])?;
        let paths = untracked.split(|&byte| byte == 0).filter(|path| !path.is_empty());
        changes.untracked = paths.map(|path| self.root.join(os_string(path))).collect();
        changes.changed.extend(changes.untracked.iter().cloned());
        Ok(changes)
    }
}

/// Reads `<status>\0<path>\0`, with two paths where a file was moved.
fn parse(listing: &[u8], root: &Path) -> Changes {
    let mut changes = Changes::default();
    let mut fields = listing.split(|&byte| byte == 0).filter(|field| !field.is_empty());
    while let Some(status) = fields.next() {
        let mut path = || fields.next().map(|path| root.join(os_string(path)));
        let Some(first) = path() else { break };
        if status.starts_with(b"R") {
            let Some(now) = path() else { break };
            changes.changed.insert(now.clone());
            changes.moved.insert(now, first.clone());
        } else if status.starts_with(b"D") {
            changes.removed.insert(first.clone());
        }
        changes.changed.insert(first);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_has_two_paths_where_a_file_was_moved() {
        let listing = b"M\0a\0R087\0b\0c/d\0D\0e\0A\0R1\0R100\0f\0g\0T\0h\0";
        let changes = parse(listing, Path::new("/r"));
        let path = |name: &str| Path::new("/r").join(name);
        let all = ["a", "b", "c/d", "e", "R1", "f", "g", "h"].map(path);
        assert_eq!(changes.changed, all.into());
        let moved = [(path("c/d"), path("b")), (path("g"), path("f"))];
        assert_eq!(changes.moved, moved.into());
        assert_eq!(changes.removed, [path("e")].into());
        for end in 0..listing.len() {
            parse(&listing[..end], Path::new("/r"));
        }
    }
}
