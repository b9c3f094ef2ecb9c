//! Runs that are killed, interrupted or run out of disk leave a project old or new, never half.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::faults::shim;
use crate::program::{program, run};

/// How often a run is killed, each time at a later call.
const KILLS: usize = 14;

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

/// The program with the library that ends it at one of its calls that write.
struct Ends {
    dir: tempfile::TempDir,
    shim: String,
}

impl Ends {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let shim = shim(dir.path());
        Self { dir, shim }
    }

    fn run(&self, cwd: &Path, args: &[&str], vars: &[(&str, &str)]) -> ExitStatus {
        let mut command = program();
        command.args(args).current_dir(cwd).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::null()).env("LD_PRELOAD", &self.shim).envs(vars.iter().copied());
        command.status().expect("the program runs")
    }

    /// Some of the calls of a run, from the first to the last.
    fn calls(&self, cwd: &Path, args: &[&str], wanted: usize) -> Vec<String> {
        let log = self.dir.path().join("log");
        let status = self.run(cwd, args, &[("FAULT_LOG", &log.to_string_lossy())]);
        assert_eq!(status.code(), Some(0), "{args:?}");
        let count = fs::read_to_string(&log).expect("a log").lines().count();
        assert!(count > wanted, "{count} calls");
        fs::remove_file(log).expect("a removal");
        (0..wanted).map(|n| (1 + n * (count - 1) / (wanted - 1)).to_string()).collect()
    }

    /// Kills a run before that call.
    fn kill(&self, cwd: &Path, args: &[&str], at: &str) {
        let status = self.run(cwd, args, &[("FAULT_AT", at), ("FAULT_KILL", "before")]);
        assert_eq!(status.signal(), Some(9), "call {at}");
    }

    /// Asks a run to stop at that call.
    fn interrupt(&self, cwd: &Path, args: &[&str], at: &str) {
        let vars = [("FAULT_AT", at), ("FAULT_KILL", "before"), ("FAULT_SIGNAL", "2")];
        let status = self.run(cwd, args, &vars).code();
        assert!(matches!(status, Some(0 | 130)), "call {at}: {status:?}");
    }
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
    let mut told = 0;
    restore(&project, &old);
    let ends = Ends::new();
    for at in ends.calls(&project, &["new", "."], KILLS) {
        restore(&project, &old);
        ends.kill(&project, &["new", "."], &at);
        let half = journal.join("forward.json").exists();
        let (_, _, stderr) = run(&project, &["check"]);
        assert_eq!(stderr.contains("left it half-written"), half, "{stderr}");
        told += usize::from(half);
        // Nothing to fix: this only finishes what was begun.
        let (status, stdout, stderr) = run(&project, &["check", "--fix"]);
        assert_eq!(status, 0, "{stdout}{stderr}");
        assert_eq!(stderr.contains("what it began is now finished"), half, "{stderr}");
        let now = tree(&project);
        assert!(now == old || now == new, "call {at}");
        assert!(!half || now == new, "what was decided is made");
        let (status, stdout, stderr) = run(&project, &["new", "."]);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(tree(&project), new);
    }
    assert!((1..KILLS).contains(&told), "{told} of {KILLS} were half-written");
}

#[test]
fn an_interrupted_change_is_whole_at_once() {
    let (_dir, project, old, new) = changed();
    restore(&project, &old);
    let ends = Ends::new();
    for at in ends.calls(&project, &["new", "."], KILLS) {
        restore(&project, &old);
        ends.interrupt(&project, &["new", "."], &at);
        let now = tree(&project);
        assert!(now == old || now == new, "call {at}");
    }
}

#[test]
fn a_killed_first_run_leaves_nothing_or_everything() {
    let dir = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    let (status, _, stderr) = run(dir.path(), NEW);
    assert_eq!(status, 0, "{stderr}");
    let whole = tree(&project);
    fs::remove_dir_all(&project).expect("a removal");
    let ends = Ends::new();
    for at in ends.calls(dir.path(), NEW, KILLS) {
        fs::remove_dir_all(&project).expect("a removal");
        ends.kill(dir.path(), NEW, &at);
        assert!(!project.exists() || tree(&project) == whole, "call {at}");
        let (status, stdout, stderr) = run(dir.path(), NEW);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(tree(&project), whole);
        let left = fs::read_dir(dir.path()).expect("a directory").count();
        assert_eq!(left, 1, "the next run removes what was left");
    }
}

#[test]
fn a_directory_that_is_there_already_is_filled_or_left_empty() {
    let dir = tempfile::tempdir().expect("a directory");
    let project = dir.path().join("billing");
    fs::create_dir(&project).expect("a directory");
    let journal = project.join(".ecaforge-journal");
    let ends = Ends::new();
    for at in ends.calls(dir.path(), NEW, 4) {
        restore(&project, &Vec::new());
        ends.kill(dir.path(), NEW, &at);
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
    let command = command.args(["-c", limit, crate::program::PROGRAM]).args(args);
    command.current_dir(cwd).stdin(Stdio::null()).output().expect("the program runs")
}

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
