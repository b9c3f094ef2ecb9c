//! A directory that is not there yet: built beside its place, and moved there as a whole.
//!
//! One that is there, though it be empty, may be where somebody's shell stands, and has rights of its
//! own. It is not replaced but filled through the journal.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::WriteFault;
use super::claim::Claim;
use super::journal::sync;
use super::point;

/// What stands between the name of the directory and the letters that make that of the work unique.
const MARK: &str = ".ecaforge-";
/// The directory in the work that is moved.
const TREE: &str = "tree";

/// Makes a directory with these files, by relative path.
pub(super) fn make(root: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WriteFault> {
    // Directories above it that are missing come into being with it.
    let top = root.ancestors().take_while(|dir| dir.symlink_metadata().is_err()).last();
    let Some((top, parent)) = top.and_then(|top| Some((top, top.parent()?))) else {
        return Err(WriteFault::new(root, "is there by now; run again"));
    };
    let fault = |fault| WriteFault::io(root, fault);
    let prefix = prefix(top);
    let work = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent).map_err(fault)?.keep();
    let claim = Claim::take(&work).map_err(fault)?;
    let claim =
        claim.ok_or_else(|| WriteFault::new(&work, "another run took it away; run again"))?;
    let tree = claim.dir().join(TREE);
    let below = root.strip_prefix(top).unwrap_or(Path::new(""));
    let done = fill(&tree, below, files).and_then(|()| {
        point("filled");
        if top.symlink_metadata().is_ok() {
            return Err(WriteFault::new(top, "is there by now; run again"));
        }
        fs::rename(&tree, top).map_err(fault)
    });
    point("moved");
    sync(parent);
    claim.release();
    done
}

/// How the names of directories begin in which this one is built.
fn prefix(top: &Path) -> String {
    format!(".{}{MARK}", top.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what runs for this directory left behind that were killed; work that somebody holds
/// stays.
pub(super) fn clear_leftovers(root: &Path) {
    for (top, parent) in root.ancestors().filter_map(|top| Some((top, top.parent()?))) {
        let prefix = prefix(top);
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        for entry in entries.filter(|e| e.file_name().to_string_lossy().starts_with(&prefix)) {
            if entry.file_type().is_ok_and(|kind| kind.is_dir())
                && let Ok(Some(claim)) = Claim::take(&entry.path())
            {
                claim.release();
            }
        }
    }
}

fn fill(tree: &Path, below: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WriteFault> {
    let root = tree.join(below);
    let mut dirs: Vec<PathBuf> = vec![tree.to_owned(), root.clone()];
    for (path, bytes) in files {
        let place = root.join(path);
        let dir = place.parent().unwrap_or(&root);
        let written = fs::create_dir_all(dir).and_then(|()| {
            let mut file = File::create_new(&place)?;
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|fault| WriteFault::io(&place, fault))?;
        dirs.push(dir.to_owned());
        point("written");
    }
    dirs.sort();
    dirs.dedup();
    for dir in &dirs {
        sync(dir);
    }
    Ok(())
}
