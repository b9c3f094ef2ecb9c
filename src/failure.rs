//! Layer 0: why something could not be done.

use std::error::Error;
use std::io;

use crate::text::escape;

/// Why something could not be done, in words for the user of the program.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure with that message: what went wrong, where, and what to do. The message is one line:
    /// what others put into it ends none.
    pub fn new(message: impl AsRef<str>) -> Self {
        Self { message: escape::line(message.as_ref()).into_owned(), source: None }
    }

    /// The same, with the error that caused it. The message says what that error says, as far as the
    /// user needs it.
    pub(crate) fn caused(
        message: impl AsRef<str>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { source: Some(cause.into()), ..Self::new(message) }
    }

    /// A failure with a text of several lines, such as an excerpt, in which the texts of others are
    /// already as a terminal takes them.
    pub fn drawn(text: impl Into<String>) -> Self {
        Self { message: text.into(), source: None }
    }
}

impl From<io::Error> for Failure {
    fn from(fault: io::Error) -> Self {
        Self::caused(fault.to_string(), fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::ReadFault;

    #[test]
    fn a_failure_keeps_what_caused_it() {
        let cause = ReadFault::Io(io::Error::from(io::ErrorKind::PermissionDenied));
        let failure = Failure::caused(format!("cannot read a\nb: {cause}"), cause);
        assert_eq!(failure.to_string(), "cannot read a\\nb: permission denied");
        let chain = std::iter::successors(failure.source(), |error| (*error).source());
        let io = chain.last().and_then(|error| error.downcast_ref::<io::Error>());
        assert_eq!(io.map(io::Error::kind), Some(io::ErrorKind::PermissionDenied));
    }
}
