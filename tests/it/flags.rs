//! Flags of `ecaforge new` that stand for parts of the spec.

use std::fs;
use std::path::Path;

use crate::program::run;

fn new(dir: &Path, more: &[&str]) -> (i32, String, String) {
    let first = ["new", "app", "--name", "App", "--contact-email", "owner@company.example"];
    let callback = ["--callback", "https://app.acme.io/cb"];
    run(dir, &[&first[..], &callback[..], more].concat())
}

/// The text of the first file whose name ends so.
fn text(dir: &Path, ending: &str) -> String {
    let entries = walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok);
    let mut paths = entries.map(walkdir::DirEntry::into_path);
    let path = paths.find(|path| path.to_string_lossy().ends_with(ending)).expect(ending);
    fs::read_to_string(path).expect("the file")
}

#[test]
fn every_plugin_can_be_named() {
    let dir = tempfile::tempdir().expect("a directory");
    let plugins = ["--plugin", "oauth,saml,mobile,push,notification,canvas"];
    let needs = [
        ["--acs-url", "https://wiki.acme.io/acs"],
        ["--entity-id", "https://wiki.acme.io"],
        ["--firebase-project", "acme"],
        ["--notification-type", "Order_Shipped"],
        ["--canvas-url", "https://app.acme.io/canvas"],
    ];
    let (status, stdout, stderr) = new(dir.path(), &[&plugins[..], needs.as_flattened()].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    for ending in
        ["ecaOauth", "ecaSamlPlcy", "ecaMobile", "ecaPush", "ecaNotifications", "ecaCanvas"]
    {
        text(dir.path(), &format!(".{ending}-meta.xml"));
    }
    assert!(text(dir.path(), ".ecaMobile-meta.xml").contains("<isScreenLockEnabled>false<"));
}

#[test]
fn a_plugin_says_by_flag_what_it_lacks() {
    let dir = tempfile::tempdir().expect("a directory");
    for (plugin, flag) in
        [("saml", "--acs-url"), ("canvas", "--canvas-url"), ("push", "--firebase-project")]
    {
        let (status, _, stderr) = new(dir.path(), &["--plugin", plugin]);
        assert_eq!(status, 2, "{plugin}");
        assert!(stderr.contains(flag), "{plugin}: {stderr}");
        assert!(!dir.path().join("app").exists(), "{plugin}");
    }
}

#[test]
fn any_key_of_the_spec_has_a_flag() {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = [
        ["--set", "oauth.refresh-token.period=7"],
        ["--set", "oauth.session-timeout=30"],
        ["--set", "oauth.trusted-ip-ranges=[{start = \"192.0.2.1\", end = \"192.0.2.9\"}]"],
        ["--set", "project.api-version=66.0"],
    ];
    let (status, stdout, stderr) = new(dir.path(), settings.as_flattened());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let policies = text(dir.path(), ".ecaOauthPlcy-meta.xml");
    assert!(policies.contains("<refreshTokenValidityPeriod>7<"), "{policies}");
    assert!(policies.contains("<sessionTimeoutInMinutes>30<"), "{policies}");
    assert!(text(dir.path(), ".ecaOauth-meta.xml").contains("<endIpAddress>192.0.2.9<"));
    assert!(text(dir.path(), "sfdx-project.json").contains("\"66.0\""));
}

#[test]
fn a_slip_in_a_set_key_is_told_and_nothing_is_written() {
    let dir = tempfile::tempdir().expect("a directory");
    for (setting, said) in [
        ("oauth.refresh-token.polcy=Infinite", "did you mean `policy`?"),
        ("oauth.session-timeout=soon", "--set oauth.session-timeout=soon"),
        ("oauth", "KEY=VALUE"),
        // Faults of the value itself name the setting that would mend them.
        ("oauth.ip-relaxation=Bypas", "(--set oauth.ip-relaxation=...)"),
    ] {
        let (status, _, stderr) = new(dir.path(), &["--set", setting]);
        assert_eq!(status, 2, "{setting}: {stderr}");
        assert!(stderr.contains(said), "{setting}: {stderr}");
        assert!(!dir.path().join("app").exists(), "{setting}");
    }
}

#[test]
fn keys_that_need_each_other_are_set_together() {
    let dir = tempfile::tempdir().expect("a directory");
    let args = ["new", "sso", "--contact-email", "owner@acme.io"];
    let saml = [
        ["--set", "saml.acs-url=https://wiki.acme.io/acs"],
        ["--set", "saml.entity-id=https://wiki.acme.io"],
    ];
    let saml = saml.as_flattened();
    let (status, stdout, stderr) = run(dir.path(), &[&args[..], saml].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let spec = text(dir.path(), "ecaforge.toml");
    assert!(spec.contains("[app.saml]") && !spec.contains("[app.oauth]"), "{spec}");

    let packaged = ["--distribution", "packaged", "--dry-run"];
    let (status, _, stderr) = run(dir.path(), &[&args[..], saml, &packaged].concat());
    assert!(status == 2 && stderr.contains("a packaged app needs a namespace"), "{stderr}");
    assert!(stderr.contains("an app with the SAML plugin cannot be packaged"), "{stderr}");
    let packaged = ["--distribution", "packaged", "--namespace", "acme", "--dry-run"];
    let (status, _, stderr) = run(dir.path(), &[&args[..], saml, &packaged].concat());
    assert_eq!(status, 2);
    assert_eq!(stderr.matches("error:").count(), 1, "{stderr}");
    assert!(stderr.contains("an app with the SAML plugin cannot be packaged"), "{stderr}");
}

#[test]
fn what_a_flag_asks_for_is_not_shown_in_the_spec_file() {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, ..) = new(dir.path(), &[]);
    assert_eq!(status, 0);
    let (status, _, stderr) = run(dir.path(), &["new", "app", "--flow", "client-credentials"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("(--run-as)") && !stderr.contains("ecaforge.toml"), "{stderr}");

    let spec = dir.path().join("app/ecaforge.toml");
    let written = fs::read_to_string(&spec).expect("the spec");
    fs::write(&spec, written.replace("owner@company.example", "nobody")).expect("an edit");
    let (status, _, stderr) = run(dir.path(), &["new", "app", "--flow", "client-credentials"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("app/ecaforge.toml:12:17"), "{stderr}");
    assert!(stderr.contains("`nobody` is not an e-mail address"), "{stderr}");
    assert!(stderr.contains("(--run-as)"), "{stderr}");
}

/// The checker finds it in a file that was never written; its user wrote a spec.
#[test]
fn what_only_the_check_finds_is_told_where_the_value_comes_from() {
    let dir = tempfile::tempdir().expect("a directory");
    let spec = "[[app]]\nname = \"App\"\ncontact-email = \"owner@acme.io\"\n[app.saml]\n\
        acs-url = \"http://wiki.acme.io/acs\"\nentity-id = \"wiki\"\n";
    fs::write(dir.path().join("app.toml"), spec).expect("a spec");
    let new = ["new", "app", "--spec", "app.toml"];
    let (status, stdout, stderr) = run(dir.path(), &new);
    assert_eq!((status, stdout.as_str()), (2, ""));
    assert!(stderr.contains("app.toml:5:11") && !stderr.contains("ecaSamlPlcy"), "{stderr}");
    let fix = ["--acs-url", "https://wiki.acme.io/acs", "--canvas-url", "http://app.acme.io"];
    let (status, _, stderr) = run(dir.path(), &[&new[..], &fix].concat());
    assert_eq!(status, 2);
    assert!(
        stderr.contains("`http://app.acme.io`") && stderr.contains("(--canvas-url)"),
        "{stderr}"
    );
    assert!(!stderr.contains("app.toml") && !stderr.contains("acsUrl"), "{stderr}");
    assert!(!dir.path().join("app").exists());
}
