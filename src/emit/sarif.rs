//! SARIF 2.1.0, for code scanning. Each result is written as it is made, so that the log is in memory
//! as a text only.

mod rules;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use rules::{Descriptors, Rules};

use super::Places;
use super::checkout::encoded;
use crate::check::{Report, Suppressed, Suppressor};
use crate::diagnostic::{FileEdit, Finding, Fix, Place, Severity};
use crate::text::sound::serialized;
use crate::text::{Span, escape};

/// What paths are relative to: the top of the repository, as other tools name it.
const ROOT: &str = "%SRCROOT%";

// The fields of each object are in the order of their names.

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'a>; 1],
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    column_kind: &'static str,
    invocations: [Invocation; 1],
    original_uri_base_ids: Roots,
    results: Results<'a>,
    tool: Tool<'a>,
}

#[derive(Serialize)]
struct Roots {
    #[serde(rename = "%SRCROOT%")]
    repository: Root,
}

/// Where it is on this machine is nobody's business, so it has no address.
#[derive(Serialize)]
struct Root {
    description: Message<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

/// The results, which are made one by one.
struct Results<'a> {
    report: &'a Report,
    places: &'a Places<'a>,
    rules: &'a Rules,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { report, places, rules } = self;
        let kept = report.findings.iter().map(|finding| result(finding, rules, places));
        let suppressed = report.suppressed.iter().map(|suppressed| Outcome {
            suppressions: Some([suppression(suppressed)]),
            ..result(&suppressed.finding, rules, places)
        });
        serializer.collect_seq(kept.chain(suppressed))
    }
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    rules: Descriptors<'a>,
    semantic_version: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Message<T> {
    text: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Change<'a>; 1]>,
    level: &'static str,
    locations: [Location<'a>; 1],
    message: Message<String>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression<'a>; 1]>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "ecaforge/v1")]
    first: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_changes: Vec<ArtifactChange<'a>>,
    description: Message<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Message<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[Logical<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<Cow<'a, str>>>,
    #[allow(clippy::struct_field_names, reason = "the name is of SARIF")]
    physical_location: Physical,
}

#[derive(Serialize)]
struct Logical<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    byte_length: usize,
    byte_offset: usize,
    end_column: usize,
    end_line: usize,
    start_column: usize,
    start_line: usize,
}

#[derive(Serialize)]
struct Suppression<'a> {
    justification: &'a str,
    kind: &'static str,
    status: &'static str,
}

/// Writes the report as a SARIF log of one run, with the rules that found something and their pages.
#[must_use]
pub fn sarif(report: &Report, places: &Places<'_>) -> String {
    let rules = Rules::of(report);
    let version = env!("CARGO_PKG_VERSION");
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        rules: Descriptors(&rules),
        semantic_version: version,
        version,
    };
    let run = Run {
        column_kind: "unicodeCodePoints",
        invocations: [Invocation { execution_successful: true }],
        original_uri_base_ids: Roots {
            repository: Root { description: Message { text: "The top of the repository" } },
        },
        results: Results { report, places, rules: &rules },
        tool: Tool { driver },
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        runs: [run],
        version: "2.1.0",
    };
    // Strings, numbers and lists always serialize.
    let mut document = serialized(serde_json::to_string_pretty(&log));
    document.push('\n');
    escape::json(document)
}

fn result<'a>(finding: &'a Finding, rules: &Rules, places: &Places<'_>) -> Outcome<'a> {
    let app = finding.app.as_deref();
    let related = finding.related.iter().enumerate().map(|(index, related)| Location {
        id: Some(index + 1),
        message: Some(Message { text: escape::sarif(&related.message) }),
        ..location(&related.place, places)
    });
    // SARIF has no word for moving a file.
    let fix = finding.fix.as_ref().filter(|fix| !finding.withheld && fix.moves.is_empty());
    Outcome {
        fixes: fix.map(|fix| [change(fix, places)]),
        level: level(finding.severity),
        locations: [Location {
            logical_locations: app.map(|name| [Logical { kind: "module", name }]),
            ..location(&finding.place, places)
        }],
        message: Message {
            text: escape::sarif(&format!("{}. To fix it: {}.", finding.message, finding.help))
                .into_owned(),
        },
        partial_fingerprints: Fingerprints { first: &finding.fingerprint },
        related_locations: related.collect(),
        rule_id: finding.rule,
        rule_index: rules.place(finding.rule),
        suppressions: None,
    }
}

fn change<'a>(fix: &'a Fix, places: &Places<'_>) -> Change<'a> {
    let mut by_path: BTreeMap<&str, Vec<&FileEdit>> = BTreeMap::new();
    for edit in &fix.edits {
        by_path.entry(&edit.path).or_default().push(edit);
    }
    let replacement = |edit: &'a FileEdit| Replacement {
        deleted_region: region(&edit.path, edit.edit.span, places),
        inserted_content: Message { text: &edit.edit.text },
    };
    let changes = by_path.into_iter().map(|(path, edits)| ArtifactChange {
        artifact_location: artifact(path, places),
        replacements: edits.into_iter().map(replacement).collect(),
    });
    Change { artifact_changes: changes.collect(), description: Message { text: &fix.title } }
}

fn suppression(suppressed: &Suppressed) -> Suppression<'_> {
    let kind = match suppressed.by {
        Suppressor::Inline => "inSource",
        Suppressor::Config | Suppressor::Baseline | Suppressor::Since => "external",
    };
    let justification = suppressed.reason.as_deref().unwrap_or(suppressed.by.words());
    Suppression { justification, kind, status: "accepted" }
}

fn location<'a>(place: &Place, places: &Places<'_>) -> Location<'a> {
    Location {
        id: None,
        logical_locations: None,
        message: None,
        physical_location: Physical {
            artifact_location: artifact(&place.path, places),
            region: region(&place.path, place.span, places),
        },
    }
}

fn region(path: &str, span: Span, places: &Places<'_>) -> Region {
    let (start, end) = places.range(path, span);
    Region {
        byte_length: end.byte - start.byte,
        byte_offset: start.byte,
        end_column: end.column,
        end_line: end.line,
        start_column: start.column,
        start_line: start.line,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// The path as a URI reference: from the top of the repository, where it is in it.
fn artifact(path: &str, places: &Places<'_>) -> Artifact {
    if let Some(path) = places.checkout().path(path) {
        return Artifact { uri: encoded(&path), uri_base_id: Some(ROOT) };
    }
    let scheme = match path {
        path if path.starts_with('/') => "file://",
        path if path.get(1..3) == Some(":/") => "file:///",
        _ => "",
    };
    Artifact { uri: format!("{scheme}{}", encoded(path)), uri_base_id: None }
}
