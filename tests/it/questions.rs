//! The questions of `ecaforge new` at a terminal.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::program::PROGRAM;

const DOWN: &str = "\x1b[B";
const ENTER: &str = "\r";
const ERASE: &str = "\x7f";
/// Milliseconds until an expected text counts as missing.
const PATIENCE: u64 = 20_000;

/// The program at a terminal of its own.
fn start(dir: &Path, args: &[&str]) -> PtySession {
    let mut command = Command::new(PROGRAM);
    command.args(args).current_dir(dir).env("TERM", "xterm-256color");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    spawn_command(command, Some(PATIENCE)).expect("a terminal")
}

/// Waits for a question and answers it.
fn answer(terminal: &mut PtySession, question: &str, keys: &str) {
    terminal.exp_string(question).unwrap_or_else(|_| panic!("{question}: not seen"));
    terminal.send(keys).expect("keys");
    terminal.flush().expect("keys");
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
    let said = end(terminal);
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
    answer(&mut terminal, "changed later", &format!("{ERASE}9"));
    answer(&mut terminal, "does not start with a letter", &format!("{ERASE}{ENTER}"));
    answer(&mut terminal, "E-mail address", "owner");
    answer(&mut terminal, "is not an e-mail address", &format!("@company.example{ENTER}"));
    answer(&mut terminal, "Callback URL", "https:");
    answer(&mut terminal, "must follow the scheme", &format!("//app.acme.io/cb{ENTER}"));
    let said = end(terminal);
    assert!(said.contains("checked, nothing found"), "{said}");
    assert!(spec(dir.path()).contains("https://app.acme.io/cb"));
}

#[test]
fn flags_are_not_asked_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--flow", "authorization-code", "--name", "Mine"];
    let callback = ["--callback", "https://app.acme.io/cb"];
    let mut terminal =
        start(dir.path(), &[&["new", "billing"], &flags[..], &callback[..]].concat());
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    let said = end(terminal);
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
    let said = end(terminal);
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
    let said = end(terminal);
    assert!(said.contains("Private key: "), "{said}");
    assert!(dir.path().join("Billing.key").is_file());
    assert!(spec(dir.path()).contains("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn leaving_writes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut terminal = start(dir.path(), &["new", "billing"]);
    answer(&mut terminal, "What is the app for?", "\x03");
    assert!(end(terminal).contains("cancelled; nothing was written"));
    assert_eq!(fs::read_dir(dir.path()).expect("the directory").count(), 0);
}

#[test]
fn choices_explain_themselves() {
    let dir = tempfile::tempdir().expect("a directory");
    let flows = ["new", "billing", "--name", "Billing"];
    let mut terminal = start(dir.path(), &flows);
    let last = ecaforge::schema::schema().flows.iter().filter(|flow| flow.supported).count();
    answer(&mut terminal, "What is the app for?", &format!("{}{ENTER}", DOWN.repeat(13)));
    answer(&mut terminal, "Which OAuth flows?", &DOWN.repeat(last));
    terminal.send(&format!(" {ENTER}")).expect("keys");
    terminal.flush().expect("keys");
    answer(&mut terminal, "What the flows are", "");
    answer(&mut terminal, "Which OAuth flows?", &format!("{DOWN}{DOWN}"));
    terminal.send(&format!(" {ENTER}")).expect("keys");
    terminal.flush().expect("keys");
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    answer(
        &mut terminal,
        "Certificate for the JWT bearer flow",
        &format!("{}{ENTER}", DOWN.repeat(3)),
    );
    answer(&mut terminal, "What the certificate is for", "");
    answer(&mut terminal, "Certificate for the JWT bearer flow", &format!("{DOWN}{DOWN}{ENTER}"));
    let said = end(terminal);
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
    let name = format!("{}Meters{ENTER}", ERASE.repeat(20));
    answer(&mut terminal, "API name of the app", &name);
    answer(&mut terminal, "E-mail address", &format!("owner@company.example{ENTER}"));
    let said = end(terminal);
    assert!(said.contains("Meters"), "{said}");
    assert!(spec(dir.path()).contains("name = \"Meters\""), "{}", spec(dir.path()));
}
