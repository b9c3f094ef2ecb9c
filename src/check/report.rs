//! The result of a check.

use std::cmp::Ordering;

use crate::diagnostic::{Finding, Severity};
use crate::project::Workspace;

/// Everything that a check found, sorted by path, place and rule.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Counts.
    pub summary: Summary,
}

/// Counts of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Metadata files that were read.
    pub files: usize,
    /// Apps with a header.
    pub apps: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity hint.
    pub hints: usize,
    /// Findings that were left out on request.
    pub suppressed: usize,
}

impl Report {
    /// Counts the findings.
    #[must_use]
    pub fn new(findings: Vec<Finding>, workspace: &Workspace) -> Self {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let summary = Summary {
            files: workspace.file_count(),
            apps: workspace.app_count(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            hints: count(Severity::Hint),
            suppressed: 0,
        };
        Self { findings, summary }
    }

    /// The gravest severity there is.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// By path, place, rule, message.
pub(super) fn order(a: &Finding, b: &Finding) -> Ordering {
    let key = |f: &Finding| (f.place.clone(), f.rule);
    key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
}
