//! `ecaforge new` as its user runs it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::run;

const EMAIL: &[&str] = &["--contact-email", "owner@company.example"];
const CALLBACK: &[&str] = &["--callback", "https://billing.acme.io/oauth/callback"];

pub(crate) fn new(cwd: &Path, more: &[&str]) -> (i32, String, String) {
    run(cwd, &[&["new", "billing"], EMAIL, CALLBACK, more].concat())
}

fn made() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, _, stderr) = new(dir.path(), &[]);
    assert_eq!(status, 0, "{stderr}");
    let project = dir.path().join("billing");
    (dir, project)
}

/// Every file below a directory with its bytes.
pub(crate) fn snapshot(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name();
    let entries = entries.into_iter().map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap_or_default()))
        .collect()
}

const HEADER: &str = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";

#[test]
fn a_project_is_written_checked_and_explained() {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, stdout, stderr) = new(dir.path(), &[]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    insta::assert_snapshot!(stdout);
    let (status, stdout, stderr) = run(dir.path(), &["check", "billing", "--fail-on", "hint"]);
    assert_eq!(status, 0, "{stdout}{stderr}");
}

#[test]
fn the_same_run_again_changes_nothing() {
    let (dir, project) = made();
    let before = snapshot(&project);
    let (status, stdout, stderr) = new(dir.path(), &[]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.contains("Nothing to do"), "{stdout}");
    assert_eq!(snapshot(&project), before);
    // The kept spec alone says the same.
    let (status, stdout, _) = run(&project, &["new", "."]);
    assert_eq!(status, 0);
    assert!(stdout.contains("Nothing to do"), "{stdout}");
    assert_eq!(snapshot(&project), before);
}

#[test]
fn a_file_that_was_edited_is_kept_and_one_that_is_gone_comes_back() {
    let (dir, project) = made();
    let header = project.join(HEADER);
    let text = fs::read_to_string(&header).expect("the header");
    let own = text.replace("owner@", "someone@");
    fs::write(&header, &own).expect("an edit");
    fs::remove_file(project.join("README.md")).expect("a removal");
    let (status, stdout, stderr) = new(dir.path(), &[]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.contains("   create  README.md (it was removed"), "{stdout}");
    assert!(stdout.contains(&format!("     keep  {HEADER} (edited by hand")), "{stdout}");
    assert_eq!(fs::read_to_string(&header).expect("the header"), own);
    assert!(project.join("README.md").is_file());
    let (status, stdout, _) = new(dir.path(), &["--force"]);
    assert_eq!(status, 0);
    assert!(stdout.contains("replace  force-app"), "{stdout}");
    assert_eq!(fs::read_to_string(&header).expect("the header"), text);
}

#[test]
fn previews_write_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, stdout, _) = new(dir.path(), &["--dry-run"]);
    assert_eq!(status, 0);
    assert!(stdout.contains(&format!("create  {HEADER}")), "{stdout}");
    let (status, stdout, _) = new(dir.path(), &["--diff"]);
    assert_eq!(status, 0);
    assert!(stdout.contains(&format!("--- /dev/null\n+++ b/{HEADER}")), "{stdout}");
    let (status, stdout, _) = new(dir.path(), &["--dry-run", "--format", "json"]);
    assert_eq!(status, 0);
    let json: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((&json["version"], &json["written"]), (&1.into(), &false.into()));
    assert_eq!(json["files"].as_array().map(Vec::len), Some(14));
    assert_eq!(json["files"][0]["status"], "create");
    assert_eq!(snapshot(dir.path()).len(), 1, "only the directory itself");
}

#[test]
fn without_a_terminal_missing_answers_name_their_flags() {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, stdout, stderr) = run(dir.path(), &["new", "billing"]);
    assert_eq!((status, stdout.as_str()), (2, ""));
    insta::assert_snapshot!(stderr);
    let (status, _, stderr) = run(dir.path(), &[&["new", "2"], EMAIL, CALLBACK].concat());
    assert_eq!(status, 2);
    assert!(stderr.contains("--name"), "{stderr}");
}

#[test]
fn faults_of_a_spec_are_shown_in_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let spec = "[[app]]\nname = \"Billing\"\ncontact-email = \"a@b.example\"\n\n[app.oauth]\n\
                flows = [\"password\"]\nscopes = [\"Api\", \"offline_acces\"]\n";
    fs::write(dir.path().join("app.toml"), spec).expect("a spec");
    let (status, _, stderr) = run(dir.path(), &["new", "billing", "--spec", "app.toml"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!(stderr);
    fs::write(dir.path().join("app.toml"), spec.replace("scopes", "scops")).expect("a spec");
    let (status, _, stderr) = run(dir.path(), &["new", "billing", "--spec", "app.toml"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("did you mean `scopes`?"), "{stderr}");
    assert!(!dir.path().join("billing").exists());
}

#[test]
fn foreign_directories_are_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    fs::create_dir(&project).expect("a directory");
    fs::create_dir(project.join(".git")).expect("a directory");
    let (status, _, stderr) = new(dir.path(), &["--dry-run"]);
    assert_eq!((status, stderr.as_str()), (0, ""), "a fresh repository is as good as empty");
    fs::write(project.join("notes.txt"), "mine").expect("a file");
    let (status, _, stderr) = new(dir.path(), &[]);
    assert_eq!(status, 2);
    assert!(stderr.contains("is not empty"), "{stderr}");
    let (status, _, stderr) = new(dir.path(), &["--force"]);
    assert_eq!(status, 0, "{stderr}");
    assert_eq!(fs::read_to_string(project.join("notes.txt")).expect("the file"), "mine");
}

#[test]
fn a_project_that_would_not_pass_the_check_is_not_written() {
    let (dir, project) = made();
    // A second policy for the same app: the org would refuse the deploy.
    let policies = project.join("force-app/main/default/extlClntAppOauthPolicies");
    let text = "<ExtlClntAppOauthConfigurablePolicies";
    fs::write(policies.join("Other.ecaOauthPlcy-meta.xml"), text).expect("a file");
    fs::remove_file(project.join("README.md")).expect("a removal");
    let (status, stdout, stderr) = new(dir.path(), &[]);
    assert_eq!(status, 2, "{stdout}{stderr}");
    assert!(stdout.contains("Other.ecaOauthPlcy-meta.xml"), "{stdout}");
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert!(!project.join("README.md").exists());
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().expect("a directory");
    let elsewhere = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    fs::create_dir(&project).expect("a directory");
    fs::write(project.join("ecaforge.toml"), "").expect("a spec");
    symlink(elsewhere.path(), project.join("manifest")).expect("a link");
    let before = snapshot(&project);
    let (status, _, stderr) = new(dir.path(), &["--force"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("is a link"), "{stderr}");
    assert_eq!(snapshot(&project), before);
    assert_eq!(snapshot(elsewhere.path()).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_or_read_only_disk_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    // No user, not even root, can make files in /proc.
    let (status, _, stderr) = run(
        dir.path(),
        &[&["new", "/proc/billing", "--name", "Billing"], EMAIL, CALLBACK].concat(),
    );
    assert_eq!(status, 2);
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert!(!Path::new("/proc/billing").exists());
}

#[test]
fn what_is_no_directory_is_told_and_names_with_blanks_are_quoted() {
    let dir = tempfile::tempdir().expect("a directory");
    let new = |name: &str| {
        run(dir.path(), &[&["new", name, "--name", "Billing"], EMAIL, CALLBACK].concat())
    };
    fs::write(dir.path().join("file"), "x").expect("a file");
    for name in ["file", "file/below"] {
        let (status, _, stderr) = new(name);
        assert_eq!(status, 2);
        assert!(stderr.ends_with("file is a file; name a directory\n"), "{name}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{name}: {stderr}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", dir.path().join("link")).expect("a link");
        let (status, _, stderr) = new("link");
        assert!(status == 2 && stderr.contains("is a broken link"), "{stderr}");
    }
    let (status, stdout, stderr) = new("my project");
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.contains("\n  cd 'my project'\n"), "{stdout}");
}

#[test]
fn ci_files_are_written_where_asked_for() {
    let dir = tempfile::tempdir().expect("a directory");
    let args =
        ["--ci", "github,pre-commit", "--flow", "client-credentials", "--run-as", "${RUN_AS_USER}"];
    let (status, _, stderr) = new(dir.path(), &args);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let text =
        |path: &str| fs::read_to_string(dir.path().join("billing").join(path)).expect("the file");
    let workflow = text(".github/workflows/check.yml");
    insta::assert_snapshot!(workflow + &text(".pre-commit-config.yaml"));
}

#[test]
#[cfg(unix)]
fn directories_of_any_name_give_apps() {
    let dir = tempfile::tempdir().expect("a directory");
    let of = |name: &str, more: &[&str]| {
        run(dir.path(), &[&["new", name, "--preset", "cli-tool"], EMAIL, more].concat())
    };
    let (status, _, stderr) = of("Müller-Übersicht", &[]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let header = "force-app/main/default/externalClientApps/Muller_Ubersicht.eca-meta.xml";
    assert!(dir.path().join("Müller-Übersicht").join(header).is_file());
    let (_, stdout, _) = of("app & co", &[]);
    assert!(stdout.contains("  cd 'app & co'\n"), "{stdout}");
    let (status, _, stderr) = of("2nd", &[]);
    assert!(status == 2 && stderr.contains("the app has no name"), "{stderr}");
    let jwt = ["--client", "confidential", "--flow", "jwt-bearer", "--generate-certificate"];
    let (status, stdout, _) = of("ci", &[&jwt[..], &["--dry-run"]].concat());
    assert_eq!(status, 0, "{stdout}");
    assert!(stdout.contains("A private key would be written to "), "{stdout}");
    assert!(!dir.path().join("Ci.key").exists());
    let (_, _, stderr) = of("windows", &["--name", "CON"]);
    assert_eq!(stderr.matches("nothing was").count(), 1, "{stderr}");
}

#[test]
fn what_the_owner_wrote_into_the_spec_file_stays() {
    let (dir, project) = made();
    let path = project.join("ecaforge.toml");
    let text = fs::read_to_string(&path).expect("the spec");
    let own = format!("# Ours.\n{text}\n[check]\n# as agreed\nprofile = \"strict\"\n");
    fs::write(&path, &own).expect("an edit");
    let (status, stdout, stderr) = new(dir.path(), &[]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    assert!(stdout.contains("Nothing to do"), "{stdout}");
    assert_eq!(fs::read_to_string(&path).expect("the spec"), own);
    let (status, stdout, stderr) = new(dir.path(), &["--label", "Bills", "--force"]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    let text = fs::read_to_string(&path).expect("the spec");
    assert!(text.contains("label = \"Bills\""), "{text}");
    assert!(text.ends_with("\n\n[check]\n# as agreed\nprofile = \"strict\"\n"), "{text}");
}
