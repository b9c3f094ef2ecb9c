//! Writing what `check --fix` changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Failure, interrupt, terminal};
use crate::disk::{self, Step};
use crate::fix::Fixed;
use crate::project::Files;

/// Writes the changes, all or none, and says how many there were. `roots` are the projects.
///
/// # Errors
/// If a file changed meanwhile, or could not be written.
pub(super) fn write(
    before: &Files,
    fixed: &Fixed,
    roots: &[PathBuf],
    quiet: bool,
) -> Result<(), Failure> {
    let mut projects: BTreeMap<PathBuf, BTreeMap<String, Step>> = BTreeMap::new();
    for change in &fixed.changes.files {
        let from = before.absolute(Path::new(&change.from));
        let to = before.absolute(Path::new(&change.to));
        let root = root_of(roots, &from, &to);
        let steps = projects.entry(root.clone()).or_default();
        if change.is_move() {
            step(steps, &root, &from)?.old = Some(change.old.clone().into_bytes());
            step(steps, &root, &to)?.new = Some(change.new.clone().into_bytes());
        } else {
            let step = step(steps, &root, &from)?;
            step.old = Some(change.old.clone().into_bytes());
            step.new = Some(change.new.clone().into_bytes());
        }
    }
    let projects = projects.into_iter().map(|(root, steps)| (root, steps.into_values().collect()));
    let projects: Vec<(PathBuf, Vec<Step>)> = projects.collect();
    interrupt::hold(|| disk::write_projects(&projects))
        .map_err(|fault| Failure::new(fault.to_string()))?;
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

/// The innermost project that both paths are in; else the innermost directory.
fn root_of(roots: &[PathBuf], from: &Path, to: &Path) -> PathBuf {
    let around = |dir: &&Path| from.starts_with(dir) && to.starts_with(dir);
    let project = roots.iter().map(PathBuf::as_path).filter(around);
    let project = project.max_by_key(|root| root.as_os_str().len());
    project.or_else(|| from.ancestors().skip(1).find(around)).unwrap_or(from).to_path_buf()
}

/// The step for a path, which may be moved away from and moved to.
fn step<'a>(
    steps: &'a mut BTreeMap<String, Step>,
    root: &Path,
    path: &Path,
) -> Result<&'a mut Step, Failure> {
    let below = path.strip_prefix(root).ok().and_then(Path::to_str);
    let below = below.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"));
    let path = below.ok_or_else(|| {
        Failure::new(format!(
            "the name of {} is not valid UTF-8; nothing was written",
            path.display()
        ))
    })?;
    let new = || Step { path: path.clone(), old: None, new: None };
    Ok(steps.entry(path.clone()).or_insert_with(new))
}

/// Says that some fixes were not applied, and why.
pub(super) fn tell_dropped(fixed: &Fixed) {
    let (left, they) = match fixed.dropped {
        0 => return,
        1 => ("fix was", "it"),
        _ => ("fixes were", "they"),
    };
    anstream::eprintln!(
        "{}{} {left} not applied: {they} would break a file or lead to other findings",
        terminal::note_word(),
        fixed.dropped
    );
}
