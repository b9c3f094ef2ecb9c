//! Checking projects in memory and on disk, for the tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ecaforge::check::{CheckOutcome, CheckRequest, Checker, Since, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::project::{Files, LoadOptions, Scope, Workspace, load};
use ecaforge::rules::{Rule, groups, rule};
use ecaforge::schema::NAMESPACE;
use ecaforge::text::LineIndex;

/// 2026-01-01, so that certificates do not age.
const NOW: Clock = Clock { now: 1_767_225_600 };

/// A finding as a test wants it: rule, path, line, severity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: String,
}

pub(crate) fn workspace(files: &Files, path: &Path) -> Workspace {
    let scope = Scope { paths: vec![path.to_path_buf()] };
    load(files, &scope, &LoadOptions::default()).expect("the path exists")
}

/// The rules of form.
pub(crate) fn form_rules() -> Vec<&'static Rule> {
    groups()
        .iter()
        .filter(|group| group.id == "form")
        .flat_map(|group| group.rules)
        .copied()
        .collect()
}

pub(crate) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut rules = form_rules();
    rules.extend(rule("unreadable-file"));
    Checker::with_rules(rules, NOW).check(workspace).findings
}

/// What the rules of form find below a path.
pub(crate) fn check(files: &Files, path: &Path) -> Vec<Found> {
    let workspace = workspace(files, path);
    findings(&workspace).into_iter().map(|finding| found(&workspace, finding)).collect()
}

fn found(workspace: &Workspace, finding: Finding) -> Found {
    let text = workspace.text_of(&finding.place.path).unwrap_or_default();
    Found {
        line: LineIndex::new(text).position(finding.place.span.start).line,
        path: finding.place.path.to_string(),
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message.into_owned(),
    }
}

/// A project file.
pub(crate) const SFDX: &str = "{\"packageDirectories\": [{\"path\": \"force-app\"}], \
                    \"sourceApiVersion\": \"65.0\"}";
/// Where the configuration of a project is.
pub(crate) const CONFIG: &str = "ecaforge.toml";

/// A header with that in it before the label.
pub(crate) fn header(more: &str) -> String {
    format!(
        "<ExternalClientApplication xmlns=\"{NAMESPACE}\">\n    \
         <contactEmail>team@acme.com</contactEmail>\n    \
         <distributionState>Lokal</distributionState>\n{more}    <label>Billing</label>\n\
         </ExternalClientApplication>\n"
    )
}

/// The path of a header.
pub(crate) fn path_of(project: &str, app: &str) -> String {
    format!("{project}force-app/main/default/externalClientApps/{app}.eca-meta.xml")
}

/// A project with one app whose header has an unknown state, and a configuration if there is one.
pub(crate) fn project(config: Option<&str>) -> Files {
    let mut files = Files::in_memory([
        ("sfdx-project.json".to_owned(), SFDX.to_owned()),
        (path_of("", "Billing"), header("")),
    ]);
    if let Some(config) = config {
        files.plan(CONFIG.as_ref(), Some(config.into()));
    }
    files
}

/// A request for everything.
pub(crate) fn request<'a>() -> CheckRequest<'a> {
    let scope = Scope { paths: vec![".".into()] };
    CheckRequest { scope, clock: NOW, ..CheckRequest::default() }
}

/// Checks.
pub(crate) fn checked(files: &Files, request: &CheckRequest<'_>) -> CheckOutcome {
    run_check(files, request).expect("the paths are there")
}

/// What a rule said.
pub(crate) fn messages(checked: &CheckOutcome, rule: &str) -> Vec<String> {
    let own = checked.report.findings.iter().filter(|finding| finding.rule == rule);
    own.map(|finding| finding.message.to_string()).collect()
}

/// What these files changed since a check.
pub(crate) fn since(before: &CheckOutcome, changed: &[&str]) -> Since {
    let changed = changed.iter().map(|path| before.workspace.cwd.join(path));
    Since::new(changed.collect::<BTreeSet<PathBuf>>(), before)
}
