//! With `--since`, a change that makes the check milder is a finding, and what a history holds is read
//! with care.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::program::output as ecaforge;

const HEADER: &str = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";

struct Case {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

impl Case {
    /// A project in a repository, with that in its configuration, committed.
    fn new(config: &str) -> Self {
        Self::at(std::ffi::OsStr::new("app"), config)
    }

    fn at(name: &std::ffi::OsStr, config: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let made = ecaforge(
            dir.path(),
            &[
                "new",
                "made",
                "--name",
                "Billing",
                "--contact-email",
                "owner@acme.com",
                "--callback",
                "https://billing.acme.com/callback",
            ],
        );
        assert!(made.status.success(), "{}", said(&made));
        let root = dir.path().join(name);
        fs::rename(dir.path().join("made"), &root).expect("moved");
        let case = Self { _dir: dir, root };
        case.add(config);
        case.git(&["init", "-q"], None);
        case.commit();
        case
    }

    fn add(&self, config: &str) {
        let mut file = fs::OpenOptions::new().append(true).open(self.root.join("ecaforge.toml"));
        writeln!(file.as_mut().expect("a file"), "{config}").expect("written");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.root.join(path);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }

    fn git(&self, args: &[&str], input: Option<&str>) -> String {
        let us = ["-c", "user.name=a", "-c", "user.email=a@acme.io", "-c", "commit.gpgsign=false"];
        let mut command = Command::new("git");
        let command = command.args(us).args(args).current_dir(&self.root);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().expect("git runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(input.unwrap_or_default().as_bytes()).expect("written");
        drop(stdin);
        let done = child.wait_with_output().expect("git ends");
        assert!(done.status.success(), "{args:?}: {}", said(&done));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    fn commit(&self) {
        self.git(&["add", "-A"], None);
        self.git(&["commit", "-qm", "one"], None);
    }

    fn check(&self, args: &[&str]) -> Output {
        ecaforge(&self.root, &[&["check", "--format", "concise"], args].concat())
    }
}

fn said(done: &Output) -> String {
    let all = [&done.stdout[..], &done.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

const RULE: &str = "weakened-configuration";
const OFF: &str = "\n[check.rules]\nunsorted-elements = \"off\"\n";
const IGNORE: &str = "\n[[check.ignore]]\nrule = \"unknown-scope\"\npath = \"force-app/**\"\nreason = \"the org has it\"\n";

/// The configuration before, what it becomes, and what the finding says.
const WEAKER: &[(&str, &str, &str)] = &[
    ("", OFF, "switches off `unsorted-elements`"),
    (
        "",
        "\n[check.rules]\ninsecure-callback = \"warning\"\n",
        "makes a warning of `insecure-callback`",
    ),
    (
        "\n[check.rules]\nunsorted-elements = \"error\"\n",
        "",
        "`unsorted-elements` is milder than before",
    ),
    (
        "\n[check]\nprofile = \"strict\"\n",
        "\n[check]\nprofile = \"default\"\n",
        "the profile is `default`",
    ),
    ("\n[check]\nprofile = \"strict\"\n", "", "was `strict`"),
    (
        "\n[check]\nfail-on = \"warning\"\n",
        "\n[check]\nfail-on = \"never\"\n",
        "`fail-on` is `never` and was `warning`",
    ),
    ("", "\n[check]\nfail-on = \"never\"\n", "`fail-on` is `never`"),
    ("", IGNORE, "ignores `unknown-scope`"),
];

#[test]
fn a_configuration_that_got_milder_is_a_finding() {
    for (index, (before, after, expected)) in WEAKER.iter().enumerate() {
        let case = Case::new(before);
        if before.is_empty() {
            case.add(after);
        } else {
            case.edit("ecaforge.toml", before, after);
        }
        case.commit();
        let text = said(&case.check(&["--since", "HEAD~1"]));
        assert!(text.contains(RULE) && text.contains(expected), "{after}: {text}");
        if index % 3 > 0 {
            continue;
        }
        assert!(!said(&case.check(&["--since", "HEAD"])).contains(RULE), "{after}");
        assert!(!said(&case.check(&["--since", "HEAD~1", "--isolated"])).contains(RULE), "{after}");
        // The other way round, nothing got milder.
        case.git(&["checkout", "-q", "HEAD~1", "--", "ecaforge.toml"], None);
        let text = said(&case.check(&["--since", "HEAD"]));
        assert!(!text.contains(RULE), "{after} to {before}: {text}");
    }
}

#[test]
fn a_new_comment_that_ignores_is_a_finding() {
    let case = Case::new("");
    case.edit(HEADER, ">Local<", ">local<");
    case.commit();
    let rule = "unknown-enum-value";
    let comment = format!("<!-- ecaforge-ignore {rule}: known -->\n    <distributionState>local<");
    case.edit(HEADER, "<distributionState>local<", &comment);
    case.commit();
    let text = said(&case.check(&["--since", "HEAD~1"]));
    assert!(text.contains(RULE) && text.contains("a new comment ignores"), "{rule}: {text}");
    assert!(!said(&case.check(&["--since", "HEAD"])).contains(RULE));
}

#[test]
fn a_baseline_that_grew_is_a_finding() {
    let case = Case::new("");
    case.check(&["--write-baseline"]);
    case.commit();
    let args = ["--baseline", "ecaforge-baseline.json", "--since"];
    let unchanged = said(&case.check(&[&args[..], &["HEAD"]].concat()));
    assert!(!unchanged.contains(RULE), "{unchanged}");
    case.edit(HEADER, ">Local<", ">local<");
    case.check(&["--write-baseline"]);
    case.commit();
    let text = said(&case.check(&[&args[..], &["HEAD~1"]].concat()));
    assert!(text.contains(RULE) && text.contains("it did not list before"), "{text}");
}

/// A revision whose files are too long is not read into memory.
#[test]
fn long_files_of_a_revision_are_bounded() {
    let case = Case::new("");
    let long = case.root.join("manifest/long.xml");
    fs::File::create(&long).and_then(|file| file.set_len(17 << 20)).expect("a long file");
    case.commit();
    fs::remove_file(&long).expect("removed");
    case.commit();
    let done = case.check(&["--since", "HEAD~1"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    // Each of them may be read, all of them may not. All are one object.
    fs::File::create(&long).and_then(|file| file.set_len(15 << 20)).expect("a long file");
    let object = case.git(&["hash-object", "-w", "manifest/long.xml"], None);
    let entry = |at: u32| format!("100644 {object}\tmanifest/long{at}.xml\n");
    let entries: String = (0..20).map(entry).collect();
    case.git(&["update-index", "--index-info"], Some(&entries));
    case.git(&["commit", "-qm", "many"], None);
    fs::remove_file(&long).expect("removed");
    let done = case.check(&["--since", "HEAD"]);
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    assert!(said(&done).contains("MiB"), "{}", said(&done));
}

#[cfg(target_os = "linux")]
#[test]
fn a_repository_may_have_any_name() {
    let case = Case::at(std::ffi::OsStr::from_bytes(b"caf\xe9 \x1b[31m"), "");
    case.edit(HEADER, ">Local<", ">local<");
    let done = case.check(&["--since", "HEAD"]);
    let text = said(&done);
    assert!(text.contains("Billing.eca-meta.xml"), "{text}");
    assert!(!text.contains('\x1b'), "{text:?}");
}
