//! Names for findings that stay the same while lines move and files are reordered.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostic::Finding;
use crate::project::{MetadataFile, Workspace};
use crate::rules::{Rule, rule};
use crate::text::Span;
use crate::xml::Element;

/// The metadata files by path.
type Files<'a> = HashMap<&'a str, &'a MetadataFile>;

/// Gives each finding its fingerprint: first id of the rule, path within the project, app, the elements around it
/// and the message without its numbers. Findings that agree in all of these are counted in the order
/// of their places.
pub fn mark(findings: &mut [Finding], workspace: &Workspace) {
    if findings.is_empty() {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let files = workspace.projects.iter().flat_map(|project| &project.files);
    let files: Files<'_> = files.map(|file| (file.path.as_ref(), file)).rev().collect();
    let roots: BTreeSet<&str> =
        workspace.projects.iter().map(|project| project.shown_root.as_str()).collect();
    for finding in findings {
        let key = key(finding, &roots, &files);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        finding.fingerprint = hash(&format!("{key}\u{1f}{count}"));
    }
}

fn key(finding: &Finding, roots: &BTreeSet<&str>, files: &Files<'_>) -> String {
    [
        rule(finding.rule).map_or(finding.rule, Rule::first_id),
        project_path(&finding.place.path, roots),
        finding.app.as_deref().unwrap_or_default(),
        &element_path(finding, files),
        &without_numbers(&finding.message),
    ]
    .join("\u{1f}")
}

/// The path seen from the root of the innermost project around it.
fn project_path<'a>(path: &'a str, roots: &BTreeSet<&str>) -> &'a str {
    let folders = path.rmatch_indices('/').filter(|(at, _)| roots.contains(&path[..*at]));
    folders.map(|(at, _)| &path[at + 1..]).next().unwrap_or(path)
}

/// Names of the elements around the finding, from the root.
fn element_path(finding: &Finding, files: &Files<'_>) -> String {
    let mut out = String::new();
    let Some(file) = files.get(finding.place.path.as_ref()) else {
        return out;
    };
    let mut next = file.document.root.as_ref();
    while let Some(element) = next {
        let _ = write!(out, "/{}", element.name.text);
        next = child_around(element, finding.place.span);
    }
    out
}

fn child_around(element: &Element, span: Span) -> Option<&Element> {
    element.elements().find(|child| child.span.contains(span))
}

/// The message with each run of digits replaced, since counts and dates change by themselves.
fn without_numbers(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    for c in message.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

/// The first 128 bits of SHA-256, in hexadecimal.
fn hash(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..16])
}
