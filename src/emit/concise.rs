//! One line a finding, as compilers and editors expect it.

use std::fmt::Write as _;

use super::Places;
use super::plain::one_line;
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
            one_line(&finding.place.path),
            start.line,
            start.column,
            finding.severity.word(),
            finding.rule,
            one_line(&finding.message)
        );
    }
    for suppressed in &report.suppressed {
        let finding = &suppressed.finding;
        let (start, _) = places.range(&finding.place.path, finding.place.span);
        let _ = writeln!(
            out,
            "{}:{}:{}: suppressed[{}]: {} ({})",
            one_line(&finding.place.path),
            start.line,
            start.column,
            finding.rule,
            one_line(&finding.message),
            one_line(suppressed.reason.as_deref().unwrap_or(suppressed.by.words())),
        );
    }
    out
}
