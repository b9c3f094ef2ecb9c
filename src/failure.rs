//! Layer 0: why something could not be done.

use std::fmt;

/// Why something could not be done, in words for the user of the program.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with that message: what went wrong, where, and what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<std::io::Error> for Failure {
    fn from(fault: std::io::Error) -> Self {
        Self(fault.to_string())
    }
}
