//! A check that got milder, over files in memory: by its configuration, by a comment or by a baseline.

use ecaforge::check::{Baseline, CheckRequest, Suppressor};
use ecaforge::diagnostic::Severity;
use ecaforge::rules::{all_rules, profile};

use crate::projects::{
    CONFIG, checked as check, header, messages, path_of, project, request, since,
};

const WEAKENED: &str = "weakened-configuration";

/// What a check with one configuration says of the change from another one.
fn milder(old: Option<&str>, new: Option<&str>) -> Vec<(String, Severity)> {
    let before = check(&project(old), &request());
    let since = since(&before, &[CONFIG]);
    let checked = check(&project(new), &CheckRequest { since: Some(&since), ..request() });
    let own = checked.report.findings.iter().filter(|finding| finding.rule == WEAKENED);
    own.map(|finding| (finding.message.to_string(), finding.severity)).collect()
}

#[test]
fn each_way_to_make_the_check_milder_is_a_finding_and_its_reverse_is_none() {
    let rule = |id: &str, level: &str| format!("[check.rules]\n{id} = \"{level}\"\n");
    let check = |key: &str, value: &str| format!("[check]\n{key} = \"{value}\"\n");
    let own = "unknown-enum-value";
    let hint = "a-hint";
    let hint = all_rules()
        .find(|rule| rule.severity == Severity::Hint && rule.only_in.is_empty())
        .map_or(hint, |rule| rule.id);
    let table = [
        (
            rule(own, "error"),
            rule(own, "warning"),
            format!("the configuration makes a warning of `{own}`, unlike before"),
        ),
        (
            rule(own, "warning"),
            rule(own, "hint"),
            format!("the configuration makes a hint of `{own}`, unlike before"),
        ),
        (
            rule(own, "hint"),
            rule(own, "off"),
            format!("the configuration switches off `{own}`, unlike before"),
        ),
        (
            String::from("[check]\n"),
            rule(own, "off"),
            format!("the configuration switches off `{own}`, unlike before"),
        ),
        (
            rule(hint, "error"),
            String::from("[check]\n"),
            format!("`{hint}` is milder than before: its entry is gone"),
        ),
        (
            check("fail-on", "hint"),
            check("fail-on", "warning"),
            "`fail-on` is `warning` and was `hint`".into(),
        ),
        (
            check("fail-on", "warning"),
            check("fail-on", "error"),
            "`fail-on` is `error` and was `warning`".into(),
        ),
        (
            check("fail-on", "error"),
            check("fail-on", "never"),
            "`fail-on` is `never` and was `error`".into(),
        ),
        (
            String::from("[check]\n"),
            check("fail-on", "never"),
            "`fail-on` is `never` and was `error`".into(),
        ),
        (
            check("fail-on", "warning"),
            String::from("[check]\n"),
            "`fail-on` is `error` and was `warning`".into(),
        ),
        (
            check("api-version", "66.0"),
            check("api-version", "65.0"),
            "`api-version` is lower than before".into(),
        ),
    ];
    for (strict, mild, message) in table {
        let found = milder(Some(&strict), Some(&mild));
        let messages: Vec<&str> = found.iter().map(|(message, _)| message.as_str()).collect();
        assert_eq!(messages, [message], "{strict} -> {mild}");
        for (old, new) in [(&mild, &strict), (&strict, &strict), (&mild, &mild)] {
            assert_eq!(milder(Some(old), Some(new)), [], "{old} -> {new}");
        }
    }
    // Without an earlier version there is none to compare with, and without one now none is set.
    let version = check("api-version", "65.0");
    assert_eq!(milder(Some("[check]\n"), Some(&version)), []);
    assert_eq!(milder(Some(&version), Some("[check]\n")), []);
}

#[test]
fn a_milder_profile_is_one_finding_that_counts_its_rules() {
    let strict = "[check]\nprofile = \"strict\"\n";
    let (from, to) =
        (profile("strict").expect("a profile"), profile("default").expect("a profile"));
    let count = all_rules()
        .filter(|rule| {
            let level = |profile: &ecaforge::rules::Profile| {
                profile.runs(rule).then(|| profile.severity_of_rule(rule))
            };
            level(to) < level(from)
        })
        .count();
    let said = |to: &str| {
        format!("the profile is `{to}` and was `strict`, in which {count} rules are stricter")
    };
    for new in [None, Some("[check]\n"), Some("[check]\nprofile = \"default\"\n")] {
        let found = milder(Some(strict), new);
        assert_eq!(found.len(), 1, "{new:?}: {found:?}");
        assert_eq!(found[0].0, said("default"), "{new:?}");
        assert_eq!(milder(new, Some(strict)), [], "{new:?}");
    }
    // The rules that have an entry of their own are not counted.
    let kept = format!("[check.rules]\n{} = \"error\"\n", "unknown-enum-value");
    assert_eq!(milder(Some(strict), Some(&kept))[0].0, said("default"));
}

#[test]
fn a_new_entry_that_ignores_is_a_finding_and_one_that_has_expired_is_none() {
    let entry = |rule: &str, more: &str| {
        format!(
            "[[check.ignore]]\nrule = \"{rule}\"\npath = \"force-app/**\"\nreason = \"a pilot\"\n{more}"
        )
    };
    let one = entry("unknown-enum-value", "");
    let both = one.clone() + &entry("unknown-element", "");
    let said = |rule: &str| format!("the entry is new and ignores `{rule}`");
    let messages = |old: Option<&str>, new: &str| {
        let before = check(&project(old), &request());
        let since = since(&before, &[CONFIG]);
        let checked =
            check(&project(Some(new)), &CheckRequest { since: Some(&since), ..request() });
        let own = checked.report.findings.iter().filter(|finding| finding.rule == WEAKENED);
        own.map(|finding| {
            assert!(!finding.place.span.is_empty(), "the entry is marked");
            finding.message.to_string()
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(messages(None, &one), [said("unknown-enum-value")]);
    assert_eq!(messages(Some(&one), &both), [said("unknown-element")]);
    assert_eq!(messages(Some(&both), &one), Vec::<String>::new());
    let expired = entry("unknown-enum-value", "until = 2025-12-31\n");
    assert_eq!(messages(None, &expired), Vec::<String>::new());
}

#[test]
fn rules_about_credentials_are_not_made_milder_unseen() {
    let secret = all_rules().find(|rule| rule.id == "private-key").expect("the rule");
    let found = |level: &str, change: &dyn Fn(&mut CheckRequest<'_>)| {
        let config = format!("[check.rules]\n{} = \"{level}\"\n", secret.id);
        let mut request = request();
        change(&mut request);
        let checked = check(&project(Some(&config)), &request);
        messages(&checked, WEAKENED)
    };
    let all = |_: &mut CheckRequest<'_>| ();
    assert_eq!(secret.severity, Severity::Error);
    assert_eq!(found("error", &all), Vec::<String>::new());
    for (level, said) in [("off", "switches off"), ("hint", "makes a hint of")] {
        let message =
            format!("the configuration {said} `{}`, which finds leaked credentials", secret.id);
        assert_eq!(found(level, &all), std::slice::from_ref(&message), "{level}");
        let other = |request: &mut CheckRequest<'_>| {
            request.rules = all_rules().filter(|rule| rule.id == "unknown-element").collect();
        };
        assert_eq!(found(level, &other), Vec::<String>::new(), "another rule was asked for");
        let own = |request: &mut CheckRequest<'_>| {
            request.rules = all_rules().filter(|rule| rule.id == WEAKENED).collect();
        };
        assert_eq!(found(level, &own), [message], "the rule was asked for");
        let isolated = |request: &mut CheckRequest<'_>| request.isolated = true;
        assert_eq!(found(level, &isolated), Vec::<String>::new());
        let named = |request: &mut CheckRequest<'_>| request.config = Some(CONFIG.into());
        assert_eq!(found(level, &named), Vec::<String>::new());
    }
}

#[test]
fn a_new_comment_and_a_longer_baseline_are_findings() {
    let before = check(&project(None), &request());
    let comment = "    <!-- ecaforge-ignore unknown-enum-value: a pilot -->\n";
    let mut files = project(None);
    let path = path_of("", "Billing");
    let text =
        header("").replace("    <distributionState>", &format!("{comment}    <distributionState>"));
    files.plan(path.as_ref(), Some(text.into_bytes()));
    let since_before = since(&before, &[&path]);
    let checked = check(&files, &CheckRequest { since: Some(&since_before), ..request() });
    assert_eq!(messages(&checked, WEAKENED), ["a new comment ignores `unknown-enum-value` here"]);
    let own = checked.report.findings.iter().find(|finding| finding.rule == WEAKENED);
    assert_eq!(own.map(|finding| finding.severity), Some(Severity::Hint));
    let by: Vec<Suppressor> = checked.report.suppressed.iter().map(|one| one.by).collect();
    assert_eq!(by, [Suppressor::Inline]);
    // The comment was there before.
    let since_comment = since(&checked, &[&path]);
    let again = check(&files, &CheckRequest { since: Some(&since_comment), ..request() });
    assert_eq!(messages(&again, WEAKENED), Vec::<String>::new());

    let baseline = Baseline::read(&Baseline::write(&before.report)).expect("a baseline");
    let grown = |changed: &[&str], old: Option<&Baseline>| {
        let mut since = since(&before, changed);
        if let Some(old) = old {
            since = since.with_baseline(old.clone());
        }
        let request = CheckRequest {
            since: Some(&since),
            baseline: Some(&baseline),
            baseline_path: Some("baseline.json".into()),
            ..request()
        };
        messages(&check(&project(None), &request), WEAKENED)
    };
    let said = format!(
        "the baseline lists {} findings that it did not list before",
        before.report.findings.len()
    );
    assert_eq!(grown(&["baseline.json"], None), std::slice::from_ref(&said));
    assert_eq!(grown(&["baseline.json"], Some(&Baseline::default())), [said]);
    assert_eq!(grown(&["baseline.json"], Some(&baseline)), Vec::<String>::new());
    assert_eq!(grown(&["other.json"], None), Vec::<String>::new());
}
