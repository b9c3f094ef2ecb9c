//! `new --yes` takes what the questions would take where Enter is all that is pressed: every preset,
//! flow and plugin.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;
use ecaforge::schema::schema;
use ecaforge::spec::{Plugin, presets};

use crate::program::PROGRAM;

const CALLBACK: &str = "https://kiosk.acme.io/cb";

/// What has no default: a word of the refusal, and the flags that give it.
const NO_DEFAULT: &[(&str, &[&str])] = &[
    ("(--callback)", &["--callback", CALLBACK]),
    ("(--namespace)", &["--namespace", "acme"]),
    (
        "(--token-issuer)",
        &[
            "--token-issuer",
            "https://id.acme.io",
            "--token-keys",
            "https://id.acme.io/keys",
            "--token-audience",
            "kiosk",
        ],
    ),
    ("(--asset-audience)", &["--asset-audience", "kiosk"]),
    ("(--acs-url)", &["--acs-url", "https://sp.acme.io/acs", "--entity-id", "https://sp.acme.io"]),
    ("(--canvas-url)", &["--canvas-url", "https://kiosk.acme.io/canvas"]),
    ("--firebase-project", &["--firebase-project", "kiosk"]),
    ("is not a login by itself", &["--flow", "authorization-code"]),
    ("issues refresh tokens", &["--flow", "authorization-code"]),
];

/// The program in a directory with a mail address that git knows.
fn command(dir: &Path) -> Command {
    fs::write(dir.join("git"), "[user]\nemail = owner@acme.io\n").expect("a file");
    let mut command = Command::new(PROGRAM);
    command.current_dir(dir).env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_CONFIG_GLOBAL", dir.join("git")).env("TERM", "xterm-256color");
    command
}

/// The flags of every choice that the questions begin with.
fn choices() -> Vec<[String; 2]> {
    let pair = |flag: &str, id: &str| [flag.to_owned(), id.to_owned()];
    let presets = presets().iter().map(|preset| pair("--preset", &preset.id));
    let flows = schema().flows.iter().filter(|flow| flow.supported);
    let flows = flows.map(|flow| pair("--flow", &flow.id));
    let plugins = Plugin::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let plugins = plugins.map(|plugin| pair("--plugin", plugin.get_name()));
    presets.chain(flows).chain(plugins).collect()
}

/// The flags with which `--yes` makes a project; each that it needs is one without a default.
fn sufficient(dir: &Path, choice: &[String; 2]) -> Vec<String> {
    let mut flags = choice.to_vec();
    loop {
        let mut command = command(dir);
        let output = command.args(["new", "kiosk", "--yes", "--dry-run"]).args(&flags).output();
        let output = output.expect("a run");
        if output.status.success() {
            return flags;
        }
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let more = NO_DEFAULT.iter().find(|(word, _)| told.contains(word));
        let Some((_, more)) = more.filter(|(_, more)| !flags.iter().any(|it| *it == more[1]))
        else {
            panic!("{choice:?}: refused though every question has a default: {flags:?}\n{told}");
        };
        flags.extend(more.iter().map(|flag| (*flag).to_owned()));
    }
}

/// The spec without what differs in every run: a new certificate.
fn spec(dir: &Path) -> toml::Table {
    let text = fs::read_to_string(dir.join("kiosk/ecaforge.toml")).expect("the spec");
    let mut spec: toml::Table = text.parse().expect("TOML");
    let oauth = spec["app"][0].get_mut("oauth").and_then(toml::Value::as_table_mut);
    if let Some(certificate) = oauth.and_then(|oauth| oauth.get_mut("certificate")) {
        *certificate = "some".into();
    }
    spec
}

#[test]
fn yes_succeeds_wherever_each_question_has_a_default() {
    let dir = tempfile::tempdir().expect("a directory");
    for choice in choices() {
        sufficient(dir.path(), &choice);
    }
}

/// `new` without a terminal and without `--yes` takes no default of its own.
#[test]
fn a_run_without_a_terminal_takes_no_default() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut command = command(dir.path());
    let flags = ["new", "kiosk", "--preset", "server-to-server", "--contact-email", "a@acme.io"];
    let output = command.args(flags).output().expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--run-as"));
}

#[cfg(unix)]
#[test]
fn yes_gives_the_spec_that_enter_gives() {
    use std::thread::sleep;
    use std::time::Duration;

    let made = [
        ["--preset", "server-to-server"],
        ["--preset", "ci-jwt"],
        ["--flow", "asset-token"],
        ["--plugin", "mobile"],
        ["--preset", "cli-tool"],
    ];
    for choice in made {
        let (yes, asked) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("one"));
        let flags = sufficient(yes.path(), &choice.map(str::to_owned));
        let output = command(yes.path()).args(["new", "kiosk", "--yes"]).args(&flags).output();
        assert!(output.expect("a run").status.success());
        let mut prompt = command(asked.path());
        prompt.args(["new", "kiosk"]).args(&flags);
        let mut terminal =
            rexpect::session::spawn_command(prompt, Some(20_000)).expect("a terminal");
        for _ in 0..40 {
            if asked.path().join("kiosk/ecaforge.toml").exists() {
                break;
            }
            sleep(Duration::from_millis(100));
            // Once the program is gone, there is nobody to write to.
            let _ = terminal.send("\r").and_then(|_| terminal.flush());
        }
        let said = terminal.exp_eof().expect("an end");
        assert!(asked.path().join("kiosk/ecaforge.toml").exists(), "{choice:?}: {said}");
        assert_eq!(spec(yes.path()), spec(asked.path()), "{choice:?}");
    }
}
