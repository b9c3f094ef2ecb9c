//! The program as a project with old faults meets it: baseline, git, editors.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::program::{program, write};

pub(crate) const HEADER: &str = "force-app/main/default/externalClientApps/Billing.eca-meta.xml";
pub(crate) const OAUTH: &str =
    "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
pub(crate) const GOOD_HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <contactEmail>a@acme.io</contactEmail>\n    <description>Bills</description>\n    \
    <distributionState>Local</distributionState>\n    <isProtected>false</isProtected>\n    \
    <label>Billing</label>\n</ExternalClientApplication>\n";
pub(crate) const BAD_OAUTH: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ExtlClntAppOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <commaSeparatedOauthScopes>Apii, RefreshToken</commaSeparatedOauthScopes>\n    \
    <externalClientApplication>Billing</externalClientApplication>\n    \
    <label>Billing</label>\n</ExtlClntAppOauthSettings>\n";

pub(crate) struct Case {
    pub(crate) dir: tempfile::TempDir,
}

impl Case {
    /// A project with one old fault: an unknown scope.
    pub(crate) fn new() -> Self {
        let case = Self { dir: tempfile::tempdir().unwrap() };
        let project = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
                       \"sourceApiVersion\": \"66.0\"}\n";
        case.write("sfdx-project.json", project);
        case.write(HEADER, GOOD_HEADER);
        case.write(OAUTH, BAD_OAUTH);
        case
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        write(self.dir.path(), name, text);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = program();
        command.current_dir(self.dir.path()).args(args.split(' ').filter(|arg| !arg.is_empty()));
        command
    }

    pub(crate) fn run(&self, args: &str) -> Output {
        self.command(args).output().unwrap()
    }

    /// Rules and paths of what is reported.
    pub(crate) fn found(&self, args: &str) -> Vec<(String, String)> {
        let output = self.run(&format!("check --format json {args}"));
        findings(&output)
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(self.dir.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@acme.io", "-c", "commit.gpgsign=false"])
            .args(args)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    pub(crate) fn commit(&self) {
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

pub(crate) fn rules(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(rule, _)| rule.as_str()).collect()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_verbose_run_tells_what_it_checked_and_what_it_left_out() {
    let case = Case::new();
    case.write(
        "ecaforge.toml",
        "[check.rules]\nbroad-scope = \"off\"\n[[check.ignore]]\nrule = \"unknown-scope\"\npath = \"force-app/**\"\n\
         reason = \"is known\"\n",
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
    // Of a file that changed, what was not touched is old, and what was is new.
    case.write(HEADER, GOOD_HEADER);
    case.write(OAUTH, &BAD_OAUTH.replace("Billing</label>", "Bills</label>"));
    assert_eq!(case.found("--since HEAD"), []);
    case.write(OAUTH, &BAD_OAUTH.replace("Apii", "Apiii"));
    assert_eq!(rules(&case.found("--since HEAD")), ["unknown-scope"]);
    // A file that git does not know yet is new, from another directory too.
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
