//! A secret at any kind of position of any file of a project appears in no output of any command.
//!
//! The normal run takes a sample; `ECAFORGE_ALL_MARKERS=1` plants at every position, with every marker.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::planted_outputs::{MARKERS, Marker, shows};
use crate::program::program;

/// How many positions the sample has.
const SAMPLE: usize = 14;

/// Files of users next to those that `new` writes.
const OTHERS: &[(&str, &str)] = &[
    (
        "ecaforge.toml",
        "# Rules of the team\n[check]\nprofile = \"strict\"\nfail-on = \"never\"\n\n[check.rules]\n\
         http-callback = \"warning\"\n\n[[check.ignore]]\nrule = \"missing-description\"\n\
         path = \"force-app/**\"\nreason = \"The team knows\"\nuntil = \"2030-01-01\"\n",
    ),
    (".env", "CLIENT_SECRET=value\nexport CLIENT_ID=\"other\"\n"),
    (
        "scripts/release.sh",
        "#!/bin/sh\nexport CLIENT_SECRET='x'\ncurl -u a:b \"https://acme.com\"\n",
    ),
    (
        "force-app/main/default/classes/Billing.cls",
        "/** Sends bills. */\npublic class Billing {\n    String secret = 'x'; // a note\n}\n",
    ),
    (
        "force-app/main/default/permissionsets/Billing_Use.permissionset-meta.xml",
        "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <label>Billing</label>\n</PermissionSet>\n",
    ),
    (
        "force-app/main/default/certs/Billing.crt-meta.xml",
        "<Certificate xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <keySize>2048</keySize>\n    <masterLabel>Billing</masterLabel>\n</Certificate>\n",
    ),
    (
        "force-app/main/default/certs/Billing.crt",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    ),
    (
        "manifest/other.xml",
        "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <!-- all -->\n    <types>\n        \
         <members>Billing</members>\n        <name>ExternalClientApplication</name>\n    </types>\n    \
         <version>67.0</version>\n</Package>\n",
    ),
    ("templates/README.md", "# {{ app.label }}\n\n{% if app %}Own words{% endif %}\n"),
    (
        "spec.toml",
        "preset = \"web-app\"\n\n[project]\nname = \"Billing\"\n\n[app]\nname = \"Billing\"\nlabel = \"Billing\"\n\
         contact-email = \"owner@acme.com\"\n\n[oauth]\ncallbacks = [\"https://billing.acme.com/cb\"]\nscopes = [\"Api\"]\n",
    ),
    (
        "spec.json",
        "{\"preset\": \"web-app\", \"app\": {\"name\": \"Billing\", \"contactEmail\": \"owner@acme.com\"}, \
         \"oauth\": {\"callbacks\": [\"https://billing.acme.com/cb\"], \"pkce\": true}}\n",
    ),
    (
        "ecaforge-baseline.json",
        "{\"version\": 1, \"findings\": [{\"rule\": \"missing-description\", \"path\": \"force-app/a.xml\", \
         \"message\": \"text\", \"fingerprint\": \"0123456789abcdef\"}]}\n",
    ),
    (".ecaforge-journal/back.json", "{\"made\": [\"force-app/new\"], \"files\": []}\n"),
];

/// Every command that reads a project.
const COMMANDS: &[&[&str]] = &[
    &[
        "check",
        "-v",
        "--show-suppressed",
        "--format",
        "human",
        "--format",
        "concise",
        "--output",
        "o/concise",
        "--format",
        "json",
        "--output",
        "o/json",
        "--format",
        "sarif",
        "--output",
        "o/sarif",
        "--format",
        "github",
        "--output",
        "o/github",
        "--format",
        "gitlab",
        "--output",
        "o/gitlab",
        "--format",
        "junit",
        "--output",
        "o/junit",
        "--format",
        "markdown",
        "--output",
        "o/markdown",
        "--format",
        "azure",
        "--output",
        "o/azure",
        "--format",
        "checkstyle",
        "--output",
        "o/checkstyle",
        "--format",
        "rdjson",
        "--output",
        "o/rdjson",
    ],
    &["check", "--statistics", "--min-severity", "warning", "--color", "always"],
    &["check", "--isolated", "--profile", "isv", "--format", "evidence-csv"],
    &["check", "--fix", "--diff"],
    &["check", "--isolated", "--profile", "strict", "--unsafe-fixes", "--diff"],
    &["check", "--isolated", "--write-baseline", "--baseline", "o/baseline.json"],
    &["check", "--baseline", "ecaforge-baseline.json", "--config", "ecaforge.toml"],
    &["check", "--since", "HEAD", "-v"],
    &["new", ".", "--diff"],
    &["new", ".", "--dry-run"],
    &["add", "device", "--diff"],
    &["add", "saml", "--diff"],
    &["new", "o/toml", "--spec", "spec.toml", "--diff"],
    &["new", "o/json", "--spec", "spec.json"],
    &["new", ".", "--templates", "templates", "--diff"],
];

/// Values of options that callers type, with the marker in the place of `@`.
const TYPED: &[&[&str]] = &[
    &["check", "@"],
    &["check", "--format", "@"],
    &["check", "--profile", "@"],
    &["check", "--fail-on", "@"],
    &["check", "--config", "@"],
    &["check", "--baseline", "@"],
    &["check", "--since", "@"],
    &["check", "--api-version", "@"],
    &["check", "--stdin-path", "@"],
    &["check", "--@"],
    &["check", "--format", "json", "--output", "@/x/y"],
    &["explain", "@"],
    &["rules", "@"],
    &["schema", "@"],
    &["completions", "@"],
    &["@"],
    &["add", "@"],
    &["add", "saml", "--app", "@"],
    &["add", "app", "--name", "@"],
    &["new", "o/a", "--name", "@"],
    &["new", "o/a", "--preset", "@"],
    &["new", "o/a", "--flow", "@"],
    &["new", "o/a", "--client", "@"],
    &["new", "o/a", "--scope", "@"],
    &["new", "o/a", "--callback", "@"],
    &["new", "o/a", "--contact-email", "@"],
    &["new", "o/a", "--spec", "@"],
    &["new", "o/a", "--templates", "@"],
    &["new", "o/a", "--preset", "web-app", "--label", "@", "--description", "@", "--diff"],
];

struct Base {
    dir: tempfile::TempDir,
    files: Vec<(PathBuf, String)>,
}

fn ecaforge(directory: &Path, args: &[&str], input: Option<&[u8]>) -> String {
    let mut command = program();
    command.current_dir(directory).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("standard input");
    let _ = stdin.write_all(input.unwrap_or_default());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn git(directory: &Path, args: &[&str]) {
    let us = ["-c", "user.name=a", "-c", "user.email=a@acme.io", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").args(us).args(args).current_dir(directory).output();
    assert!(done.expect("git runs").status.success(), "{args:?}");
}

fn read_all(root: &Path, directory: &Path, out: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<_> = fs::read_dir(directory).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read_all(root, &path, out);
        } else if let Ok(text) = fs::read_to_string(&path) {
            out.push((path.strip_prefix(root).unwrap().to_owned(), text));
        }
    }
}

impl Base {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let args = ["new", "app", "--preset", "web-app", "--name", "Billing", "--contact-email"];
        let more = ["owner@acme.com", "--callback", "https://billing.acme.com/callback"];
        ecaforge(dir.path(), &[&args[..], &more].concat(), None);
        let app = dir.path().join("app");
        for (path, text) in OTHERS {
            fs::create_dir_all(app.join(path).parent().unwrap()).unwrap();
            fs::write(app.join(path), text).unwrap();
        }
        let mut files = Vec::new();
        read_all(&app, &app, &mut files);
        git(&app, &["init", "-q", "--template="]);
        git(&app, &["add", "-A"]);
        git(&app, &["commit", "-qm", "first"]);
        Self { dir, files }
    }

    /// A copy of the project, in which one file has other content.
    fn copy(&self, changed: &Path, text: &str) -> tempfile::TempDir {
        let copy = tempfile::tempdir().expect("a directory");
        let from = self.dir.path().join("app/.");
        let done = Command::new("cp").arg("-R").arg(from).arg(copy.path()).status();
        assert!(done.expect("cp runs").success());
        fs::create_dir_all(copy.path().join("o")).unwrap();
        // The journal of an interrupted run is finished before anything else: only its own plants have one.
        if !changed.starts_with(".ecaforge-journal") {
            fs::remove_dir_all(copy.path().join(".ecaforge-journal")).unwrap();
        }
        fs::write(copy.path().join(changed), text).unwrap();
        copy
    }
}

fn class(c: Option<char>) -> char {
    match c {
        None => '\0',
        Some(c) if c.is_alphabetic() => 'a',
        Some(c) if c.is_ascii_digit() => '0',
        Some(c) => c,
    }
}

/// One position of each class: what stands before and after it.
fn positions(text: &str) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    let ends = std::iter::once(text.len());
    for at in text.char_indices().map(|(at, _)| at).chain(ends) {
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let first = class(line.trim_start().chars().next());
        let pair = (class(text[..at].chars().next_back()), class(text[at..].chars().next()), first);
        if seen.insert(pair) {
            out.push(at);
        }
    }
    out
}

/// The text with the marker at a position, or in the place of the word there.
fn plant(text: &str, at: usize, marker: &str, replaces: bool) -> String {
    let word = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-' | '/' | ':' | '@');
    let length = text[at..].find(word).unwrap_or(text.len() - at);
    let end = if replaces { at + length } else { at };
    format!("{}{marker}{}", &text[..at], &text[end..])
}

/// Runs every command on a project and gives what it says with the marker in it.
fn leaks(base: &Base, file: usize, at: usize, marker: &Marker, replaces: bool) -> Vec<String> {
    let (path, text) = &base.files[file];
    let planted = plant(text, at, marker.text, replaces);
    let copy = base.copy(path, &planted);
    let mut out = Vec::new();
    let mut note = |what: &str, said: &str| {
        if let Some(line) = shows(said, marker) {
            let path = path.display();
            out.push(format!(
                "{path} at {at} ({:.12}, {replaces}): {what}: {line:.300}",
                marker.text
            ));
        }
    };
    for args in COMMANDS {
        let said = ecaforge(copy.path(), args, None);
        note(&args.join(" "), &said);
    }
    let said = ecaforge(
        copy.path(),
        &["check", "--stdin-path", &path.to_string_lossy()],
        Some(planted.as_bytes()),
    );
    note("stdin", &said);
    // What `new` writes from a spec has the values of the spec.
    let mut written = Vec::new();
    read_all(&copy.path().join("o"), &copy.path().join("o"), &mut written);
    for (name, text) in written.iter().filter(|(name, _)| name.components().count() == 1) {
        note(&name.to_string_lossy(), text);
    }
    out
}

fn in_parallel<T: Sync>(work: &[T], each: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(one) = work.get(at) else { break };
                    found.lock().expect("no panic").extend(each(one));
                }
            });
        }
    });
    found.into_inner().expect("no panic")
}

fn assert_none(leaks: &[String], runs: usize) {
    let first = leaks[..leaks.len().min(80)].join("\n");
    assert!(leaks.is_empty(), "{} leaks in {runs} runs\n{first}", leaks.len());
}

fn is_whole() -> bool {
    std::env::var_os("ECAFORGE_ALL_MARKERS").is_some()
}

#[test]
fn no_command_shows_a_secret_of_any_file() {
    let base = Base::new();
    let mut work = Vec::new();
    for (file, (_, text)) in base.files.iter().enumerate() {
        for (nth, at) in positions(text).into_iter().enumerate() {
            let marker = (file * 3 + nth) % MARKERS.len();
            work.push((file, at, marker, nth % 2 == 0));
        }
    }
    let step: usize = match std::env::var("ECAFORGE_ALL_MARKERS") {
        Ok(step) => step.parse().unwrap_or(1),
        Err(_) => work.len().div_ceil(SAMPLE),
    };
    let sample: Vec<_> = work.iter().skip(step / 2).step_by(step).collect();
    let found = in_parallel(&sample, |&&(file, at, marker, replaces)| {
        leaks(&base, file, at, &MARKERS[marker], replaces)
    });
    let runs = sample.len() * (COMMANDS.len() + 1);
    println!(
        "{} of {} positions in {} files, {runs} runs",
        sample.len(),
        work.len(),
        base.files.len()
    );
    assert_none(&found, runs);
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a directory");
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

#[test]
fn no_command_shows_a_secret_that_a_caller_types() {
    let base = Base::new();
    let mut work = Vec::new();
    for (nth, args) in TYPED.iter().enumerate() {
        let all = if is_whole() { MARKERS.len() } else { 1 };
        work.extend((0..all).map(|more| (args, &MARKERS[(nth + more) % MARKERS.len()])));
    }
    let found = in_parallel(&work, |(args, marker)| {
        // The path of a file that is there may be shown, so no run sees what another one wrote.
        let own = tempfile::tempdir().expect("a directory");
        copy(&base.dir.path().join("app"), own.path());
        let args: Vec<String> = args.iter().map(|arg| arg.replace('@', marker.text)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let said = ecaforge(own.path(), &args, Some(b"<a/>"));
        let line = shows(&said, marker);
        line.map(|line| format!("{:.12}: {:.60}: {line:.300}", marker.text, args.join(" ")))
            .into_iter()
            .collect()
    });
    println!("{} runs", work.len());
    assert_none(&found, work.len());
}
