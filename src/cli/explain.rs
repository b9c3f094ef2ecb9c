//! `ecaforge explain`.

use super::args::ExplainArgs;
use super::print::print;
use super::{Exit, Failure};
use crate::docs;

/// Prints a page.
///
/// # Errors
/// If nothing is known by that name.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let subject = args.subject.join(" ");
    let page = docs::explain(&subject).map_err(|near| {
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Failure::new(format!("nothing is known about `{subject}`{hint}"))
    })?;
    print(&page)?;
    Ok(Exit::Done)
}
