//! The diagnostic format of reviewdog, which comments on the lines of a change and suggests fixes.

use serde::Serialize;

use super::Places;
use super::checkout::rule_address;
use crate::check::Report;
use crate::diagnostic::{Finding, Fix, Place, Severity};
use crate::rules::rule;
use crate::text::sound::serialized;
use crate::text::{Span, escape};

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(rename = "relatedLocations", skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

/// From the first character to the one after the last.
#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// Line from 1; column from 1, in bytes.
#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

/// Writes the findings for reviewdog, with the fixes that are edits of the file of their finding.
#[must_use]
pub fn rdjson(report: &Report, places: &Places) -> String {
    let document = Document {
        source: Source { name: env!("CARGO_PKG_NAME") },
        diagnostics: report.findings.iter().map(|finding| diagnostic(finding, places)).collect(),
    };
    // Strings, numbers and lists always serialize.
    let document = serialized(serde_json::to_string_pretty(&document)) + "\n";
    escape::json(document)
}

fn diagnostic<'a>(finding: &'a Finding, places: &Places) -> Diagnostic<'a> {
    let fix = finding.fix.as_ref().filter(|fix| !finding.withheld && fix.moves.is_empty());
    let related = finding.related.iter().map(|related| Related {
        message: &related.message,
        location: location(&related.place, places),
    });
    Diagnostic {
        message: format!("{}\n{}\nFix: {}", finding.message, finding.why, finding.help),
        location: location(&finding.place, places),
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Hint => "INFO",
        },
        code: Code {
            value: finding.rule,
            url: finding.url.as_deref().or_else(|| rule_address(rule(finding.rule)?)),
        },
        suggestions: fix.and_then(|fix| suggestion(fix, finding, places)).into_iter().collect(),
        related: related.collect(),
    }
}

/// The edits of a fix as one: each suggestion of reviewdog is applied alone. None if they are in
/// another file, or if what is between them may not be shown.
fn suggestion(fix: &Fix, finding: &Finding, places: &Places) -> Option<Suggestion> {
    let path = &finding.place.path;
    if fix.edits.iter().any(|edit| edit.path != *path) {
        return None;
    }
    let mut edits: Vec<_> = fix.edits.iter().map(|edit| &edit.edit).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let end = edits.iter().map(|edit| edit.span.end).max()?;
    let whole = Span::new(edits.first()?.span.start, end);
    let mut text = String::new();
    let mut at = whole.start;
    for edit in edits {
        if edit.span.start < at {
            continue;
        }
        if edit.span.start > at {
            text.push_str(places.shown_as_it_is(path, Span::new(at, edit.span.start))?);
        }
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    if at < whole.end {
        // Edits that overlap one before them are not applied.
        return None;
    }
    Some(Suggestion { range: range(path, whole, places), text })
}

fn location<'a>(place: &'a Place, places: &Places) -> Location<'a> {
    Location { path: &place.path, range: range(&place.path, place.span, places) }
}

fn range(path: &str, span: Span, places: &Places) -> Range {
    let [start, end] = places.byte_columns(path, span);
    let position = |(line, column)| Position { line, column };
    Range { start: position(start), end: position(end) }
}
