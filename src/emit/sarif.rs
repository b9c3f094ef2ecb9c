//! SARIF 2.1.0, for code scanning.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Places;
use crate::check::{Report, Suppressed, Suppressor};
use crate::diagnostic::{Finding, Fix, Place, Severity};
use crate::rules::{Rule, groups};
use crate::text::{Span, escape};

/// Writes the report as a SARIF log of one run, with all rules and their pages.
#[must_use]
pub fn sarif(report: &Report, places: &Places) -> String {
    let rules: Vec<(&str, &Rule)> = groups()
        .iter()
        .flat_map(|group| group.rules.iter().map(|rule| (group.id, *rule)))
        .collect();
    let kept = report.findings.iter().map(|finding| result(finding, &rules, places));
    let suppressed = report.suppressed.iter().map(|suppressed| {
        let mut value = result(&suppressed.finding, &rules, places);
        value["suppressions"] = json!([suppression(suppressed)]);
        value
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|(group, rule)| descriptor(group, rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": true}],
            "results": kept.chain(suppressed).collect::<Vec<_>>(),
        }],
    });
    escape::json(&format!("{log:#}\n")).into_owned()
}

fn descriptor(group: &str, rule: &Rule) -> Value {
    let page = rule.page();
    let mut value = json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": rule.why()},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [group]},
    });
    if let Some(url) = rule.url() {
        value["helpUri"] = json!(url);
    }
    value
}

fn result(finding: &Finding, rules: &[(&str, &Rule)], places: &Places) -> Value {
    let mut location = location(&finding.place, places);
    if let Some(app) = &finding.app {
        location["logicalLocations"] = json!([{"name": app, "kind": "module"}]);
    }
    let mut value = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": format!("{}. To fix it: {}.", finding.message, finding.help)},
        "locations": [location],
        "partialFingerprints": {"ecaforge/v1": finding.fingerprint},
    });
    if let Some(index) = rules.iter().position(|(_, rule)| rule.id == finding.rule) {
        value["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            let mut location = self::location(&related.place, places);
            location["id"] = json!(index + 1);
            location["message"] = json!({"text": related.message});
            location
        });
        value["relatedLocations"] = related.collect();
    }
    // SARIF has no word for moving a file.
    if let Some(fix) = finding.fix.as_ref().filter(|fix| !finding.withheld && fix.moves.is_empty())
    {
        value["fixes"] = json!([sarif_fix(fix, places)]);
    }
    value
}

fn sarif_fix(fix: &Fix, places: &Places) -> Value {
    let mut changes: Map<String, Value> = Map::new();
    for edit in &fix.edits {
        let replacement = json!({
            "deletedRegion": region(&edit.path, edit.edit.span, places),
            "insertedContent": {"text": edit.edit.text},
        });
        let change = changes.entry(edit.path.to_string()).or_insert_with(
            || json!({"artifactLocation": {"uri": uri(&edit.path)}, "replacements": []}),
        );
        if let Some(replacements) = change["replacements"].as_array_mut() {
            replacements.push(replacement);
        }
    }
    let changes: Vec<Value> = changes.into_iter().map(|(_, change)| change).collect();
    json!({"description": {"text": fix.title}, "artifactChanges": changes})
}

fn suppression(suppressed: &Suppressed) -> Value {
    let kind = match suppressed.by {
        Suppressor::Inline => "inSource",
        Suppressor::Config | Suppressor::Baseline | Suppressor::Since => "external",
    };
    let reason = suppressed.reason.as_deref().unwrap_or(suppressed.by.words());
    json!({"kind": kind, "status": "accepted", "justification": reason})
}

fn location(place: &Place, places: &Places) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(&place.path)},
        "region": region(&place.path, place.span, places),
    }})
}

fn region(path: &str, span: Span, places: &Places) -> Value {
    let (start, end) = places.range(path, span);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.byte,
        "byteLength": end.byte - start.byte,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// The path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.get(1..3) == Some(":/") {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
