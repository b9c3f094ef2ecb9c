//! Names for findings that stay the same while lines move and files are reordered.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostic::Finding;
use crate::project::{MetadataFile, Workspace};
use crate::rules::{Rule, rule};
use crate::text::Span;
use crate::xml::Element;

/// What the names of findings are made from in a workspace.
pub(super) struct Names<'a> {
    /// The metadata files by path.
    files: HashMap<&'a str, &'a MetadataFile>,
    roots: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let files = workspace.projects.iter().flat_map(|project| &project.files);
        let roots = workspace.projects.iter().map(|project| project.shown_root.as_str());
        Self {
            files: files.map(|file| (file.path.as_ref(), file)).rev().collect(),
            roots: roots.collect(),
        }
    }

    /// What the fingerprint of a finding is made from.
    fn key(&self, finding: &Finding) -> String {
        self.key_at(finding, project_path(&finding.place.path, &self.roots), &finding.message)
    }

    /// The same as if its file were at another path of the project, and the message another one.
    pub(super) fn key_at(&self, finding: &Finding, path: &str, message: &str) -> String {
        [
            rule(finding.rule).map_or(finding.rule, Rule::first_id),
            path,
            finding.app.as_deref().unwrap_or_default(),
            &self.element_path(finding),
            &without_numbers(message),
        ]
        .join("\u{1f}")
    }

    /// Which of the findings with the same key a finding is; none where it was not marked here.
    pub(super) fn count(&self, finding: &Finding) -> Option<usize> {
        let key = self.key(finding);
        (1..=MOST_ALIKE).find(|count| name(&key, *count) == finding.fingerprint)
    }

    /// Names of the elements around the finding, from the root.
    fn element_path(&self, finding: &Finding) -> String {
        let mut out = String::new();
        for element in self.around(finding) {
            let _ = write!(out, "/{}", element.name.text);
        }
        out
    }

    /// The elements around the finding, from the root.
    pub(super) fn around(&self, finding: &Finding) -> impl Iterator<Item = &'a Element> {
        let file = self.files.get(finding.place.path.as_ref());
        let root = file.and_then(|file| file.document.root.as_ref());
        let span = finding.place.span;
        std::iter::successors(root, move |element| child_around(element, span))
    }
}

/// Most findings with the same key that are told apart after a move.
const MOST_ALIKE: usize = 1_000;

/// The fingerprint of the finding that is at this place among those with the same key.
pub(super) fn name(key: &str, count: usize) -> String {
    hash(&format!("{key}\u{1f}{count}"))
}

/// Gives each finding its fingerprint: first id of the rule, path within the project, app, the elements around it
/// and the message without its numbers. Findings that agree in all of these are counted in the order
/// of their places.
pub fn mark(findings: &mut [Finding], workspace: &Workspace) {
    if findings.is_empty() {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let names = Names::of(workspace);
    for finding in findings {
        let key = names.key(finding);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        finding.fingerprint = name(&key, *count);
    }
}

/// The path seen from the root of the innermost project around it.
fn project_path<'a>(path: &'a str, roots: &BTreeSet<&str>) -> &'a str {
    let folders = path.rmatch_indices('/').filter(|(at, _)| roots.contains(&path[..*at]));
    folders.map(|(at, _)| &path[at + 1..]).next().unwrap_or(path)
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Place, Severity};
    use crate::project::{Files, LoadOptions, Scope, load};

    const PATH: &str = "one/force-app/main/default/externalClientApps/A.eca-meta.xml";

    /// The fingerprint of a finding at the first `needle` of a file of the project `one`.
    fn of(text: &str, needle: &str, message: &str, change: impl Fn(&mut Finding)) -> String {
        let project = "{\"packageDirectories\": [{\"path\": \"force-app\"}]}";
        let files = Files::in_memory([("one/sfdx-project.json", project), (PATH, text)]);
        let scope = Scope { paths: vec![Path::new(".").into()] };
        let workspace = load(&files, &scope, &LoadOptions::default()).expect("it loads");
        let at = text.find(needle).expect("the text");
        let mut finding = Finding {
            rule: "unknown-element",
            severity: Severity::Error,
            place: Place { path: PATH.into(), span: Span::new(at, at + needle.len()) },
            app: None,
            message: Cow::Owned(message.to_owned()),
            why: "".into(),
            help: "".into(),
            url: None,
            related: Vec::new(),
            withheld: false,
            fingerprint: String::new(),
            fix: None,
        };
        change(&mut finding);
        let mut findings = [finding];
        mark(&mut findings, &workspace);
        findings[0].fingerprint.clone()
    }

    #[test]
    fn a_fingerprint_has_the_rule_app_elements_and_words_in_it() {
        let same = |_: &mut Finding| ();
        let text = "<a><b><c>x</c></b><d>x</d></a>";
        let first = of(text, "x", "12 of 345 days", same);
        assert_eq!(of(text, "x", "6 of 7 days", same), first, "numbers change by themselves");
        assert_eq!(of(&text.replace("<b>", "\n\n<b>"), "x", "1 of 2 days", same), first, "lines");
        assert_ne!(of(text, "x", "of days", same), first, "where numbers are is kept");
        assert_ne!(of(text, "x", "12 of 345 hours", same), first, "words are kept");
        for other in ["<a><d>x</d></a>", "<a><b><d>x</d></b></a>", "<a><b>x<c/></b></a>"] {
            assert_ne!(of(other, "x", "12 of 345 days", same), first, "{other}");
        }
        let app = |finding: &mut Finding| finding.app = Some("Billing".into());
        assert_ne!(of(text, "x", "12 of 345 days", app), first);
        let rule = |finding: &mut Finding| finding.rule = "unknown-scope";
        assert_ne!(of(text, "x", "12 of 345 days", rule), first);
    }

    #[test]
    fn paths_are_those_within_the_innermost_project() {
        let roots = BTreeSet::from(["one", "one/two"]);
        for (path, expected) in [
            ("one/a/b.xml", "a/b.xml"),
            ("one/two/b.xml", "b.xml"),
            ("one/two/c/d/b.xml", "c/d/b.xml"),
            ("three/b.xml", "three/b.xml"),
            ("b.xml", "b.xml"),
        ] {
            assert_eq!(project_path(path, &roots), expected, "{path}");
        }
    }

    #[test]
    fn each_run_of_digits_is_one_mark() {
        for (message, expected) in
            [("", ""), ("no digit", "no digit"), ("1", "#"), ("a 12 b 345", "a # b #")]
        {
            assert_eq!(without_numbers(message), expected);
        }
    }
}
