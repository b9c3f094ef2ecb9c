//! What a stranger puts into a project is read only if it is a file of the project; what cannot be
//! read never passes in silence.

#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::program::output as run;

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

/// What a command reads beside the metadata, as a link to a file outside.
#[test]
fn links_that_lead_out_are_not_read() {
    let cases: &[(&str, &[&str])] = &[
        ("ecaforge-baseline.json", &["check", "--baseline", "ecaforge-baseline.json"]),
        ("ecaforge.toml", &["new", "."]),
        ("ecaforge.toml", &["add", "device"]),
        ("ecaforge.lock", &["new", "."]),
        ("ecaforge.lock", &["add", "device"]),
        ("own/project/a.txt.tera", &["new", ".", "--template", "own"]),
        ("own/project/a.txt", &["new", ".", "--template", "own"]),
        ("cert.pem", &["new", ".", "--certificate", "cert.pem"]),
        ("other.toml", &["check", "--config", "other.toml"]),
    ];
    for (path, args) in cases {
        for target in ["secret", "far"] {
            let (dir, root) = case();
            let place = root.join(path);
            fs::create_dir_all(place.parent().expect("a parent")).expect("made");
            let _ = fs::remove_file(&place);
            let target = dir.path().join(target);
            // A long way to the same file.
            let _ = symlink("secret", dir.path().join("far"));
            symlink(target, &place).expect("linked");
            let done = run(&root, args);
            let shown = [done.stdout, done.stderr].concat();
            let shown = String::from_utf8_lossy(&shown);
            assert!(!shown.contains("MARKER_OUTSIDE"), "{args:?}: {shown}");
            assert_ne!(done.status.code(), Some(0), "{args:?}: {shown}");
            let outside = fs::read_to_string(dir.path().join("secret")).expect("still there");
            assert_eq!(outside, "MARKER_OUTSIDE\n", "{args:?}");
        }
    }
}

/// A pipe in the place of a file of the program hangs no command.
#[test]
fn pipes_hang_no_command() {
    for path in ["ecaforge.lock", "ecaforge.toml", "sfdx-project.json", "own/project/a.txt.tera"] {
        for args in [
            &["new", "."][..],
            &["new", ".", "--template", "own"],
            &["add", "device"],
            &["check", "--since", "HEAD"],
        ] {
            let (_dir, root) = case();
            let place = root.join(path);
            fs::create_dir_all(place.parent().expect("a parent")).expect("made");
            let _ = fs::remove_file(&place);
            assert!(Command::new("mkfifo").arg(&place).status().expect("mkfifo runs").success());
            let done = run(&root, args);
            let shown = String::from_utf8_lossy(&done.stderr).into_owned();
            let reads = !path.starts_with("own") || args.contains(&"--template");
            assert!(!reads || done.status.code() == Some(2), "{path}: {args:?}: {shown}");
        }
    }
}

/// Templates of others end within their bounds, or are refused before they run.
#[test]
fn templates_that_do_not_end_are_refused() {
    let nested =
        |open: &str, inner: &str, close: &str| open.repeat(20_000) + inner + &close.repeat(20_000);
    let doubled = "{% set x = x ~ x %}".repeat(64);
    let kinds = [
        (
            "nested loops",
            "{% for a in range(end=100000) %}{% for b in range(end=100000) %}xxxxxxxxxx\
             {% endfor %}{% endfor %}"
                .to_owned(),
        ),
        ("doubling", format!("{{% set x = 'aaaaaaaa' %}}{doubled}{{{{ x | length }}}}")),
        (
            "doubling in a loop",
            "{% set x = 'aaaaaaaa' %}{% for i in range(end=64) %}{% set_global x = x ~ x %}\
             {% endfor %}{{ x | length }}"
                .to_owned(),
        ),
        ("a long range", "{% for i in range(end=100000000000) %}x{% endfor %}".to_owned()),
        ("itself, included", "{% include \"project/a.txt.tera\" %}".to_owned()),
        ("itself, extended", "{% extends \"project/a.txt.tera\" %}".to_owned()),
        (
            "a component in itself",
            "{% component c() %}{{ <c/> }}{% endcomponent c %}{{ <c/> }}".to_owned(),
        ),
        ("deep brackets", format!("{{{{ {} }}}}", nested("(", "1", ")"))),
        ("deep lists", format!("{{{{ {} }}}}", nested("[", "1", "]"))),
        ("deep conditions", nested("{% if true %}", "x", "{% endif %}")),
        ("a long sum", format!("{{{{ 1 {} }}}}", "+ 1 ".repeat(20_000))),
        ("many filters", format!("{{{{ 'a' {} }}}}", "| upper ".repeat(20_000))),
        ("a power", "{{ 9 ** 999999999 }}".to_owned()),
    ];
    let (_dir, root) = case();
    fs::create_dir_all(root.join("own/project")).expect("made");
    for (kind, template) in kinds {
        // Only Linux tells how much memory is in use.
        if kind.starts_with("doubling") && !cfg!(target_os = "linux") {
            continue;
        }
        fs::write(root.join("own/project/a.txt.tera"), template).expect("written");
        let done = run(&root, &["new", ".", "--template", "own", "--yes"]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{kind}: {said}");
        let told = said.contains("a.txt.tera") || said.contains("the templates do not end");
        assert!(told && said.len() < 2_000, "{kind}: {} bytes: {said:.300}", said.len());
        assert!(!root.join("a.txt").exists(), "{kind}");
    }
}
