//! Layer 1: a spanned XML tree that survives faults.
//!
//! [`parse()`] never fails: it gives the tree that the text most likely means, and what is wrong
//! with the text. Every span is a byte range of the text as given, byte-order mark included.
//!
//! quick-xml finds where each piece of markup ends (`lex`); what it would stop at is judged before
//! it gets there, so that one broken tag costs one fault and not the rest of the file. `tag` and
//! `decode` read the pieces, `nesting` matches open and close tags, `parse` and
//! `markup` tie them together.

mod chars;
mod decode;
mod encoding;
mod escape;
mod fault;
mod lex;
mod markup;
mod nesting;
mod parse;
mod tag;
mod tree;
mod value;

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod properties;

pub(crate) use encoding::load;
pub use escape::escape_text;
pub use parse::parse;
pub(crate) use tree::{Attribute, Comment, Node};
pub use tree::{Document, Element};
pub(crate) use value::Value;

/// The deepest nesting that is kept, the root counting one. What lies deeper is skipped.
pub const MAX_DEPTH: usize = 64;

/// The longest text, in bytes, that is parsed.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
