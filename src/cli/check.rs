//! `ecaforge check`.

use std::io::Write;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::args::{CheckArgs, Format};
use super::{Exit, Failure, terminal};
use crate::check::{Checker, Report};
use crate::emit::{self, HumanOptions, Places};
use crate::project::{Files, LoadOptions, Scope, Workspace, load};
use crate::rules::Environment;

/// Checks and reports.
///
/// # Errors
/// If a path does not exist or the report cannot be written.
pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let started = Instant::now();
    let files = Files::on_disk(std::env::current_dir()?);
    let scope = Scope { paths: args.paths.clone() };
    let workspace = load(&files, &scope, &LoadOptions { api_version: args.api_version })?;
    let report = Checker::for_profile(args.profile, environment()).check(&workspace);
    write(args, &report, &workspace, started)?;
    if workspace.file_count() == 0 && report.findings.is_empty() {
        let shown: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
        anstream::eprintln!(
            "{}no External Client App metadata in {}",
            terminal::note_word(),
            shown.join(", ")
        );
    }
    Ok(if args.fail_on.fails(report.worst()) { Exit::Findings } else { Exit::Done })
}

/// The world outside, as of now.
pub(super) fn environment() -> Environment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Environment { now: i64::try_from(now.as_secs()).unwrap_or(i64::MAX) }
}

fn write(
    args: &CheckArgs,
    report: &Report,
    workspace: &Workspace,
    started: Instant,
) -> Result<(), Failure> {
    let places = Places::of(report, workspace);
    let text = match args.format {
        Format::Human => {
            let options = HumanOptions { color: terminal::color(), width: terminal::width() };
            let findings = emit::human(report, &places, options);
            let last = emit::summary_line(report.summary, Some(started.elapsed()));
            format!("{findings}{last}\n")
        }
        Format::Concise => emit::concise(report, &places),
        Format::Json => emit::json(report, &places),
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // A reader such as `head` may stop early; that is no fault of the check.
        Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}
