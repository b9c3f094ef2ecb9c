//! Runs that are killed, interrupted or run out of disk leave a project old or new, never half.

#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::generate_cli::run;

/// How often a run is killed, each time a little later.
const KILLS: u32 = 14;
const STEP: Duration = Duration::from_micros(400);
const LONGEST: Duration = Duration::from_secs(20);

const NEW: &[&str] = &[
    "new",
    "billing",
    "--contact-email",
    "owner@acme.io",
    "--callback",
    "https://billing.acme.io/cb",
    "--canvas-url",
    "https://billing.acme.io/canvas",
];

type Tree = Vec<(PathBuf, Option<Vec<u8>>)>;

/// Every path below a directory, with the bytes of files.
fn tree(root: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
    let entries = entries.into_iter().map(|entry| entry.expect("an entry").into_path());
    entries
        .map(|path| (path.strip_prefix(root).expect("below").to_owned(), fs::read(&path).ok()))
        .collect()
}

fn restore(root: &Path, tree: &Tree) {
    let _ = fs::remove_dir_all(root);
    fs::create_dir_all(root).expect("a directory");
    for (path, bytes) in tree {
        match bytes {
            Some(bytes) => fs::write(root.join(path), bytes).expect("a file"),
            None => fs::create_dir(root.join(path)).expect("a directory"),
        }
    }
}

fn start(cwd: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecaforge"));
    let command = command.args(args).current_dir(cwd).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
}

/// Waits until the run begins to write, as `begun` tells, and a little longer; then kills it, or asks
/// it to stop. Whether the run still went on.
fn end(mut child: Child, begun: impl Fn() -> bool, wait: Duration, ask: bool) -> bool {
    let start = Instant::now();
    while !begun() && child.try_wait().expect("a child").is_none() && start.elapsed() < LONGEST {
        std::hint::spin_loop();
    }
    std::thread::sleep(wait);
    if ask {
        let id = child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).stderr(Stdio::null()).status();
        sent.expect("kill runs");
    } else {
        child.kill().expect("a signal");
    }
    let status = child.wait().expect("a child");
    status.signal().is_some() || status.code() == Some(130)
}

/// A project whose spec was changed, before and after the run that the change asks for.
fn changed() -> (tempfile::TempDir, PathBuf, Tree, Tree) {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, _, stderr) = run(dir.path(), NEW);
    assert_eq!(status, 0, "{stderr}");
    let project = dir.path().join("billing");
    let spec = fs::read_to_string(project.join("ecaforge.toml")).expect("the spec");
    let spec = &spec[..spec.find("\n[app.canvas]").expect("the plugin")];
    let spec = spec.replace("acme.io/cb", "acme.io/other") + "\n[app.mobile]\n";
    fs::write(project.join("ecaforge.toml"), spec).expect("an edit");
    let old = tree(&project);
    let (status, stdout, stderr) = run(&project, &["new", "."]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    assert!(stdout.contains("   delete  ") && stdout.contains("   create  "), "{stdout}");
    let new = tree(&project);
    (dir, project, old, new)
}

#[test]
fn a_killed_change_is_finished_or_never_was() {
    let (_dir, project, old, new) = changed();
    let journal = project.join(".ecaforge-journal");
    let (mut killed, mut told) = (0, 0);
    for kill in 0..KILLS {
        restore(&project, &old);
        let child = start(&project, &["new", "."]);
        // Half of them before the changes are decided, half of them after.
        let (begun, wait) = match kill % 2 {
            0 => (journal.clone(), STEP * kill),
            _ => (journal.join("forward.json"), STEP * kill / 8),
        };
        killed += u32::from(end(child, || begun.exists(), wait, false));
        let half = journal.join("forward.json").exists();
        let (_, _, stderr) = run(&project, &["check"]);
        assert_eq!(stderr.contains("left it half-written"), half, "{stderr}");
        told += u32::from(half);
        // Nothing to fix: this only finishes what was begun.
        let (status, stdout, stderr) = run(&project, &["check", "--fix"]);
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert_eq!(stderr.contains("what it began is now finished"), half, "{stderr}");
        let now = tree(&project);
        assert!(now == old || now == new, "after {kill} steps");
        assert!(!half || now == new, "what was decided is made");
        let (status, stdout, stderr) = run(&project, &["new", "."]);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(tree(&project), new);
    }
    assert!(killed > 0, "no run was killed on its way; {told} were half-written");
}

#[test]
fn an_interrupted_change_is_whole_at_once() {
    let (_dir, project, old, new) = changed();
    let journal = project.join(".ecaforge-journal");
    for kill in 0..KILLS / 2 {
        restore(&project, &old);
        let child = start(&project, &["new", "."]);
        end(child, || journal.exists(), STEP * kill * 2, true);
        let now = tree(&project);
        assert!(now == old || now == new, "after {kill} steps");
    }
}

#[test]
fn a_killed_first_run_leaves_nothing_or_everything() {
    let dir = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    let (status, _, stderr) = run(dir.path(), NEW);
    assert_eq!(status, 0, "{stderr}");
    let whole = tree(&project);
    let begun = || fs::read_dir(dir.path()).is_ok_and(|entries| entries.count() > 0);
    let mut killed = 0;
    for kill in 0..KILLS {
        fs::remove_dir_all(&project).expect("a removal");
        let child = start(dir.path(), NEW);
        killed += u32::from(end(child, begun, STEP * kill, false));
        assert!(!project.exists() || tree(&project) == whole, "after {kill} steps");
        let (status, stdout, stderr) = run(dir.path(), NEW);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(tree(&project), whole);
        let left = fs::read_dir(dir.path()).expect("a directory").count();
        assert_eq!(left, 1, "the next run removes what was left");
    }
    assert!(killed > 0, "no run was killed on its way");
}

#[test]
fn a_directory_that_is_there_already_is_filled_or_left_empty() {
    let dir = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    fs::create_dir(&project).expect("a directory");
    let journal = project.join(".ecaforge-journal");
    for kill in [0, 3, 8] {
        restore(&project, &Vec::new());
        let child = start(dir.path(), NEW);
        end(child, || journal.exists(), STEP * kill, false);
        let (status, stdout, stderr) = run(dir.path(), NEW);
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert!(stderr.is_empty() || stderr.contains("was interrupted"), "{stderr}");
        let (status, stdout, _) = run(&project, &["new", "."]);
        assert_eq!(status, 0);
        assert!(stdout.starts_with("Nothing to do"), "{stdout}");
        assert!(!journal.exists());
    }
}

/// A run on a disk on which no file gets longer than one block.
fn on_a_full_disk(cwd: &Path, args: &[&str]) -> Output {
    let limit = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    let command = command.args(["-c", limit, env!("CARGO_BIN_EXE_ecaforge")]).args(args);
    command.current_dir(cwd).stdin(Stdio::null()).output().expect("the program runs")
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_changes_nothing() {
    let (dir, project, old, _) = changed();
    restore(&project, &old);
    for (cwd, args) in
        [(&*project, &["new", "."][..]), (&project, &["add", "device"]), (dir.path(), NEW)]
    {
        let output = on_a_full_disk(cwd, args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains("nothing was written"), "{args:?}: {stderr}");
        assert_eq!(tree(&project), old, "{args:?}");
    }
    fs::remove_dir_all(&project).expect("a removal");
    let output = on_a_full_disk(dir.path(), NEW);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(tree(dir.path()), []);
}
