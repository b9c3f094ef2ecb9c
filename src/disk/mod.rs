//! Layer 4: the only writer. Files are written all or not at all, never outside of the target.

mod compare;
mod guard;
mod stage;

pub use compare::{Compared, Status, compare, diff};
pub use guard::path_fault;
pub use stage::write;

use std::fmt;
use std::path::{Path, PathBuf};

/// A file that is to hold certain bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWrite {
    /// Path relative to the target, with `/`.
    pub path: String,
    /// What it is to hold.
    pub bytes: Vec<u8>,
}

/// Why nothing was written.
#[derive(Debug)]
pub struct DiskFault {
    /// The file or directory.
    pub path: PathBuf,
    /// What is in the way.
    pub message: String,
}

impl DiskFault {
    fn new(path: &Path, message: impl Into<String>) -> Self {
        Self { path: path.to_path_buf(), message: message.into() }
    }

    fn io(path: &Path, fault: &std::io::Error) -> Self {
        Self::new(path, fault.to_string())
    }
}

impl fmt::Display for DiskFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for DiskFault {}
