//! Layer 4: applies a plan to a directory that may contain the previous run's output.
//!
//! The templates give the files, the record of the last run tells the edits of people from its own,
//! and the check of all that would be there has the last word.

mod lay_over;
mod record;
mod templates;
mod verify;

pub use lay_over::{Manner, lay_over};
pub use record::{LOCK_FILE, Record};
pub use templates::{OwnError, own_errors, render, template_fault};
pub use verify::{Verdict, verify};
