//! The command line as other programs rely on it.

use std::fs;

use serde_json::Value;

use crate::program::{output as run, program, write};

/// A project in a temporary directory, with the given files below `force-app/main/default`.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "sfdx-project.json",
        r#"{"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}"#,
    );
    fs::create_dir_all(dir.path().join("force-app")).unwrap();
    for (path, text) in files {
        write(dir.path(), &format!("force-app/main/default/{path}"), text);
    }
    dir
}

const HEADER: &str = "externalClientApps/Billing.eca-meta.xml";

fn header(state: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <contactEmail>owner@corp.test</contactEmail>\n    \
         <distributionState>{state}</distributionState>\n    \
         <isProtected>false</isProtected>\n    \
         <label>Bïlling 🔷</label>\n\
         </ExternalClientApplication>\n"
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn status_is_0_without_findings_and_1_with() {
    let clean = project(&[(HEADER, &header("Local"))]);
    let output = run(clean.path(), &["check", "--fail-on", "warning"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let broken = project(&[(HEADER, &header("Packageable"))]);
    assert_eq!(run(broken.path(), &["check"]).status.code(), Some(1));
    assert_eq!(run(broken.path(), &["check", "--fail-on", "never"]).status.code(), Some(0));
}

#[test]
fn status_is_2_when_the_work_cannot_be_done() {
    let clean = project(&[]);
    for args in [&["check", "no-such-folder"][..], &["check", "--no-such-flag"], &["frobnicate"]] {
        let output = run(clean.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_tree_without_apps_is_fine_and_says_so_on_stderr() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("README.md"), "x").unwrap();
    let output = run(dir.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("no External Client App metadata"));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"], serde_json::json!([]));
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn json_has_the_frozen_shape() {
    let broken = project(&[(HEADER, &header("Packageable"))]);
    let output = run(broken.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(keys(&report), ["findings", "summary", "tool", "version"]);
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"]["name"], "ecaforge");
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        keys(&report["summary"]),
        ["apps", "errors", "files", "hints", "suppressed", "warnings"]
    );
    let finding = &report["findings"][0];
    assert_eq!(
        keys(finding),
        [
            "app", "fix", "help", "message", "path", "range", "related", "rule", "severity", "url",
            "why"
        ]
    );
    assert_eq!(finding["rule"], "unknown-enum-value");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["app"], "Billing");
    assert_eq!(finding["path"], format!("force-app/main/default/{HEADER}"));
    let written = header("Packageable");
    let byte = written.find("Packageable").unwrap();
    assert_eq!(
        finding["range"]["start"],
        serde_json::json!({"line": 4, "column": 24, "byte": byte})
    );
    assert_eq!(finding["range"]["end"]["byte"], byte + "Packageable".len());
    let fix = &finding["fix"];
    assert_eq!(keys(fix), ["edits", "moves", "safety", "title"]);
    assert_eq!(keys(&fix["edits"][0]), ["path", "range", "text"]);
    assert_eq!(fix["edits"][0]["text"], "Packaged");
}

#[test]
fn paths_are_relative_to_the_working_directory() {
    let broken = project(&[(HEADER, &header("Packageable"))]);
    let below = broken.path().join("force-app/main");
    let output = run(&below, &["check", "--format", "concise"]);
    let first = text(&output.stdout);
    assert!(
        first.starts_with("default/externalClientApps/Billing.eca-meta.xml:4:24: error"),
        "{first}"
    );
    let elsewhere = run(&below, &["check", "../../force-app", "--format", "concise"]);
    assert_eq!(text(&elsewhere.stdout), first);
}

#[test]
fn only_what_was_asked_for_is_reported() {
    let files = [
        (HEADER, header("Packageable")),
        ("externalClientApps/Other.eca-meta.xml", header("Local")),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let broken = project(&files);
    let other = "force-app/main/default/externalClientApps/Other.eca-meta.xml";
    assert_eq!(run(broken.path(), &["check", other]).status.code(), Some(0));
    let this = format!("force-app/main/default/{HEADER}");
    assert_eq!(run(broken.path(), &["check", &this]).status.code(), Some(1));
}

#[test]
fn colours_are_for_terminals_only() {
    let broken = project(&[(HEADER, &header("Packageable"))]);
    let output =
        program().arg("check").current_dir(broken.path()).env_remove("NO_COLOR").output().unwrap();
    assert!(!text(&output.stdout).contains('\u{1b}'));
}

#[test]
fn credentials_are_never_shown() {
    let secret = "5up3r5ecret";
    let global = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ExtlClntAppGlobalOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <consumerSecret>{secret}</consumerSecret><isPkceRequired>maybe</isPkceRequired>\n    \
         <bogus>x</bogus><externalClientApplication>Billing</externalClientApplication>\n\
         </ExtlClntAppGlobalOauthSettings>\n"
    );
    let files = [
        (HEADER, header("Packageable")),
        ("extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml", global),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let dir = project(&files);
    for format in ["human", "concise", "json"] {
        let output = run(dir.path(), &["check", "--format", format]);
        let all = text(&output.stdout) + &text(&output.stderr);
        assert!(!all.contains(secret), "{format} shows a credential:\n{all}");
    }
}

const GLOBAL: &str = "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml";

#[test]
fn the_profile_for_partners_ends_with_the_evidence() {
    let global = "<ExtlClntAppGlobalOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n\
         \x20   <callbackUrl>https://billing.corp.test/callback</callbackUrl>\n\
         \x20   <externalClientApplication>Billing</externalClientApplication>\n\
         \x20   <isPkceRequired>true</isPkceRequired>\n\
         \x20   <label>Billing</label>\n\
         </ExtlClntAppGlobalOauthSettings>\n";
    let dir = project(&[(HEADER, &header("Packaged")), (GLOBAL, global)]);
    let gate = |format: &str| {
        let mut command = program();
        command.args(["check", "--profile", "isv", "--format", format]).current_dir(dir.path());
        command.env("SOURCE_DATE_EPOCH", "1767225600").env("NO_COLOR", "1");
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}");
        text(&output.stdout)
    };
    let said = gate("human");
    let table = said.split("Evidence: ").nth(1).expect("there is a table");
    let path = format!("force-app/main/default/{GLOBAL}");
    for row in [
        ", 2026-01-01T00:00:00Z, no git commit\nThe table describes the files of this project"
            .to_owned(),
        format!(
            "PKCE required                             Billing  met\n  \
             why     `isPkceRequired` is `true`\n  file    {path}:4\n  \
             value   isPkceRequired = true\n  since   2026-05-11, enforced 2026-06-25\n"
        ),
        "Refresh Token IP Allowlist                Billing  missing\n".to_owned(),
        format!("  file    {path}:1\n  value   isEnforceRefreshTokenTTL is not there\n"),
    ] {
        assert!(table.contains(&row), "{row}\n{table}");
    }
    assert!(table.trim_end().lines().last().is_some_and(|last| last.contains("(1 app, 2 files)")));

    let said = gate("markdown").replace("\\_", "_");
    let row = format!(
        "| PKCE required | Billing | met | `isPkceRequired` is `true` | {path}:4 | \
         isPkceRequired = true | 2026-05-11, enforced 2026-06-25 | [Packaging guide"
    );
    assert!(said.contains(&row), "{said}");

    let said = gate("evidence-csv");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 5, "a row of names and one for each control: {said}");
    let first = format!("PKCE required,Billing,met,`isPkceRequired` is `true`,{path},4,");
    assert!(lines[1].starts_with(&first), "{said}");
    assert!(lines[1].ends_with(",2026-01-01T00:00:00Z,"), "{said}");

    let report: Value = serde_json::from_str(&gate("json")).unwrap();
    let rows = report["evidence"]["rows"].as_array().expect("there are rows");
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["verdict"], "met");
    assert_eq!(rows[0]["line"], 4);
    assert_eq!(rows[2]["required_since"], "2026-05-11");
    assert_eq!(report["evidence"]["checked_at"], "2026-01-01T00:00:00Z");

    // Other profiles have no table.
    let none = text(&run(dir.path(), &["check"]).stdout);
    assert!(!none.contains("Evidence"), "{none}");
    let json = text(&run(dir.path(), &["check", "--format", "json"]).stdout);
    let report: Value = serde_json::from_str(&json).unwrap();
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["findings", "summary", "tool", "version"]);
    let refused = run(dir.path(), &["check", "--format", "evidence-csv"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("add `--profile isv`"), "{}", text(&refused.stderr));

    // An app that stays in its org has no rows.
    let local = project(&[(HEADER, &header("Local"))]);
    let said = text(&run(local.path(), &["check", "--profile", "isv"]).stdout);
    assert!(said.contains("The project has no packaged app."), "{said}");
}
