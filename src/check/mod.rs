//! Layer 3: a whole check: the configuration, the rules over each project, severities, and what is
//! suppressed on request.

mod checker;
mod effective;
mod exit;
mod fingerprint;
mod memory;
mod removed;
mod report;
mod selection;
mod settings;
mod suppress;
mod timings;
mod unread;
mod weakened;

pub use checker::Checker;
pub(crate) use effective::{DecidedBy, RuleState, of_rule};
pub(crate) use exit::{hide, hide_in};
pub(crate) use fingerprint::mark;
pub use memory::Memory;
pub use report::Report;
pub(crate) use report::Summary;
use selection::Wanted;
pub use selection::{Choice, Selection};
pub(crate) use settings::{CheckSettings, profile as profile_of};
use suppress::Requests;
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
use crate::rules::policy::GROUP as POLICY;
use crate::rules::{Profile, Rule, all_rules, rule};
use crate::schema::{ApiVersion, schema};

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest<'a> {
    /// Files and directories.
    pub scope: Scope,
    /// The rules that run; all if there are none.
    pub rules: Vec<&'static Rule>,
    /// What the caller says of single rules.
    pub selection: Selection,
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
    /// Whether the run is for a new baseline, so that none holds.
    pub writes_baseline: bool,
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

/// What a run looks at before it judges anything.
#[derive(Debug)]
pub struct Looked {
    /// The projects.
    pub workspace: Workspace,
    /// The configurations.
    pub settings: CheckSettings,
    /// The profile that holds for each project of the workspace, in its order.
    pub profiles: Vec<&'static Profile>,
}

impl Looked {
    /// Loads projects and configurations.
    ///
    /// # Errors
    /// If a path does not exist.
    pub fn at(files: &Files, request: &CheckRequest<'_>) -> io::Result<Self> {
        let options = LoadOptions { api_version: request.api_version };
        let mut workspace = load(files, &request.scope, &options)?;
        let settings = CheckSettings::of(files, request, &workspace);
        let mut profiles = Vec::new();
        for (index, project) in workspace.projects.iter_mut().enumerate() {
            let config = settings.of_project(index).unwrap_or(&NO_CONFIG);
            project.api_version =
                request.api_version.or(config.api_version).or(project.api_version);
            profiles.push(settings::profile(request, config));
        }
        let read = settings.configs().iter().flat_map(Config::files);
        workspace.others.extend(read.map(|file| (file.path.clone(), file.text.clone())));
        Ok(Self { workspace, settings, profiles })
    }
}

/// Runs.
///
/// # Errors
/// If a path does not exist.
pub fn run_check(files: &Files, request: &CheckRequest<'_>) -> io::Result<CheckOutcome> {
    let read = || Looked::at(files, request);
    let looked = match request.timings {
        Some(timings) => timings.of_reading(read)?,
        None => read()?,
    };
    let check = || check(files, request, looked);
    Ok(match request.timings {
        Some(timings) => timings.of_checking(check),
        None => check(),
    })
}

/// Checks what was read.
fn check(files: &Files, request: &CheckRequest<'_>, looked: Looked) -> CheckOutcome {
    let Looked { workspace, settings, profiles } = looked;
    let (mut findings, mut suppressed) = (Vec::new(), Vec::new());
    let mut requests = Requests::default();
    for (index, config) in settings.configs().iter().enumerate() {
        let projects = settings.projects(index, &workspace);
        let unread = unread::find(settings.unread(index, &workspace), files);
        let run = Run { files, request, workspace: &workspace };
        let (mut kept, left_out) = under(config, &projects, run, unread, &mut requests);
        suppressed.extend(left_out);
        if let Some(baseline) = settings.baseline(index) {
            kept = baseline.sort(kept, &mut suppressed, (&workspace, files));
        }
        // A file that several configurations extend has its faults once.
        let is_told = |finding: &Finding| finding.rule == BROKEN && findings.contains(finding);
        let kept: Vec<Finding> = kept.into_iter().filter(|finding| !is_told(finding)).collect();
        findings.extend(kept);
    }
    for (index, config) in settings.configs().iter().enumerate() {
        let run = Run { files, request, workspace: &workspace };
        let mut about = run.about_run(requests.about(config, files, request), config);
        if let Some(baseline) = settings.baseline(index) {
            about = baseline.sort(about, &mut suppressed, (&workspace, files));
        }
        findings.extend(about);
    }
    if let Some(baseline) = request.baseline {
        findings = baseline.sort(findings, &mut suppressed, (&workspace, files));
    }
    if let Some(since) = request.since {
        findings = since.sort(findings, &mut suppressed, (&workspace, files));
    }
    // What is in an archive can be read, but not written.
    for finding in findings.iter_mut().filter(|f| files.is_archived(Path::new(&*f.place.path))) {
        finding.fix = None;
    }
    let report = Report::with_suppressed(findings, suppressed, &workspace);
    let mut checked = CheckOutcome { workspace, settings, profiles, report };
    let runs_weakened = rule(weakened::RULE)
        .is_some_and(|rule| !matches!(request.selection.wanted(rule), Wanted::Off));
    if runs_weakened
        && (request.rules.is_empty() || request.rules.iter().any(|rule| rule.id == weakened::RULE))
    {
        let weakened = weakened::find(&checked, request, files);
        checked.report.add(weakened, &checked.workspace);
    }
    checked
}

/// The rule about faults of a configuration.
const BROKEN: &str = "broken-config";

/// What there is without a configuration.
static NO_CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// What the parts of a run share.
#[derive(Clone, Copy)]
struct Run<'a> {
    files: &'a Files,
    request: &'a CheckRequest<'a>,
    workspace: &'a Workspace,
}

impl Run<'_> {
    /// Finishes findings about the run itself: those of rules that run, masked and graded.
    fn about_run(self, mut found: Vec<Finding>, config: &Config) -> Vec<Finding> {
        let profile = settings::profile(self.request, config);
        let rules = rules(self.request, config, profile);
        found.retain(|finding| rules.iter().any(|rule| rule.id == finding.rule));
        hide(&mut found, self.workspace);
        mark(&mut found, self.workspace);
        for finding in &mut found {
            grade(finding, config, profile);
        }
        found
    }
}

/// Judges the projects that a configuration holds for: what was found, and what is omitted.
fn under(
    config: &Config,
    projects: &[&Project],
    run: Run<'_>,
    mut unread: Vec<Finding>,
    requests: &mut Requests,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let Run { files, request, workspace } = run;
    let profile = settings::profile(request, config);
    let rules = rules(request, config, profile);
    let runs = |id: &str| rules.iter().any(|rule| rule.id == id);
    let checker = Checker::with_rules(rules.clone(), request.clock)
        .under(config.policy.clone())
        .timed(request.timings);
    let mut found = checker.find(projects, workspace, request.memory.map(|memory| (memory, files)));
    if schema().kept.iter().any(|kept| runs(&kept.rule)) {
        let mut removed = removed::find(projects, files, request.since);
        let requested = |finding: &Finding| workspace.is_requested(&finding.place.path);
        removed.retain(|finding| runs(finding.rule) && requested(finding));
        hide(&mut removed, workspace);
        mark(&mut removed, workspace);
        found.append(&mut removed);
    }
    if runs(unread::RULE) {
        mark(&mut unread, workspace);
        found.append(&mut unread);
    }
    let about_run = suppress::Ignores::of(config, projects, run.files);
    // What the caller leaves out says nothing about the requests to ignore it.
    let judged = |id: &str| {
        runs(id)
            || rule(id).is_none_or(|rule| {
                effective::without_selection(rule, config, profile).severity.is_none()
            })
    };
    let (mut findings, mut suppressed, mut more) = about_run.sort(found, &judged, requests);
    more.extend(config.findings.iter().cloned());
    for finding in findings.iter_mut().chain(suppressed.iter_mut().map(|s| &mut s.finding)) {
        grade(finding, config, profile);
    }
    // Each run rule marks its own findings: they are in other files, or of other rules.
    findings.append(&mut run.about_run(more, config));
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
/// configuration gives a severity, without those that it switches off; the selection of the caller
/// comes before both.
fn rules(request: &CheckRequest<'_>, config: &Config, profile: &Profile) -> Vec<&'static Rule> {
    if !request.rules.is_empty() {
        return request.rules.clone();
    }
    let runs = |rule: &&'static Rule| of_rule(rule, request, config, profile).severity.is_some();
    all_rules().filter(runs).collect()
}

/// Gives a finding the severity that the configuration wants, else that of the profile.
fn grade(finding: &mut Finding, config: &Config, profile: &Profile) {
    let of_policy = || {
        let key = config.policy.severity.as_ref()?;
        let group = rule(finding.rule)?.group()?;
        (group.id == POLICY).then_some(key.value)
    };
    finding.severity = match config.rules.get(finding.rule) {
        Some(Some(severity)) => *severity,
        Some(None) | None => of_policy().unwrap_or_else(|| profile.severity_of(finding)),
    };
}
