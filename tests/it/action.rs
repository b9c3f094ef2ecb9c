//! The hooks of `.pre-commit-hooks.yaml` and the steps of `action.yml`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;

use crate::adoption::{Case, stderr};

fn yaml(text: &str) -> Yaml<'_> {
    Yaml::load_from_str(text).expect("it is YAML").remove(0)
}

/// The shell of a step of `action.yml`, by its id.
fn step(id: &str) -> String {
    let action = yaml(include_str!("../../action.yml"));
    let steps = action["runs"]["steps"].as_vec().expect("it has steps");
    let is = |step: &&Yaml<'_>| step.as_mapping_get("id").and_then(Yaml::as_str) == Some(id);
    let step = steps.iter().find(is).unwrap_or_else(|| panic!("no step {id}"));
    step["run"].as_str().expect("it runs a script").to_owned()
}

/// A deleted file is none that pre-commit would run a hook for.
#[test]
fn the_hooks_run_for_every_commit() {
    let hooks = yaml(include_str!("../../.pre-commit-hooks.yaml"));
    for hook in hooks.as_vec().unwrap() {
        assert_eq!(hook["always_run"].as_bool(), Some(true));
        assert_eq!(hook["pass_filenames"].as_bool(), Some(false));
        assert!(hook.as_mapping_get("files").is_none(), "it has no effect");
    }
    let case = Case::new();
    let entry = hooks[0]["entry"].as_str().unwrap().strip_prefix("ecaforge ").unwrap();
    assert_eq!(case.run(entry).status.code(), Some(1));
}

/// Without an input, the job fails as the configuration says.
#[cfg(unix)]
#[test]
fn the_configuration_says_what_fails_the_job() {
    let action = yaml(include_str!("../../action.yml"));
    assert_eq!(action["inputs"]["fail-on"]["default"].as_str(), Some(""));
    let case = Case::new();
    fs::create_dir_all(case.path("tmp")).unwrap();
    case.write("ecaforge.toml", "[check]\nfail-on = \"never\"\n");
    for (fail_on, status) in [("", 0), ("error", 1), ("never", 0)] {
        let _ = fs::remove_file(case.path("tmp/output"));
        let env = [
            ("INPUT_PATH", "."),
            ("FAIL_ON", fail_on),
            ("BASELINE", ""),
            ("SINCE", ""),
            ("ARGS", ""),
        ];
        let done = shell(&case, "check", &env);
        assert!(done.status.success(), "{}", stderr(&done));
        assert!(case.read("tmp/output").contains(&format!("status={status}\n")), "{fail_on}");
    }
}

/// A comment that could not be written is told in the run, and does not fail the job.
#[cfg(unix)]
#[test]
fn a_failing_comment_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new();
    fs::create_dir_all(case.path("tmp")).unwrap();
    case.write("tmp/ecaforge.md", "<!-- ecaforge -->\nreport\n");
    let gh = "#!/bin/sh\necho 'gh: Resource not accessible by integration 100%\n::error::x' >&2\nexit 1\n";
    case.write("fake/gh", gh);
    fs::set_permissions(case.path("fake/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let markdown = case.path("tmp/ecaforge.md").display().to_string();
    let env = [("REPOSITORY", "o/r"), ("NUMBER", "7"), ("MARKDOWN", markdown.as_str())];
    let done = shell(&case, "comment", &env);
    assert!(done.status.success(), "{}", stderr(&done));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.starts_with("::warning title=ecaforge::ecaforge could not comment"), "{said}");
    assert!(said.contains("not accessible by integration 100%25"), "{said}");
    assert!(said.contains("pull-requests: write") && !said.contains("::error"), "{said}");
    assert!(case.read("tmp/summary").contains("could not comment"));
}

fn shell(case: &Case, id: &str, env: &[(&str, &str)]) -> Output {
    let bin = Path::new(crate::program::PROGRAM).parent().unwrap();
    let path = format!(
        "{}:{}:{}",
        case.path("fake").display(),
        bin.display(),
        std::env::var("PATH").unwrap()
    );
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step(id)])
        .current_dir(case.dir.path())
        .env("PATH", path)
        .env("RUNNER_TEMP", case.path("tmp"))
        .env("GITHUB_OUTPUT", case.path("tmp/output"))
        .env("GITHUB_STEP_SUMMARY", case.path("tmp/summary"))
        .envs(env.iter().copied())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn the_steps_of_the_action_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new();
    fs::create_dir_all(case.path("tmp")).unwrap();
    let install = shell(&case, "install", &[("VERSION", ""), ("ACTION_PATH", "/nowhere")]);
    assert!(String::from_utf8_lossy(&install.stdout).starts_with("ecaforge "), "{install:?}");
    let check = shell(
        &case,
        "check",
        &[
            ("INPUT_PATH", "."),
            ("FAIL_ON", "error"),
            ("BASELINE", ""),
            ("SINCE", ""),
            ("ARGS", "--profile strict"),
        ],
    );
    assert!(check.status.success(), "{}", stderr(&check));
    let annotations = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(annotations.starts_with("::error file=force-app/"), "{annotations}");
    assert!(case.read("tmp/output").contains("status=1\n"));
    assert!(case.read("tmp/summary").contains("<!-- ecaforge -->"));
    let sarif: Value = serde_json::from_str(&case.read("tmp/ecaforge.sarif")).unwrap();
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
    // A stand-in for GitHub's own command that notes what it is asked.
    case.write("fake/gh", "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/gh\"\n");
    fs::set_permissions(case.path("fake/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let markdown = case.path("tmp/ecaforge.md").display().to_string();
    let env = [("REPOSITORY", "o/r"), ("NUMBER", "7"), ("MARKDOWN", markdown.as_str())];
    let comment = shell(&case, "comment", &env);
    assert!(comment.status.success(), "{}", stderr(&comment));
    let asked = case.read("tmp/gh");
    assert!(asked.contains("repos/o/r/issues/7/comments -F body=@"), "{asked}");
    assert_eq!(shell(&case, "result", &[("STATUS", "1")]).status.code(), Some(1));
}

/// The comment that the action writes over is its own, whoever else began one with its marker.
#[cfg(unix)]
#[test]
fn a_comment_of_a_stranger_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    if Command::new("jq").arg("--version").output().is_err() {
        return;
    }
    let case = Case::new();
    fs::create_dir_all(case.path("tmp")).unwrap();
    case.write("tmp/ecaforge.md", "<!-- ecaforge -->\nreport\n");
    // A stand-in for GitHub's own command, which runs the query on these comments.
    let gh = "#!/bin/sh\ncase \"$*\" in\n'api user'*) exit 1 ;;\n\
              *--paginate*) jq -r \"$5\" \"$RUNNER_TEMP/comments\" ;;\n\
              *) echo \"$@\" >> \"$RUNNER_TEMP/gh\" ;;\nesac\n";
    case.write("fake/gh", gh);
    fs::set_permissions(case.path("fake/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let markdown = case.path("tmp/ecaforge.md").display().to_string();
    let env = [("REPOSITORY", "o/r"), ("NUMBER", "7"), ("MARKDOWN", markdown.as_str())];
    let comment = |id: u32, login: &str, body: &str| serde_json::json!({"id": id, "user": {"login": login}, "body": body});
    let marked = "<!-- ecaforge -->\nx";
    let strangers = [
        comment(1, "mallory", marked),
        comment(2, "github-actions", marked),
        comment(3, "github-actions[bot]x", marked),
        comment(4, "github-actions[bot]", "said before <!-- ecaforge -->"),
    ];
    let ours = comment(5, "github-actions[bot]", marked);
    for (comments, expected) in [
        (strangers.to_vec(), "api repos/o/r/issues/7/comments -F"),
        ([&strangers[..], &[ours]].concat(), "api -X PATCH repos/o/r/issues/comments/5 -F"),
    ] {
        let _ = fs::remove_file(case.path("tmp/gh"));
        case.write("tmp/comments", &Value::Array(comments).to_string());
        let done = shell(&case, "comment", &env);
        assert!(done.status.success(), "{}", stderr(&done));
        assert!(case.read("tmp/gh").starts_with(expected), "{}", case.read("tmp/gh"));
    }
}
