//! `ecaforge check`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

mod baselines;
mod inputs;
mod notes;
mod reports;
mod show;
mod since;

use self::inputs::Inputs;
use self::notes::{tell, tell_selection, unchecked};
use self::reports::ready;
use super::args::{CheckArgs, FailOn};
use super::clock::clock;
use super::outputs::{Output, Ready};
use super::print::print_text;
use super::progress::Progress;
use super::terminal::note;
use super::{Exit, Failure, recovery};
use crate::check::{
    CheckOutcome, CheckRequest, CheckSettings, Memory, Selection, Timings, run_check,
};
use crate::diagnostic::{Finding, Safety, Severity};
use crate::disk;
use crate::emit;
use crate::fix::{Checked, Fixed, fix};
use crate::project::{Files, Workspace, roots};

/// Checks and reports.
///
/// # Errors
/// If a path does not exist, or something cannot be read or written.
pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let started = Instant::now();
    let named = args.baseline.as_deref().filter(|_| args.write_baseline);
    refuse(args.outputs.files().chain(named))?;
    let Inputs { mut files, scope } = inputs::read(args)?;
    let progress = Progress::start("checking", args.quiet);
    let baseline = baselines::read(args)?;
    let timings = args.timings.then(Timings::default);
    let mut request = CheckRequest {
        scope,
        clock: clock(),
        config: config(args, &files)?,
        isolated: args.isolated,
        selection: Selection { select: args.select.clone(), ignore: args.ignore.clone() },
        baseline_path: args.baseline.clone(),
        profile: args.profile,
        api_version: args.api_version,
        baseline: baseline.as_ref(),
        writes_baseline: args.write_baseline,
        ..CheckRequest::default()
    };
    if args.show_files || args.show_config {
        drop(progress);
        return show::run(args, files, &request);
    }
    let since = args.since.as_deref().map(|rev| since::of(rev, &files, &request)).transpose()?;
    request.since = since.as_ref();
    if args.fix || args.diff {
        let writes = args.fix && !args.diff;
        let roots = if writes { finished_roots(&files, &request)? } else { Vec::new() };
        let seen = files.clone().remembering();
        let fixed = fixed(&seen, args, &request)?;
        if args.diff {
            drop(progress);
            print_text(&fixed.changes.unified_diff())?;
            if !args.quiet {
                super::fixes::tell_left(&fixed, "would be");
            }
            let now = run_check(&seen, &request)?;
            let done = exit(args, &now);
            // The diff stands for the report on standard output.
            Ready { shown: None, ..ready(args, now, started)? }.write()?;
            return Ok(done);
        }
        super::fixes::write(&seen, &fixed, &roots, args.quiet)?;
        files = fixed.files;
    }
    request.timings = timings.as_ref();
    let checked = run_check(&files, &request)?;
    drop(progress);
    if let Some(timings) = &timings {
        notes::tell_timings(timings);
    }
    for root in project_roots(&files, &request, &checked.workspace) {
        recovery::tell(&root, Path::new(&files.display(&root)));
    }
    if args.write_baseline {
        return baselines::write(args, &files, checked, started);
    }
    if args.verbose {
        tell(&checked);
    }
    if !args.quiet {
        tell_selection(&request.selection, &checked.report);
    }
    let done = exit(args, &checked);
    let nothing = checked.workspace.file_count() == 0 && checked.report.findings.is_empty();
    let unchecked = unchecked(&checked, &files);
    write(args, checked, started)?;
    if !args.quiet {
        for message in &unchecked {
            note(message);
        }
    }
    if nothing && unchecked.is_empty() && !args.quiet {
        let shown: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
        let shown = shown.join(", ");
        note(&format!("no External Client App metadata in {shown}"));
    }
    Ok(done)
}

/// Refuses places to which nothing may be written.
fn refuse<'a>(places: impl Iterator<Item = &'a Path>) -> Result<(), Failure> {
    let places: Vec<&Path> = places.collect();
    disk::refuse_outputs(&places).map_err(|fault| Failure::caused(fault.to_string(), fault))
}

/// Applies the fixes that were asked for, in memory.
fn fixed(files: &Files, args: &CheckArgs, request: &CheckRequest<'_>) -> Result<Fixed, Failure> {
    let memory = Memory::default();
    let request = CheckRequest { memory: Some(&memory), ..request.clone() };
    let again = |files: &Files| {
        let checked = run_check(files, &request)?;
        Ok(Checked::new(checked.report, &checked.workspace))
    };
    let safety = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    Ok(fix(files, safety, &again)?)
}

/// The directories in which other commands may have been at work, with what they left finished.
fn finished_roots(files: &Files, request: &CheckRequest<'_>) -> Result<Vec<PathBuf>, Failure> {
    let roots = roots_with(files, request, roots(files, &request.scope));
    for root in &roots {
        recovery::finish(root, Path::new(&files.display(root)))?;
    }
    Ok(roots)
}

/// The directories in which other commands may have been at work: those that were named, and those
/// of the projects.
fn project_roots(files: &Files, request: &CheckRequest<'_>, workspace: &Workspace) -> Vec<PathBuf> {
    roots_with(files, request, workspace.projects.iter().map(|project| project.root.clone()))
}

/// The same, with the roots of the projects given.
fn roots_with(
    files: &Files,
    request: &CheckRequest<'_>,
    projects: impl IntoIterator<Item = PathBuf>,
) -> Vec<PathBuf> {
    let named = request.scope.paths.iter().map(|path| files.absolute(path));
    let roots: BTreeSet<PathBuf> = named.chain(projects).filter(|root| root.is_dir()).collect();
    roots.into_iter().collect()
}

fn exit(args: &CheckArgs, checked: &CheckOutcome) -> Exit {
    let fails = |finding: &Finding| fails(args, &checked.settings, &checked.workspace, finding);
    if checked.report.findings.iter().any(fails) { Exit::Findings } else { Exit::Done }
}

/// Whether a finding makes the exit status 1: as the command line says, else its configuration.
fn fails(
    args: &CheckArgs,
    settings: &CheckSettings,
    workspace: &Workspace,
    finding: &Finding,
) -> bool {
    let configured = || {
        let severity = settings.of_finding(finding, workspace)?.fail_on?;
        Some(match severity {
            Some(Severity::Error) => FailOn::Error,
            Some(Severity::Warning) => FailOn::Warning,
            Some(Severity::Hint) => FailOn::Hint,
            None => FailOn::Never,
        })
    };
    let fail_on = args.fail_on.or_else(configured).unwrap_or(FailOn::Error);
    fail_on.fails(Some(finding.severity))
}

fn config(args: &CheckArgs, files: &Files) -> Result<Option<PathBuf>, Failure> {
    match &args.config {
        Some(path) if !files.is_there(path) => {
            Err(Failure::new(format!("{}: no such configuration file", path.display())))
        }
        config => Ok(config.clone()),
    }
}

fn write(args: &CheckArgs, checked: CheckOutcome, started: Instant) -> Result<(), Failure> {
    let mut summary = checked.report.summary;
    let least = args.view.least();
    summary.hidden = checked.report.findings.iter().filter(|f| f.severity < least).count();
    ready(args, checked, started)?.write()?;
    if !args.quiet && !args.outputs.all().iter().any(Output::is_for_people) {
        note(&emit::summary_line(summary, Some(started.elapsed())));
    }
    Ok(())
}
