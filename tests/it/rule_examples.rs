//! Every rule has a page whose examples are true.

use ecaforge::check::Checker;
use ecaforge::diagnostic::Finding;
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::review::{Request, review};
use ecaforge::rules::{Check, Environment, Example, FixKind, Rule, all_rules};
use ecaforge::schema::schema;

/// 2026-01-01, so that examples with certificates do not age.
const NOW: Environment = Environment { now: 1_767_225_600 };

fn findings(rule: &'static Rule, files: &Files) -> Vec<Finding> {
    let scope = Scope { paths: vec![".".into()] };
    if matches!(rule.check, Check::Run) {
        // What a run leaves out, and whether it does, depends on what all the rules find.
        let request = Request { scope, environment: NOW, ..Request::default() };
        let mut findings = review(files, &request).expect("the example loads").report.findings;
        findings.retain(|finding| finding.rule == rule.id);
        return findings;
    }
    let workspace = load(files, &scope, &LoadOptions::default()).expect("the example loads");
    Checker::with_rules(vec![rule], NOW).check(&workspace).findings
}

fn examples(rule: &Rule) -> Vec<Example> {
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

#[test]
fn every_rule_has_a_page() {
    let mut ids: Vec<&str> = Vec::new();
    for rule in all_rules() {
        let id = rule.id;
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(id.chars().all(kebab), "{id} is not kebab-case");
        assert!(rule.summary().ends_with('.'), "{id}: the page starts with a sentence");
        assert!(rule.why().ends_with('.'), "{id}: the page says why, in sentences");
        let examples = examples(rule);
        assert!(examples.iter().any(|e| e.bad && !e.files.is_empty()), "{id} has no bad example");
        assert!(examples.iter().any(|e| !e.bad && !e.files.is_empty()), "{id} has no good example");
        for key in rule.sources {
            assert!(schema().sources.contains_key(*key), "{id}: no source `{key}`");
        }
        assert!(!rule.sources.is_empty(), "{id} cites no source");
        ids.push(id);
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
