//! Nothing in a repository makes ecaforge run a program that the repository names.

#![cfg(unix)]

use crate::program::program;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    /// A project of ecaforge's making in a repository, with everything committed.
    fn new() -> Self {
        let case = Self { dir: tempfile::tempdir().expect("a directory") };
        let made = Self::ecaforge(
            case.dir.path(),
            &["new", "app", "--name", "Billing", "--contact-email", "owner@acme.com", "--callback"],
            &["https://billing.acme.com/callback"],
        );
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        case.git(&["init", "-q"]);
        case.git(&["add", "-A"]);
        case.git(&["commit", "-qm", "first"]);
        let program = case.dir.path().join("program");
        let text = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", case.trace().display());
        fs::write(&program, text).expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
        case
    }

    fn project(&self) -> PathBuf {
        self.dir.path().join("app")
    }

    /// Where the program of the repository says that it ran.
    fn trace(&self) -> PathBuf {
        self.dir.path().join("trace")
    }

    fn program(&self) -> String {
        self.dir.path().join("program").display().to_string()
    }

    fn git(&self, args: &[&str]) {
        let us = ["-c", "user.name=a", "-c", "user.email=a@acme.io", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").args(us).args(args).current_dir(self.project()).output();
        assert!(done.expect("git runs").status.success(), "{args:?}");
    }

    fn ecaforge(directory: &Path, args: &[&str], more: &[&str]) -> Output {
        program().current_dir(directory).args(args).args(more).output().expect("it runs")
    }

    /// Runs every command that asks git, in that directory.
    fn run_all(directory: &Path) {
        let commands: [&[&str]; 6] = [
            &["check", "."],
            &["check", "--since", "HEAD"],
            &["new", ".", "--diff"],
            &["new", ".", "--dry-run"],
            &["add", "device", "--diff"],
            &["new", "sub", "--diff"],
        ];
        for command in commands {
            Self::ecaforge(directory, command, &[]);
        }
    }

    fn trace_text(&self) -> String {
        fs::read_to_string(self.trace()).unwrap_or_default()
    }

    /// Makes the files look changed, so that git reads them again, and the lock unreadable, so that
    /// its last version is looked for in the history.
    fn touch(&self) {
        let header = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";
        for path in [header, "ecaforge.toml"] {
            let path = self.project().join(path);
            let text = fs::read(&path).expect("the file is there");
            fs::write(&path, [&text[..], b"\n"].concat()).expect("it can be written");
        }
        fs::write(self.project().join("ecaforge.lock"), "broken").expect("it can be written");
    }
}

/// Every setting of a repository by which git runs a program while it reads.
#[test]
fn settings_of_a_repository_run_nothing() {
    let case = Case::new();
    let program = case.program();
    let hooks = case.dir.path().join("hooks");
    fs::create_dir(&hooks).expect("a directory");
    for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit"] {
        fs::copy(case.dir.path().join("program"), hooks.join(hook)).expect("a hook");
    }
    let hooks = hooks.display().to_string();
    let settings = [
        ("core.fsmonitor", program.as_str()),
        ("core.hooksPath", &hooks),
        ("core.pager", &program),
        ("core.sshCommand", &program),
        ("core.askPass", &program),
        ("credential.helper", &program),
        ("diff.external", &program),
        ("diff.evil.command", &program),
        ("diff.evil.textconv", &program),
        ("filter.evil.clean", &program),
        ("filter.evil.smudge", &program),
        ("filter.other.process", &program),
        ("filter.other.required", "true"),
        ("log.showSignature", "true"),
        ("gpg.program", &program),
        ("alias.diff", &format!("!{program}")),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", &format!("ext::{program}")),
        ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ];
    for (key, value) in settings {
        case.git(&["config", key, value]);
    }
    let attributes = "*.xml filter=evil diff=evil\n*.toml filter=other diff=evil\n";
    fs::write(case.project().join(".git/info/attributes"), attributes).expect("attributes");
    case.touch();
    let _ = fs::remove_file(case.trace());
    Case::run_all(&case.project());
    assert_eq!(case.trace_text(), "", "ecaforge let git run a program of the repository");
    // The settings do work: without the care of ecaforge they run the program.
    let status = Command::new("git").arg("status").current_dir(case.project()).output();
    assert!(status.is_ok() && case.trace_text().contains("program"), "the test tests nothing");
}

/// A directory of a clone that looks like a bare repository is not taken for one.
#[test]
fn a_directory_that_looks_like_a_repository_is_none() {
    let case = Case::new();
    let sub = case.project().join("sub");
    fs::create_dir_all(sub.join("objects")).expect("a directory");
    fs::create_dir_all(sub.join("refs")).expect("a directory");
    fs::write(sub.join("HEAD"), "ref: refs/heads/main\n").expect("a file");
    let config = format!(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {}\n\t\
         sparseCheckout = true\n",
        case.program()
    );
    fs::write(sub.join("config"), config).expect("a file");
    fs::write(sub.join("ecaforge.lock"), "broken").expect("a file");
    for name in ["ecaforge.toml", "sfdx-project.json"] {
        fs::copy(case.project().join(name), sub.join(name)).expect("a copy");
    }
    Case::run_all(&case.project());
    Case::run_all(&sub);
    assert_eq!(case.trace_text(), "", "git took a directory of the clone for a repository");
    let status = Command::new("git").arg("status").current_dir(&sub).output();
    assert!(status.is_ok() && case.trace_text().contains("program"), "the test tests nothing");
}

/// `--since` compares only with a repository around the working directory.
#[test]
fn a_work_tree_elsewhere_is_refused() {
    let case = Case::new();
    let other = tempfile::tempdir().expect("a directory");
    case.git(&["config", "core.worktree", &other.path().display().to_string()]);
    let output = Case::ecaforge(&case.project(), &["check", "--since", "HEAD"], &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("git"), "{stderr}");
}
