//! Layer 3: one whole run: configuration, check, severities, and what is left out on request.

mod baseline;
mod leave_out;
mod since;

pub use baseline::{Baseline, BaselineFault};
pub use since::Since;

use std::io;
use std::path::{Path, PathBuf};

use crate::check::{Checker, Report, mark};
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::project::{Files, LoadOptions, Scope, Workspace, load};
use crate::rules::{Environment, Profile, Rule, all_rules};
use crate::schema::ApiVersion;

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// Files and directories.
    pub scope: Scope,
    /// The rules that run; all if there are none.
    pub rules: Vec<&'static Rule>,
    /// The world outside.
    pub environment: Environment,
    /// The configuration; the nearest one if there is none.
    pub config: Option<PathBuf>,
    /// A profile in place of the configuration's.
    pub profile: Option<&'static Profile>,
    /// An API version in place of the configuration's and the project's.
    pub api_version: Option<ApiVersion>,
    /// Findings that were there before.
    pub baseline: Option<&'a Baseline>,
    /// What changed, where only that counts.
    pub since: Option<&'a Since>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Review {
    /// What was looked at.
    pub workspace: Workspace,
    /// The configuration.
    pub config: Config,
    /// The profile that held.
    pub profile: &'static Profile,
    /// What was found.
    pub report: Report,
}

/// Runs.
///
/// # Errors
/// If a path does not exist.
pub fn review(files: &Files, request: &Request<'_>) -> io::Result<Review> {
    let now = request.environment.now;
    let config = match &request.config {
        Some(path) => Config::read(files, path, now),
        None => Config::nearest(files, &start(files, &request.scope), now),
    };
    let api_version = request.api_version.or(config.api_version);
    let mut workspace = load(files, &request.scope, &LoadOptions { api_version })?;
    if let Some(file) = &config.file {
        workspace.others.push((file.path.clone(), file.text.clone()));
    }
    let profile = request.profile.or(config.profile).unwrap_or(Profile::default_profile());
    let rules = rules(request, &config, profile);
    let runs = |id: &str| rules.iter().any(|rule| rule.id == id);
    let checker = Checker::with_rules(rules.clone(), request.environment);
    let mut findings = checker.check(&workspace).findings;
    let about_run = leave_out::Ignores::of(&config, &workspace, files);
    let (kept, mut suppressed, mut more) = about_run.sort(std::mem::take(&mut findings));
    findings = kept;
    more.extend(config.findings.iter().cloned());
    more.retain(|finding| runs(finding.rule));
    // Each run rule marks its own findings: they are in other files, or of other rules.
    mark(&mut more, &workspace);
    findings.append(&mut more);
    let left_out = suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    for finding in findings.iter_mut().chain(left_out) {
        grade(finding, &config, profile);
    }
    if let Some(baseline) = request.baseline {
        findings = baseline.sort(findings, &mut suppressed);
    }
    if let Some(since) = request.since {
        findings = since.sort(findings, &mut suppressed, files);
    }
    let report = Report::with_suppressed(findings, suppressed, &workspace);
    Ok(Review { workspace, config, profile, report })
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
fn rules(request: &Request<'_>, config: &Config, profile: &Profile) -> Vec<&'static Rule> {
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
