//! Where reports go: never two into one, never where nobody can read them without a word, never with
//! wider rights than asked.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::generate_cli::new;
use crate::program::program;

fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let (status, _, stderr) = new(dir.path(), &[]);
    assert_eq!(status, 0, "{stderr}");
    dir
}

/// Runs a line of `sh` in the project, in which `ecaforge` is the program.
fn sh(dir: &Path, line: &str) -> Output {
    let line = format!("ecaforge() {{ '{}' \"$@\"; }}\n{line}", crate::program::PROGRAM);
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(dir.join("billing")).stdin(Stdio::null());
    command.output().expect("sh runs")
}

/// The status and standard error of that line.
fn told(dir: &Path, line: &str) -> (i32, String) {
    let done = sh(dir, line);
    (done.status.code().expect("a status"), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn two_reports_into_one_file_are_refused_before_anything_is_written() {
    let dir = project();
    let root = dir.path().join("billing");
    fs::write(root.join("one"), "old").expect("a file");
    fs::hard_link(root.join("one"), root.join("hard")).expect("a link");
    symlink(".", root.join("here")).expect("a link");
    symlink("one", root.join("soft")).expect("a link");
    let absolute = root.join("new").display().to_string();
    let pairs = [
        ("new", "new"),
        ("new", "./new"),
        ("new", "config/../new"),
        ("new", &absolute),
        ("new", "here/new"),
        ("one", "hard"),
        ("one", "soft"),
    ];
    let header = root.join("force-app/main/default/externalClientApps/Billing.eca-meta.xml");
    let text = fs::read_to_string(&header).expect("the header").replace(">Local<", ">local<");
    fs::write(&header, &text).expect("an edit");
    for (one, other) in pairs {
        for fix in ["", "--fix"] {
            let line = format!(
                "ecaforge check {fix} --format json --output {one} --format sarif --output {other}"
            );
            let (status, stderr) = told(dir.path(), &line);
            assert_eq!(status, 2, "{line}: {stderr}");
            assert!(stderr.contains("two outputs") || stderr.contains("symbolic link"), "{stderr}");
            assert!(!root.join("new").exists(), "{line}");
            assert_eq!(fs::read_to_string(root.join("one")).expect("it is there"), "old", "{line}");
            assert_eq!(fs::read_to_string(&header).expect("the header"), text, "{line}");
        }
    }
    let line = "ecaforge check --write-baseline --baseline b --format json --output ./b";
    assert_eq!(told(dir.path(), line).0, 2);
    for place in ["soft", "config", "none/../../billing"] {
        let (status, stderr) = told(dir.path(), &format!("ecaforge check --output {place}"));
        assert_eq!(status, 2, "{place}: {stderr}");
    }
}

#[test]
fn each_report_that_is_asked_for_is_written() {
    let dir = project();
    for line in ["--diff", "--write-baseline", "--fix", ""] {
        let line = format!("ecaforge check {line} --format json --output deep/er/x.json");
        let (status, stderr) = told(dir.path(), &line);
        assert_eq!(status, 0, "{line}: {stderr}");
        let report = dir.path().join("billing/deep/er/x.json");
        let text = fs::read_to_string(&report).expect("the report");
        assert!(text.starts_with("{\n  \"version\": 1"), "{line}: {text}");
        fs::remove_file(report).expect("a removal");
    }
}

#[test]
fn reports_have_the_rights_that_the_umask_gives_and_keep_those_they_had() {
    let dir = project();
    let root = dir.path().join("billing");
    for (umask, expected) in [("077", 0o600), ("022", 0o644), ("027", 0o640)] {
        let line = format!(
            "umask {umask}; ecaforge check --format json --output {umask}.json && ecaforge check \
             --write-baseline --baseline {umask}.base"
        );
        assert_eq!(told(dir.path(), &line).0, 0);
        for ending in ["json", "base"] {
            let path = root.join(format!("{umask}.{ending}"));
            assert_eq!(mode(&path), expected, "{umask} {ending}");
            for kept in [0o600, 0o664, 0o400] {
                fs::set_permissions(&path, fs::Permissions::from_mode(kept)).expect("rights");
                assert_eq!(told(dir.path(), &line).0, 0);
                assert_eq!(mode(&path), kept, "{umask} {ending}");
            }
        }
    }
}

#[test]
fn fifos_and_devices_are_written_to_as_they_are() {
    let dir = project();
    let line = "mkfifo p; cat p > got & ecaforge check --format json --output p; code=$?; wait; \
                head -c 1 got; exit $code";
    let done = sh(dir.path(), line);
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(0), &b"{"[..]));
    let kind = fs::symlink_metadata(dir.path().join("billing/p")).expect("it stays").file_type();
    assert!(std::os::unix::fs::FileTypeExt::is_fifo(&kind));
    let done = sh(dir.path(), "ecaforge check --format json --output /dev/stdout | head -c 1");
    assert_eq!(done.stdout, b"{");
    let line =
        "ecaforge check --format json --output /dev/fd/7 --format concise 7> seven; cat seven";
    let done = sh(dir.path(), line);
    assert!(done.stdout.starts_with(b"{"), "{done:?}");
    assert_eq!(told(dir.path(), "ecaforge check --format json --output /dev/null").0, 0);
    let line = "ecaforge check --format json --output /dev/stdout --format human";
    assert_eq!(told(dir.path(), line).0, 2, "two reports on one standard output");
}

#[cfg(target_os = "linux")]
#[test]
fn a_fifo_that_nobody_reads_is_refused_and_a_signal_ends_the_wait() {
    let dir = project();
    let (status, stderr) = told(dir.path(), "mkfifo p; ecaforge check --output p");
    assert_eq!(status, 2, "{stderr}");
    assert!(stderr.contains("p: it is a FIFO, and no program reads from it"), "{stderr}");
    // This end reads nothing, so that a report waits once the FIFO is full.
    let mut options = fs::OpenOptions::new();
    let fifo = options.read(true).write(true).custom_flags(libc::O_NONBLOCK);
    let mut fifo = fifo.open(dir.path().join("billing/p")).expect("a FIFO");
    while fifo.write(&[0; 4096]).is_ok() {}
    while fifo.write(&[0]).is_ok() {}
    for signal in ["-TERM", "-INT"] {
        let mut run = program()
            .args(["check", "--format", "json", "--output", "p"])
            .current_dir(dir.path().join("billing"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        // Until it has opened the FIFO, to which it then waits to write.
        let id = run.id();
        let open = || {
            let entries = fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten();
            let paths = entries.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
            paths.into_iter().any(|path| path.ends_with("billing/p"))
        };
        while !open() {
            assert_eq!(run.try_wait().expect("a child"), None, "{signal}");
            std::thread::yield_now();
        }
        let _ = Command::new("kill").args([signal, &run.id().to_string()]).status();
        let ended = run.wait().expect("a child");
        assert_eq!(ended.code(), Some(130), "{signal}");
    }
}

#[test]
fn what_cannot_be_told_or_shown_is_no_panic_and_no_success() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let dir = project();
    let shown = [
        "check",
        "check --format json",
        "rules",
        "explain unknown-scope",
        "man",
        "--help",
        "--version",
        "schema report",
        "completions bash",
        "new . --diff",
        "check --format sarif --output x --format json",
    ];
    for command in shown {
        let (status, stderr) = told(dir.path(), &format!("ecaforge {command} > /dev/full"));
        assert_eq!(status, 2, "{command}: {stderr}");
        assert!(stderr.contains("standard output: No space left"), "{command}: {stderr}");
    }
    let (_, stderr) =
        told(dir.path(), "ecaforge check --format sarif --output x --format json > /dev/full");
    assert!(stderr.contains("written before: x"), "{stderr}");
    for (command, expected) in [
        ("check --write-baseline", 0),
        ("check --format json", 0),
        ("bogus", 2),
        ("check /no/such/place", 2),
        ("new .", 0),
        ("check --fix", 0),
    ] {
        for place in ["2> /dev/full", "2>&-", "> /dev/null 2> /dev/full", ">&- 2>&-"] {
            let done = sh(dir.path(), &format!("ecaforge {command} {place}"));
            assert_eq!(done.status.code(), Some(expected), "{command} {place}");
        }
    }
}

#[test]
fn what_a_killed_run_had_staged_the_next_one_removes() {
    let dir = project();
    let root = dir.path().join("billing");
    fs::create_dir(root.join("out")).expect("a directory");
    for name in ["out/.ecaforge-123-0.tmp", ".ecaforge-99-7.tmp", ".ecaforge-mine.tmp"] {
        fs::write(root.join(name), "half").expect("a file");
    }
    let line = "ecaforge check --format json --output out/x --format sarif --output y";
    assert_eq!(told(dir.path(), line).0, 0);
    let names = |place: &str| -> Vec<String> {
        let entries = fs::read_dir(root.join(place)).expect("a directory");
        let names =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".ecaforge-")).collect()
    };
    assert_eq!(names("out"), Vec::<String>::new());
    assert_eq!(names("."), [".ecaforge-mine.tmp"]);
}

#[test]
fn runs_at_once_do_not_harm_each_other() {
    let dir = project();
    let line = "for i in 1 2 3 4 5 6; do ecaforge check --format json --output r --format sarif \
                --output s$i & done; wait; ls -a | grep -c ecaforge-; head -c 1 r";
    let done = sh(dir.path(), line);
    assert_eq!(String::from_utf8_lossy(&done.stdout), "0\n{");
    let line = "cd ..; for i in 1 2 3 4; do ecaforge new other --contact-email a@acme.io --callback \
                https://acme.io/cb >/dev/null 2>&1 & done; wait; ls -A | grep -c ecaforge-; \
                ecaforge check other | tail -1";
    let done = sh(dir.path(), line);
    let shown = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(shown.starts_with("0\n0 errors"), "{shown}");
}

#[test]
fn a_fault_of_the_program_is_told_without_a_value_of_the_user() {
    let dir = project();
    for place in ["main", "thread"] {
        let line = format!("ECAFORGE_TEST_PANIC={place} ecaforge check force-app/main");
        let (status, stderr) = told(dir.path(), &line);
        assert_eq!(status, 2, "{stderr}");
        let start = format!("error: this is a bug of ecaforge {}", env!("CARGO_PKG_VERSION"));
        assert!(
            stderr.starts_with(&start) && stderr.contains("in `check`, at src/cli/"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(!stderr.contains("a value of") && !stderr.contains("force-app"), "{stderr}");
        let line = format!("ECAFORGE_TEST_PANIC={place} ecaforge check > /dev/full 2>&1");
        assert_eq!(told(dir.path(), &line).0, 2);
    }
}

#[test]
fn a_journal_of_a_clone_is_refused_and_reading_commands_leave_no_trace() {
    let dir = project();
    let root = dir.path().join("billing");
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).expect("a directory");
    let journal = root.join(".ecaforge-journal");
    fs::create_dir(&journal).expect("a directory");
    let list = format!(
        "{{\"version\":1,\"made\":[\"{}\",\"../outside\"],\"steps\":[]}}",
        outside.display()
    );
    fs::write(journal.join("back.json"), list).expect("a list");
    symlink(dir.path().join("elsewhere"), journal.join("lock")).expect("a link");
    for command in ["check", "new . --diff", "add device --diff", "check --diff"] {
        told(dir.path(), &format!("ecaforge {command}"));
        assert!(!dir.path().join("elsewhere").exists() && outside.exists(), "{command}");
        let names = fs::read_dir(&journal).expect("a directory").count();
        assert_eq!(names, 2, "{command}");
    }
    for command in ["new .", "add device", "check --fix"] {
        let (status, stderr) = told(dir.path(), &format!("ecaforge {command}"));
        assert_eq!(status, 2, "{command}: {stderr}");
        assert!(stderr.contains(".ecaforge-journal"), "{command}: {stderr}");
        assert!(!dir.path().join("elsewhere").exists() && outside.exists(), "{command}");
    }
}

/// Where the output is no terminal, texts are broken at a hundred columns.
#[test]
fn without_a_terminal_a_report_is_a_hundred_columns_wide() {
    let dir = tempfile::tempdir().expect("a directory");
    let policies = format!(
        "<ExtlClntAppOauthConfigurablePolicies xmlns=\"{}\">\n  \
         <refreshTokenPolicyType>Infinite</refreshTokenPolicyType>\n\
         </ExtlClntAppOauthConfigurablePolicies>\n",
        ecaforge::schema::NAMESPACE
    );
    crate::program::write(
        dir.path(),
        "extlClntAppOauthPolicies/B.ecaOauthPlcy-meta.xml",
        &policies,
    );
    let (_, stdout, _) = crate::program::run(dir.path(), &["check"]);
    let widest = stdout.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!((85..=100).contains(&widest), "{widest} columns:\n{stdout}");
}
