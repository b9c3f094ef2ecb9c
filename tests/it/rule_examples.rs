//! Every rule has a page whose examples are true.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use ecaforge::check::Checker;
use ecaforge::check::{CheckRequest, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Place};
use ecaforge::mask::Known;
use ecaforge::project::{Files, LoadOptions, Scope, load, masked};
use ecaforge::rules::{Check, Example, FixKind, Rule, all_rules};
use ecaforge::schema::schema;

/// 2026-01-01, so that examples with certificates do not age.
const NOW: Clock = Clock { now: 1_767_225_600 };

pub(crate) fn findings(rule: &'static Rule, files: &Files) -> Vec<Finding> {
    let scope = Scope { paths: vec![".".into()] };
    if needs_run(rule, files) {
        let request = CheckRequest { scope, clock: NOW, ..CheckRequest::default() };
        let mut findings = run_check(files, &request).expect("the example loads").report.findings;
        findings.retain(|finding| finding.rule == rule.id);
        return findings;
    }
    let workspace = load(files, &scope, &LoadOptions::default()).expect("the example loads");
    Checker::with_rules(vec![rule], NOW).check(&workspace).findings
}

/// Whether only a whole run judges an example: what a run omits, and whether it does, depends on what
/// all the rules find; and only a run reads the configuration, where a team says what it allows.
pub(crate) fn needs_run(rule: &Rule, files: &Files) -> bool {
    matches!(rule.check, Check::Run) || files.is_file(Path::new("ecaforge.toml"))
}

pub(crate) fn examples(rule: &Rule) -> Vec<Example> {
    rule.examples().unwrap_or_else(|fault| panic!("{}: {fault}", rule.id))
}

#[test]
fn examples_are_judged_as_they_say() {
    for rule in all_rules() {
        for example in examples(rule) {
            let found = findings(rule, &example.project());
            assert_eq!(
                !found.is_empty(),
                example.bad,
                "{}: {:#?}\n{found:#?}",
                rule.id,
                example.files
            );
        }
    }
}

/// Writes a finding as a reader of a change must see it: place, marked text, words and fix.
pub(crate) fn pinned(finding: &Finding, text_of: &dyn Fn(&str) -> String) -> String {
    let marked = |place: &Place| {
        let text = text_of(&place.path);
        let before = text.get(..place.span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let marked = text.get(place.span.start..place.span.end).unwrap_or_default();
        let shown: String = marked.chars().take(60).collect();
        format!("{}:{line} {shown:?}", place.path)
    };
    let mut out = format!("{}: {}\n", finding.severity.word(), finding.message);
    let _ = writeln!(out, "  at: {}", marked(&finding.place));
    let _ = writeln!(out, "  app: {}", finding.app.as_deref().unwrap_or("none"));
    let _ = writeln!(out, "  why: {}\n  help: {}", finding.why, finding.help);
    for related in &finding.related {
        let _ = writeln!(out, "  see: {} ({})", related.message, marked(&related.place));
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "  fix ({:?}): {}", fix.safety, fix.title);
        if finding.withheld {
            out.push_str("    (its texts are left out of reports)\n");
        }
        for edit in &fix.edits {
            let place = Place { path: edit.path.clone(), span: edit.edit.span };
            let _ = writeln!(out, "    {} -> {:?}", marked(&place), edit.edit.text);
        }
        for step in &fix.moves {
            let _ = writeln!(out, "    move {} to {}", step.from, step.to);
        }
    }
    out
}

/// Every finding of every example, in full: a change of severity, place, words or fix shows in the
/// snapshot of its rule.
#[test]
fn findings_of_examples_are_pinned() {
    let settings = || {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots/rules");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    };
    for rule in all_rules() {
        let bad = examples(rule).into_iter().filter(|example| example.bad);
        let mut all = String::new();
        for (index, example) in bad.enumerate() {
            let _ = writeln!(all, "# Bad example {}\n", index + 1);
            let files = example.project();
            let read = |path: &str| {
                let bytes = files.read(path.as_ref()).unwrap_or_default();
                masked(path, &String::from_utf8_lossy(&bytes), &Known::default()).text
            };
            for finding in findings(rule, &files) {
                let _ = writeln!(all, "{}", pinned(&finding, &read));
            }
        }
        settings().bind(|| insta::assert_snapshot!(rule.id, all.trim_end()));
    }
}

/// No snapshot is left of a rule that is gone or has another id.
#[test]
fn each_pinned_rule_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots/rules");
    let pinned: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the snapshots are there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".snap").map(str::to_owned))
        .collect();
    let ids: BTreeSet<String> = all_rules().map(|rule| rule.id.to_owned()).collect();
    let (gone, new): (Vec<_>, Vec<_>) =
        (pinned.difference(&ids).collect(), ids.difference(&pinned).collect());
    let help = "delete the snapshots of rules that are gone; those of new rules are written by the first \
                run with `INSTA_UPDATE=always`, and found by the next";
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:?}, new: {new:?}; {help}");
}

#[test]
fn every_rule_has_a_page() {
    let mut ids: Vec<&str> = Vec::new();
    for rule in all_rules() {
        let id = rule.id;
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(id.chars().all(kebab), "{id} is not kebab-case");
        assert!(rule.summary().ends_with('.'), "{id}: the page starts with a sentence");
        assert!(rule.why.ends_with('.'), "{id}: the page says why, in sentences");
        let examples = examples(rule);
        assert!(examples.iter().any(|e| e.bad && !e.files.is_empty()), "{id} has no bad example");
        assert!(examples.iter().any(|e| !e.bad && !e.files.is_empty()), "{id} has no good example");
        for key in rule.sources {
            assert!(schema().sources.contains_key(key), "{id}: no source `{key}`");
        }
        assert!(!rule.sources.is_empty(), "{id} cites no source");
        let addresses: Vec<_> =
            rule.sources.iter().filter_map(|key| schema().sources[*key].url.as_deref()).collect();
        assert_eq!(rule.url(), addresses.first().copied(), "{id}: the address of its best source");
        ids.push(id);
        ids.extend(rule.formerly);
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id is used twice");
}

#[test]
fn findings_are_worded_for_their_reader() {
    for rule in all_rules() {
        for example in examples(rule).iter().filter(|example| example.bad) {
            for finding in findings(rule, &example.project()) {
                let id = rule.id;
                assert!(!finding.message.ends_with('.'), "{id}: {}", finding.message);
                assert!(
                    !finding.help.is_empty() && !finding.help.ends_with('.'),
                    "{id}: {}",
                    finding.help
                );
                assert!(finding.message.chars().count() <= 160, "{id}: {}", finding.message);
            }
        }
    }
}

#[test]
fn declared_fixes_are_there() {
    for rule in all_rules() {
        let bad = examples(rule).into_iter().filter(|example| example.bad);
        let found: Vec<Finding> = bad.flat_map(|e| findings(rule, &e.project())).collect();
        let fixed = found.iter().filter(|finding| finding.fix.is_some()).count();
        match rule.fix {
            FixKind::Safe | FixKind::Unsafe => assert_eq!(fixed, found.len(), "{}", rule.id),
            FixKind::Sometimes => assert!(fixed > 0, "{}", rule.id),
            FixKind::None(reason) => {
                assert_eq!(fixed, 0, "{}", rule.id);
                assert!(!reason.is_empty(), "{} does not say why it has no fix", rule.id);
            }
        }
    }
}
