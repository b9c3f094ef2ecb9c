//! `ecaforge new` over a project that it made: the spec changes, the files were edited, or both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::run;

pub(crate) const MAIN: &str = "force-app/main/default";
const GLOBAL: &str =
    "force-app/main/default/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml";
const CANVAS: &str =
    "force-app/main/default/extlClntAppCanvasSettings/Billing_canvasSettings.ecaCanvas-meta.xml";
pub(crate) const CALLBACK: &str = "https://billing.acme.io/oauth/callback";

fn made(more: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let args = ["new", "billing", "--contact-email", "owner@acme.io", "--callback", CALLBACK];
    let (status, _, stderr) = run(dir.path(), &[&args, more].concat());
    assert_eq!((status, stderr.as_str()), (0, ""));
    let project = dir.path().join("billing");
    (dir, project)
}

pub(crate) fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

pub(crate) fn edit(path: &Path, from: &str, to: &str) {
    let before = text(path);
    assert!(before.contains(from), "{} holds {from}: {before}", path.display());
    fs::write(path, before.replacen(from, to, 1)).expect("an edit");
}

/// A run that must succeed without a word on standard error; what it says.
pub(crate) fn again(project: &Path, args: &[&str]) -> String {
    let (status, stdout, stderr) = run(project, &[&["new", "."], args].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{args:?}: {stdout}");
    stdout
}

/// The status of each file that is not what it was, by JSON.
fn statuses(project: &Path, args: &[&str]) -> Vec<(String, String)> {
    let stdout = again(project, &[args, &["--dry-run", "--format", "json"]].concat());
    let json: Value = serde_json::from_str(&stdout).expect("JSON");
    let files = json["files"].as_array().expect("files").iter();
    let pair = |file: &Value| {
        let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
        (text("path"), text("status"))
    };
    files.map(pair).filter(|(_, status)| status != "unchanged").collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(path, status)| ((*path).to_owned(), (*status).to_owned())).collect()
}

fn git(project: &Path, args: &[&str]) {
    let us = ["-c", "user.name=a", "-c", "user.email=a@acme.io", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").args(us).args(args).current_dir(project).output();
    assert!(done.expect("git runs").status.success(), "{args:?}");
}

/// Commits all that is in a project.
fn committed(project: &Path) {
    for args in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "all"]] {
        git(project, args);
    }
}

#[test]
fn a_changed_spec_changes_the_files_without_force() {
    let (_dir, project) = made(&[]);
    edit(&project.join("ecaforge.toml"), CALLBACK, "https://billing.acme.io/new");
    let changed = [("README.md", "change"), ("ecaforge.lock", "change"), (GLOBAL, "change")];
    assert_eq!(statuses(&project, &[]), pairs(&changed));
    let said = again(&project, &[]);
    assert!(said.contains(&format!("   change  {GLOBAL}\n")), "{said}");
    assert!(!said.contains("+++ b/ecaforge.lock"), "hashes are for machines: {said}");
    assert!(text(&project.join(GLOBAL)).contains("https://billing.acme.io/new"));
    assert!(again(&project, &[]).starts_with("Nothing to do: . already contains this project.\n"));
}

#[test]
fn edits_by_hand_are_kept_and_told() {
    let (_dir, project) = made(&[]);
    edit(&project.join(GLOBAL), "<callbackUrl>", "<!-- ours --><callbackUrl>");
    edit(&project.join("README.md"), "# Billing", "# Our bills");
    let before = text(&project.join(GLOBAL));
    assert_eq!(statuses(&project, &[]), pairs(&[("README.md", "kept"), (GLOBAL, "kept")]));
    let said = again(&project, &[]);
    assert_eq!(
        said,
        format!(
            "Nothing to do: . already contains this project; 2 files have manual edits, which are kept.\n\
             {word}  README.md ({why})\n{word}  {GLOBAL} ({why})\n",
            word = "     keep",
            why = "edited by hand; nothing new for it",
        )
    );
    assert_eq!(text(&project.join(GLOBAL)), before);
    // The spec goes on, and the edits stay.
    edit(&project.join("ecaforge.toml"), "owner@acme.io", "team@acme.io");
    let said = again(&project, &[]);
    assert!(said.contains("     keep  README.md"), "{said}");
    assert_eq!(text(&project.join(GLOBAL)), before);
    assert!(text(&project.join("README.md")).starts_with("# Our bills"));
    let said = again(&project, &["--force"]);
    assert!(said.contains(&format!("  replace  {GLOBAL} (the edits in it are lost")), "{said}");
    assert!(!text(&project.join(GLOBAL)).contains("ours"));
}

#[test]
fn both_changes_are_merged_where_they_do_not_touch() {
    let (_dir, project) = made(&[]);
    edit(&project.join("README.md"), "# Billing", "# Our bills");
    edit(&project.join("ecaforge.toml"), CALLBACK, "https://billing.acme.io/new");
    let said = again(&project, &[]);
    let line = "    merge  README.md (edited by hand; both changes are in it)\n";
    assert!(said.contains(line), "{said}");
    let readme = text(&project.join("README.md"));
    assert!(readme.starts_with("# Our bills") && readme.contains("https://billing.acme.io/new"));
    // The merged file holds an edit, as before.
    assert_eq!(statuses(&project, &[]), pairs(&[("README.md", "kept")]));
}

#[test]
fn lines_that_both_changed_are_shown_and_nothing_is_written() {
    let (_dir, project) = made(&[]);
    edit(&project.join(GLOBAL), CALLBACK, "https://billing.acme.io/mine");
    edit(&project.join("ecaforge.toml"), CALLBACK, "https://billing.acme.io/new");
    let lock = text(&project.join("ecaforge.lock"));
    let (status, stdout, stderr) = run(&project, &["new", "."]);
    assert_eq!(status, 2, "{stdout}");
    insta::assert_snapshot!(stdout + &stderr);
    assert_eq!(text(&project.join("ecaforge.lock")), lock);
    assert!(!text(&project.join("README.md")).contains("https://billing.acme.io/new"));
    // Once the lines agree there is no conflict.
    edit(&project.join(GLOBAL), "https://billing.acme.io/mine", "https://billing.acme.io/new");
    again(&project, &[]);
}

#[test]
fn files_that_are_not_made_any_more_go_away_unless_they_were_edited() {
    let (_dir, project) = made(&["--canvas-url", "https://billing.acme.io/canvas"]);
    let spec = text(&project.join("ecaforge.toml"));
    let without = &spec[..spec.find("\n[app.canvas]").expect("the plugin")];
    let canvas = text(&project.join(CANVAS));

    fs::write(project.join("ecaforge.toml"), without).expect("an edit");
    let shown = again(&project, &["--diff"]);
    assert!(shown.contains(&format!("--- a/{CANVAS}\n+++ /dev/null\n")), "{shown}");
    assert!(project.join(CANVAS).is_file(), "a preview removes nothing");
    let said = again(&project, &[]);
    assert!(said.contains(&format!("   delete  {CANVAS} (not made any more)\n")), "{said}");
    assert!(said.contains("\nOrgs that have what was deleted here keep it"), "{said}");
    let folder = project.join(MAIN).join("extlClntAppCanvasSettings");
    assert!(!folder.exists(), "the folder holds nothing else");
    assert!(again(&project, &[]).starts_with("Nothing to do"));

    fs::write(project.join("ecaforge.toml"), &spec).expect("an edit");
    again(&project, &[]);
    assert_eq!(text(&project.join(CANVAS)), canvas);
    edit(&project.join(CANVAS), "<label>", "<!-- ours --><label>");
    fs::write(folder.join("notes.txt"), "mine").expect("a file");
    fs::write(project.join("ecaforge.toml"), without).expect("an edit");
    let said = again(&project, &[]);
    let line = format!("    stale  {CANVAS} (not made any more, but edited by hand; delete it");
    assert!(said.contains(&line), "{said}");
    let said = again(&project, &[]);
    assert!(said.starts_with("Nothing to do") && said.contains(&line), "still told: {said}");
    fs::write(project.join(CANVAS), &canvas).expect("the edit is taken back");
    assert!(again(&project, &[]).contains(&format!("   delete  {CANVAS}")));
    assert!(!project.join(CANVAS).exists() && folder.join("notes.txt").is_file());
}

#[test]
fn what_only_moves_is_not_told_as_gone() {
    let (_dir, project) = made(&[]);
    let spec = project.join("ecaforge.toml");
    edit(&spec, "[project]\n", "[project]\nnamespace = \"acme\"\n");
    let other = "\n[[app]]\nname = \"Product\"\ncontact-email = \"owner@acme.io\"\n\
        distribution = \"packaged\"\n[app.oauth]\ncallbacks = [\"https://acme.io/cb\"]\n";
    fs::write(&spec, text(&spec) + other).expect("a second app");
    let said = again(&project, &[]);
    let global = project.join(GLOBAL.replace("force-app", "unpackaged"));
    assert!(global.is_file() && !project.join(GLOBAL).exists(), "{said}");
    assert!(said.contains("   delete  force-app/") && !said.contains("Orgs that have"), "{said}");
}

#[test]
fn an_app_that_is_taken_out_takes_its_files_along() {
    let (_dir, project) = made(&[]);
    let args = ["add", "app", "--name", "Portal", "--contact-email", "p@acme.io", "--callback"];
    let (status, _, stderr) = run(&project, &[&args[..], &["https://p.acme.io/cb"]].concat());
    assert_eq!(status, 0, "{stderr}");
    let portal = project.join(MAIN).join("extlClntAppOauthPolicies");
    let portal = portal.join("Portal_oauth_defaultPolicy.ecaOauthPlcy-meta.xml");
    edit(&portal, "<externalClientApp", "<ours><externalClientApp");
    let spec = text(&project.join("ecaforge.toml"));
    let cut = spec.rfind("\n[[app]]").expect("the second app");
    fs::write(project.join("ecaforge.toml"), &spec[..cut]).expect("an edit");
    // What is left of the app does not pass the check, which is no reason to stop.
    let (status, stdout, stderr) = run(&project, &["new", "."]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    assert!(stderr.starts_with("note: `Portal` is no longer in ecaforge.toml"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stdout.contains("   delete  force-app/main/default/externalClientApps/Portal"));
    assert!(stdout.contains("    stale  force-app") && portal.is_file(), "{stdout}");
    let (status, stdout, _) = run(&project, &["check"]);
    assert_eq!(status, 1, "{stdout}");
    fs::remove_file(&portal).expect("a removal");
    again(&project, &[]);
    let left = walkdir::WalkDir::new(&project).into_iter().filter_map(Result::ok);
    let left = left.filter(|entry| entry.file_name().to_string_lossy().starts_with("Portal"));
    assert_eq!(left.count(), 0);
}

#[test]
fn the_record_is_the_same_each_time_and_can_do_without() {
    let ((_one, first), (_two, second)) = (made(&[]), made(&[]));
    let lock = first.join("ecaforge.lock");
    assert_eq!(text(&lock), text(&second.join("ecaforge.lock")));
    let (status, stdout, _) = run(&first, &["check", "--fail-on", "hint"]);
    assert_eq!(status, 0, "{stdout}");

    fs::remove_file(&lock).expect("a removal");
    assert_eq!(statuses(&first, &[]), pairs(&[("ecaforge.lock", "create")]));
    edit(&first.join(GLOBAL), CALLBACK, "https://billing.acme.io/mine");
    let (status, stdout, _) = run(&first, &["new", "."]);
    assert_eq!(status, 2);
    assert!(stdout.contains("no ecaforge.lock says what the last run wrote"), "{stdout}");
    edit(&first.join(GLOBAL), "https://billing.acme.io/mine", CALLBACK);

    let good = text(&second.join("ecaforge.lock"));
    fs::write(&lock, format!("<<<<<<< HEAD\n{good}")).expect("a file");
    let (status, stdout, stderr) = run(&first, &["new", "."]);
    assert_eq!(status, 0, "{stdout}");
    assert!(stderr.starts_with("note: ecaforge.lock cannot be read ("), "{stderr}");
    assert_eq!(text(&lock), text(&second.join("ecaforge.lock")));
    committed(&first);
    edit(&first.join(GLOBAL), CALLBACK, "https://billing.acme.io/mine");
    fs::write(&lock, format!("<<<<<<< HEAD\n{good}")).expect("a file");
    let (status, stdout, stderr) = run(&first, &["new", "."]);
    assert_eq!(status, 0, "{stdout}");
    assert!(stderr.contains("so this run goes by the one that was last committed"), "{stderr}");
    assert!(stdout.contains("     keep  force-app/"), "{stdout}");
}

#[test]
fn a_record_from_elsewhere_removes_nothing_outside() {
    let (dir, project) = made(&[]);
    fs::create_dir(project.join(".git")).expect("a directory");
    let mut lock = text(&project.join("ecaforge.lock"));
    let others = ["../outside", ".git/config", "sub/../../outside", "ecaforge.toml"];
    for path in others {
        if path != "ecaforge.toml" && !path.starts_with("sub") {
            fs::write(project.join(path), "x").expect("a file");
        }
        let hash = ecaforge::disk::hash(b"x");
        lock = lock.replacen("[files]\n", &format!("[files]\n\"{path}\" = \"{hash}\"\n"), 1);
    }
    fs::write(project.join("ecaforge.lock"), lock).expect("an edit");
    let said = again(&project, &[]);
    assert!(!said.contains("delete") && !said.contains("stale"), "{said}");
    assert!(dir.path().join("outside").is_file() && project.join(".git/config").is_file());
    assert!(project.join("ecaforge.toml").is_file());
}

#[test]
fn a_file_in_the_way_is_no_edit_of_ours() {
    let (_dir, project) = made(&[]);
    fs::create_dir_all(project.join(CANVAS).parent().expect("a folder")).expect("a directory");
    fs::write(project.join(CANVAS), "mine").expect("a file");
    let args = ["add", "canvas", "--canvas-url", "https://billing.acme.io/canvas"];
    let (status, stdout, stderr) = run(&project, &args);
    assert_eq!(status, 2, "{stdout}");
    assert!(stdout.contains("ecaforge did not write it"), "{stdout}");
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert_eq!(text(&project.join(CANVAS)), "mine");
}

#[test]
fn line_ends_of_windows_are_no_edits() {
    let (_dir, project) = made(&[]);
    for path in [GLOBAL, "README.md", "manifest/package.xml", "ecaforge.lock"] {
        let path = project.join(path);
        fs::write(&path, text(&path).replace('\n', "\r\n")).expect("an edit");
    }
    assert_eq!(statuses(&project, &[]), []);
    edit(&project.join("README.md"), "# Billing", "# Our bills");
    edit(&project.join("ecaforge.toml"), CALLBACK, "https://billing.acme.io/new");
    again(&project, &[]);
    for path in [GLOBAL, "README.md"] {
        let text = text(&project.join(path));
        assert!(text.contains("https://billing.acme.io/new"), "{text}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{path}");
    }
}

#[test]
fn line_ends_and_mark_of_the_spec_stay() {
    let (_dir, project) = made(&[]);
    let windows = |path: &str| {
        let path = project.join(path);
        fs::write(&path, format!("\u{feff}{}", text(&path)).replace('\n', "\r\n"))
            .expect("an edit");
    };
    windows("ecaforge.toml");
    let lock = project.join("ecaforge.lock");
    fs::write(&lock, text(&lock).replace('\n', "\r\n")).expect("an edit");
    let before = text(&project.join("ecaforge.toml"));
    let (status, stdout, stderr) = run(&project, &["add", "device"]);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let after = text(&project.join("ecaforge.toml"));
    assert_eq!(after.replace(", \"device\"", ""), before);
    let lines = text(&lock);
    assert!(lines.lines().count() == lines.matches("\r\n").count(), "{lines}");
}

#[test]
fn edits_outlive_a_change_of_the_templates_where_git_knows_what_was_made() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir_all(dir.path().join("ours/project")).expect("a directory");
    let template = dir.path().join("ours/project/NOTES.md.tera");
    fs::write(&template, "first\n\nmiddle\n\nlast\n").expect("a template");
    let args = ["new", "billing", "--contact-email", "owner@acme.io", "--callback", CALLBACK];
    let (status, _, stderr) = run(dir.path(), &[&args[..], &["--template", "ours"]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""));
    let project = dir.path().join("billing");
    edit(&template, "last", "newer");
    let notes = project.join("NOTES.md");
    edit(&notes, "first", "mine");
    let (status, stdout, _) = run(&project, &["new", "."]);
    assert_eq!(status, 2);
    assert!(stdout.contains("the templates that it was made from have changed"), "{stdout}");

    edit(&notes, "mine", "first");
    committed(&project);
    edit(&notes, "first", "mine");
    committed(&project);
    let said = again(&project, &[]);
    assert!(
        said.contains("    merge  NOTES.md (edited by hand; both changes are in it)"),
        "{said}"
    );
    assert_eq!(text(&notes), "mine\n\nmiddle\n\nnewer\n");
    assert!(again(&project, &[]).starts_with("Nothing to do"));
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_made_anew() {
    let (_dir, project) = made(&[]);
    edit(&project.join(GLOBAL), "<callbackUrl>", "<!-- ours --><callbackUrl>");
    committed(&project);
    let folder = GLOBAL.rsplit_once('/').expect("a folder").0;
    git(&project, &["sparse-checkout", "set", "--no-cone", "/*", &format!("!/{folder}/")]);
    assert!(!project.join(GLOBAL).exists());
    let (status, _, stderr) = run(&project, &["add", "device"]);
    assert_eq!(status, 2);
    assert!(stderr.contains(&format!("run `git sparse-checkout add {folder}` first")), "{stderr}");
    // Nothing changes in it.
    let said = again(&project, &["--label", "Bills"]);
    assert!(said.contains(&format!("unchanged  {GLOBAL} (git keeps it from the disk")), "{said}");
    assert!(!project.join(GLOBAL).exists());
    for own in ["ecaforge.toml", "ecaforge.lock"] {
        fs::remove_file(project.join(own)).expect("a removal");
    }
    let (status, _, stderr) = run(&project, &["add", "device"]);
    assert!(
        status == 2 && stderr.contains(&format!("git keeps {GLOBAL} from the disk")),
        "{stderr}"
    );
    committed(&project);
    git(&project, &["sparse-checkout", "disable"]);
    let (status, stdout, _) = run(&project, &["add", "device"]);
    assert!(status == 0 && text(&project.join(GLOBAL)).contains("<!-- ours -->"), "{stdout}");
}

/// Where git does not tell which files it keeps from the disk, none of them is taken for missing.
#[test]
fn a_sparse_checkout_that_git_cannot_list_is_not_written_to() {
    let (_dir, project) = made(&[]);
    committed(&project);
    let folder = GLOBAL.rsplit_once('/').expect("a folder").0;
    git(&project, &["sparse-checkout", "set", "--no-cone", "/*", &format!("!/{folder}/")]);
    fs::write(project.join(".git/index"), "no index").expect("a file");
    let (status, _, stderr) = run(&project, &["add", "device"]);
    assert_eq!(status, 2, "{stderr}");
    assert!(stderr.contains("git does not list the files that the sparse checkout"), "{stderr}");
    assert!(!project.join(GLOBAL).exists());
}
