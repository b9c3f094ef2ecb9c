//! One line a finding, as compilers and editors expect it.

use std::fmt::Write as _;

use super::Places;
use crate::check::Report;

/// Writes `path:line:column: severity[rule]: message` for each finding.
#[must_use]
pub fn concise(report: &Report, places: &Places) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let (start, _) = places.range(&finding.place.path, finding.place.span);
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}]: {}",
            finding.place.path,
            start.line,
            start.column,
            finding.severity.word(),
            finding.rule,
            finding.message
        );
    }
    out
}
