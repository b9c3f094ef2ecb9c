//! `--baseline` and `--write-baseline`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use super::reports::ready;
use crate::check::{Baseline, CheckOutcome};
use crate::cli::args::CheckArgs;
use crate::cli::outputs::Ready;
use crate::cli::terminal::note;
use crate::cli::{Exit, Failure};
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::Files;
use crate::text::shell;

/// Where a baseline is written if nothing else is said.
const BASELINE: &str = "ecaforge-baseline.json";

/// The baseline of the command line.
///
/// # Errors
/// If it cannot be read.
pub(super) fn read(args: &CheckArgs) -> Result<Option<Baseline>, Failure> {
    let Some(path) = args.baseline.as_ref().filter(|_| !args.write_baseline) else {
        return Ok(None);
    };
    let shown = path.display();
    let cwd = std::env::current_dir()?;
    let text = input::text(path, &cwd, MAX_FILE_BYTES).map_err(|fault| {
        Failure::caused(
            format!("{shown}: {fault}; write the baseline with `--write-baseline`"),
            fault,
        )
    })?;
    let baseline = Baseline::read(&text).map_err(|fault| {
        Failure::caused(
            format!("{shown} is not a baseline: {fault}; write it with `--write-baseline`"),
            fault,
        )
    })?;
    Ok(Some(baseline))
}

/// Where the baseline is written: as the command line says, else the configurations.
fn target(args: &CheckArgs, checked: &CheckOutcome) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.baseline {
        return Ok(path.clone());
    }
    let configs = checked.settings.configs().iter();
    let named: BTreeSet<Option<&PathBuf>> =
        configs.map(|config| config.baseline.as_ref()).collect();
    match named.into_iter().collect::<Vec<_>>().as_slice() {
        [] | [None] => Ok(PathBuf::from(BASELINE)),
        [Some(path)] => Ok((*path).clone()),
        _ => Err(Failure::new(
            "the configurations of these projects name different baselines; check each project alone, \
             or name the file with `--baseline`",
        )),
    }
}

/// Writes the baseline in place of the report on standard output; with it, the reports in files.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write(
    args: &CheckArgs,
    files: &Files,
    checked: CheckOutcome,
    started: Instant,
) -> Result<Exit, Failure> {
    let path = target(args, &checked)?;
    super::refuse(std::iter::once(path.as_path()))?;
    let is_configured = checked.settings.configs().iter().any(|config| config.baseline.is_some());
    let text = Baseline::write(&checked.report);
    let all = &checked.report.findings;
    let leaks = all.iter().filter(|finding| Baseline::leaves_in(finding)).count();
    let findings = all.len() - leaks;
    let mut ready = Ready { shown: None, ..ready(args, checked, started)? };
    let shown = files.display(&files.absolute(&path));
    ready.files.push((path, text.into_bytes()));
    ready.write()?;
    if leaks > 0 && !args.quiet {
        note(&format!(
            "{leaks} findings about credentials are not in the baseline: every check shows them"
        ));
    }
    if !args.quiet {
        let next = if args.baseline.is_none() && is_configured {
            "ecaforge.toml names it for each check".to_owned()
        } else {
            format!("check with `--baseline {}` from now on", shell::word(&shown))
        };
        note(&format!("wrote {findings} findings to {shown}; {next}"));
    }
    Ok(Exit::Done)
}
