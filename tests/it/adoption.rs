//! The program as a project with old faults meets it: baseline, git, editors, hooks, the action.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;

const HEADER: &str = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";
const OAUTH: &str =
    "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
const GOOD_HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <contactEmail>a@acme.io</contactEmail>\n    <description>Bills</description>\n    \
    <distributionState>Local</distributionState>\n    <isProtected>false</isProtected>\n    \
    <label>Billing</label>\n</ExternalClientApplication>\n";
const BAD_OAUTH: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ExtlClntAppOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <commaSeparatedOauthScopes>Apii, RefreshToken</commaSeparatedOauthScopes>\n    \
    <externalClientApplication>Billing</externalClientApplication>\n    \
    <label>Billing</label>\n</ExtlClntAppOauthSettings>\n";

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    /// A project with one old fault: an unknown scope.
    fn new() -> Self {
        let case = Self { dir: tempfile::tempdir().unwrap() };
        let project = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
                       \"sourceApiVersion\": \"66.0\"}\n";
        case.write("sfdx-project.json", project);
        case.write(HEADER, GOOD_HEADER);
        case.write(OAUTH, BAD_OAUTH);
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ecaforge"));
        command
            .current_dir(self.dir.path())
            .args(args.split(' ').filter(|arg| !arg.is_empty()))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &str) -> Output {
        self.command(args).output().unwrap()
    }

    /// Rules and paths of what is reported.
    fn found(&self, args: &str) -> Vec<(String, String)> {
        let output = self.run(&format!("check --format json {args}"));
        findings(&output)
    }

    fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(self.dir.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@acme.io", "-c", "commit.gpgsign=false"])
            .args(args)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn commit(&self) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "first"]);
    }
}

fn findings(output: &Output) -> Vec<(String, String)> {
    let json: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&output.stderr)));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = json["findings"].as_array().unwrap().iter();
    findings.map(|finding| (text(finding, "rule"), text(finding, "path"))).collect()
}

fn rules(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(rule, _)| rule.as_str()).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_verbose_run_tells_what_it_checked_and_what_it_left_out() {
    let case = Case::new();
    case.write(
        "ecaforge.toml",
        "[check.rules]\nbroad-scope = \"off\"\n[[check.ignore]]\nrule = \"unknown-scope\"\n",
    );
    let told = stderr(&case.run("check --verbose"));
    for line in [
        "configuration: ecaforge.toml",
        "rules switched off in ecaforge.toml: broad-scope",
        "1 ignores in ecaforge.toml",
        "2 metadata files, API version 66.0",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!stderr(&case.run("check")).contains("configuration:"));
}

#[test]
fn a_baseline_hides_old_faults_and_shows_new_ones() {
    let case = Case::new();
    assert_eq!(case.run("check").status.code(), Some(1));
    assert_eq!(case.run("check --write-baseline").status.code(), Some(0));
    let with = "--baseline ecaforge-baseline.json";
    assert_eq!(case.run(&format!("check {with}")).status.code(), Some(0));
    assert_eq!(case.found(with), []);
    // Lines move, and a comment comes between.
    case.write(OAUTH, &BAD_OAUTH.replacen("?>\n", "?>\n\n<!-- new -->\n\n", 1));
    assert_eq!(case.found(with), []);
    case.write(HEADER, &GOOD_HEADER.replace("Local", "Lokal"));
    let new = [("unknown-enum-value".to_owned(), HEADER.to_owned())];
    assert_eq!(case.found(with), new);
    // Each format reports the new one alone.
    for format in ["human", "concise", "sarif", "github", "gitlab", "junit", "markdown"] {
        let output = case.run(&format!("check {with} --format {format}"));
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("unknown-enum-value"), "{format}: {text}");
        if format == "sarif" {
            let log: Value = serde_json::from_str(&text).unwrap();
            let results = log["runs"][0]["results"].as_array().unwrap();
            let open = results.iter().filter(|result| result["suppressions"].is_null());
            assert_eq!(open.count(), 1);
        } else {
            assert!(!text.contains("Apii"), "{format}: {text}");
        }
    }
    let shown = case.run(&format!("check {with} --show-suppressed"));
    assert!(String::from_utf8_lossy(&shown.stdout).contains("suppressed[unknown-scope]"));
    let missing = case.run("check --baseline no.json");
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("--write-baseline"));
}

#[test]
fn since_reports_what_a_change_brought() {
    let case = Case::new();
    case.commit();
    assert_eq!(case.found("--since HEAD"), []);
    // The header goes: the fault is in a file that did not change.
    fs::remove_file(case.path(HEADER)).unwrap();
    let found = case.found("--since HEAD");
    assert!(rules(&found).contains(&"unknown-app"), "{found:?}");
    assert!(!rules(&found).contains(&"unknown-scope"), "{found:?}");
    assert!(found.iter().all(|(_, path)| path == OAUTH));
    // A file that changed is reported in full.
    case.write(HEADER, GOOD_HEADER);
    case.write(OAUTH, &BAD_OAUTH.replace("Billing</label>", "Bills</label>"));
    assert_eq!(rules(&case.found("--since HEAD")), ["unknown-scope"]);
    // So is one that git does not know yet, from another directory too.
    case.write(OAUTH, BAD_OAUTH);
    case.write(
        "force-app/main/default/externalClientApps/Other.eca-meta.xml",
        &GOOD_HEADER.replace("Local", "Lokal"),
    );
    let mut command = case.command("check --since HEAD --format json ..");
    let output = command.current_dir(case.path("force-app/main")).output().unwrap();
    assert!(rules(&findings(&output)).contains(&"unknown-enum-value"), "{}", stderr(&output));
}

#[test]
fn since_says_what_is_wrong() {
    let case = Case::new();
    let outside = case.command("check --since HEAD").env("GIT_CEILING_DIRECTORIES", "/").output();
    let outside = outside.unwrap();
    assert_eq!(outside.status.code(), Some(2));
    assert!(stderr(&outside).contains("needs a git repository"), "{}", stderr(&outside));
    case.commit();
    for revision in ["no-such-branch", "--output=x"] {
        let unknown = case.run(&format!("check --since={revision}"));
        assert_eq!(unknown.status.code(), Some(2));
        assert!(stderr(&unknown).contains("no revision"), "{}", stderr(&unknown));
    }
    assert!(!case.path("x").exists());
}

#[test]
fn fixes_are_written_or_shown() {
    let case = Case::new();
    case.write(HEADER, &GOOD_HEADER.replace("Local", "local"));
    let before = case.read(HEADER);
    let diff = case.run("check --diff");
    let text = String::from_utf8_lossy(&diff.stdout).into_owned();
    assert!(text.contains("-    <distributionState>local<"), "{text}");
    assert!(text.contains("+    <distributionState>Local<"), "{text}");
    assert_eq!(case.read(HEADER), before, "--diff writes nothing");
    case.run("check --fix");
    assert_eq!(case.read(HEADER), GOOD_HEADER);
    assert_eq!(case.read(OAUTH), BAD_OAUTH, "what is unsafe stays");
    let again = case.run("check --diff");
    assert_eq!(again.stdout, b"");
    case.run("check --fix --unsafe-fixes");
    assert!(case.read(OAUTH).contains("<commaSeparatedOauthScopes>Api, RefreshToken<"));
    assert_eq!(case.run("check --unsafe-fixes").status.code(), Some(2));
}

#[test]
fn a_diff_hides_credentials() {
    let case = Case::new();
    let path =
        "force-app/main/default/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml";
    case.write(
        path,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ExtlClntAppGlobalOauthSettings \
         xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <consumerSecret>TOPSECRET123\
         </consumerSecret>\n    <externalClientApplication>Billing</externalClientApplication>\n    \
         <isPkceRequired>TRUE</isPkceRequired>\n</ExtlClntAppGlobalOauthSettings>\n",
    );
    for args in
        ["check --diff --unsafe-fixes", "check", "check --format json", "check --format sarif"]
    {
        let output = case.run(args);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.is_empty() && !text.contains("TOPSECRET123"), "{args}: {text}");
    }
}

#[test]
fn an_editor_buffer_is_checked_within_its_project() {
    use std::io::Write as _;
    let case = Case::new();
    let mut child = case
        .command(&format!("check --format json --stdin-path {OAUTH}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let buffer = BAD_OAUTH.replace("Apii", "Api").replace(">Billing</ext", ">Biling</ext");
    child.stdin.take().unwrap().write_all(buffer.as_bytes()).unwrap();
    let found = findings(&child.wait_with_output().unwrap());
    assert!(rules(&found).contains(&"unknown-app"), "{found:?}");
    assert!(!rules(&found).contains(&"unknown-scope"), "{found:?}");
    assert!(found.iter().all(|(_, path)| path == OAUTH), "{found:?}");
    assert_eq!(case.read(OAUTH), BAD_OAUTH);
}

#[test]
fn configuration_and_comments_decide_what_is_reported() {
    let case = Case::new();
    case.write("ecaforge.toml", "[check.rules]\nunknown-scope = 'off'\n");
    assert_eq!(case.found(""), []);
    case.write("ecaforge.toml", "[check]\nfail-on = 'never'\n");
    assert_eq!(case.run("check").status.code(), Some(0));
    assert_eq!(case.run("check --fail-on error").status.code(), Some(1));
    let ignore = |rest: &str| {
        format!("[[check.ignore]]\nrule = 'unknown-scope'\nreason = 'the org has it'\n{rest}")
    };
    for (rest, expected) in [
        ("", &[][..]),
        ("path = 'force-app/**/*.ecaOauth-meta.xml'\n", &[]),
        ("app = 'Billing'\nuntil = 2999-01-01\n", &[]),
        ("path = 'other'\n", &["unused-ignore", "unknown-scope"]),
        ("app = 'Other'\n", &["unused-ignore", "unknown-scope"]),
        ("until = 2020-01-01\n", &["expired-ignore", "unknown-scope"]),
        ("untl = 2020-01-01\n", &["broken-config"]),
    ] {
        case.write("ecaforge.toml", &ignore(rest));
        assert_eq!(rules(&case.found("")), expected, "{rest}");
    }
    // An entry for another file is not called unused when only one file is looked at.
    case.write("ecaforge.toml", &ignore(""));
    assert_eq!(case.found(HEADER), []);
    fs::remove_file(case.path("ecaforge.toml")).unwrap();
    let comment = "    <!-- ecaforge-ignore unknown-scope: the org has it -->\n    <comma";
    case.write(OAUTH, &BAD_OAUTH.replacen("    <comma", comment, 1));
    assert_eq!(case.found(""), []);
    let whole = "?>\n<!-- ecaforge-ignore unknown-scope: the org has it -->\n";
    case.write(OAUTH, &BAD_OAUTH.replacen("?>\n", whole, 1));
    assert_eq!(case.found(""), []);
    let beside = "</commaSeparatedOauthScopes> <!-- ecaforge-ignore unknown-scope: we know -->";
    case.write(OAUTH, &BAD_OAUTH.replacen("</commaSeparatedOauthScopes>", beside, 1));
    assert_eq!(case.found(""), []);
    let elsewhere = "    <!-- ecaforge-ignore unknown-scope: the org has it -->\n    <label";
    case.write(OAUTH, &BAD_OAUTH.replacen("    <label", elsewhere, 1));
    assert_eq!(rules(&case.found("")), ["unknown-scope", "unused-ignore"]);
    case.run("check --fix");
    assert_eq!(case.read(OAUTH), BAD_OAUTH, "the unused comment is taken out with its line");
}

#[test]
fn pages_lists_and_scripts_are_printed() {
    let case = Case::new();
    for (args, expected) in [
        ("rules", "unknown-scope"),
        ("rules --format json", "\"id\": \"unknown-scope\""),
        ("rules --format markdown", "### unknown-scope"),
        ("explain unknown-scope", "## Why"),
        ("explain client-credentials", "What the metadata must say"),
        ("explain invalid location in type", "Remedy"),
        ("schema config", "ecaforge.toml"),
        ("completions bash", "complete -F"),
        ("man", ".TH ecaforge"),
    ] {
        let output = case.run(args);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains(expected), "{args}: {text}");
    }
    assert_eq!(case.run("explain unknwn-scope").status.code(), Some(2));
}

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
    let bin = Path::new(env!("CARGO_BIN_EXE_ecaforge")).parent().unwrap();
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
