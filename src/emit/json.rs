//! JSON, version 1: the contract for other programs. Fields are added, never changed or removed.

use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{EvidenceRow, EvidenceTable, SCOPE};
use super::{Extras, Places, RuleCount, Statistics};
use crate::check::{Report, Suppressed, Suppressor};
use crate::diagnostic::{Finding, Fix, Safety, Severity};
use crate::text::sound::serialized;
use crate::text::{Span, escape};

/// The report as a JSON document.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "ecaforge report, version 1")]
struct JsonReport<'a> {
    /// Version of this format.
    version: u32,
    /// The program that wrote the report.
    tool: Tool,
    /// Findings by path, place and rule.
    findings: Vec<JsonFinding<'a>>,
    /// Findings that were omitted on request, if they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    suppressed: Vec<JsonSuppressed<'a>>,
    /// Counts.
    summary: JsonSummary,
    /// What the files show for each control that Salesforce requires of partner apps. Only in the
    /// profile `isv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<JsonEvidence>,
    /// The findings by rule: the gravest rules first, then the most frequent. Only with
    /// `--statistics`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    statistics: Option<&'a [RuleCount]>,
}

#[derive(Serialize, JsonSchema)]
struct JsonEvidence {
    /// What the table describes.
    scope: &'static str,
    /// Name and version of the program that judged the files.
    tool: String,
    /// When, in UTC: `2026-01-31T12:00:00Z`.
    checked_at: String,
    /// The commit that was checked out, where the project is in a git repository.
    commit: Option<String>,
    /// A row for each control of each packaged app.
    rows: Vec<JsonEvidenceRow>,
}

#[derive(Serialize, JsonSchema)]
struct JsonEvidenceRow {
    control: String,
    /// API name of the app.
    app: String,
    verdict: JsonVerdict,
    /// Why the verdict is what it is.
    reason: String,
    /// The file that shows it, relative to the working directory, with `/`.
    path: Option<String>,
    /// The line there, from 1.
    line: Option<usize>,
    /// What is written there.
    value: Option<String>,
    /// The day from which Salesforce requires it.
    required_since: Option<String>,
    /// The day from which Salesforce acts on it.
    enforced_since: Option<String>,
    /// The page that says so.
    source: Option<String>,
    /// Its address.
    url: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum JsonVerdict {
    Met,
    Missing,
    Exempt,
}

#[derive(Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct JsonFinding<'a> {
    /// Id of the rule.
    rule: &'a str,
    severity: Severity,
    /// Path relative to the working directory, with `/`.
    path: &'a str,
    /// API name of the app, if the finding concerns one.
    app: Option<&'a str>,
    range: Range,
    /// What is wrong.
    message: &'a str,
    /// Why it matters.
    why: &'a str,
    /// What to write instead.
    help: &'a str,
    /// A page that says so.
    url: Option<&'a str>,
    /// Other places that belong to the fault.
    related: Vec<JsonRelated<'a>>,
    fix: Option<JsonFix<'a>>,
}

/// A finding that was omitted on request.
#[derive(Serialize, JsonSchema)]
struct JsonSuppressed<'a> {
    finding: JsonFinding<'a>,
    /// What asked for it.
    by: Suppressor,
    /// Why, where a person said so.
    reason: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct JsonRelated<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct JsonFix<'a> {
    /// What the fix does.
    title: &'a str,
    safety: Safety,
    /// Whether the edits and moves are omitted, because they have values that are not shown. Such a
    /// fix can be applied with `ecaforge check --fix` only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withheld: bool,
    edits: Vec<JsonEdit<'a>>,
    moves: Vec<JsonMove<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct JsonEdit<'a> {
    path: &'a str,
    range: Range,
    /// What is there afterwards.
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct JsonMove<'a> {
    from: &'a str,
    to: &'a str,
}

/// A half-open range of text.
#[derive(Serialize, JsonSchema)]
struct Range {
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize, JsonSchema)]
struct JsonPosition {
    /// From 1.
    line: usize,
    /// In Unicode scalar values, from 1.
    column: usize,
    /// In the file as it is on disk, from 0.
    byte: usize,
}

#[derive(Serialize, JsonSchema)]
struct JsonSummary {
    /// Metadata files that were read.
    files: usize,
    /// Apps with a header.
    apps: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    /// Findings that were omitted on request.
    suppressed: usize,
    /// Findings that are counted above and not listed, since they are milder than `--min-severity`.
    #[serde(default, skip_serializing_if = "is_zero")]
    hidden: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Writes a report as JSON, version 1, with a line end.
#[must_use]
pub fn json(report: &Report, places: &Places) -> String {
    json_with(report, places, Extras::default())
}

/// The same with more than the findings.
#[must_use]
pub fn json_with(report: &Report, places: &Places, extras: Extras<'_>) -> String {
    let summary = report.summary;
    let document = JsonReport {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        findings: report.findings.iter().map(|finding| one(finding, places)).collect(),
        suppressed: report.suppressed.iter().map(|s| left_out(s, places)).collect(),
        summary: JsonSummary {
            files: summary.files,
            apps: summary.apps,
            errors: summary.errors,
            warnings: summary.warnings,
            hints: summary.hints,
            suppressed: summary.suppressed,
            hidden: summary.hidden,
        },
        evidence: extras.evidence.map(|table| json_evidence(table, places)),
        statistics: extras.statistics.map(Statistics::rows),
    };
    // Strings, numbers and lists always serialize.
    let document = serialized(serde_json::to_string_pretty(&document)) + "\n";
    escape::json(document)
}

/// The JSON Schema of the report.
#[must_use]
pub fn report_schema() -> schemars::Schema {
    schemars::schema_for!(JsonReport<'static>)
}

fn json_evidence(table: &EvidenceTable, places: &Places) -> JsonEvidence {
    JsonEvidence {
        scope: SCOPE,
        tool: EvidenceTable::tool(),
        checked_at: table.when(),
        commit: table.commit.clone(),
        rows: table.texts(places).into_iter().map(evidence_row).collect(),
    }
}

fn evidence_row(row: EvidenceRow) -> JsonEvidenceRow {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    JsonEvidenceRow {
        control: row.control,
        app: row.app,
        verdict: match row.verdict {
            "met" => JsonVerdict::Met,
            "exempt" => JsonVerdict::Exempt,
            _ => JsonVerdict::Missing,
        },
        reason: row.reason,
        path: some(row.path),
        line: row.line,
        value: some(row.value),
        required_since: some(row.since),
        enforced_since: some(row.enforced),
        source: some(row.source),
        url: some(row.url),
    }
}

fn left_out<'a>(suppressed: &'a Suppressed, places: &Places) -> JsonSuppressed<'a> {
    JsonSuppressed {
        finding: one(&suppressed.finding, places),
        by: suppressed.by,
        reason: suppressed.reason.as_deref(),
    }
}

fn one<'a>(finding: &'a Finding, places: &Places) -> JsonFinding<'a> {
    let related = finding.related.iter().map(|related| JsonRelated {
        path: &related.place.path,
        range: range(places, &related.place.path, related.place.span),
        message: &related.message,
    });
    JsonFinding {
        rule: finding.rule,
        severity: finding.severity,
        path: &finding.place.path,
        app: finding.app.as_deref(),
        range: range(places, &finding.place.path, finding.place.span),
        message: &finding.message,
        why: &finding.why,
        help: &finding.help,
        url: finding.url.as_deref(),
        related: related.collect(),
        fix: finding.fix.as_ref().map(|fix| json_fix(fix, finding.withheld, places)),
    }
}

fn json_fix<'a>(fix: &'a Fix, withheld: bool, places: &Places) -> JsonFix<'a> {
    let edits = fix.edits.iter().filter(|_| !withheld).map(|edit| JsonEdit {
        path: &edit.path,
        range: range(places, &edit.path, edit.edit.span),
        text: &edit.edit.text,
    });
    let moves = fix
        .moves
        .iter()
        .filter(|_| !withheld)
        .map(|step| JsonMove { from: &step.from, to: &step.to });
    JsonFix {
        title: &fix.title,
        safety: fix.safety,
        withheld,
        edits: edits.collect(),
        moves: moves.collect(),
    }
}

fn range(places: &Places, path: &str, span: Span) -> Range {
    let (start, end) = places.range(path, span);
    let position =
        |p: crate::text::Position| JsonPosition { line: p.line, column: p.column, byte: p.byte };
    Range { start: position(start), end: position(end) }
}
