//! `ecaforge check`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{CheckArgs, FailOn};
use super::environment::{environment, time_of_report};
use super::outputs::{Format, Output, Ready};
use super::print::print_text;
use super::progress::Progress;
use super::terminal::note;
use super::{Exit, Failure, recovery, terminal};
use crate::check::{Memory, Report};
use crate::diagnostic::{Finding, Safety, Severity};
use crate::disk;
use crate::emit::{self, EvidenceTable, HumanOptions, Places};
use crate::fix::{Checked, Fixed, fix};
use crate::git::{self, Repository};
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::{Files, Project, Scope, Workspace, is_archive, roots};
use crate::review::{Baseline, Request, Review, Since, review};
use crate::rules::Profile;
use crate::rules::isv;
use crate::text::shell;

/// How many folders a note lists.
const SHOWN: usize = 5;
/// Where a baseline is written if nothing else is said.
const BASELINE: &str = "ecaforge-baseline.json";

/// Checks and reports.
///
/// # Errors
/// If a path does not exist, or something cannot be read or written.
pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let started = Instant::now();
    let baseline_file = args.write_baseline.then(|| baseline_file(args));
    let places: Vec<&Path> = args.outputs.files().chain(baseline_file).collect();
    disk::refuse_outputs(&places).map_err(|fault| Failure::new(fault.to_string()))?;
    let (mut files, scope) = inputs(args)?;
    let progress = Progress::start("checking", args.quiet);
    let baseline = baseline(args)?;
    let mut request = Request {
        scope,
        environment: environment(),
        config: config(args, &files)?,
        isolated: args.isolated,
        baseline_path: args.baseline.clone(),
        profile: args.profile,
        api_version: args.api_version,
        baseline: baseline.as_ref(),
        ..Request::default()
    };
    let since = args.since.as_deref().map(|rev| since(rev, &files, &request)).transpose()?;
    request.since = since.as_ref();
    if args.fix || args.diff {
        let writes = args.fix && !args.diff;
        let roots = if writes { finished_roots(&files, args, &request)? } else { Vec::new() };
        let seen = files.clone().remembering();
        let fixed = fixed(&seen, args, &request)?;
        if args.diff {
            drop(progress);
            print_text(&fixed.changes.unified_diff())?;
            if !args.quiet {
                super::fixes::tell_left(&fixed, "would be");
            }
            let now = review(&seen, &request)?;
            let done = exit(args, &now);
            // The diff stands for the report on standard output.
            Ready { shown: None, ..ready(args, now, started)? }.write()?;
            return Ok(done);
        }
        super::fixes::write(&seen, &fixed, &roots, args.quiet)?;
        files = fixed.files;
    }
    let review = review(&files, &request)?;
    drop(progress);
    for root in project_roots(&files, args, &review.workspace) {
        recovery::tell(&root, Path::new(&files.display(&root)));
    }
    if args.write_baseline {
        return write_baseline(args, review, started);
    }
    if args.verbose {
        tell(&review);
    }
    let done = exit(args, &review);
    let nothing = review.workspace.file_count() == 0 && review.report.findings.is_empty();
    let unchecked = unchecked(&review, &files);
    write(args, review, started)?;
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

/// What was found and not, or not fully, checked.
fn unchecked(review: &Review, files: &Files) -> Vec<String> {
    let mut messages = Vec::new();
    let outside: Vec<&Project> = review.workspace.outside().collect();
    let count: usize = outside.iter().map(|project| project.files.len()).sum();
    if count > 0 {
        let shown = outside.iter().take(SHOWN).map(|project| project.shown_root.as_str());
        let more = if outside.len() > SHOWN { ", …" } else { "" };
        let (are, they) = if count == 1 { ("file is", "it") } else { ("files are", "them") };
        messages.push(format!(
            "{count} External Client App {are} outside the package directories or hidden by \
             .forceignore, so only credentials and URLs in {they} were checked; for a full check name the folder: {}{more}",
            shown.collect::<Vec<_>>().join(", ")
        ));
    }
    for archive in &review.workspace.unread_archives {
        let shown = files.display(archive);
        messages.push(format!(
            "{shown} contains External Client App metadata that was not checked; run \
             `ecaforge check {}`",
            shell::word(&shown)
        ));
    }
    messages
}

/// The files as they are to be read, and which of them.
fn inputs(args: &CheckArgs) -> Result<(Files, Scope), Failure> {
    let mut files = Files::on_disk(std::env::current_dir()?).named(&args.paths);
    let mut scope = Scope { paths: args.paths.clone() };
    if let Some(path) = &args.stdin_path {
        let buffer = input::bounded(std::io::stdin().lock(), MAX_FILE_BYTES)
            .map_err(|fault| Failure::new(format!("standard input: {fault}")))?;
        files.plan(path, Some(buffer));
        if scope.paths == [PathBuf::from(".")] {
            scope.paths = vec![path.clone()];
        }
    }
    for path in scope.paths.iter().filter(|path| is_archive(path)) {
        if files.is_file(path) {
            let read = files.add_zip(path);
            read.map_err(|fault| Failure::new(format!("{}: {fault}", path.display())))?;
        }
    }
    Ok((files, scope))
}

/// Applies the fixes that were asked for, in memory.
fn fixed(files: &Files, args: &CheckArgs, request: &Request<'_>) -> Result<Fixed, Failure> {
    let memory = Memory::default();
    let request = Request { memory: Some(&memory), ..request.clone() };
    let again = |files: &Files| {
        let review = review(files, &request)?;
        Ok(Checked::new(review.report, &review.workspace))
    };
    let safety = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    Ok(fix(files, safety, &again)?)
}

/// The directories in which other commands may have been at work, with what they left finished.
fn finished_roots(
    files: &Files,
    args: &CheckArgs,
    request: &Request<'_>,
) -> Result<Vec<PathBuf>, Failure> {
    let roots = roots_with(files, args, roots(files, &request.scope));
    for root in &roots {
        recovery::finish(root, Path::new(&files.display(root)))?;
    }
    Ok(roots)
}

/// The directories in which other commands may have been at work: those that were named, and those
/// of the projects.
fn project_roots(files: &Files, args: &CheckArgs, workspace: &Workspace) -> Vec<PathBuf> {
    roots_with(files, args, workspace.projects.iter().map(|project| project.root.clone()))
}

/// The same, with the roots of the projects given.
fn roots_with(
    files: &Files,
    args: &CheckArgs,
    projects: impl IntoIterator<Item = PathBuf>,
) -> Vec<PathBuf> {
    let named = args.paths.iter().map(|path| files.absolute(path));
    let roots: BTreeSet<PathBuf> = named.chain(projects).filter(|root| root.is_dir()).collect();
    roots.into_iter().collect()
}

fn exit(args: &CheckArgs, review: &Review) -> Exit {
    let configured = |finding: &Finding| {
        let severity = review.settings.fail_on(finding, &review.workspace)?;
        Some(match severity {
            Some(Severity::Error) => FailOn::Error,
            Some(Severity::Warning) => FailOn::Warning,
            Some(Severity::Hint) => FailOn::Hint,
            None => FailOn::Never,
        })
    };
    let fails = |finding: &Finding| {
        let fail_on = args.fail_on.or_else(|| configured(finding)).unwrap_or(FailOn::Error);
        fail_on.fails(Some(finding.severity))
    };
    if review.report.findings.iter().any(fails) { Exit::Findings } else { Exit::Done }
}

fn config(args: &CheckArgs, files: &Files) -> Result<Option<PathBuf>, Failure> {
    match &args.config {
        Some(path) if !files.is_there(path) => {
            Err(Failure::new(format!("{}: no such configuration file", path.display())))
        }
        config => Ok(config.clone()),
    }
}

fn baseline(args: &CheckArgs) -> Result<Option<Baseline>, Failure> {
    let Some(path) = args.baseline.as_ref().filter(|_| !args.write_baseline) else {
        return Ok(None);
    };
    let shown = path.display();
    let cwd = std::env::current_dir()?;
    let text = input::text(path, &cwd, MAX_FILE_BYTES).map_err(|fault| {
        Failure::new(format!("{shown}: {fault}; write the baseline with `--write-baseline`"))
    })?;
    let baseline = Baseline::read(&text).map_err(|fault| {
        Failure::new(format!(
            "{shown} is not a baseline: {fault}; write it with `--write-baseline`"
        ))
    })?;
    Ok(Some(baseline))
}

/// Where the baseline is written.
fn baseline_file(args: &CheckArgs) -> &Path {
    args.baseline.as_deref().unwrap_or(Path::new(BASELINE))
}

/// Writes the baseline in place of the report on standard output; with it, the reports in files.
fn write_baseline(args: &CheckArgs, review: Review, started: Instant) -> Result<Exit, Failure> {
    let path = baseline_file(args);
    let text = Baseline::write(&review.report);
    let all = &review.report.findings;
    let leaks = all.iter().filter(|finding| Baseline::leaves_in(finding)).count();
    let findings = all.len() - leaks;
    let mut ready = Ready { shown: None, ..ready(args, review, started)? };
    ready.files.push((path.to_path_buf(), text.into_bytes()));
    ready.write()?;
    if leaks > 0 && !args.quiet {
        note(&format!(
            "{leaks} findings about credentials are not in the baseline: every check shows them"
        ));
    }
    if !args.quiet {
        note(&format!(
            "wrote {findings} findings to {}; check with `--baseline {}` from now on",
            path.display(),
            path.display()
        ));
    }
    Ok(Exit::Done)
}

fn since(revision: &str, files: &Files, request: &Request<'_>) -> Result<Since, Failure> {
    let repository = Repository::open(files.cwd(), revision)?;
    let changed = repository.changed()?;
    let path = request.baseline_path.as_ref().map(|path| files.absolute(path));
    let old = repository.files(files.cwd(), path.as_deref())?;
    let baseline = path.and_then(|path| old.read(&path).ok());
    let baseline = baseline.and_then(|bytes| Baseline::read(&String::from_utf8(bytes).ok()?).ok());
    let mut request = request.clone();
    // A path that is new had nothing wrong in it.
    request.scope.paths.retain(|path| old.is_file(path) || old.is_dir(path));
    let before = review(&old, &request)?;
    Ok(Since::new(changed, &before).with_baseline(baseline.unwrap_or_default()))
}

fn tell(review: &Review) {
    for config in review.settings.configs() {
        let Some(file) = &config.file else { continue };
        note(&format!("configuration: {}", file.path));
        let off = config.rules.iter().filter(|(_, level)| level.is_none());
        let off: Vec<&str> = off.map(|(id, _)| *id).collect();
        if !off.is_empty() {
            note(&format!("rules switched off in {}: {}", file.path, off.join(", ")));
        }
        if !config.ignores.is_empty() {
            note(&format!("{} ignores in {}", config.ignores.len(), file.path));
        }
    }
    note("hidden folders and node_modules are not searched");
    for project in review.workspace.projects.iter().filter(|project| !project.outside) {
        let version = project.api_version.map_or("unknown".to_owned(), |v| v.to_string());
        note(&format!(
            "project {}: {} metadata files, API version {version}",
            project.shown_root,
            project.files.len()
        ));
    }
}

fn write(args: &CheckArgs, review: Review, started: Instant) -> Result<(), Failure> {
    let summary = review.report.summary;
    ready(args, review, started)?.write()?;
    if !args.quiet && !args.outputs.all().iter().any(Output::is_for_people) {
        note(&emit::summary_line(summary, Some(started.elapsed())));
    }
    Ok(())
}

/// The reports that were asked for.
fn ready(args: &CheckArgs, review: Review, started: Instant) -> Result<Ready, Failure> {
    let mut report = review.report.capped();
    let mut places = Places::of(&report, &review.workspace);
    let table = evidence_table(&review.profiles, &review.workspace, &mut places);
    let wants_table = args.outputs.all().iter().any(|output| output.format == Format::EvidenceCsv);
    if wants_table && table.is_none() {
        return Err(Failure::new(
            "`--format evidence-csv` needs the profile `isv`: add `--profile isv`",
        ));
    }
    let full = report.clone();
    if !args.show_suppressed {
        report.suppressed.clear();
    }
    let mut done = Ready::default();
    for output in args.outputs.all() {
        // Readers of SARIF expect to see what is suppressed, as such.
        let report = if output.format == Format::Sarif { &full } else { &report };
        let options = match output.file {
            Some(_) => HumanOptions::default(),
            None => terminal::options(),
        };
        let text = render(output.format, report, &places, table.as_ref(), options, started);
        match output.file {
            Some(path) => done.files.push((path, text.into_bytes())),
            None => done.shown = Some(text),
        }
    }
    Ok(done)
}

/// What the files show for each control, in the profile that is about these controls.
fn evidence_table(
    profiles: &[&Profile],
    workspace: &Workspace,
    places: &mut Places,
) -> Option<EvidenceTable> {
    if profiles.iter().all(|profile| profile.id != isv::PROFILE) {
        return None;
    }
    let projects = workspace.projects.iter().zip(profiles);
    let judged =
        projects.filter(|(project, profile)| profile.id == isv::PROFILE && !project.outside);
    let rows: Vec<isv::Evidence> = judged.flat_map(|(project, _)| isv::evidence(project)).collect();
    for place in rows.iter().filter_map(|line| line.place.as_ref()) {
        if let Some(text) = workspace.text_of(&place.path) {
            *places = std::mem::take(places).with(&place.path, text);
        }
    }
    let commit = git::head(&workspace.cwd);
    Some(EvidenceTable { rows, time: time_of_report(), commit })
}

fn render(
    format: Format,
    report: &Report,
    places: &Places,
    table: Option<&EvidenceTable>,
    options: HumanOptions,
    started: Instant,
) -> String {
    match format {
        Format::Human => {
            let findings = emit::human(report, places, options);
            let table = table.map(|table| emit::evidence(table, places)).unwrap_or_default();
            let last = emit::summary_line(report.summary, Some(started.elapsed()));
            format!("{findings}{table}{last}\n")
        }
        Format::Concise => emit::concise(report, places),
        Format::Json => emit::json_with_evidence(report, places, table),
        Format::EvidenceCsv => {
            table.map(|table| emit::evidence_csv(table, places)).unwrap_or_default()
        }
        Format::Sarif => emit::sarif(report, places),
        Format::Github => emit::github(report, places),
        Format::Gitlab => emit::gitlab(report, places),
        Format::Junit => emit::junit(report, places),
        Format::Markdown => {
            let mut text = emit::markdown(report, places);
            if let Some(table) = table {
                emit::add_evidence_markdown(&mut text, table, places);
            }
            text
        }
    }
}
