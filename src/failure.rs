//! Layer 0: why something could not be done.

use std::fmt;

use crate::text::escape;

/// Why something could not be done, in words for the user of the program.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with that message: what went wrong, where, and what to do. The message is one line:
    /// what others put into it ends none.
    pub fn new(message: impl AsRef<str>) -> Self {
        Self(escape::line(message.as_ref()).into_owned())
    }

    /// A failure with a text of several lines, such as an excerpt, in which the texts of others are
    /// already as a terminal takes them.
    pub fn drawn(text: impl Into<String>) -> Self {
        Self(text.into())
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
        Self::new(fault.to_string())
    }
}
