//! The policy of a team: each key has a rule, and none can be made milder unseen.

use std::fs;

use serde_json::Value;

use crate::adoption::Case;
use crate::program::run;

const POLICY: &str = "[policy]\nallowed-scopes = [\"Api\"]\ncontact-domains = [\"acme.io\"]\n\
                      max-session-minutes = 30\nrequire-description = true\n";

fn check(case: &Case, args: &[&str]) -> Vec<Value> {
    let all = [&["check", "--format", "json"], args].concat();
    let (_, stdout, stderr) = run(case.dir.path(), &all);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
    report["findings"].as_array().unwrap().clone()
}

fn of_rule<'a>(findings: &'a [Value], rule: &str) -> Vec<&'a Value> {
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

/// A finding names the line of the policy as a related place, and the policy may stand in a file that
/// the configuration extends.
#[test]
fn findings_show_the_line_of_the_policy() {
    let case = Case::new();
    case.write("shared/policy.toml", "[policy]\nallowed-scopes = [\"Api\"]\n");
    for (own, severity) in [
        ("extends = \"shared/policy.toml\"\n", "warning"),
        ("extends = \"shared/policy.toml\"\n[policy]\nseverity = \"error\"\n", "error"),
        (
            "extends = \"shared/policy.toml\"\n[policy]\nseverity = \"error\"\n[check.rules]\n\
             policy-scope = \"hint\"\n",
            "hint",
        ),
    ] {
        case.write("ecaforge.toml", own);
        let found = check(&case, &["--select", "policy"]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            (&found[0]["rule"], &found[0]["severity"]),
            (&"policy-scope".into(), &severity.into())
        );
        assert_eq!(found[0]["related"][0]["path"], "shared/policy.toml");
        assert_eq!(found[0]["related"][0]["range"]["start"]["line"], 2);
    }
    case.write("ecaforge.toml", "extends = \"shared/policy.toml\"\n");
    let (_, text, _) = run(case.dir.path(), &["check", "--select", "policy"]);
    assert!(text.contains("--> shared/policy.toml:2:18"), "{text}");
}

#[test]
fn faults_of_the_policy_are_told_where_they_are() {
    let case = Case::new();
    for (text, line, said) in [
        ("[policy]\nallowed-scope = []\n", 2, "allowed-scopes"),
        ("[policy]\nallowed-scopes = [\n\"Api\",\n\"refresh_token\"]\n", 4, "RefreshToken"),
        ("[policy]\nallowed-callback-hosts = [\"https://acme.com\"]\n", 2, "host alone"),
        ("[policy]\nname-pattern = \"(\"\n", 2, "name-pattern"),
        ("[policy]\nname-pattern = \"a)|(?:b\"\n", 2, "name-pattern"),
        ("[policy]\nname-pattern = \"(a{999}){999}\"\n", 2, "name-pattern"),
        ("[policy]\nmax-session-minutes = \"30\"\n", 2, "whole number"),
        ("[policy]\nallowed-ip-relaxation = [\"Enforced\"]\n", 2, "Enforce"),
        ("[policy]\ndistribution = \"locl\"\n", 2, "local"),
        ("[polcy]\nallowed-scopes = []\n", 1, "policy"),
        ("policy = 1\n", 1, "table"),
        ("extends = \"nowhere.toml\"\n", 1, "not there"),
    ] {
        case.write("ecaforge.toml", text);
        let found = check(&case, &[]);
        let broken = of_rule(&found, "broken-config");
        assert_eq!(broken.len(), 1, "{text}: {found:#?}");
        assert_eq!(broken[0]["range"]["start"]["line"], line, "{text}");
        let told = format!("{} {}", broken[0]["message"], broken[0]["help"]);
        assert!(told.contains(said), "{text}: {told}");
    }
}

/// With `--since`, each key that allows more than before is told, in the file and in what it extends.
#[test]
fn a_milder_policy_is_told() {
    let case = Case::new();
    case.write("shared/base.toml", "[policy]\nmin-key-bits = 3072\n");
    case.write("ecaforge.toml", &format!("extends = \"shared/base.toml\"\n{POLICY}"));
    case.commit();
    let told = || {
        let found = check(&case, &["--since", "HEAD"]);
        let found = of_rule(&found, "weakened-configuration");
        found.iter().map(|f| f["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(), [""; 0]);
    let all = |policy: &str| case.write("ecaforge.toml", policy);
    let head = "extends = \"shared/base.toml\"\n";
    for (from, to, key) in [
        ("[\"Api\"]", "[\"Api\", \"Web\"]", Some("allowed-scopes")),
        ("[\"Api\"]", "[]", None),
        ("[\"acme.io\"]", "[\"acme.io\", \"*.mail.io\"]", Some("contact-domains")),
        ("= 30", "= 60", Some("max-session-minutes")),
        ("= 30", "= 15", None),
        ("= true", "= false", Some("require-description")),
        ("max-session-minutes = 30\n", "", Some("max-session-minutes")),
    ] {
        all(&(head.to_owned() + &POLICY.replace(from, to)));
        let told = told();
        match key {
            Some(key) => assert!(told.len() == 1 && told[0].contains(key), "{to}: {told:?}"),
            None => assert_eq!(told, [""; 0], "{to}"),
        }
    }
    all(POLICY);
    assert!(told().len() == 1 && told()[0].contains("min-key-bits"), "{:?}", told());
    all(&(head.to_owned() + POLICY));
    case.write("shared/base.toml", "[policy]\nmin-key-bits = 2048\n");
    assert!(told().len() == 1 && told()[0].contains("min-key-bits"), "{:?}", told());
}

/// What a repository names in `extends` shows nothing of the machine that runs the check.
#[cfg(unix)]
#[test]
fn nothing_outside_of_the_repository_is_read() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.toml");
    fs::write(&secret, "[policy]\nZq7mk3rW9 = 'Zq7mk3rW9'\n").unwrap();
    let case = Case::new();
    case.commit();
    std::os::unix::fs::symlink(&secret, case.path("link.toml")).unwrap();
    std::os::unix::fs::symlink(outside.path(), case.path("dir")).unwrap();
    let up = "../".repeat(12) + secret.strip_prefix("/").unwrap().to_str().unwrap();
    for path in [secret.to_str().unwrap(), &up, "link.toml", "dir/secret.toml"] {
        case.write("ecaforge.toml", &format!("extends = \"{path}\"\n"));
        for format in ["human", "json"] {
            let args = ["check", "--format", format];
            let (status, stdout, stderr) = run(case.dir.path(), &args);
            assert_eq!(status, 1, "{path}: {stdout}{stderr}");
            assert!(stdout.contains("broken-config"), "{path}: {stdout}");
            assert!(!stdout.contains("7mk3r") && !stderr.contains("7mk3r"), "{path}: {stdout}");
        }
        let (_, listed, _) = run(case.dir.path(), &["check", "--show-files"]);
        assert!(!listed.contains("secret.toml") || path.contains("dir/"), "{listed}");
    }
}
