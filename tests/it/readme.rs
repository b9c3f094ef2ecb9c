//! The README tells the truth.

use crate::program::program;
use std::path::Path;

const README: &str = include_str!("../../README.md");
const CI: &str = include_str!("../../.ci/run");

/// The fenced blocks of that language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split_once("\n```")).map(|b| b.0).collect()
}

fn ecaforge(command: &str, dir: &Path) -> (Option<i32>, String) {
    let words: Vec<&str> = command.split_whitespace().filter(|word| *word != "\\").collect();
    let output =
        program().args(&words[1..]).current_dir(dir).env("NO_COLOR", "1").output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_first_command_leaves_a_checked_project() {
    let command = blocks("sh")[0].replace("cargo run --", "ecaforge");
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("clone");
    std::fs::create_dir(&inside).unwrap();
    let (status, said) = ecaforge(&command, &inside);
    assert_eq!(status, Some(0), "{said}");
    assert!(dir.path().join("my-app/sfdx-project.json").is_file());
    let (status, said) = ecaforge("ecaforge check --fail-on hint", &dir.path().join("my-app"));
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn the_second_command_is_what_ci_runs() {
    // Each part is a line of its own: `set -e` would ignore a failure before `&&`.
    let mut lines = CI.lines();
    for part in blocks("sh")[1].split(" && ") {
        assert!(lines.any(|line| line == part), "`.ci/run` does not call `{part}`");
    }
}

#[test]
fn the_tour_shows_what_the_program_says() {
    let block = blocks("console")[0];
    let (command, shown) = block.split_once("oauth/callback\n").unwrap();
    let command = format!("{}oauth/callback", command.trim_start_matches("$ "));
    let dir = tempfile::tempdir().unwrap();
    let (status, said) = ecaforge(&command, dir.path());
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(said.trim_end(), shown.trim_end());
}

/// The project of the tour, as if somebody else had made it.
fn foreign_billing(dir: &Path) -> std::path::PathBuf {
    let (command, _) = blocks("console")[0].split_once("oauth/callback\n").unwrap();
    let command = format!("{command}oauth/callback");
    let (status, said) = ecaforge(command.trim_start_matches("$ "), dir);
    assert_eq!(status, Some(0), "{said}");
    let root = dir.join("billing");
    for file in ["ecaforge.toml", "ecaforge.lock"] {
        std::fs::remove_file(root.join(file)).unwrap();
    }
    root
}

#[test]
fn the_other_examples_are_what_the_program_says() {
    let dir = tempfile::tempdir().unwrap();
    let root = foreign_billing(dir.path());
    let shown = |command: &str| {
        let block = |it: &&str| it.starts_with(&format!("$ {command}\n"));
        let block = blocks("console").into_iter().find(block).expect("the example is there");
        block.split_once('\n').unwrap().1.trim_end().to_owned()
    };
    let (_, said) = ecaforge("ecaforge add device --diff", &root);
    assert_eq!(said.trim_end(), shown("ecaforge add device --diff"));
    let scopes = root
        .join("force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml");
    let text = std::fs::read_to_string(&scopes).unwrap();
    let wrong = text.replace("Api, RefreshToken", "Api, Web, refresh_token");
    std::fs::write(&scopes, wrong).unwrap();
    let without_time = |text: &str| text.rsplit_once(" in ").unwrap().0.to_owned();
    let (status, said) = ecaforge("ecaforge check", &root);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(without_time(&said), without_time(&shown("ecaforge check")));
    let fixed = ["--fix".to_owned(), shown("ecaforge check --fix")];
    let (status, said) = ecaforge(&format!("ecaforge check {}", fixed[0]), &root);
    assert_eq!(status, Some(0), "{said}");
    let last = fixed[1].lines().last().unwrap();
    assert_eq!(without_time(&said), without_time(last));
}

#[test]
fn the_page_shown_is_the_one_printed() {
    let block = blocks("console").into_iter().find(|block| block.contains("ecaforge explain"));
    let (command, shown) = block.expect("a page is shown").split_once('\n').unwrap();
    let subject = command.split('"').nth(1).expect("the message is quoted");
    assert_eq!(ecaforge::explain::explain(subject).unwrap().trim_end(), shown.trim_end());
}

#[test]
fn presets_and_formats_are_all_there() {
    for preset in ecaforge::spec::presets() {
        assert!(README.contains(&format!("`{}`", preset.id)), "{}", preset.id);
    }
}
