//! What cannot be read is told, at every moment at which a run reads it.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::faults::shim;
use crate::program::program;

const EACCES: &str = "13";
const ENOENT: &str = "2";
const EISDIR: &str = "21";
const HEADER: &str = "externalClientApps/Billing.eca-meta.xml";
const OAUTH: &str = "extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";

struct Case {
    dir: tempfile::TempDir,
    shim: String,
}

impl Case {
    /// A project with a value to write otherwise in two files.
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let shim = shim(dir.path());
        let case = Self { dir, shim };
        let args = ["new", "app", "--name", "Billing", "--contact-email", "owner@acme.com"];
        let more = ["--callback", "https://billing.acme.com/callback"];
        let made = case.run(case.dir.path(), &[&args[..], &more].concat(), &[]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        case.edit(HEADER, ">Local<", ">local<");
        case.edit(OAUTH, "Api", "api");
        case
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("app")
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.root().join("force-app/main/default").join(path);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }

    fn run(&self, cwd: &Path, args: &[&str], vars: &[(&str, &str)]) -> Output {
        let mut command = program();
        command.args(args).current_dir(cwd);
        if !vars.is_empty() {
            command.env("LD_PRELOAD", &self.shim).envs(vars.iter().copied());
        }
        command.output().expect("the program runs")
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = walkdir::WalkDir::new(self.root()).into_iter().map(|e| e.expect("an entry"));
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|e| (e.path().to_owned(), fs::read(e.path()).expect("bytes"))).collect()
    }

    fn restore(&self, files: &BTreeMap<PathBuf, Vec<u8>>) {
        for path in self.files().keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(path).expect("removed");
        }
        for (path, bytes) in files {
            fs::write(path, bytes).expect("written");
        }
    }
}

fn said(done: &Output) -> String {
    let all = [&done.stdout[..], &done.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

/// Whichever read of a file fails: all fixes are written, or the run fails and names the file.
#[test]
fn a_fix_never_passes_over_a_file_that_cannot_be_read() {
    let case = Case::new();
    let before = case.files();
    let done = case.run(&case.root(), &["check", "--fix"], &[]);
    let after = case.files();
    assert!(before != after, "there is something to fix: {}", said(&done));
    let name = OAUTH.rsplit('/').next().expect("a name");
    for errno in [EACCES, ENOENT, EISDIR] {
        let mut failed = 0;
        for at in 1..=8 {
            case.restore(&before);
            let at = at.to_string();
            let vars = [("FAULT_READ", name), ("FAULT_READ_AT", &at), ("FAULT_ERRNO", errno)];
            let done = case.run(&case.root(), &["check", "--fix"], &vars);
            let (now, status, said) = (case.files(), done.status.code(), said(&done));
            if now == after {
                continue;
            }
            failed += 1;
            assert!(matches!(status, Some(1 | 2)), "read {at}, error {errno}: {said}");
            assert!(said.contains(name), "read {at}, error {errno}: {said}");
            let untouched = now == before;
            // A file that could not be read from the start has no fix; others may be written.
            assert!(untouched || status == Some(1), "read {at}, error {errno}: {said}");
            let oauth = case.root().join("force-app/main/default").join(OAUTH);
            assert_eq!(now.get(&oauth), before.get(&oauth), "read {at}, error {errno}: {said}");
        }
        assert!(failed > 0, "the test tests nothing");
    }
}

/// A directory of the project that cannot be listed fails the check and every command that writes.
#[test]
fn a_directory_that_cannot_be_listed_is_told() {
    let case = Case::new();
    case.run(&case.root(), &["check", "--fix"], &[]);
    let before = case.files();
    for dir in ["app/force-app", "default", "externalClientApps", "extlClntAppOauthSettings"] {
        let vars = [
            ("FAULT_READ", dir),
            ("FAULT_READ_AT", "1"),
            ("FAULT_ERRNO", EACCES),
            ("FAULT_STAYS", "1"),
        ];
        let done = case.run(&case.root(), &["check", "."], &vars);
        let text = said(&done);
        assert!(matches!(done.status.code(), Some(1 | 2)), "{dir}: {text}");
        assert!(text.contains(dir.trim_start_matches("app/")), "{dir}: {text}");
        let done = case.run(&case.root(), &["add", "device"], &vars);
        assert_eq!(done.status.code(), Some(2), "{dir}: {}", said(&done));
        assert!(case.files() == before, "{dir}: {}", said(&done));
    }
}

/// A manifest that names the app gets the new members, or the command says why not and does nothing.
#[test]
fn an_addition_never_leaves_out_a_manifest() {
    let case = Case::new();
    case.run(&case.root(), &["check", "--fix"], &[]);
    let add =
        ["add", "saml", "--acs-url", "https://billing.acme.com/acs", "--entity-id", "urn:billing"];
    let before = case.files();
    for (end, errno) in [("manifest/package.xml", EACCES), ("app/manifest", EACCES)] {
        for at in 1..=6 {
            case.restore(&before);
            let at = at.to_string();
            let vars = [("FAULT_READ", end), ("FAULT_READ_AT", &at), ("FAULT_ERRNO", errno)];
            let done = case.run(&case.root(), &add, &vars);
            let manifest = fs::read_to_string(case.root().join("manifest/package.xml"));
            let manifest = manifest.expect("the manifest");
            let same = case.files() == before;
            let whole = done.status.code() == Some(0) && manifest.contains("Saml");
            let refused = done.status.code() == Some(2) && same;
            assert!(whole || refused, "{end}, read {at}: {:?} {}", done.status, said(&done));
            assert!(whole || said(&done).contains("manifest"), "{}", said(&done));
        }
    }
    case.restore(&before);
    let manifest = case.root().join("manifest/package.xml");
    let text = fs::read(&manifest).expect("the manifest");
    fs::write(&manifest, [b"<!-- caf\xe9 -->\n", &text[..]].concat()).expect("written");
    let before = case.files();
    let done = case.run(&case.root(), &add, &[]);
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    assert!(said(&done).contains("package.xml") && case.files() == before, "{}", said(&done));
}
