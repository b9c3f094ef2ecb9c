//! Layer 0: sources, byte spans, positions and edits. Knows nothing of XML or Salesforce.

pub mod shell;
pub mod source;
pub mod span;
pub mod suggest;

pub use source::{LineIndex, LineStarts, Position, Source};
pub use span::Span;
