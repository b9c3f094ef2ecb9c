//! What becomes of a run that was killed while it wrote.

use std::path::Path;

use super::{Failure, interrupt, terminal};
use crate::disk::{self, Recovery};

/// Finishes what an interrupted run began in a directory, and says so.
///
/// # Errors
/// If another run is at work there, or the disk fails.
pub(super) fn finish(root: &Path, shown: &Path) -> Result<(), Failure> {
    let found =
        interrupt::hold(|| disk::recover(root)).map_err(|f| Failure::caused(f.to_string(), f))?;
    let shown = shown.display();
    let (done, left) = match found {
        Recovery::Nothing => return Ok(()),
        Recovery::Cleared => ("was interrupted; no change was left to finish", Vec::new()),
        Recovery::Finished(left) => ("was interrupted; what it began is now finished", left),
        Recovery::TakenBack(left) => ("was interrupted; its changes are now rolled back", left),
    };
    let left = match left.as_slice() {
        [] => String::new(),
        paths => format!(", but for what was changed since: {}", paths.join(", ")),
    };
    terminal::note(&format!("the last run in {shown} {done}{left}"));
    Ok(())
}

/// Tells that an interrupted run left a directory half-written, without changing anything.
pub(super) fn tell(root: &Path, shown: &Path) {
    if disk::is_interrupted(root) {
        let shown = shown.display();
        terminal::note(&format!(
            "the last run in {shown} was interrupted and left it half-written; `ecaforge new \
             {shown}`, `add` and `check --fix` finish it first",
        ));
    }
}
