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

#[test]
fn the_hooks_run_for_the_files_that_matter() {
    let hooks = yaml(include_str!("../../.pre-commit-hooks.yaml"));
    let hook = &hooks[0];
    let files = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
    for metadata_type in ecaforge::schema::schema().types.values() {
        let name = metadata_type.file_name("Billing");
        let path = format!("force-app/main/default/{}/{name}", metadata_type.folder);
        let other = metadata_type.name == "ConnectedApp";
        assert!(other || files.is_match(&path), "{path}");
    }
    assert!(!files.is_match("force-app/main/default/classes/A.cls"));
    let case = Case::new();
    let entry = hook["entry"].as_str().unwrap().strip_prefix("ecaforge ").unwrap();
    assert_eq!(case.run(entry).status.code(), Some(1));
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
