//! What a stranger puts into a project is read only if it is a file of the project; what cannot be
//! read never passes in silence.

#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

const HEADERS: &str = "force-app/main/default/externalClientApps";

/// A sound project, and a secret beside it.
fn case() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path().join("app");
    let args = ["new", "app", "--name", "Billing", "--contact-email", "owner@acme.com"];
    let more = ["--callback", "https://billing.acme.com/callback"];
    let made = run(dir.path(), &[&args[..], &more].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fs::write(dir.path().join("secret"), "MARKER_OUTSIDE\n").expect("written");
    (dir, root)
}

fn run(directory: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecaforge"))
        .current_dir(directory)
        .args(args)
        .output()
        .expect("runs")
}

/// Checks, and asserts that the run fails and quotes nothing from outside.
fn fails(root: &Path, what: &str) {
    let done = run(root, &["check", "--format", "human"]);
    let shown = [done.stdout, done.stderr].concat();
    let shown = String::from_utf8_lossy(&shown);
    assert!(matches!(done.status.code(), Some(1 | 2)), "{what}: {shown}");
    assert!(!shown.contains("MARKER_OUTSIDE"), "{what}: {shown}");
}

const PLACES: &[&str] = &[
    "force-app/main/default/externalClientApps/B.eca-meta.xml",
    "sfdx-project.json",
    "ecaforge.toml",
    ".forceignore",
    "manifest/package.xml",
    "config/project-scratch-def.json",
];

#[test]
fn what_is_no_file_of_the_project_is_a_finding() {
    for place in PLACES {
        for kind in ["link out", "environment", "link to nothing", "pipe", "bytes", "long"] {
            let (dir, root) = case();
            let path = root.join(place);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            let _ = fs::remove_file(&path);
            match kind {
                "link out" => symlink(dir.path().join("secret"), &path).expect("linked"),
                "environment" => symlink("/proc/self/environ", &path).expect("linked"),
                "link to nothing" => symlink("nowhere", &path).expect("linked"),
                "bytes" => fs::write(&path, b"caf\xe9").expect("written"),
                "long" => {
                    let file = fs::File::create(&path).expect("made");
                    file.set_len(100 * 1024 * 1024).expect("longer");
                }
                _ => {
                    let made = Command::new("mkfifo").arg(&path).status();
                    assert!(made.expect("mkfifo runs").success());
                }
            }
            fails(&root, &format!("{place}: {kind}"));
        }
    }
}

#[test]
fn names_and_directories_that_cannot_be_read_are_findings() {
    let (_dir, root) = case();
    let name = std::ffi::OsStr::from_bytes(b"B\xff.eca-meta.xml");
    fs::write(root.join(HEADERS).join(name), "<x/>").expect("written");
    fails(&root, "a name that is not UTF-8");
    let (_dir, root) = case();
    fs::create_dir(root.join(HEADERS).join("B.eca-meta.xml")).expect("made");
    fails(&root, "a directory in the place of a file");
    let (dir, root) = case();
    fs::rename(root.join("force-app"), dir.path().join("moved")).expect("moved");
    symlink(dir.path().join("moved"), root.join("force-app")).expect("linked");
    fails(&root, "a package directory outside");
}

#[test]
fn the_configuration_of_the_repository_cannot_weaken_the_check_unseen() {
    let (_dir, root) = case();
    let spec = fs::read_to_string(root.join("ecaforge.toml")).expect("a spec");
    let off = "\n[check.rules]\ncommitted-secret = \"off\"\nweakened-configuration = \"off\"\n";
    fs::write(root.join("ecaforge.toml"), spec + off).expect("written");
    let shown = |args: &[&str]| {
        let done = run(&root, &[&["check", "--format", "concise"], args].concat());
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    assert!(shown(&[]).contains("weakened-configuration"), "{}", shown(&[]));
    assert!(!shown(&["--isolated"]).contains("weakened-configuration"));
}

#[test]
fn templates_that_do_not_end_are_refused() {
    let loops = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}xxxxxxxxxx\
                 {% endfor %}{% endfor %}";
    let (_dir, root) = case();
    fs::create_dir_all(root.join("own/project")).expect("made");
    fs::write(root.join("own/project/a.txt.tera"), loops).expect("written");
    let done = run(&root, &["new", ".", "--template", "own", "--yes"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("MiB"), "{said}");
}
