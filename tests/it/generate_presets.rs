//! The presets, each as its user makes it with flags alone.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ecaforge::spec::presets;

use crate::judges::judges;
use crate::program::run;

/// The flags that each preset needs besides name and contact.
pub(crate) const FLAGS: &[(&str, &[&str])] = &[
    ("web-app", &["--callback", "https://app.acme.io/cb"]),
    ("single-page-app", &["--callback", "https://app.acme.io/cb"]),
    ("mobile-app", &["--callback", "companyapp://login"]),
    ("server-to-server", &["--run-as", "robot@company.example"]),
    ("ci-jwt", &["--certificate", "${CERTIFICATE}"]),
    ("cli-tool", &[]),
    ("device", &[]),
    ("mcp-client", &["--callback", "http://localhost:8765/callback"]),
    ("agent-api", &["--run-as", "${RUN_AS_USER}"]),
    (
        "headless-login",
        &["--callback", "https://site.acme.io/services/oauth2/echo", "--profile", "Customer"],
    ),
    ("saml-sso", &["--acs-url", "https://wiki.acme.io/acs", "--entity-id", "https://wiki.acme.io"]),
    ("canvas", &["--canvas-url", "https://app.acme.io/canvas"]),
    ("isv-package", &["--callback", "https://app.acme.io/cb", "--namespace", "acme"]),
];

pub(crate) fn make(dir: &Path, preset: &str, more: &[&str]) -> (i32, String, String) {
    let first = [
        "new",
        preset,
        "--preset",
        preset,
        "--name",
        "App",
        "--contact-email",
        "owner@company.example",
    ];
    run(dir, &[&first, more].concat())
}

/// The metadata and configuration of a project in one text.
fn read(project: &Path) -> String {
    let entries = walkdir::WalkDir::new(project).sort_by_file_name();
    let files = entries.into_iter().map(|entry| entry.expect("an entry"));
    files.filter(|entry| entry.file_type().is_file()).fold(String::new(), |mut out, entry| {
        let path = entry.path().strip_prefix(project).expect("inside").display().to_string();
        let left_out = [".gitignore", "config/project-scratch-def.json", "ecaforge.lock"];
        let same = left_out.contains(&path.as_str());
        if !same {
            let text = fs::read_to_string(entry.path()).expect("the file");
            let _ = write!(out, "=== {path}\n{text}");
        }
        out
    })
}

#[test]
fn every_preset_gives_a_sound_project() {
    let dir = tempfile::tempdir().expect("a directory");
    for preset in presets() {
        let (_, flags) = FLAGS.iter().find(|(id, _)| *id == preset.id).expect("flags");
        let (status, stdout, stderr) = make(dir.path(), &preset.id, flags);
        assert_eq!((status, stderr.as_str()), (0, ""), "{}", preset.id);
        let hint = preset.id == "device" && stdout.matches("hint[").count() == 1;
        assert!(hint || stdout.contains("checked, nothing found"), "{}: {stdout}", preset.id);
        let project = dir.path().join(&preset.id);
        assert!(project.join("ecaforge.lock").is_file(), "{}", preset.id);
        let text = read(&project);
        assert!(text.contains(&preset.how), "{} says how in its README", preset.id);
        insta::assert_snapshot!(format!("preset_{}", preset.id), text);
        let (status, stdout, _) = run(&project, &["new", "."]);
        assert_eq!(status, 0, "{}", preset.id);
        assert!(stdout.contains("Nothing to do"), "{}: {stdout}", preset.id);
    }
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_read_every_preset() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut projects = Vec::new();
    for preset in presets() {
        let (_, flags) = FLAGS.iter().find(|(id, _)| *id == preset.id).expect("flags");
        let (status, _, stderr) = make(dir.path(), &preset.id, flags);
        assert_eq!((status, stderr.as_str()), (0, ""), "{}", preset.id);
        projects.push(dir.path().join(&preset.id));
    }
    for (answer, project) in judges().members(&projects).iter().zip(&projects) {
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(0), "{answer}");
        assert_eq!(answer["members"], answer["manifestMembers"], "{}", project.display());
    }
}

#[test]
fn flags_are_stronger_than_the_preset() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--scope", "Api", "--callback", "http://localhost:9000/cb"];
    let (status, _, stderr) = make(dir.path(), "cli-tool", &flags);
    assert_eq!(status, 0, "{stderr}");
    let text = read(&dir.path().join("cli-tool"));
    assert!(text.contains("<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>"), "{text}");
    assert!(text.contains("<callbackUrl>http://localhost:9000/cb</callbackUrl>"), "{text}");
    assert!(text.contains("<isConsumerSecretOptional>true</isConsumerSecretOptional>"), "{text}");
}

#[test]
fn a_preset_without_what_it_is_about_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    for (preset, needs) in [
        ("saml-sso", "--acs-url"),
        ("canvas", "--canvas-url"),
        ("isv-package", "--namespace"),
        ("server-to-server", "--run-as"),
    ] {
        let (status, _, stderr) = make(dir.path(), preset, &["--callback", "https://a.example/cb"]);
        assert_eq!(status, 2, "{preset}");
        assert!(stderr.contains(needs), "{preset}: {stderr}");
    }
}

#[test]
fn a_spec_file_that_names_a_preset_need_say_no_more_than_flags() {
    let dir = tempfile::tempdir().expect("a directory");
    let head = "[[app]]\nname = \"App\"\ncontact-email = \"owner@company.example\"\n";
    for (preset, more) in [
        ("device", ""),
        ("cli-tool", ""),
        ("server-to-server", "[app.oauth]\nrun-as = \"robot@company.example\"\n"),
        ("web-app", "[app.oauth]\ncallbacks = [\"https://app.acme.io/cb\"]\n"),
    ] {
        let (_, flags) = FLAGS.iter().find(|(id, _)| *id == preset).expect("flags");
        let (status, _, stderr) = make(dir.path(), preset, flags);
        assert_eq!((status, stderr.as_str()), (0, ""), "{preset}");
        let spec = format!("{head}preset = \"{preset}\"\n{more}");
        fs::write(dir.path().join("spec.toml"), spec).expect("a spec");
        let args = ["new", "by-spec", "--spec", "spec.toml", "--set"];
        let (status, _, stderr) = run(dir.path(), &[&args[..], &["project.name=App"]].concat());
        assert_eq!((status, stderr.as_str()), (0, ""), "{preset}");
        let by_spec = dir.path().join("by-spec");
        assert_eq!(read(&by_spec), read(&dir.path().join(preset)), "{preset}");
        fs::remove_dir_all(by_spec).expect("a removal");
    }
}

#[test]
fn what_a_preset_says_of_clients_is_left_out_where_it_is_not_true() {
    let dir = tempfile::tempdir().expect("a directory");
    for (preset, flags) in [
        ("device", &["--flow", "authorization-code"][..]),
        ("web-app", &["--client", "public"]),
        ("mcp-client", &["--client", "confidential"]),
        ("cli-tool", &[]),
        ("isv-package", &["--distribution", "local"]),
    ] {
        let callback = ["--callback", "https://app.acme.io/cb"];
        let (status, _, stderr) = make(dir.path(), preset, &[&callback[..], flags].concat());
        assert_eq!((status, stderr.as_str()), (0, ""), "{preset}");
        let readme = fs::read_to_string(dir.path().join(preset).join("README.md")).expect("README");
        assert!(!readme.contains("#### How the client uses it"), "{preset}: {readme}");
    }
}
