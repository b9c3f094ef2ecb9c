//! Fixes remove their findings, keep every other byte, and come to an end.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use ecaforge::check::{CheckRequest, run_check};
use ecaforge::check::{Checker, Report};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Safety;
use ecaforge::fix::{Checked, Fixed, fix};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::{Check, Example, FixKind, Rule, all_rules};
use ecaforge::xml;

const NOW: Clock = Clock { now: 1_767_225_600 };

fn check(files: &Files, rules: Vec<&'static Rule>) -> io::Result<Report> {
    Ok(checked(files, rules)?.report)
}

fn checked(files: &Files, rules: Vec<&'static Rule>) -> io::Result<Checked> {
    let scope = Scope { paths: vec![".".into()] };
    if let [rule] = rules.as_slice()
        && matches!(rule.check, Check::Run)
    {
        let request = CheckRequest { scope, clock: NOW, ..CheckRequest::default() };
        let mut checked = run_check(files, &request)?;
        checked.report.findings.retain(|finding| finding.rule == rule.id);
        return Ok(Checked::new(checked.report, &checked.workspace));
    }
    let workspace = load(files, &scope, &LoadOptions::default())?;
    Ok(Checked::new(Checker::with_rules(rules, NOW).check(&workspace), &workspace))
}

fn fixed(files: &Files, rule: &'static Rule, safety: Safety) -> Fixed {
    fix(files, safety, &|files| checked(files, vec![rule])).expect("the example loads")
}

/// The bad examples of the rules that can be fixed.
fn bad_examples() -> impl Iterator<Item = (&'static Rule, Example)> {
    all_rules().filter(|rule| !matches!(rule.fix, FixKind::None(_))).flat_map(|rule| {
        let examples = rule.examples().expect("the examples are readable");
        examples.into_iter().filter(|example| example.bad).map(move |example| (rule, example))
    })
}

#[test]
fn fixed_examples_are_free_of_the_finding() {
    for (rule, example) in bad_examples() {
        let id = rule.id;
        let files = example.project();
        let before = check(&files, vec![rule]).unwrap();
        let without_fix = before.findings.iter().filter(|f| f.fix.is_none()).count();
        let done = fixed(&files, rule, Safety::Unsafe);
        assert_eq!(done.report.findings.len(), without_fix, "{id}: {:#?}", done.report.findings);
        for change in &done.changes.files {
            if Path::new(&change.to).extension().is_some_and(|end| end == "xml") {
                let (old, new) = (xml::parse(&change.old), xml::parse(&change.new));
                assert!(new.faults.len() <= old.faults.len(), "{id}: {}", change.new);
            }
        }
        let again = fixed(&done.files, rule, Safety::Unsafe);
        assert!(again.changes.is_empty(), "{id}: a second run changes something");
    }
}

#[test]
fn unsafe_fixes_are_applied_on_demand_only() {
    for (rule, example) in bad_examples() {
        let files = example.project();
        let before = check(&files, vec![rule]).unwrap();
        let only_unsafe =
            before.findings.iter().flat_map(|f| &f.fix).all(|fix| fix.safety == Safety::Unsafe);
        let done = fixed(&files, rule, Safety::Safe);
        if only_unsafe {
            assert!(done.changes.is_empty(), "{}: an unsafe fix was applied", rule.id);
        }
        let safe_left = done.report.findings.iter().flat_map(|f| &f.fix);
        assert_eq!(safe_left.filter(|f| f.safety == Safety::Safe).count(), 0, "{}", rule.id);
    }
}

/// Other line ends, a byte-order mark and comments: what a fix must not touch.
fn disguise(text: &str) -> String {
    let text = text.replacen("?>\n", "?>\n<!-- \u{e9}\t kept -->\n", 1).replace('\n', "\r\n");
    format!("\u{feff}{text}<!-- last -->\r\n")
}

#[test]
fn bytes_outside_the_edits_stay() {
    for (rule, mut example) in bad_examples() {
        for file in &mut example.files {
            // Whole files may be broken, or have no declaration, on purpose.
            if file.path.ends_with("-meta.xml") && file.text.starts_with("<?xml") {
                file.text = disguise(&file.text);
            }
        }
        let files = example.project();
        let done = fixed(&files, rule, Safety::Unsafe);
        for change in &done.changes.files {
            let disguised = change.old.starts_with('\u{feff}');
            if disguised && change.old.contains("kept -->") {
                assert!(change.new.starts_with('\u{feff}'), "{}: the mark is gone", rule.id);
                assert!(change.new.contains("<!-- \u{e9}\t kept -->"), "{}", rule.id);
                assert!(change.new.ends_with("<!-- last -->\r\n"), "{}", rule.id);
                let bare = change.new.replace("\r\n", "").contains('\n');
                assert!(!bare, "{}: a line end of another kind\n{:?}", rule.id, change.new);
            }
        }
    }
}

#[test]
fn all_rules_together_come_to_an_end() {
    for (rule, example) in bad_examples() {
        let files = example.project();
        let all = |files: &Files| checked(files, all_rules().collect());
        let before = all(&files).unwrap().report.findings.len();
        let done = fix(&files, Safety::Unsafe, &all).unwrap();
        let moved = done.changes.files.iter().any(ecaforge::fix::FileChange::is_move);
        assert!(moved || done.report.findings.len() <= before, "{}: more findings", rule.id);
        let again = fix(&done.files, Safety::Unsafe, &all).unwrap();
        assert!(again.changes.is_empty(), "{}: a second run changes something", rule.id);
    }
}

#[test]
fn a_move_never_overwrites() {
    let header = "<?xml version=\"1.0\"?><ExternalClientApplication/>";
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    files.insert("a/Billing.eca-meta.xml", header);
    files.insert("a/Billing.ecaa-meta.xml", "other");
    let files = Files::in_memory(files);
    let done = fix(&files, Safety::Unsafe, &|files: &Files| {
        let mut checked = checked(files, Vec::new())?;
        let (from, to) = ("a/Billing.ecaa-meta.xml", "a/Billing.eca-meta.xml");
        let mut found = Vec::new();
        let rule = all_rules().next().expect("there is a rule");
        let draft = ecaforge::rules::Draft::new(
            ecaforge::diagnostic::Place {
                path: from.into(),
                span: ecaforge::text::Span::default(),
            },
            "wrong suffix",
            "rename it",
        );
        let relocate =
            ecaforge::diagnostic::Fix::relocate("rename it", Safety::Safe, &from.into(), to);
        ecaforge::rules::Findings::new(rule, None, &mut found).add(draft.fix(relocate));
        checked.report.findings = found;
        Ok(checked)
    })
    .unwrap();
    assert!(done.changes.is_empty());
    assert_eq!(files.read(Path::new("a/Billing.ecaa-meta.xml")).unwrap(), b"other");
}
