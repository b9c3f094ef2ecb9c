//! Layer 4: the only writer. All changes are made, or none.
//!
//! New contents are staged first, so that a full disk or a missing right shows before anything is
//! touched; then each is renamed into place. If a later step fails, the earlier ones are undone.
//! What belongs to a project is changed in a way that a killed run cannot leave half-made: a new one
//! is built beside its place and moved there, changes to one that is there go through a journal.

mod claim;
mod compare;
mod fresh;
mod guard;
mod journal;
mod merge;
mod real;
mod steps;
mod target;
#[cfg(test)]
mod tests;

pub use compare::{Compared, Status, compare, gone};
pub use journal::{Recovery, Step, is_interrupted, recover};
pub use merge::{Conflict, merge};
pub use real::real;
pub use target::{FileWrite, path_fault, place, write_below, write_projects};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use steps::Stage;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was written.
#[derive(Debug)]
pub struct WriteFault {
    /// The path that could not be changed.
    pub path: PathBuf,
    /// Why.
    pub cause: io::Error,
    /// Paths that could not be put back as they were; empty but for a failing disk.
    pub left: Vec<PathBuf>,
}

impl WriteFault {
    fn new(path: &Path, message: impl Into<String>) -> Self {
        Self::io(path, io::Error::other(message.into()))
    }

    fn io(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_path_buf(), cause, left: Vec::new() }
    }
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)?;
        if self.left.is_empty() {
            f.write_str("; nothing was changed")
        } else {
            let left: Vec<_> = self.left.iter().map(|path| path.display().to_string()).collect();
            write!(f, "; these could not be put back: {}", left.join(", "))
        }
    }
}

impl std::error::Error for WriteFault {}

/// Writes files that belong to no project, such as reports: all of them, or none.
///
/// # Errors
/// The first file that could not be written, after the ones before it were undone.
pub fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<(), WriteFault> {
    let mut staged = Vec::new();
    let mut made = steps::Done::default();
    for (path, bytes) in files {
        let stage = guard::refuse_links(path).and_then(|()| Stage::of(path, bytes, &mut made));
        match stage {
            Ok(stage) => staged.push((path, stage)),
            Err(cause) => {
                drop(staged);
                let left = made.undo();
                return Err(WriteFault { path: path.clone(), cause, left });
            }
        }
    }
    let mut staged = staged.into_iter();
    while let Some((path, stage)) = staged.next() {
        if let Err(cause) = stage.commit(path, &mut made) {
            // What still waits beside its target would keep new directories from going away.
            drop(staged);
            let left = made.undo();
            return Err(WriteFault { path: path.clone(), cause, left });
        }
    }
    Ok(())
}

/// The SHA-256 of a file's content.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// A moment at which a run may be killed; tests let it happen.
#[cfg(not(test))]
fn point(_: &str) {}
#[cfg(test)]
use tests::point;
