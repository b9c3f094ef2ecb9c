//! Layer 4: applies a plan to a directory that may contain the previous run's output.
//!
//! The templates give the files, the record of the last run tells the edits of people from its own,
//! and the check of all that would be there has the last word.

mod lay_over;
mod record;
mod shared;
mod templates;
mod verify;

pub(crate) use lay_over::{Manner, lay_over};
pub(crate) use record::{LOCK_FILE, Record};
pub(crate) use templates::{OwnError, own_errors, render, template_fault};
pub(crate) use verify::verify;
