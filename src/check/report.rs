//! The result of a check.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::Suppressed;
use crate::diagnostic::{Finding, Severity};
use crate::project::Workspace;

/// Most findings of a rule in a file that a report lists.
const MOST_OF_RULE: usize = 100;

/// Everything that a check found, sorted by path, place and rule.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Findings that were omitted on request, in the same order.
    pub suppressed: Vec<Suppressed>,
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
    /// Findings that were omitted on request.
    pub suppressed: usize,
    /// Findings that are counted above and not listed, since they are milder than asked for.
    pub hidden: usize,
}

impl Report {
    /// Counts the findings.
    #[must_use]
    pub fn new(findings: Vec<Finding>, workspace: &Workspace) -> Self {
        Self::with_suppressed(findings, Vec::new(), workspace)
    }

    /// Sorts and counts the findings and those that were omitted.
    #[must_use]
    pub fn with_suppressed(
        mut findings: Vec<Finding>,
        mut suppressed: Vec<Suppressed>,
        workspace: &Workspace,
    ) -> Self {
        findings.sort_by(order);
        suppressed.sort_by(|a, b| order(&a.finding, &b.finding));
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let summary = Summary {
            files: workspace.file_count(),
            apps: workspace.app_count(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            hints: count(Severity::Hint),
            suppressed: suppressed.len(),
            hidden: 0,
        };
        Self { findings, suppressed, summary }
    }

    /// The same without the findings that are milder than this. The summary counts all, and how many
    /// it hides.
    #[must_use]
    pub(crate) fn at_least(mut self, least: Severity) -> Self {
        let before = self.findings.len();
        self.findings.retain(|finding| finding.severity >= least);
        self.suppressed.retain(|suppressed| suppressed.finding.severity >= least);
        self.summary.hidden += before - self.findings.len();
        self
    }

    /// The same with at most 100 findings of a rule in a file; the last of them says how
    /// many more there are. The summary counts all.
    #[must_use]
    pub fn capped(mut self) -> Self {
        let mut counts: HashMap<(&str, &'static str), usize> = HashMap::new();
        for finding in &self.findings {
            *counts.entry((&finding.place.path, finding.rule)).or_default() += 1;
        }
        let more: HashMap<(String, &'static str), usize> = counts
            .into_iter()
            .filter(|(_, count)| *count > MOST_OF_RULE)
            .map(|((path, rule), count)| ((path.to_owned(), rule), count - MOST_OF_RULE))
            .collect();
        if more.is_empty() {
            return self;
        }
        let mut seen: HashMap<(Arc<str>, &'static str), usize> = HashMap::new();
        self.findings.retain_mut(|finding| {
            let Some(more) = more.get(&(finding.place.path.to_string(), finding.rule)) else {
                return true;
            };
            let seen = seen.entry((finding.place.path.clone(), finding.rule)).or_default();
            *seen += 1;
            if *seen == MOST_OF_RULE {
                let message = &finding.message;
                finding.message =
                    format!("{message} (and {more} more of this rule in this file)").into();
            }
            *seen <= MOST_OF_RULE
        });
        self
    }

    /// Adds findings.
    pub fn add(&mut self, more: Vec<Finding>, workspace: &Workspace) {
        let mut findings = std::mem::take(&mut self.findings);
        findings.extend(more);
        let suppressed = std::mem::take(&mut self.suppressed);
        *self = Self::with_suppressed(findings, suppressed, workspace);
    }
}

/// By path, place, rule, message.
pub(super) fn order(a: &Finding, b: &Finding) -> Ordering {
    let key = |f: &Finding| (f.place.span, f.rule);
    let by_path = a.place.path.cmp(&b.place.path);
    by_path.then_with(|| key(a).cmp(&key(b))).then_with(|| a.message.cmp(&b.message))
}
