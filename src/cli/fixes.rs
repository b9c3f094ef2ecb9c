//! Writing what `check --fix` changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Failure, interrupt, terminal};
use crate::diagnostic::Finding;
use crate::disk::{self, WriteStep};
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
    let mut projects: BTreeMap<PathBuf, BTreeMap<String, WriteStep>> = BTreeMap::new();
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
    let projects: Vec<(PathBuf, Vec<WriteStep>)> = projects.collect();
    interrupt::hold(|| disk::write_projects(&projects))
        .map_err(|fault| Failure::caused(fault.to_string(), fault))?;
    if quiet {
        return Ok(());
    }
    tell_left(fixed, "was");
    let files = fixed.changes.files.len();
    let left = match fixed.left.len() {
        0 => String::new(),
        left => format!("; {left} left, named above"),
    };
    terminal::note(&format!(
        "applied {} fix{} in {files} file{}{left}",
        fixed.applied,
        if fixed.applied == 1 { "" } else { "es" },
        if files == 1 { "" } else { "s" },
    ));
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
    steps: &'a mut BTreeMap<String, WriteStep>,
    root: &Path,
    path: &Path,
) -> Result<&'a mut WriteStep, Failure> {
    let below = path.strip_prefix(root).ok().and_then(Path::to_str);
    let below = below.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"));
    let path = below.ok_or_else(|| {
        Failure::new(format!(
            "the name of {} is not valid UTF-8; nothing was written",
            path.display()
        ))
    })?;
    let new = || WriteStep { path: path.clone(), old: None, new: None };
    Ok(steps.entry(path.clone()).or_insert_with(new))
}

/// Says which fixes were not applied, and why; `was` as the verb.
pub(super) fn tell_left(fixed: &Fixed, was: &str) {
    for left in &fixed.left {
        let finding = &left.finding;
        let title = finding.fix.as_ref().map(|fix| fix.title.as_str()).unwrap_or_default();
        terminal::note(&format!(
            "{}:{}: fix of {} {was} left out ({title}): {}",
            finding.place.path,
            line(&fixed.files, finding),
            finding.rule,
            left.reason,
        ));
    }
    if !fixed.endless.is_empty() {
        terminal::note(&format!(
            "failed to converge: fixes of these rules keep leading to each other: {}; please \
             report this as a bug of ecaforge",
            fixed.endless.join(", "),
        ));
    }
}

/// The line of a finding.
fn line(files: &Files, finding: &Finding) -> usize {
    let text = files.read(Path::new(finding.place.path.as_ref())).unwrap_or_default();
    let before = text.get(..finding.place.span.start).unwrap_or(&text);
    String::from_utf8_lossy(before).matches('\n').count() + 1
}
