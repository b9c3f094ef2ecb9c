//! `new` and `add app` in a Salesforce DX project that is there already, and what a changed spec means.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::add_foreign_cases::{done, project, read, refused};
use crate::program::{run, write};

const SFDX: &str = "{\n  \"packageDirectories\": [\n    { \"path\": \"src\", \"default\": true },\n    { \
                    \"path\": \"more\" },\n    { \"path\": \"pkg\", \"package\": \"P\" }\n  ],\n  \
                    \"namespace\": \"acme\",\n  \"sourceApiVersion\": \"67.0\",\n  \"plugins\": { \"x\": [1] \
                    }\n}\n";
const APP: &[&str] =
    &["--contact-email", "owner@acme.io", "--callback", "https://kiosk.acme.io/cb"];

fn existing() -> tempfile::TempDir {
    project(&[
        ("sfdx-project.json", SFDX),
        ("src/main/.keep", ""),
        ("more/main/.keep", ""),
        ("pkg/main/.keep", ""),
        (".gitignore", "node_modules/\n"),
        (".forceignore", "**/ours\n"),
        ("README.md", "# Ours\n\nText.\n"),
    ])
}

fn new(dir: &Path, more: &[&str]) -> (String, String) {
    done(dir, &[&["new", ".", "--name", "Kiosk"], APP, more].concat())
}

#[test]
fn new_in_a_project_of_others_names_add_app() {
    let dir = existing();
    let (status, stdout, stderr) = run(dir.path(), &[&["new", "."], APP].concat());
    assert_eq!((status, &*stdout), (2, ""));
    assert!(
        stderr.contains("run `ecaforge add app --name NAME --contact-email EMAIL`"),
        "{stderr}"
    );
    assert!(!stderr.contains("--force"), "{stderr}");
    let parent = tempfile::tempdir().expect("a directory");
    fs::rename(dir.path(), parent.path().join("crm")).expect("a move");
    refused(parent.path(), &["new", "crm"], "--contact-email EMAIL` there");
}

#[test]
fn force_adds_to_what_others_wrote() {
    let dir = existing();
    let (stdout, _) = new(dir.path(), &["--force"]);
    for path in ["sfdx-project.json", ".gitignore", ".forceignore", "README.md"] {
        let line = format!("change  {path} (ecaforge did not write it; what it has stays)");
        assert!(stdout.contains(&line), "{line}: {stdout}");
    }
    let sfdx: Value = serde_json::from_str(&read(dir.path(), "sfdx-project.json")).expect("JSON");
    let old: Value = serde_json::from_str(SFDX).expect("JSON");
    for (key, value) in old.as_object().expect("an object") {
        if key != "packageDirectories" {
            assert_eq!(sfdx[key], *value, "{key}");
        }
    }
    let directories = sfdx["packageDirectories"].as_array().expect("a list");
    assert_eq!(directories[..3], old["packageDirectories"].as_array().expect("a list")[..]);
    assert_eq!(directories[3], serde_json::json!({ "path": "force-app", "default": false }));
    assert!(read(dir.path(), "sfdx-project.json").starts_with(&SFDX[..60]));
    assert!(read(dir.path(), "README.md").starts_with("# Ours\n\nText.\n\n# Kiosk\n"));
    assert!(
        read(dir.path(), ".gitignore").starts_with("node_modules/\n\n# Salesforce CLI\n.sf/\n")
    );
    assert!(read(dir.path(), ".forceignore").starts_with("**/ours\n"));
    assert!(read(dir.path(), "ecaforge.toml").contains("api-version = \"67.0\""));
    let (stdout, _) = done(dir.path(), &["new", "."]);
    assert!(stdout.starts_with("Nothing to do"), "{stdout}");
    // A later change goes into what ecaforge added.
    let spec = read(dir.path(), "ecaforge.toml").replace("\"Kiosk\"", "\"Till\"");
    write(dir.path(), "ecaforge.toml", &spec);
    done(dir.path(), &["new", "."]);
    let readme = read(dir.path(), "README.md");
    assert!(readme.starts_with("# Ours\n\nText.\n\n# ") && readme.contains("Till"), "{readme}");
    assert!(!readme.contains("Kiosk"), "{readme}");
}

#[test]
fn a_project_file_that_cannot_be_read_is_not_replaced() {
    let dir = existing();
    fs::remove_file(dir.path().join("README.md")).expect("a file");
    write(dir.path(), "config/project-scratch-def.json", "{ // ours\n}\n");
    let args = [&["new", ".", "--name", "Kiosk", "--force"], APP].concat();
    refused(
        dir.path(),
        &args,
        "config/project-scratch-def.json must change, but is not valid JSON",
    );
    assert!(!dir.path().join("ecaforge.toml").exists());
}

#[test]
fn another_api_name_is_another_app() {
    let dir = tempfile::tempdir().expect("a directory");
    new(dir.path(), &[]);
    let spec = read(dir.path(), "ecaforge.toml");
    write(dir.path(), "ecaforge.toml", &spec.replacen("name = \"Kiosk\"", "name = \"Till\"", 2));
    for more in [&["--dry-run"][..], &[]] {
        let (_, stderr) = done(dir.path(), &[&["new", "."], more].concat());
        assert!(stderr.contains("note: `Kiosk` is now `Till`"), "{stderr}");
        assert!(stderr.contains("a second app with a new consumer key and secret"), "{stderr}");
    }
    let (_, stderr) = done(dir.path(), &["new", "."]);
    assert_eq!(stderr, "");
    let add = ["add", "app", "--name", "Second", "--contact-email", "a@acme.io"];
    done(dir.path(), &[&add[..], &["--callback", "https://s.acme.io/cb"]].concat());
    let both = read(dir.path(), "ecaforge.toml");
    write(dir.path(), "ecaforge.toml", both.split("\n[[app]]").next().expect("a part"));
    refused(dir.path(), &["new", "."], "the last run made `Till`, `Second` from it");
    let first: Vec<&str> = both.splitn(3, "[[app]]").collect();
    write(dir.path(), "ecaforge.toml", &first[..2].join("[[app]]"));
    let (_, stderr) = done(dir.path(), &["new", "."]);
    assert!(stderr.contains("`Second` is no longer in ecaforge.toml"), "{stderr}");
    fs::remove_file(dir.path().join("ecaforge.lock")).expect("a file");
    write(dir.path(), "ecaforge.toml", "[check]\nprofile = \"strict\"\n");
    refused(dir.path(), &["new", "."], "is a Salesforce DX project that ecaforge did not make");
}

fn add<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["add", "app"], APP, more].concat()
}

#[test]
fn a_new_app_goes_where_its_user_says() {
    let dir = existing();
    refused(dir.path(), &add(&["--name", "A", "--package-dir", "mor"]), "did you mean `more`?");
    refused(
        dir.path(),
        &add(&["--name", "A", "--package-dir", "pkg"]),
        "a local app cannot travel",
    );
    let device = ["add", "device", "--package-dir", "more"];
    refused(dir.path(), &device, "--package-dir is for a new app");
    let (stdout, _) = done(dir.path(), &add(&["--name", "A", "--package-dir", "./more/"]));
    assert!(stdout.contains("more/main/default/externalClientApps/A.eca-meta.xml"), "{stdout}");
    assert!(stdout.contains("start --manifest manifest/package.xml"), "{stdout}");
    assert!(read(dir.path(), "manifest/package.xml").contains("<members>A</members>"));
    let packaged = ["--name", "B", "--package-dir", "pkg", "--distribution", "packaged"];
    let (stdout, _) = done(dir.path(), &add(&packaged));
    for step in [
        "# Create B in Setup of the org that owns the package",
        "sf project retrieve start --target-org my-org --output-dir from-org --metadata \
         ExternalClientApplication:B --metadata ExtlClntAppOauthSettings:B_oauth",
        "# Put `orgScopedExternalApp` and `oauthLink` of B into .env",
        "cp -n .env.example .env",
    ] {
        assert!(stdout.contains(step), "{step}: {stdout}");
    }
    let ignored = read(dir.path(), ".forceignore");
    assert!(ignored.starts_with("**/ours\npkg/**/*.ecaPlcy-meta.xml\n"), "{ignored}");
    assert_eq!(read(dir.path(), ".gitignore"), "node_modules/\n.env\n");
    let example = read(dir.path(), ".env.example");
    assert!(example.contains("\n# in pkg/main/default/externalClientApps/B.eca-meta.xml\n"));
    assert!(example.contains("\n# B_OAUTH_LINK=\n"), "{example}");
    let named = read(dir.path(), "manifest/package.xml");
    assert!(named.contains("<members>A<") && named.contains("<members>B<"), "{named}");
    let unpackaged = read(dir.path(), "manifest/unpackaged.xml");
    assert!(!unpackaged.contains("<members>B<") && unpackaged.contains("B_plcy"), "{unpackaged}");
    let own = tempfile::tempdir().expect("a directory");
    new(own.path(), &[]);
    let elsewhere = add(&["--name", "Second", "--package-dir", "more"]);
    refused(
        own.path(),
        &elsewhere,
        "ecaforge made this project, and puts its apps into `force-app`",
    );
}

#[test]
fn what_the_spec_has_and_a_file_has_lost_stops_a_run() {
    let cases = [
        ("saml.certificate='${PARTNER}'", "certificate"),
        ("oauth.token-ip-ranges=[{start='203.0.113.1', end='203.0.113.2'}]", "tokenIpRanges"),
    ];
    for (setting, element) in cases {
        let dir = tempfile::tempdir().expect("a directory");
        let saml = ["--acs-url", "https://sp.acme.io/acs", "--entity-id", "https://sp.acme.io"];
        let saml: &[&str] = if setting.starts_with("saml") { &saml } else { &[] };
        new(dir.path(), &[saml, &["--set", setting]].concat());
        let mut lost = 0;
        for entry in walkdir::WalkDir::new(dir.path()).into_iter().flatten() {
            let path = entry.path();
            let Ok(text) = fs::read_to_string(path) else { continue };
            let (open, close) = (format!("    <{element}>"), format!("</{element}>\n"));
            if let (Some(start), Some(end)) = (text.find(&open), text.find(&close)) {
                let rest = &text[end + close.len()..];
                fs::write(path, format!("{}{rest}", &text[..start])).expect("a file");
                lost += 1;
            }
        }
        assert_eq!(lost, 1, "{element}");
        for args in [&["check"][..], &["new", "."]] {
            let (status, stdout, _) = run(dir.path(), args);
            assert_ne!(status, 0, "{args:?}: {stdout}");
            assert!(stdout.contains("-removed]: "), "{args:?}: {stdout}");
        }
        done(dir.path(), &["new", ".", "--force"]);
        let (status, stdout, _) = run(dir.path(), &["check"]);
        assert_eq!(status, 0, "{stdout}");
    }
}
