//! Logging commands of Azure Pipelines, which shows them as issues of the run.

use std::fmt::Write as _;

use super::groups::picked;
use super::{Places, summary_line};
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::text::escape::{azure_data, azure_property};

/// Azure Pipelines shows ten issues of a kind for each step and drops the rest without a word.
const SHOWN: usize = 10;

/// Writes an issue for each finding, up to ten of a kind, and says how many are omitted. There are
/// errors and warnings only: a hint is a warning that says so.
#[must_use]
pub fn azure(report: &Report, places: &Places) -> String {
    let mut out = String::new();
    let of_severity = |severity| report.findings.iter().filter(move |f| f.severity == severity);
    let errors: Vec<_> = of_severity(Severity::Error).collect();
    let warnings: Vec<_> = of_severity(Severity::Warning).collect();
    let hints: Vec<_> = of_severity(Severity::Hint).collect();
    let milder = warnings.len() + hints.len();
    // One warning is kept for the last line where something is omitted.
    let all_fit = errors.len() <= SHOWN && milder <= SHOWN;
    let limit = if all_fit { SHOWN } else { SHOWN - 1 };
    let left_out = errors.len().saturating_sub(SHOWN) + milder.saturating_sub(limit);
    let mut shown = picked(errors, SHOWN);
    let warnings = picked(warnings, limit);
    let left = limit - warnings.len();
    shown.extend(warnings);
    shown.extend(picked(hints, left));
    for finding in shown {
        let _ = writeln!(out, "{}", issue(finding, places));
    }
    if left_out > 0 {
        let all = summary_line(report.summary, None);
        let _ = writeln!(
            out,
            "##vso[task.logissue type=warning;code=ecaforge;]{left_out} more not shown here. In \
             all: {}",
            azure_data(&all)
        );
    }
    out
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Hint => "warning",
    }
}

fn issue(finding: &Finding, places: &Places) -> String {
    let (start, _) = places.range(&finding.place.path, finding.place.span);
    let hint = if finding.severity == Severity::Hint { "hint: " } else { "" };
    format!(
        "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={};]{}",
        word(finding.severity),
        azure_property(&places.in_repository(&finding.place.path)),
        start.line,
        start.column,
        azure_property(finding.rule),
        azure_data(&format!("{hint}{}\n{}\nFix: {}", finding.message, finding.why, finding.help)),
    )
}
