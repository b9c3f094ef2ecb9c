//! The questions of `ecaforge new` at a terminal.
#![cfg(unix)]

use std::fs;
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::program::PROGRAM;

const DOWN: &str = "\x1b[B";
const ENTER: &str = "\r";
const BACK: &str = "\x1b";
/// Empties a field.
const CLEAR: &str = "\x15";
/// Milliseconds until an expected text counts as missing.
const PATIENCE: u64 = 20_000;

/// The program at a terminal of its own.
fn start(dir: &Path, args: &[&str]) -> PtySession {
    let mut command = Command::new(PROGRAM);
    command.args(args).current_dir(dir).env("TERM", "xterm-256color");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    spawn_command(command, Some(PATIENCE)).expect("a terminal")
}

/// The program at a terminal of that size.
fn start_sized(dir: &Path, args: &[&str], (columns, rows): (u16, u16)) -> PtySession {
    let mut command = Command::new("sh");
    command.arg("-c").arg("stty cols \"$0\" rows \"$1\"; shift; exec \"$@\"");
    command.args([columns, rows].map(|number| number.to_string())).arg(PROGRAM).args(args);
    command.current_dir(dir).env("TERM", "xterm-256color");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    spawn_command(command, Some(PATIENCE)).expect("a terminal")
}

/// Waits for a question and answers it.
fn answer(terminal: &mut PtySession, question: &str, keys: &str) {
    terminal.exp_string(question).unwrap_or_else(|_| panic!("{question}: not seen"));
    terminal.send(keys).expect("keys");
    terminal.flush().expect("keys");
}

/// Says yes to the summary, and gives what is said after it.
fn confirm(mut terminal: PtySession) -> String {
    answer(&mut terminal, "Write the files?", ENTER);
    end(terminal)
}

fn end(mut terminal: PtySession) -> String {
    terminal.exp_eof().expect("an end")
}

fn spec(dir: &Path) -> String {
    fs::read_to_string(dir.join("billing/ecaforge.toml")).expect("the spec")
}

#[test]
fn a_preset_is_chosen_and_only_what_it_needs_is_asked() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing"]);
    answer(&mut terminal, "What is the app for?", &format!("{DOWN}{DOWN}{DOWN}{ENTER}"));
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "User that the app acts as", ENTER);
    let said = confirm(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    assert!(!said.contains("Callback URL"), "{said}");
    let spec = spec(dir.path());
    for line in ["preset = \"server-to-server\"", "name = \"Billing\"", "${RUN_AS_USER}"] {
        assert!(spec.contains(line), "{line}: {spec}");
    }
}

#[test]
fn answers_are_judged_while_they_are_typed_and_explained() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--preset", "web-app"]);
    answer(&mut terminal, "API name of the app", "?");
    answer(&mut terminal, "changed later", "9");
    answer(&mut terminal, "does not start with a letter", &format!("{CLEAR}{ENTER}"));
    answer(&mut terminal, "E-mail address", "owner?");
    answer(&mut terminal, "shared mailbox", ENTER);
    answer(&mut terminal, "is not an e-mail address", &format!("@company.example{ENTER}"));
    answer(&mut terminal, "Callback URL", "https:");
    answer(&mut terminal, "must follow the scheme", &format!("//app.acme.io/cb?a=1{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    assert!(spec(dir.path()).contains("https://app.acme.io/cb?a=1"));
}

/// Whatever the check would refuse in the end is refused at its question.
#[test]
fn answers_that_the_check_refuses_are_refused_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--preset", "saml-sso"]);
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "ACS URL", &format!("http://wiki.acme.io/acs{ENTER}"));
    answer(&mut terminal, "is not encrypted", &format!("{CLEAR}https://wiki.acme.io/acs{ENTER}"));
    answer(&mut terminal, "Entity ID", &format!("https://wiki.acme.io{ENTER}"));
    assert!(confirm(terminal).contains("checked, nothing found"));
}

#[test]
fn going_back_keeps_the_answers_and_no_goes_back_too() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing"]);
    answer(&mut terminal, "What is the app for?", BACK);
    answer(&mut terminal, "What is the app for?", ENTER);
    answer(&mut terminal, "API name of the app", &format!("Mine{ENTER}"));
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Callback URL", BACK);
    answer(&mut terminal, "owner@company.example", BACK);
    answer(&mut terminal, "> Mine", &format!("Own{ENTER}"));
    answer(&mut terminal, "owner@company.example", ENTER);
    answer(&mut terminal, "Callback URL", &format!("https://app.acme.io/cb{ENTER}"));
    answer(&mut terminal, "Write the files?", &format!("{DOWN}{ENTER}"));
    answer(&mut terminal, "> https://app.acme.io/cb", &format!("2{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    let spec = spec(dir.path());
    assert!(spec.contains("name = \"MineOwn\"") && spec.contains("/cb2"), "{spec}");
}

/// Another choice at the first question leaves nothing of the first one.
#[test]
fn another_purpose_forgets_what_only_the_first_one_needed() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing"]);
    answer(&mut terminal, "What is the app for?", ENTER);
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Callback URL", &format!("https://app.acme.io/cb{ENTER}"));
    for question in ["Write the files?", "Callback URL", "E-mail address", "API name of the app"] {
        answer(&mut terminal, question, BACK);
    }
    answer(&mut terminal, "> web-app", &format!("{DOWN}{DOWN}{DOWN}{ENTER}"));
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "> owner@company.example", ENTER);
    answer(&mut terminal, "User that the app acts as", ENTER);
    let said = confirm(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    let spec = spec(dir.path());
    assert!(spec.contains("server-to-server") && !spec.contains("app.acme.io"), "{spec}");
}

#[test]
fn a_mobile_app_is_asked_for_what_devices_get() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--preset", "mobile-app"]);
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Which devices get push messages?", &format!("a{ENTER}"));
    answer(&mut terminal, "Id of the Firebase project", &format!("owner@acme.com{ENTER}"));
    answer(&mut terminal, "cannot be the project", &format!("{CLEAR}acme-field{ENTER}"));
    answer(&mut terminal, "Screen lock", &format!("{DOWN}{DOWN}{DOWN}{ENTER}"));
    answer(&mut terminal, "Custom notification types", &format!("News Offers{ENTER}"));
    answer(&mut terminal, "Callback URL", &format!("acmefield://login{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("Next:"), "{said}");
    let spec = spec(dir.path());
    for line in ["acme-field", "screen-lock = \"Ten\"", "News", "Offers"] {
        assert!(spec.contains(line), "{line}: {spec}");
    }
}

#[test]
fn flags_are_not_asked_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--flow", "authorization-code", "--name", "Mine"];
    let callback = ["--callback", "https://app.acme.io/cb"];
    let mut terminal =
        start(dir.path(), &[&["new", "billing"], &flags[..], &callback[..]].concat());
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    assert!(spec(dir.path()).contains("name = \"Mine\""));
}

#[test]
fn flows_can_be_chosen_one_by_one() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--name", "Mine"]);
    answer(&mut terminal, "What is the app for?", &format!("{}{ENTER}", DOWN.repeat(13)));
    // The first flow and the device flow.
    answer(&mut terminal, "Which OAuth flows?", &format!(" {}", DOWN.repeat(3)));
    terminal.send(&format!(" {ENTER}")).expect("keys");
    terminal.flush().expect("keys");
    answer(&mut terminal, "Can the client keep a secret?", &format!("{DOWN}{ENTER}"));
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Callback URL", &format!("http://localhost:8765/cb{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("Next:"), "{said}");
    let spec = spec(dir.path());
    assert!(spec.contains("\"authorization-code\"") && spec.contains("\"device\""), "{spec}");
    assert!(spec.contains("client = \"public\""), "{spec}");
}

#[test]
fn a_key_pair_can_be_asked_for() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--preset", "ci-jwt"]);
    answer(&mut terminal, "API name of the app", ENTER);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Certificate for the JWT bearer flow", ENTER);
    let said = confirm(terminal);
    assert!(said.contains("Private key: "), "{said}");
    assert!(dir.path().join("Billing.key").is_file());
    assert!(spec(dir.path()).contains("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn leaving_writes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing"]);
    answer(&mut terminal, "What is the app for?", ENTER);
    answer(&mut terminal, "API name of the app", &format!("My{ENTER}"));
    answer(&mut terminal, "E-mail address", "\x03");
    let said = end(terminal);
    assert!(said.contains("cancelled; nothing was written"), "{said}");
    // What was answered is not lost.
    assert!(said.contains("ecaforge new billing --preset web-app --name My"), "{said}");
    assert_eq!(fs::read_dir(dir.path()).expect("the directory").count(), 0);
}

#[test]
fn choices_explain_themselves() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing", "--name", "Billing"]);
    answer(&mut terminal, "What is the app for?", &format!("{}{ENTER}", DOWN.repeat(13)));
    answer(&mut terminal, "Which OAuth flows?", ENTER);
    answer(&mut terminal, "mark at least one", &format!("?{DOWN}{DOWN}"));
    answer(&mut terminal, "Sign with RS256", &format!(" {ENTER}"));
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(&mut terminal, "Certificate for the JWT bearer flow", "?");
    answer(&mut terminal, "signs each login", &format!("{DOWN}{DOWN}{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("files for Billing"), "{said}");
    assert!(spec(dir.path()).contains("flows = [\"jwt-bearer\"]"), "{}", spec(dir.path()));
}

#[test]
fn another_app_is_asked_for_its_name() {
    let dir = tempfile::tempdir().expect("a directory");
    let made = ["--preset", "device", "--name", "Billing", "--contact-email", "o@acme.io"];
    end(start(dir.path(), &[&["new", "billing"][..], &made].concat()));
    let project = dir.path().join("billing");
    let mut terminal = start(&project, &["add", "app", "--preset", "device"]);
    answer(&mut terminal, "API name of the app", &format!("Meters{ENTER}"));
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    let said = confirm(terminal);
    assert!(said.contains("Meters"), "{said}");
    assert!(spec(dir.path()).contains("name = \"Meters\""), "{}", spec(dir.path()));
}

/// In a terminal of any size, what was asked and answered is left in one row each, and nothing of the
/// lists and explanations that were drawn meanwhile.
#[test]
fn questions_leave_nothing_behind_at_any_size() {
    for size in [(40, 12), (80, 12), (80, 24), (120, 30), (200, 12)] {
        let dir = tempfile::tempdir().expect("a directory");
        let mut terminal = start_sized(dir.path(), &["new", "billing"], size);
        let mut raw = String::new();
        let mut step = |question: &str, keys: &str| {
            raw +=
                &terminal.exp_string(question).unwrap_or_else(|_| panic!("{question}: {size:?}"));
            raw += question;
            for key in keys.split_inclusive(|c| c != '\x1b' && c != '[') {
                terminal.send(key).expect("a key");
                terminal.flush().expect("a key");
            }
        };
        let keys = format!("{}??{}?{ENTER}", DOWN.repeat(20), DOWN.repeat(5));
        step("What is the app for?", &keys);
        step("API name of the app", &format!("??{ENTER}"));
        step("E-mail address", &format!("owner@company.example?{ENTER}"));
        step("Address of the page", &format!("http://a.io{ENTER}{CLEAR}https://a.io/?{ENTER}"));
        step("Write the files?", &format!("?{ENTER}"));
        raw += &end(terminal);
        let mut screen = vt100::Parser::new(nonzero(size.1), nonzero(size.0), 1000);
        screen.process(raw.as_bytes());
        let text = everything(&mut screen);
        for once in ["What is the app for? canvas", "API name of the app: Billing"] {
            assert_eq!(text.matches(once).count(), 1, "{size:?}: {text}");
        }
        for left in ["Esc: back", "web-app", "> ", "not encrypted", "Directory"] {
            assert!(!text.contains(left), "{left} {size:?}: {text}");
        }
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a size")
}

/// All rows of a terminal, those above the screen first.
fn everything(terminal: &mut vt100::Parser) -> String {
    let mut rows: Vec<String> = Vec::new();
    let (height, width) = terminal.screen().size();
    terminal.screen_mut().set_scrollback(usize::MAX);
    let above = terminal.screen().scrollback();
    for back in (1..=above).rev() {
        terminal.screen_mut().set_scrollback(back);
        rows.extend(terminal.screen().rows(0, width.get()).next());
    }
    terminal.screen_mut().set_scrollback(0);
    rows.extend(terminal.screen().rows(0, width.get()).take(usize::from(height.get())));
    rows.join("\n")
}

#[test]
fn without_cursor_moves_questions_are_plain_lines() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut command = Command::new(PROGRAM);
    command.args(["new", "billing"]).current_dir(dir.path()).env("TERM", "dumb");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let mut terminal = spawn_command(command, Some(PATIENCE)).expect("a terminal");
    answer(&mut terminal, "What is the app for? (number", "?\n");
    answer(&mut terminal, "What is the app for? (number", "web-app\n");
    answer(&mut terminal, "API name of the app [Billing]", "\n");
    answer(&mut terminal, "E-mail address of the app's owner (", "<\n");
    answer(&mut terminal, "API name of the app [Billing]", "?\n");
    answer(&mut terminal, "changed later", "\n");
    answer(&mut terminal, "E-mail address of the app's owner (", "owner\n");
    answer(&mut terminal, "is not an e-mail address", "owner@company.example\n");
    answer(&mut terminal, "Callback URL (", "https://app.acme.io/cb\n");
    answer(&mut terminal, "Write the files? (number", "1\n");
    let said = end(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    assert!(!said.contains('\x1b'), "{said}");
}
