//! Several projects in one repository, each with settings of its own.

use std::path::Path;

use serde_json::Value;

use crate::program::{run, write};

/// A repository with the projects `one` and `two`, in each of which a header names an unknown state.
fn repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for project in ["one", "two"] {
        let sfdx = "{\"packageDirectories\": [{\"path\": \"force-app\"}], \
                    \"sourceApiVersion\": \"67.0\"}\n";
        write(dir.path(), &format!("{project}/sfdx-project.json"), sfdx);
        let header =
            format!("{project}/force-app/main/default/externalClientApps/Billing.eca-meta.xml");
        write(
            dir.path(),
            &header,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
             <contactEmail>a@acme.io</contactEmail>\n    \
             <distributionState>Lokal</distributionState>\n    <label>Billing</label>\n\
             </ExternalClientApplication>\n",
        );
    }
    dir
}

/// The exit status, and of each finding the project, rule and severity.
fn check(dir: &Path, more: &[&str]) -> (i32, Vec<(String, String, String)>) {
    let (status, stdout, _) = run(dir, &[&["check", "--format", "json"], more].concat());
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let found = report["findings"].as_array().expect("findings").iter().map(|finding| {
        let path = text(finding, "path");
        let project = path.split('/').next().unwrap_or_default().to_owned();
        (project, text(finding, "rule"), text(finding, "severity"))
    });
    (status, found.collect())
}

fn found(project: &str, severity: &str) -> (String, String, String) {
    (project.into(), "unknown-enum-value".into(), severity.into())
}

#[test]
fn each_project_has_its_own_settings() {
    let dir = repository();
    let dir = dir.path();
    assert_eq!(check(dir, &[]), (1, vec![found("one", "error"), found("two", "error")]));
    let ignore = "[[check.ignore]]\nrule = \"unknown-enum-value\"\npath = \"force-app/**\"\n\
                  reason = \"an example\"\n";
    write(dir, "one/ecaforge.toml", ignore);
    assert_eq!(check(dir, &[]), (1, vec![found("two", "error")]));
    let rules = "[check]\nfail-on = \"never\"\n[check.rules]\nunknown-enum-value = \"warning\"\n";
    write(dir, "two/ecaforge.toml", rules);
    assert_eq!(check(dir, &[]), (0, vec![found("two", "warning")]));
    assert_eq!(check(dir, &["--fail-on", "warning"]).0, 1, "the flag is stronger");
    // From within a project it is the same.
    assert_eq!(check(&dir.join("one"), &[]), (0, vec![]));
}

#[test]
fn a_spec_alone_does_not_hide_the_settings_above_it() {
    let dir = repository();
    let dir = dir.path();
    write(dir, "ecaforge.toml", "[check.rules]\nunknown-enum-value = \"hint\"\n");
    write(dir, "one/ecaforge.toml", "[project]\nname = \"One\"\n");
    write(dir, "two/ecaforge.toml", "[check]\nprofile = \"strict\"\n");
    assert_eq!(check(dir, &[]), (1, vec![found("one", "hint"), found("two", "error")]));
    assert_eq!(check(&dir.join("one"), &[]).0, 0);
}

#[test]
fn a_broken_file_of_one_project_leaves_the_others_alone() {
    let dir = repository();
    let dir = dir.path();
    write(dir, "ecaforge.toml", "[check.rules]\nunknown-enum-value = \"off\"\n");
    write(dir, "one/ecaforge.toml", "[check\n");
    let (status, findings) = check(dir, &[]);
    assert_eq!(status, 1);
    let rules: Vec<_> = findings.iter().map(|(_, rule, _)| rule.as_str()).collect();
    assert_eq!(rules, ["broken-config", "unknown-enum-value"]);
    assert!(findings.iter().all(|(project, ..)| project == "one"), "{findings:?}");
}

#[test]
fn a_named_configuration_holds_for_all() {
    let dir = repository();
    let dir = dir.path();
    write(dir, "one/ecaforge.toml", "[check.rules]\nunknown-enum-value = \"off\"\n");
    write(dir, "all.toml", "[check.rules]\nunknown-enum-value = \"hint\"\n");
    let expected = vec![found("one", "hint"), found("two", "hint")];
    assert_eq!(check(dir, &["--config", "all.toml"]), (0, expected));
}
