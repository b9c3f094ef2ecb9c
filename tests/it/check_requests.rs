//! What a check is asked to do and what it compares with, over files in memory: a certificate that is
//! gone, settings by project, and long reports.

use std::collections::BTreeSet;
use std::path::Path;

use ecaforge::check::{CheckOutcome, CheckRequest, Checker, Memory, Since, Suppressor};
use ecaforge::project::{Files, Scope};
use ecaforge::rules::all_rules;
use ecaforge::schema::NAMESPACE;

use crate::projects::{
    CONFIG, SFDX, checked as check, header, messages, path_of, project, request, since, workspace,
};

#[test]
fn what_changed_is_told_and_what_did_not_is_left_out() {
    let before = check(&project(None), &request());
    let left_out = |changed: &[&str]| {
        let since = since(&before, changed);
        let checked = check(&project(None), &CheckRequest { since: Some(&since), ..request() });
        let by: Vec<_> = checked.report.suppressed.iter().map(|one| one.by).collect();
        assert_eq!(checked.report.summary.suppressed, by.len());
        assert!(by.iter().all(|by| *by == Suppressor::Since));
        by.len()
    };
    assert_eq!(left_out(&[]), before.report.findings.len());
    // What is the same in a file that changed is old too.
    assert_eq!(left_out(&[&path_of("", "Billing")]), before.report.findings.len());
    let words: BTreeSet<&str> =
        [Suppressor::Inline, Suppressor::Config, Suppressor::Baseline, Suppressor::Since]
            .map(Suppressor::words)
            .into();
    assert!(words.len() == 4 && words.iter().all(|words| words.contains(' ')), "{words:?}");
}

/// The rule about a certificate that is gone.
const RULE: &str = "certificate-removed";

#[test]
fn a_certificate_that_is_gone_is_told_by_the_spec_and_by_what_was_there() {
    let settings = |certificate: &str| {
        format!(
            "<ExtlClntAppGlobalOauthSettings xmlns=\"{NAMESPACE}\">\n{certificate}    \
             <externalClientApplication>Billing</externalClientApplication>\n    \
             <label>Billing</label>\n</ExtlClntAppGlobalOauthSettings>\n"
        )
    };
    let path = "force-app/main/default/extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml";
    let with = |certificate: &str, spec: Option<(&str, &str)>| {
        let mut files = project(None);
        files.plan(path.as_ref(), Some(settings(certificate).into_bytes()));
        if let Some((name, text)) = spec {
            files.plan(name.as_ref(), Some(text.into()));
        }
        files
    };
    let certificate = "    <certificate>MIIB</certificate>\n";
    let before = check(&with(certificate, None), &request());
    let since_before = since(&before, &[path]);
    let found = |files: &Files, since: Option<&Since>| {
        messages(&check(files, &CheckRequest { since, ..request() }), RULE)
    };
    let gone = with("", None);
    let said = found(&gone, Some(&since_before));
    assert!(said.len() == 1 && said[0].contains("it had one before"), "{said:?}");
    assert_eq!(found(&gone, None), Vec::<String>::new());
    for (rule, count) in [(RULE, 1), ("unknown-element", 0)] {
        let rules = all_rules().filter(|known| known.id == rule).collect();
        let request = CheckRequest { since: Some(&since_before), rules, ..request() };
        assert_eq!(messages(&check(&gone, &request), RULE).len(), count, "{rule} was asked for");
    }
    assert_eq!(found(&with(certificate, None), Some(&since_before)), Vec::<String>::new());
    let without = since(&check(&gone, &request()), &[path]);
    assert_eq!(found(&gone, Some(&without)), Vec::<String>::new());
    // A file without a root has a finding of its own.
    let mut broken = project(None);
    broken.plan(path.as_ref(), Some(Vec::new()));
    assert_eq!(found(&broken, Some(&since_before)), Vec::<String>::new());
    let spec = "[[app]]\nname = \"Billing\"\n[app.oauth]\ncertificate = \"a.crt\"\n";
    let said = found(&with("", Some((CONFIG, spec))), None);
    assert!(said.len() == 1 && said[0].contains("ecaforge.toml has it"), "{said:?}");
    let lock = "[[spec.app]]\nname = \"Billing\"\n[spec.app.oauth]\ncertificate = \"a.crt\"\n";
    let said = found(&with("", Some(("ecaforge.lock", lock))), None);
    assert!(said.len() == 1 && said[0].contains("ecaforge.lock has it"), "{said:?}");
    for other in [spec.replace("Billing", "Other"), spec.replace("a.crt", "")] {
        assert_eq!(found(&with("", Some((CONFIG, &other))), None), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn the_configuration_next_to_what_is_checked_counts_without_an_app() {
    let files = Files::in_memory([
        ("sub/ecaforge.toml", "[check\n"),
        ("sub/notes.txt", "no metadata"),
        ("ecaforge.toml", "[check]\n"),
    ]);
    for path in ["sub", "sub/notes.txt"] {
        let request = CheckRequest { scope: Scope { paths: vec![path.into()] }, ..request() };
        let checked = check(&files, &request);
        let rules: Vec<_> = checked.report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["broken-config"], "{path}");
    }
}

#[test]
fn each_project_has_its_configuration_profile_and_version() {
    let mut files = Files::in_memory([
        ("one/ecaforge.toml".to_owned(), "[check]\napi-version = \"66.0\"\n".to_owned()),
        ("two/ecaforge.toml".to_owned(), "[check]\nprofile = \"strict\"\n".to_owned()),
    ]);
    for project in ["one/", "two/"] {
        let text = |text: &str| Some(text.as_bytes().to_vec());
        files.plan(Path::new(&format!("{project}sfdx-project.json")), text(SFDX));
        files.plan(path_of(project, "Billing").as_ref(), text(&header("")));
    }
    let checked = check(&files, &request());
    let versions: Vec<_> = checked
        .workspace
        .projects
        .iter()
        .map(|project| project.api_version.map(|version| version.to_string()))
        .collect();
    assert_eq!(versions, [Some("66.0".to_owned()), Some("65.0".to_owned())]);
    let profiles: Vec<_> = checked.profiles.iter().map(|profile| profile.id).collect();
    assert_eq!(profiles, ["default", "strict"]);
    assert_eq!(checked.settings.configs().len(), 2, "no further configuration is read");
    for (index, project) in ["one", "two"].iter().enumerate() {
        let config = checked.settings.of_project(index).expect("a configuration");
        let path = config.file.as_ref().map(|file| file.path.to_string());
        assert_eq!(path, Some(format!("{project}/ecaforge.toml")));
        let own = checked.report.findings.iter().find(|f| f.place.path.starts_with(project));
        let config = checked.settings.of_finding(own.expect("a finding"), &checked.workspace);
        let path = config.and_then(|config| Some(config.file.as_ref()?.path.to_string()));
        assert_eq!(path, Some(format!("{project}/ecaforge.toml")));
    }
    assert!(checked.settings.of_project(2).is_none());
}

#[test]
fn a_long_report_lists_a_hundred_findings_of_a_rule_in_a_file_and_counts_the_rest() {
    for (count, listed, more) in
        [(99, 99, None), (100, 100, None), (101, 100, Some(1)), (205, 100, Some(105))]
    {
        let elements: String = "    <bogus/>\n".repeat(count);
        let mut files = project(None);
        files.plan(path_of("", "Billing").as_ref(), Some(header(&elements).into_bytes()));
        files.plan(path_of("", "Other").as_ref(), Some(header("    <bogus/>\n").into_bytes()));
        let report = check(&files, &request()).report;
        let own = |report: &ecaforge::check::Report| {
            let own = report.findings.iter().filter(|finding| finding.rule == "unknown-element");
            own.cloned().collect::<Vec<_>>()
        };
        let all = own(&report);
        assert_eq!(all.len(), count + 1);
        let fingerprints: BTreeSet<&str> =
            all.iter().map(|finding| finding.fingerprint.as_str()).collect();
        assert_eq!(fingerprints.len(), all.len(), "each finding has a fingerprint of its own");
        let errors = report.summary.errors;
        let capped = report.capped();
        assert_eq!(capped.summary.errors, errors, "all are counted");
        let kept = own(&capped);
        assert_eq!(kept.len(), listed + 1, "{count}");
        let told: Vec<(usize, &str)> = kept
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.message.contains("more of this rule in this file"))
            .map(|(index, finding)| (index, &*finding.message))
            .collect();
        match more {
            None => assert_eq!(told, []),
            Some(more) => {
                assert_eq!(told.len(), 1, "{told:?}");
                assert_eq!(told[0].0, 99, "the last of the file");
                assert!(
                    told[0].1.ends_with(&format!("(and {more} more of this rule in this file)"))
                );
            }
        }
    }
}

/// A memory of earlier checks gives what a check without it finds.
#[test]
fn a_remembered_project_is_judged_again_where_a_file_of_it_changed() {
    let sfdx = |path: &str| {
        format!(
            "{{\"packageDirectories\": [{{\"path\": \"{path}\"}}], \"sourceApiVersion\": \"65.0\"}}"
        )
    };
    let app = |folder: &str, name: &str| format!("{folder}/externalClientApps/{name}.eca-meta.xml");
    let start = Files::in_memory([
        ("one/sfdx-project.json".to_owned(), sfdx("force-app")),
        ("two/sfdx-project.json".to_owned(), sfdx("force-app")),
        (app("one/force-app", "Billing"), header("")),
        (app("two/force-app", "Billing"), header("")),
        (app("loose", "Billing"), header("")),
    ]);
    let memory = Memory::default();
    let paths = |checked: &CheckOutcome| {
        let found = checked.report.findings.iter();
        found.map(|f| (f.place.path.to_string(), f.message.to_string())).collect::<Vec<_>>()
    };
    let mut states = vec![start.clone()];
    for folder in ["one/force-app", "two/force-app", "loose", "one/other", "elsewhere"] {
        let mut next = start.clone();
        next.plan(app(folder, "Billing").as_ref(), Some(header("    <bogus/>\n").into_bytes()));
        states.push(next);
    }
    for files in states.iter().chain(&states) {
        let plain = check(files, &request());
        let remembered = check(files, &CheckRequest { memory: Some(&memory), ..request() });
        assert_eq!(paths(&remembered), paths(&plain));
    }
}

/// What cannot be read is told where its rule runs, and nowhere else.
#[test]
fn a_checker_runs_the_rules_that_it_has() {
    let unreadable = all_rules().find(|rule| rule.id == "unreadable-file").expect("the rule");
    let other = all_rules().find(|rule| rule.id == "unknown-suffix").expect("the rule");
    let mut files = project(None);
    files.plan(".forceignore".as_ref(), Some(b"# caf\xe9".to_vec()));
    for (rules, expected) in
        [(vec![unreadable], 1), (vec![unreadable, other], 1), (vec![other], 0), (vec![], 0)]
    {
        let space = workspace(&files, ".".as_ref());
        let found = Checker::with_rules(rules, request().clock).check(&space).findings;
        let own = found.iter().filter(|finding| finding.rule == unreadable.id).count();
        assert_eq!((own, found.len()), (expected, expected), "{found:?}");
    }
}
