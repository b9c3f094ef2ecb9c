//! Writing files all or not at all.
//!
//! First everything that can fail for want of space or rights is done beside the targets: new files
//! are staged, old ones copied. Then each staged file takes its place by a rename. A failure at any
//! point puts everything back.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{DiskFault, FileWrite, guard};

/// Start of the names of staged files.
const PREFIX: &str = ".ecaforge-";

/// A file that waits beside its target.
struct Staged {
    target: PathBuf,
    new: NamedTempFile,
    /// What is there now.
    backup: Option<NamedTempFile>,
}

/// What was done so far, to be undone unless everything is.
#[derive(Default)]
struct Undo {
    directories: Vec<PathBuf>,
    written: Vec<(PathBuf, Option<NamedTempFile>)>,
    done: bool,
}

impl Drop for Undo {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        // Nothing better can be done where even going back fails.
        for (target, backup) in self.written.drain(..).rev() {
            let _ = match backup {
                Some(backup) => backup.persist(&target).map(drop).map_err(|fault| fault.error),
                None => fs::remove_file(&target),
            };
        }
        for directory in self.directories.drain(..).rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

/// Writes files below `root`, which is created where it is missing; files that are there already
/// are replaced.
///
/// # Errors
/// If one of them cannot be written. Then everything is as before.
pub fn write(root: &Path, files: &[&FileWrite]) -> Result<(), DiskFault> {
    let mut undo = Undo::default();
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        all.push(stage(root, file, &mut undo)?);
    }
    for staged in all {
        let Staged { target, new, backup } = staged;
        let placed = match &backup {
            Some(_) => new.persist(&target),
            // What appeared since the comparison is nothing to overwrite.
            None => new.persist_noclobber(&target),
        };
        placed.map_err(|fault| DiskFault::io(&target, &fault.error))?;
        undo.written.push((target, backup));
    }
    undo.done = true;
    Ok(())
}

fn stage(root: &Path, file: &FileWrite, undo: &mut Undo) -> Result<Staged, DiskFault> {
    let target = guard::place(root, &file.path)?;
    let directory = target.parent().unwrap_or(root);
    create_directories(directory, undo)?;
    let fault = |fault: std::io::Error| DiskFault::io(directory, &fault);
    let old = fs::metadata(&target).ok();
    let mut new = temporary(directory).map_err(fault)?;
    new.write_all(&file.bytes).and_then(|()| new.as_file().sync_all()).map_err(fault)?;
    let backup = match old {
        Some(old) => {
            fs::set_permissions(new.path(), old.permissions()).map_err(fault)?;
            let backup = temporary(directory).map_err(fault)?;
            fs::copy(&target, backup.path()).map_err(|fault| DiskFault::io(&target, &fault))?;
            Some(backup)
        }
        None => None,
    };
    Ok(Staged { target, new, backup })
}

/// A file with the permissions of any new file; temporary files are private otherwise.
fn temporary(directory: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}

fn create_directories(directory: &Path, undo: &mut Undo) -> Result<(), DiskFault> {
    let missing: Vec<&Path> = directory.ancestors().take_while(|dir| !dir.exists()).collect();
    for dir in missing.into_iter().rev().filter(|dir| !dir.as_os_str().is_empty()) {
        fs::create_dir(dir).map_err(|fault| DiskFault::io(dir, &fault))?;
        undo.directories.push(dir.to_path_buf());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> FileWrite {
        FileWrite { path: path.to_owned(), bytes: text.into() }
    }

    fn tree(root: &Path) -> Vec<String> {
        let mut all: Vec<String> = walkdir::WalkDir::new(root)
            .min_depth(1)
            .into_iter()
            .map(|entry| entry.unwrap().path().strip_prefix(root).unwrap().display().to_string())
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_failure_puts_everything_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("old"), "before").unwrap();
        // `blocked` is a directory, so the last file cannot be written.
        fs::create_dir(root.join("blocked")).unwrap();
        let files = [file("old", "after"), file("new/deep/x", "x"), file("blocked", "x")];
        let fault = write(root, &files.iter().collect::<Vec<_>>()).unwrap_err();
        assert!(fault.message.contains("is not a file"), "{fault}");
        assert_eq!(tree(root), ["blocked", "old"]);
        assert_eq!(fs::read_to_string(root.join("old")).unwrap(), "before");
    }

    #[test]
    fn a_failure_among_the_renames_puts_everything_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::write(root.join("a"), "before").unwrap();
        // Twice the same new file: the second rename finds the first in its place.
        let files = [file("a", "after"), file("d/b", "1"), file("d/b", "2")];
        write(root, &files.iter().collect::<Vec<_>>()).unwrap_err();
        assert_eq!(tree(root), ["a"]);
        assert_eq!(fs::read_to_string(root.join("a")).unwrap(), "before");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_permissions_are_usual() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        symlink(outside.path(), dir.path().join("link")).unwrap();
        let bad = file("link/x", "x");
        let fault = write(dir.path(), &[&bad]).unwrap_err();
        assert!(fault.message.contains("is a link"), "{fault}");
        assert!(tree(outside.path()).is_empty());
        let plain = dir.path().join("plain");
        fs::write(&plain, "").unwrap();
        write(dir.path(), &[&file("written", "x")]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&dir.path().join("written")), mode(&plain));
    }
}
