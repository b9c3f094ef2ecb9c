//! Layer 0: sources, byte spans, positions and edits. Knows nothing of XML or Salesforce.

pub mod escape;
pub(crate) mod shell;
pub(crate) mod sound;
pub(crate) mod source;
pub(crate) mod span;
pub(crate) mod suggest;

pub use source::LineIndex;
pub(crate) use source::{Lines, Position};
pub use span::Span;
