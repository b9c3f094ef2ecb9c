//! Layer 4: the only writer.

mod changes;

pub use changes::{Change, WriteFault, apply};
