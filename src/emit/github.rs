//! Commands for GitHub workflows, which show them as annotations.

use std::fmt::Write as _;

use super::groups::picked;
use super::{Places, summary_line};
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::text::escape::{data, property};

/// GitHub shows ten annotations of a kind for each step and drops the rest without a word.
const SHOWN: usize = 10;

/// Writes an annotation for each finding, up to ten of a kind, and says how many are omitted.
#[must_use]
pub fn github(report: &Report, places: &Places) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        // One notice is kept for the last line.
        let limit = if severity == Severity::Hint { SHOWN - 1 } else { SHOWN };
        let of_kind: Vec<_> = report.findings.iter().filter(|f| f.severity == severity).collect();
        left_out += of_kind.len().saturating_sub(limit);
        for finding in picked(of_kind, limit) {
            let _ = writeln!(out, "{}", annotation(finding, places));
        }
    }
    if left_out > 0 {
        let all = summary_line(report.summary, None);
        let _ = writeln!(
            out,
            "::notice title=ecaforge::{left_out} more not shown here. In all: {}",
            data(&all)
        );
    }
    out
}

fn annotation(finding: &Finding, places: &Places) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let (start, end) = places.range(&finding.place.path, finding.place.span);
    let mut properties = format!(
        "file={},line={},endLine={}",
        property(&places.in_repository(&finding.place.path)),
        start.line,
        end.line
    );
    if start.line == end.line {
        let _ = write!(properties, ",col={},endColumn={}", start.column, end.column);
    }
    format!(
        "::{command} {properties},title={}::{}",
        property(&format!("ecaforge: {}", finding.rule)),
        data(&format!("{}\n{}\nFix: {}", finding.message, finding.why, finding.help))
    )
}
