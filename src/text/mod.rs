//! Layer 0: sources, byte spans, positions and edits. Knows nothing of XML or Salesforce.

pub mod escape;
pub mod shell;
pub mod sound;
pub mod source;
pub mod span;
pub mod suggest;

pub use source::{LineIndex, Lines, Position, Source};
pub use span::Span;
