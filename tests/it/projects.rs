//! Checking projects in memory and on disk, for the tests.

use std::path::Path;

use ecaforge::check::Checker;
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::project::{Files, LoadOptions, Scope, Workspace, load};
use ecaforge::rules::{Rule, groups, rule};
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
