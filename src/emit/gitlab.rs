//! GitLab code quality.

use std::borrow::Cow;

use serde::Serialize;

use super::Places;
use crate::check::Report;
use crate::diagnostic::{Finding, Severity};
use crate::rules::{Rule, rule};
use crate::text::escape;
use crate::text::sound::serialized;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
    content: Content,
}

#[derive(Serialize)]
struct Location<'a> {
    path: Cow<'a, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

#[derive(Serialize)]
struct Content {
    /// Markdown.
    body: String,
}

/// Writes the list of issues that GitLab reads as an artifact.
#[must_use]
pub fn gitlab(report: &Report, places: &Places) -> String {
    let issues: Vec<Issue<'_>> = report.findings.iter().map(|f| issue(f, places)).collect();
    // Strings, numbers and lists always serialize.
    let document = serialized(serde_json::to_string_pretty(&issues)) + "\n";
    escape::json(document)
}

fn issue<'a>(finding: &'a Finding, places: &Places) -> Issue<'a> {
    let (start, end) = places.range(&finding.place.path, finding.place.span);
    Issue {
        description: format!("{} ({})", finding.message, finding.help),
        check_name: finding.rule,
        fingerprint: &finding.fingerprint,
        severity: severity(finding),
        location: Location {
            path: places.in_repository(&finding.place.path),
            lines: Lines { begin: start.line, end: end.line },
        },
        content: Content {
            body: [&finding.why, &finding.help].map(|text| escape::markdown(text)).join("\n\n"),
        },
    }
}

/// A credential that leaks blocks; an error that lets strangers in is critical.
fn severity(finding: &Finding) -> &'static str {
    let rank = rule(finding.rule).map(Rule::rank);
    match finding.severity {
        Severity::Error if rank.is_some_and(|rank| rank.is_leak) => "blocker",
        Severity::Error if rank.is_some_and(|rank| rank.security >= Some(7.0)) => "critical",
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Hint => "info",
    }
}
