//! A directory that is not there yet: built next to its place, and moved there as a whole.
//!
//! One that is there, though it be empty, may be where somebody's shell stands, and has rights of its
//! own. It is not replaced but filled through the journal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::WriteFault;
use super::claim::Claim;
use super::point;
use super::system;

/// What is between the name of the directory and the number that makes that of the work unique.
const MARK: &str = ".ecaforge-";
/// The directory in the work that is moved.
const TREE: &str = "tree";
/// The file in the work that tells it is one.
const LOCK: &str = "lock";
/// How many names are tried for the work.
const NAMES: u32 = 1000;
/// How much of the name of the directory is in that of the work, which must not get too long.
const SHOWN: usize = 60;

/// Makes a directory with these files, by relative path.
pub(super) fn make(root: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WriteFault> {
    // Directories above it that are missing come into being with it.
    let top = root.ancestors().take_while(|dir| dir.symlink_metadata().is_err()).last();
    let Some((top, parent)) = top.and_then(|top| Some((top, top.parent()?))) else {
        return Err(WriteFault::new(root, "is there by now; run again"));
    };
    let fault = |fault| WriteFault::io(root, fault);
    let claim = work(top, parent).map_err(fault)?;
    let tree = claim.dir().join(TREE);
    let below = root.strip_prefix(top).unwrap_or(Path::new(""));
    let done = fill(&tree, below, files, root).and_then(|()| {
        point("filled");
        if top.symlink_metadata().is_ok() {
            return Err(WriteFault::new(top, "is there by now; run again"));
        }
        system::rename(&tree, top).map_err(fault)?;
        point("moved");
        system::sync(parent).map_err(|fault| {
            // It would not be there after a crash of the system.
            let left = system::rename(top, &tree).err().map(|_| top.to_owned());
            WriteFault { left: left.into_iter().collect(), ..WriteFault::io(root, fault) }
        })
    });
    release(claim);
    done
}

/// A directory for the work, which this process holds.
fn work(top: &Path, parent: &Path) -> io::Result<Claim> {
    let prefix = prefix(top);
    for number in 0..NAMES {
        let dir = parent.join(format!("{prefix}{}-{number}", std::process::id()));
        if dir.symlink_metadata().is_ok() {
            continue;
        }
        // Another run that tidies up may take it away before it is held.
        if let Some(claim) = Claim::take(&dir)? {
            return Ok(claim);
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// How the names of directories begin in which this one is built.
fn prefix(top: &Path) -> String {
    let name = top.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().take(SHOWN).collect();
    format!(".{name}{MARK}")
}

/// Removes the work with the directory in it, where that was not moved.
fn release(claim: Claim) {
    let tree = claim.dir().join(TREE);
    if tree.symlink_metadata().is_ok() {
        let _ = fs::remove_dir_all(&tree).or_else(|_| fs::remove_dir_all(&tree));
    }
    claim.release();
}

/// Removes what runs for this directory left behind that were killed; work that somebody holds
/// stays, and so does what no run of this program made.
pub(super) fn clear_leftovers(root: &Path) {
    for (top, parent) in root.ancestors().filter_map(|top| Some((top, top.parent()?))) {
        let prefix = prefix(top);
        let is_work = |name: &str| {
            let number = name.strip_prefix(&prefix);
            number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        };
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        for entry in entries.filter(|e| e.file_name().to_str().is_some_and(is_work)) {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                clear(&entry.path());
            }
        }
    }
}

/// Removes the work of a run that was killed.
fn clear(dir: &Path) {
    // One without a lock is empty, as it was killed before; or it is not of our making.
    if dir.join(LOCK).symlink_metadata().is_err() {
        let _ = system::remove_dir(dir);
        return;
    }
    let names = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
    if names.into_iter().all(|name| name == LOCK || name == TREE)
        && is_private(dir)
        && let Ok(Some(claim)) = Claim::take(dir)
    {
        release(claim);
    }
}

/// Whether nobody but its owner can look into a directory: so they are made here, and not in a clone.
#[cfg(unix)]
fn is_private(dir: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let others = |mode: u32| mode & 0o077;
    dir.symlink_metadata().is_ok_and(|data| others(data.permissions().mode()) == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

/// Writes the directory. A fault names the file as it would be in its place, below `root`.
fn fill(
    tree: &Path,
    below: &Path,
    files: &[(String, Vec<u8>)],
    root: &Path,
) -> Result<(), WriteFault> {
    let inner = tree.join(below);
    let mut dirs: Vec<PathBuf> = inner.ancestors().map(Path::to_owned).collect();
    dirs.retain(|dir| dir.starts_with(tree));
    system::make_dirs(&inner).map_err(|fault| WriteFault::io(root, fault))?;
    for (path, bytes) in files {
        let place = inner.join(path);
        let dir = place.parent().unwrap_or(&inner);
        let written =
            system::make_dirs(dir).and_then(|()| system::write_new(&place, bytes, None).map(drop));
        written.map_err(|fault| WriteFault::io(&root.join(path), fault))?;
        dirs.extend(dir.ancestors().take_while(|dir| dir.starts_with(&inner)).map(Path::to_owned));
        point("written");
    }
    dirs.sort();
    dirs.dedup();
    for dir in &dirs {
        system::sync(dir).map_err(|fault| WriteFault::io(root, fault))?;
    }
    Ok(())
}
