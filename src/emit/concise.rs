//! One line a finding, as compilers and editors expect it.

use std::fmt::Write as _;

use super::Places;
use crate::check::Report;
use crate::diagnostic::Finding;
use crate::text::escape;

/// Writes `path:line:column: severity[rule]: message` for each finding.
#[must_use]
pub fn concise(report: &Report, places: &Places) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        line(&mut out, finding, places, finding.severity.word());
        out.push('\n');
    }
    for suppressed in &report.suppressed {
        let reason = suppressed.reason.as_deref().unwrap_or(suppressed.by.words());
        line(&mut out, &suppressed.finding, places, "suppressed");
        let _ = writeln!(out, " ({})", escape::line(reason));
    }
    escape::without_commands(out)
}

fn line(out: &mut String, finding: &Finding, places: &Places, word: &str) {
    let (start, _) = places.range(&finding.place.path, finding.place.span);
    let (path, message) = (escape::line(&finding.place.path), escape::line(&finding.message));
    let _ =
        write!(out, "{path}:{}:{}: {word}[{}]: {message}", start.line, start.column, finding.rule);
}
