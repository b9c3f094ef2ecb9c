//! The check of a project as it would be, before anything is written.

use std::collections::HashSet;
use std::path::Path;

use crate::check::Report;
use crate::check::{CheckRequest, run_check};
use crate::clock::Clock;
use crate::diagnostic::{Finding, Severity};
use crate::disk::{Compared, Status};
use crate::failure::Failure;
use crate::project::{Files, Scope, Workspace};
use crate::spec::SPEC_FILE;

/// What the checker says of a project as it would be.
#[derive(Debug)]
pub struct Verified {
    /// What it found: all where that stops the run, else only what the project did not have before.
    pub report: Report,
    /// How much of what it found the project had before.
    pub known: usize,
    /// The project as it would be.
    pub workspace: Workspace,
    /// Whether an error of the new files keeps them from being written.
    pub stops: bool,
}

/// Checks the files as they would be, together with what is there. Errors that the project has
/// already stop nothing where all that is there stays but for what is added.
///
/// # Errors
/// If the project cannot be read.
pub(crate) fn verify(
    root: &Path,
    compared: &[Compared],
    clock: Clock,
) -> Result<Verified, Failure> {
    let ours = compared.iter().any(|file| file.path == SPEC_FILE);
    let (mut report, workspace) = check(root, compared, clock)?;
    let new = if ours { report.findings.clone() } else { added(root, &report, clock)? };
    let stops = new.iter().any(|finding| finding.severity == Severity::Error)
        && !only_in_stale_files(root, &report, compared)?;
    let known = report.findings.len() - new.len();
    if !stops {
        report.findings = new;
    }
    Ok(Verified { report, known, workspace, stops })
}

/// Whether all errors are in files that are not made any more and only stay because of the edits in
/// them.
fn only_in_stale_files(
    root: &Path,
    report: &Report,
    compared: &[Compared],
) -> Result<bool, Failure> {
    let files = Files::on_disk(std::env::current_dir()?);
    let stale = compared.iter().filter(|file| file.status == Status::Stale);
    let stale: HashSet<String> = stale.map(|file| files.display(&root.join(&file.path))).collect();
    let mut errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    Ok(errors.all(|error| stale.contains(&*error.place.path)))
}

/// What the check finds in a project of other making that it did not find before.
fn added(root: &Path, planned: &Report, clock: Clock) -> Result<Vec<Finding>, Failure> {
    let (before, _) = check(root, &[], clock)?;
    let said = |f: &Finding| (f.rule, f.severity, f.place.path.clone(), f.message.clone());
    let mut known: Vec<_> = before.findings.iter().map(said).collect();
    let mut new = planned.findings.clone();
    new.retain(|finding| match known.iter().position(|known| *known == said(finding)) {
        Some(index) => {
            known.swap_remove(index);
            false
        }
        None => true,
    });
    Ok(new)
}

/// What the checker says of the project as it would be.
fn check(root: &Path, planned: &[Compared], clock: Clock) -> Result<(Report, Workspace), Failure> {
    let mut files = Files::on_disk(std::env::current_dir()?);
    for file in planned.iter().filter(|file| file.status != Status::Stale) {
        let gone = matches!(file.status, Status::Deletes(_));
        files.plan(&root.join(&file.path), (!gone).then(|| file.new.clone()));
    }
    let request = CheckRequest {
        scope: Scope { paths: vec![root.to_path_buf()] },
        clock,
        ..CheckRequest::default()
    };
    let checked = run_check(&files, &request)?;
    Ok((checked.report, checked.workspace))
}
