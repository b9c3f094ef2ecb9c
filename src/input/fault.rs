//! Why a file could not be read.

use std::io::{self, ErrorKind};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// The system refused.
    #[error("{0}")]
    Io(#[source] io::Error),
    /// It is longer than so many bytes.
    #[error("it is longer than {}", size(*.0))]
    TooLarge(u64),
    /// It is not a regular file, but this.
    #[error("it is {0}, not a regular file")]
    NotRegular(&'static str),
    /// A link leads out of the repository or project that it is in.
    #[error("it is a link that leads out of the project")]
    LeadsOut,
    /// It is not UTF-8; the first line that is not.
    #[error("line {0} is not UTF-8")]
    NotUtf8(usize),
}

impl ReadFault {
    /// Whether nothing is at the path.
    #[must_use]
    pub(crate) fn is_absence(&self) -> bool {
        matches!(self, Self::Io(fault) if fault.kind() == ErrorKind::NotFound)
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Io(fault) if fault.kind() == ErrorKind::NotFound => {
                "the link leads nowhere: remove it, or put the file in its place"
            }
            Self::Io(_) => "make it readable for the user who runs ecaforge",
            Self::TooLarge(_) => "such a file is some kilobytes long; put back the real one",
            Self::NotRegular(_) => "put a regular file in its place",
            Self::LeadsOut => "put the file itself in the place of the link",
            Self::NotUtf8(_) => "save the file as UTF-8",
        }
    }
}

impl From<ReadFault> for io::Error {
    fn from(fault: ReadFault) -> Self {
        match fault {
            ReadFault::Io(fault) => fault,
            fault => Self::other(fault),
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes / (1024 * 1024) {
        0 => format!("{} KiB", bytes / 1024),
        mib => format!("{mib} MiB"),
    }
}
