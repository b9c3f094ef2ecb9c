//! The files that run checks on servers: what `new --ci` writes, each read as its server reads it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ecaforge::generate::PlannedFile;
use ecaforge::spec::{Ci, Client, Spec};
use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;

use crate::generate::files;
use crate::generate_readme::of;
use crate::judges_python::{Python, python};
use crate::program::write;

/// Each server with its file, the name of its schema, how the file shows findings in the change, and
/// where the file holds scripts.
const SERVERS: &[(Ci, &str, &str, &str, &str)] = &[
    (
        Ci::Github,
        ".github/workflows/check.yml",
        "vendor.github-workflows",
        "--format github",
        "run",
    ),
    (Ci::Gitlab, ".gitlab-ci.yml", "vendor.gitlab-ci", "codequality:", "script"),
    (Ci::Azure, "azure-pipelines.yml", "vendor.azure-pipelines", "--format azure", "bash"),
    (
        Ci::Bitbucket,
        "bitbucket-pipelines.yml",
        "vendor.bitbucket-pipelines",
        "/annotations",
        "script",
    ),
    (Ci::Jenkins, "Jenkinsfile", "", "recordIssues", ""),
];

/// A project with these files, with and without values that are filled in at deploy.
fn projects() -> Vec<Vec<PlannedFile>> {
    let spec = |run_as: &str| -> Spec {
        let mut spec = of(&["client-credentials"], Client::Confidential);
        spec.apps[0].oauth_mut().run_as = Some(run_as.into());
        let servers = SERVERS.iter().map(|server| server.0);
        spec.project.ci = servers.chain([Ci::PreCommit]).collect();
        spec
    };
    ["${RUN_AS}", "run@acme.com"].map(|run_as| files(&spec(run_as)).expect("a plan")).into()
}

fn text<'a>(files: &'a [PlannedFile], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

/// The scripts below keys of that name.
fn scripts(node: &Yaml<'_>, key: &str, out: &mut Vec<String>) {
    let mut add = |node: &Yaml<'_>| out.extend(node.as_str().map(str::to_owned));
    if let Some(map) = node.as_mapping() {
        for (name, value) in map {
            let name = name.as_str().unwrap_or_default();
            if name == key || (key == "script" && name == "before_script") {
                add(value);
                value.as_vec().into_iter().flatten().for_each(&mut add);
            }
        }
        map.iter().for_each(|(_, value)| scripts(value, key, out));
    }
    node.as_vec().into_iter().flatten().for_each(|item| scripts(item, key, out));
}

fn scripts_of(text: &str, path: &str, key: &str) -> Vec<String> {
    let mut out = Vec::new();
    if path == "Jenkinsfile" {
        let parts: Vec<&str> = text.split("\'\'\'").collect();
        assert!(parts.len() % 2 == 1 && !text.contains('\\'), "{text}");
        out.extend(parts.iter().skip(1).step_by(2).map(|part| (*part).to_owned()));
        let single = text.lines().filter(|line| !line.contains("'''"));
        let single = single.filter_map(|line| line.trim().strip_prefix("sh '"));
        out.extend(single.filter_map(|line| line.strip_suffix('\'')).map(str::to_owned));
    } else {
        let document = Yaml::load_from_str(text).unwrap_or_else(|why| panic!("{path}: {why}"));
        scripts(&document[0], key, &mut out);
    }
    out
}

fn shell(script: &str, dir: &Path, args: &[&str], env: &[(&str, &str)]) -> Output {
    let path = format!("{}:{}", dir.display(), std::env::var("PATH").expect("a path"));
    let mut command = Command::new("bash");
    command.args(args).args(["-c", script]).current_dir(dir).env("PATH", path);
    command.envs(env.iter().copied()).output().expect("bash runs")
}

#[test]
fn each_server_checks_shows_the_findings_and_asks_the_org() {
    for files in projects() {
        let readme = text(&files, "README.md");
        let has_environment = readme.contains("`RUN_AS`");
        for (ci, path, _, shows, key) in SERVERS {
            let text = text(&files, path);
            let all = scripts_of(text, path, key);
            let script = all.join("\n");
            for part in [
                " check --format ",
                "git ls-remote --exit-code",
                "cargo install --locked",
                "sf project deploy start --dry-run",
                "sf org login jwt",
            ] {
                assert!(script.contains(part), "{path}: {part}: {script}");
            }
            assert!(text.contains(shows), "{ci:?}: {text}");
            assert!(
                !has_environment
                    || *ci == Ci::Gitlab
                    || *ci == Ci::Bitbucket
                    || text.contains("RUN_AS")
            );
            for script in &all {
                let said = shell(script, Path::new("."), &["-n"], &[]);
                assert!(
                    said.status.success() && said.stderr.is_empty(),
                    "{path}: {said:?}\n{script}"
                );
            }
            assert!(readme.contains(&format!("`{path}` checks each ")), "{path}: {readme}");
            for name in ["ECAFORGE_SOURCE", "SF_USERNAME", "SF_LOGIN_URL"] {
                assert!(text.contains(name), "{path}: {name}");
            }
        }
    }
}

/// Without a tag of the version, the reason is told where the run is read.
#[cfg(unix)]
#[test]
fn a_missing_tag_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let files = &projects()[0];
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), "cargo", "#!/bin/sh\necho installed\n");
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(dir.path().join("cargo"), executable).expect("executable");
    let git = |args: &str| {
        let us = "-c user.name=a -c user.email=a@acme.io -c commit.gpgsign=false -C own";
        let args: Vec<&str> = us.split(' ').chain(args.split(' ')).collect();
        let done = Command::new("git").args(args).current_dir(dir.path()).output().expect("git");
        assert!(done.status.success(), "{done:?}");
    };
    fs::create_dir(dir.path().join("own")).expect("a directory");
    git("init -q");
    git("commit -q --allow-empty -m one");
    for is_tagged in [false, true] {
        let version = env!("CARGO_PKG_VERSION");
        let tag = format!("v{version}");
        if is_tagged {
            git(&format!("tag {tag}"));
        }
        for (_, path, _, _, key) in SERVERS {
            let all = scripts_of(text(files, path), path, key);
            let install = all.iter().find(|script| script.contains("ls-remote")).expect("a script");
            for source in ["", "own"] {
                let env = [
                    ("ECAFORGE_SOURCE", source),
                    ("SOURCE", source),
                    ("TAG", &tag),
                    ("PIPELINE_WORKSPACE", "w"),
                ];
                let done = shell(install, dir.path(), &["-e"], &env);
                let said = [done.stdout, done.stderr].concat();
                let said = String::from_utf8_lossy(&said);
                let is_well = is_tagged && source == "own";
                assert_eq!(done.status.success(), is_well, "{path} {source}: {said}");
                let expected = match (is_well, source) {
                    (true, _) => "installed",
                    (false, "") => "ECAFORGE_SOURCE",
                    (false, _) => &format!("no tag v{version}"),
                };
                assert!(said.contains(expected), "{path} {source}: {said}");
            }
        }
    }
}

/// What Bitbucket is sent: a report, and an annotation for each finding.
#[cfg(unix)]
#[test]
fn bitbucket_gets_a_report_with_annotations() {
    use std::os::unix::fs::PermissionsExt as _;
    if Command::new("jq").arg("--version").output().is_err() {
        return;
    }
    let files = &projects()[0];
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path();
    for file in files {
        write(root, &file.path, &file.text);
    }
    let version = env!("CARGO_PKG_VERSION");
    let own = format!(".ecaforge-{version}/bin/ecaforge");
    write(root, &own, &format!("#!/bin/sh\nexec '{}' \"$@\"\n", crate::program::PROGRAM));
    write(root, "curl", "#!/bin/sh\necho \"$@\" >> sent\n");
    for path in [own.as_str(), "curl"] {
        fs::set_permissions(root.join(path), fs::Permissions::from_mode(0o755))
            .expect("executable");
    }
    let all =
        scripts_of(text(files, "bitbucket-pipelines.yml"), "bitbucket-pipelines.yml", "script");
    let script = all.iter().find(|script| script.contains("/annotations")).expect("a script");
    let env = [("BITBUCKET_REPO_FULL_NAME", "acme/apps"), ("BITBUCKET_COMMIT", "abc")];
    let json = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(root.join(name)).expect("a file")).expect("JSON")
    };
    let done = shell(script, root, &["-e"], &env);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(json("ecaforge-report.json")["result"], "PASSED");
    let header = files.iter().find(|file| file.path.ends_with(".eca-meta.xml")).expect("a header");
    write(root, &header.path, &header.text.replace(">Local<", ">local<"));
    let done = shell(script, root, &["-e"], &env);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    assert_eq!(json("ecaforge-report.json")["result"], "FAILED");
    let first = &json("ecaforge-annotations.json")[0];
    assert_eq!(first["path"], header.path.as_str());
    assert!(first["line"].as_u64().is_some() && first["severity"] == "HIGH", "{first}");
    let sent = fs::read_to_string(root.join("sent")).expect("calls");
    assert!(
        sent.contains("repositories/acme/apps/commit/abc/reports/ecaforge/annotations"),
        "{sent}"
    );
    // Where the server takes nothing, the check still has its result.
    write(root, "curl", "#!/bin/sh\nexit 22\n");
    let done = shell(script, root, &["-e"], &env);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    assert!(String::from_utf8_lossy(&done.stdout).contains("was not taken"), "{done:?}");
}

/// What a program of the judges says about files; none where it finds nothing.
fn complaint(python: &Python, args: &[&str]) -> Option<String> {
    let output = python.run(args);
    (!output.status.success())
        .then(|| String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
#[ignore = "needs Python 3"]
fn the_files_are_what_the_schemas_and_linters_of_their_servers_take() {
    let Some(python) = python() else {
        eprintln!("NOT RUN: Python 3.10 or newer with pip is not installed");
        return;
    };
    let validate = |schema: &str, path: &Path| {
        let path = path.display().to_string();
        complaint(
            python,
            &[
                "check_jsonschema",
                "--regex-variant",
                "nonunicode",
                "--builtin-schema",
                schema,
                &path,
            ],
        )
    };
    for files in projects() {
        let dir = tempfile::tempdir().expect("a directory");
        for file in &files {
            write(dir.path(), &file.path, &file.text);
        }
        for (_, path, schema, _, _) in SERVERS.iter().filter(|server| !server.2.is_empty()) {
            assert_eq!(validate(schema, &dir.path().join(path)), None);
            // The schema refuses what is wrong.
            let wrong = text(&files, path)
                .replace("image:", "imago:")
                .replace("steps:", "stepz:")
                .replace("- step: *", "- stepz: *");
            write(dir.path(), "wrong.yml", &wrong);
            assert!(validate(schema, &dir.path().join("wrong.yml")).is_some(), "{path}");
        }
        let jenkinsfile = dir.path().join("Jenkinsfile").display().to_string();
        assert_eq!(complaint(python, &["groovy", &jenkinsfile]), None);
        write(
            dir.path(),
            "wrong",
            &text(&files, "Jenkinsfile").replace("agent any", "agent any }"),
        );
        let wrong = dir.path().join("wrong").display().to_string();
        assert!(complaint(python, &["groovy", &wrong]).is_some());
        let root = dir.path().display().to_string();
        assert_eq!(
            complaint(
                python,
                &["zizmor", "--offline", "--no-progress", "--persona", "pedantic", &root]
            ),
            None
        );
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = own.join("action.yml");
    assert_eq!(validate("vendor.github-actions", &action), None);
    let action = action.display().to_string();
    assert_eq!(
        complaint(
            python,
            &["zizmor", "--offline", "--no-progress", "--persona", "auditor", &action]
        ),
        None
    );
}
