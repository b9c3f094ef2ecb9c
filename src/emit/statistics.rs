//! How many findings each rule has.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::Report;
use crate::diagnostic::{Safety, Severity};

/// The counts of a report, the gravest rules first, then the most frequent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics(Vec<RuleCount>);

/// The findings of a rule that have one severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleCount {
    /// Id of the rule.
    pub rule: &'static str,
    /// Severity of these findings.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
    /// How many of them have a fix, which `--fix` or `--fix --unsafe-fixes` applies.
    pub fixable: usize,
    /// How many of them have a safe fix, which `--fix` applies.
    pub safely_fixable: usize,
}

impl Statistics {
    /// Counts the findings that a report lists.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut counts: BTreeMap<(Severity, &'static str), RuleCount> = BTreeMap::new();
        for finding in &report.findings {
            let (rule, severity) = (finding.rule, finding.severity);
            let none = RuleCount { rule, severity, count: 0, fixable: 0, safely_fixable: 0 };
            let of_rule = counts.entry((severity, rule)).or_insert(none);
            of_rule.count += 1;
            if let Some(fix) = &finding.fix {
                of_rule.fixable += 1;
                of_rule.safely_fixable += usize::from(fix.safety == Safety::Safe);
            }
        }
        let mut rows: Vec<RuleCount> = counts.into_values().collect();
        rows.sort_by_key(|row| Reverse((row.severity, row.count)));
        Self(rows)
    }

    /// A row for each rule.
    #[must_use]
    pub fn rows(&self) -> &[RuleCount] {
        &self.0
    }

    /// The counts as a table for a terminal or a log; empty where there is no finding.
    #[must_use]
    pub fn table(&self) -> String {
        let mut out = String::new();
        let widest = self.0.iter().map(|row| row.rule.len()).max().unwrap_or_default();
        let digits = self.0.iter().map(|row| row.count.to_string().len()).max().unwrap_or_default();
        for row in &self.0 {
            let (severity, fix) = (row.severity.word(), row.fix());
            let line = format!("{:>digits$}  {severity:7}  {:widest$}  {fix}", row.count, row.rule);
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out
    }
}

impl RuleCount {
    /// What applies the fixes: `12 with --fix`.
    pub(super) fn fix(&self) -> String {
        let unsafely = self.fixable - self.safely_fixable;
        match (self.safely_fixable, unsafely) {
            (0, 0) => String::new(),
            (safely, 0) => format!("{safely} with --fix"),
            (0, unsafely) => format!("{unsafely} with --fix --unsafe-fixes"),
            (safely, _) => format!("{safely} with --fix, {} with --unsafe-fixes too", self.fixable),
        }
    }
}
