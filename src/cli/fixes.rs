//! Writing what `check --fix` changed.

use std::path::Path;

use super::{Failure, interrupt, terminal};
use crate::disk::{self, Change};
use crate::fix::Fixed;
use crate::project::Files;

/// Writes the changes, all or none, and says how many there were.
///
/// # Errors
/// If a file changed meanwhile, or could not be written.
pub(super) fn write(before: &Files, fixed: &Fixed, quiet: bool) -> Result<(), Failure> {
    let mut changes = Vec::new();
    for change in &fixed.changes.files {
        let from = before.absolute(Path::new(&change.from));
        let to = before.absolute(Path::new(&change.to));
        let unchanged = std::fs::read(&from).is_ok_and(|bytes| bytes == change.old.as_bytes());
        if !unchanged {
            let message = format!("{} changed while it was checked; run again", change.from);
            return Err(Failure::new(message));
        }
        if change.is_move() {
            changes.push((from, Change::Rename(to.clone())));
        }
        if change.old != change.new {
            changes.push((to, Change::Write(change.new.clone().into_bytes())));
        }
    }
    interrupt::hold(|| disk::write(&changes)).map_err(|fault| Failure::new(fault.to_string()))?;
    if quiet {
        return Ok(());
    }
    tell_dropped(fixed);
    let files = fixed.changes.files.len();
    let plural = |count: usize| if count == 1 { "" } else { "es" };
    anstream::eprintln!(
        "{}applied {} fix{} in {files} file{}",
        terminal::note_word(),
        fixed.applied,
        plural(fixed.applied),
        if files == 1 { "" } else { "s" },
    );
    Ok(())
}

/// Says that some fixes were not applied, and why.
pub(super) fn tell_dropped(fixed: &Fixed) {
    let (left, they) = match fixed.dropped {
        0 => return,
        1 => ("fix was", "it"),
        _ => ("fixes were", "they"),
    };
    anstream::eprintln!(
        "{}{} {left} left out: {they} would break a file or lead to other findings",
        terminal::note_word(),
        fixed.dropped
    );
}
