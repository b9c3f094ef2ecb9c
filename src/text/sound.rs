//! What cannot fail unless the program itself is wrong. Such a fault ends the run as a bug: an empty
//! file or a pattern that finds nothing would pass unseen.

use std::fmt::Display;

use regex::Regex;

/// A pattern of the program itself.
///
/// # Panics
/// If it is not well formed. A test compiles them all.
#[must_use]
pub fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|fault| panic!("a pattern is not well formed: {fault}"))
}

/// The written form of the program's own data.
///
/// # Panics
/// If the data has no such form.
pub(crate) fn serialized<T, E: Display>(form: Result<T, E>) -> T {
    form.unwrap_or_else(|_| panic!("data of the program cannot be written"))
}
