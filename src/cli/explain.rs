//! `ecaforge explain`.

use std::fmt::Write as _;

use super::args::ExplainArgs;
use super::print::print_text;
use super::{Exit, Failure};
use crate::explain;
use crate::mask;
use crate::text::escape;

/// Prints a page.
///
/// # Errors
/// If nothing is known by that name.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let subject = args.subject.join(" ");
    let page = explain::explain(&subject).map_err(|unknown| {
        let subject = mask::say(&format!("`{subject}`"));
        let mut text = format!("{} is not known here", escape::line(&subject));
        if let Some(meant) = unknown.meant {
            let _ = write!(text, "; did you mean `{meant}`?");
        }
        if !unknown.nearest.is_empty() {
            let nearest = unknown.nearest.join("\n  ");
            let _ = write!(text, "\nThe nearest messages, none of which is this one:\n  {nearest}");
        }
        Failure::drawn(text)
    })?;
    print_text(&page)?;
    Ok(Exit::Done)
}
