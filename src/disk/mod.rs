//! Layer 4: the only writer. All changes are made, or none.
//!
//! New contents are staged first, so that a full disk or a missing right shows before anything is
//! touched; then each is renamed into place. If a later step fails, the earlier ones are undone.
//! What belongs to a project is changed in a way that a killed run cannot leave half-made: a new one
//! is built next to its place and moved there, changes to one that is there go through a journal.

mod claim;
mod compare;
mod fresh;
mod journal;
mod merge;
mod names;
mod outputs;
mod real;
mod record;
mod stream;
pub(crate) mod system;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use compare::{Compared, Status, compare, gone};
pub(crate) use journal::{Recovery, WriteStep, is_interrupted, recover};
pub(crate) use merge::{Conflict, merge};
pub(crate) use outputs::{refuse_outputs, write};
pub(crate) use real::real;
pub(crate) use stream::{is_stdout, is_stream, stream};
pub(crate) use target::{FileWrite, path_fault, place, write_below, write_projects};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What becomes of changes that could be neither made nor taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// There are none, or no run knows of them.
    Nothing,
    /// The next run makes them.
    Finish,
    /// The next run takes them back.
    TakeBack,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub struct WriteFault {
    /// The path that could not be changed.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub cause: io::Error,
    /// Paths that could not be put back as they were; empty but for a failing disk.
    pub left: Vec<PathBuf>,
    /// What the next run does about them.
    pub later: Later,
}

impl WriteFault {
    fn new(path: &Path, message: impl Into<String>) -> Self {
        Self::io(path, io::Error::other(message.into()))
    }

    fn io(path: &Path, cause: io::Error) -> Self {
        Self { path: path.to_path_buf(), cause, left: Vec::new(), later: Later::Nothing }
    }
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)?;
        if self.left.is_empty() {
            f.write_str("; nothing was changed")
        } else {
            let left: Vec<_> = self.left.iter().map(|path| path.display().to_string()).collect();
            write!(f, "; these could not be put back: {}", left.join(", "))?;
            f.write_str(match self.later {
                Later::Nothing => "",
                Later::Finish => "; the next run finishes the changes",
                Later::TakeBack => "; the next run takes the changes back",
            })
        }
    }
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
