//! Layer 3: a whole check: the configuration, the rules over each project, severities, and what is
//! suppressed on request.

mod checker;
mod exit;
mod fingerprint;
mod memory;
mod removed;
mod report;
mod settings;
mod suppress;
mod timings;
mod unread;
mod weakened;

pub use checker::Checker;
pub(crate) use exit::{hide, hide_in};
pub(crate) use fingerprint::mark;
pub use memory::Memory;
pub use report::Report;
pub(crate) use report::Summary;
pub(crate) use settings::CheckSettings;
pub use suppress::{Baseline, Since, Suppressed, Suppressor};
pub use timings::{RuleCost, Timings};

use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::clock::Clock;
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::mask;
use crate::project::{Files, LoadOptions, Project, Scope, Workspace, load};
use crate::rules::{Profile, Rule, all_rules};
use crate::schema::ApiVersion;

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest<'a> {
    /// Files and directories.
    pub scope: Scope,
    /// The rules that run; all if there are none.
    pub rules: Vec<&'static Rule>,
    /// The time of the run.
    pub clock: Clock,
    /// The configuration of all projects; the nearest one of each if there is none.
    pub config: Option<PathBuf>,
    /// Whether no configuration of a project counts.
    pub isolated: bool,
    /// A profile in place of the configuration's.
    pub profile: Option<&'static Profile>,
    /// An API version in place of the configuration's and the project's.
    pub api_version: Option<ApiVersion>,
    /// Findings that were there before.
    pub baseline: Option<&'a Baseline>,
    /// Where they are listed.
    pub baseline_path: Option<PathBuf>,
    /// What changed, where only that counts.
    pub since: Option<&'a Since>,
    /// What earlier checks of the same files on the disk found.
    pub memory: Option<&'a Memory>,
    /// Where it is noted how long each part takes.
    pub timings: Option<&'a Timings>,
}

/// What a run came to.
#[derive(Debug)]
pub struct CheckOutcome {
    /// What was looked at.
    pub workspace: Workspace,
    /// The configurations.
    pub settings: CheckSettings,
    /// The profile that held for each project of the workspace, in its order.
    pub profiles: Vec<&'static Profile>,
    /// What was found.
    pub report: Report,
}

/// Runs.
///
/// # Errors
/// If a path does not exist.
pub fn run_check(files: &Files, request: &CheckRequest<'_>) -> io::Result<CheckOutcome> {
    let options = LoadOptions { api_version: request.api_version };
    let read = || load(files, &request.scope, &options);
    let workspace = match request.timings {
        Some(timings) => timings.of_reading(read)?,
        None => read()?,
    };
    let check = || check(files, request, workspace);
    Ok(match request.timings {
        Some(timings) => timings.of_checking(check),
        None => check(),
    })
}

/// Checks what was read.
fn check(files: &Files, request: &CheckRequest<'_>, mut workspace: Workspace) -> CheckOutcome {
    let settings = CheckSettings::of(files, request, &workspace);
    let mut profiles = Vec::new();
    for (index, project) in workspace.projects.iter_mut().enumerate() {
        let config = settings.of_project(index).unwrap_or(&NO_CONFIG);
        project.api_version = request.api_version.or(config.api_version).or(project.api_version);
        profiles.push(settings::profile(request, config));
    }
    let read = settings.configs().iter().filter_map(|config| config.file.as_ref());
    workspace.others.extend(read.map(|file| (file.path.clone(), file.text.clone())));
    let (mut findings, mut suppressed) = (Vec::new(), Vec::new());
    for (index, config) in settings.configs().iter().enumerate() {
        let projects = settings.projects(index, &workspace);
        let unread = unread::find(settings.unread(index, &workspace), files);
        let (kept, left_out) = under(config, &projects, files, request, &workspace, unread);
        findings.extend(kept);
        suppressed.extend(left_out);
    }
    if let Some(baseline) = request.baseline {
        findings = baseline.sort(findings, &mut suppressed);
    }
    if let Some(since) = request.since {
        findings = since.sort(findings, &mut suppressed, files);
    }
    // What is in an archive can be read, but not written.
    for finding in findings.iter_mut().filter(|f| files.is_archived(Path::new(&*f.place.path))) {
        finding.fix = None;
    }
    let report = Report::with_suppressed(findings, suppressed, &workspace);
    let mut checked = CheckOutcome { workspace, settings, profiles, report };
    if request.rules.is_empty() || request.rules.iter().any(|rule| rule.id == weakened::RULE) {
        let weakened = weakened::find(&checked, request, files);
        checked.report.add(weakened, &checked.workspace);
    }
    checked
}

/// What there is without a configuration.
static NO_CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// Judges the projects that a configuration holds for: what was found, and what is omitted.
fn under(
    config: &Config,
    projects: &[&Project],
    files: &Files,
    request: &CheckRequest<'_>,
    workspace: &Workspace,
    mut unread: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let profile = settings::profile(request, config);
    let rules = rules(request, config, profile);
    let runs = |id: &str| rules.iter().any(|rule| rule.id == id);
    let checker = Checker::with_rules(rules.clone(), request.clock).timed(request.timings);
    let mut found = checker.find(projects, workspace, request.memory.map(|memory| (memory, files)));
    if runs(removed::RULE) {
        let mut removed = removed::find(projects, files, request.since);
        removed.retain(|finding| workspace.is_requested(&finding.place.path));
        hide(&mut removed, workspace);
        mark(&mut removed, workspace);
        found.append(&mut removed);
    }
    if runs(unread::RULE) {
        mark(&mut unread, workspace);
        found.append(&mut unread);
    }
    let about_run = suppress::Ignores::of(config, projects, files);
    let (mut findings, mut suppressed, mut more) = about_run.sort(found);
    more.extend(config.findings.iter().cloned());
    more.retain(|finding| runs(finding.rule));
    // Each run rule marks its own findings: they are in other files, or of other rules.
    hide(&mut more, workspace);
    mark(&mut more, workspace);
    findings.append(&mut more);
    let left_out = suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    for finding in findings.iter_mut().chain(left_out) {
        grade(finding, config, profile);
    }
    for suppressed in &mut suppressed {
        suppressed.reason = suppressed.reason.take().map(|reason| mask::say(&reason));
    }
    (findings, suppressed)
}

/// Where the search for a configuration starts: the directory of the first path.
fn start(files: &Files, scope: &Scope) -> PathBuf {
    let path = scope.paths.first().map_or(Path::new("."), PathBuf::as_path);
    if files.is_dir(path) {
        return path.to_path_buf();
    }
    path.parent().unwrap_or(path).to_path_buf()
}

/// The rules that run: those that were asked for, else those of the profile and those to which the
/// configuration gives a severity, without those that it switches off.
fn rules(request: &CheckRequest<'_>, config: &Config, profile: &Profile) -> Vec<&'static Rule> {
    if !request.rules.is_empty() {
        return request.rules.clone();
    }
    let runs = |rule: &Rule| match config.rules.get(rule.id) {
        Some(severity) => severity.is_some(),
        None => profile.runs(rule),
    };
    all_rules().filter(|rule| runs(rule)).collect()
}

/// Gives a finding the severity that the configuration wants, else that of the profile.
fn grade(finding: &mut Finding, config: &Config, profile: &Profile) {
    finding.severity = match config.rules.get(finding.rule) {
        Some(Some(severity)) => *severity,
        Some(None) | None => profile.severity_of(finding),
    };
}
