//! The command line of `check` as reviewers use it: which rules, which files, which configuration.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::adoption::Case;
use crate::program::{program, run, write};

const OAUTH: &str =
    "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
const GLOBAL: &str =
    "force-app/main/default/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth-meta.xml";
const LEAK: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ExtlClntAppGlobalOauthSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
    <callbackUrl>https://billing.acme.io/callback</callbackUrl>\n    \
    <consumerSecret>Zq7mk3rW9vX2Zq7mk3rW9vX2</consumerSecret>\n    \
    <externalClientApplication>Billing</externalClientApplication>\n    \
    <label>Billing</label>\n</ExtlClntAppGlobalOauthSettings>\n";

/// Status, rules that found something, and standard error.
fn check(case: &Case, args: &[&str]) -> (i32, Vec<String>, String) {
    let all = [&["check", "--format", "json"], args].concat();
    let (status, stdout, stderr) = run(case.dir.path(), &all);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_default();
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let rule = |finding: &Value| finding["rule"].as_str().unwrap().to_owned();
    (status, findings.iter().map(rule).collect(), stderr)
}

#[test]
fn rules_are_selected_and_left_out_by_id_group_and_start() {
    let case = Case::new();
    let all = check(&case, &[]).1;
    assert!(all.contains(&"unknown-scope".to_owned()), "{all:?}");
    for (args, expected) in [
        (&["--select", "unknown-scope"][..], &["unknown-scope"][..]),
        (&["--select", "unknown-*,pkce-off"], &["unknown-scope"]),
        (&["--select", "scopes"], &["unknown-scope"]),
        (&["--select", "pkce-off", "--select", "scopes"], &["unknown-scope"]),
        (&["--select", "secrets"], &[]),
        (&["--select", "scopes", "--ignore", "unknown-scope"], &[]),
        (&["--select", "unknown-scope", "--ignore", "scopes"], &["unknown-scope"]),
        (&["--ignore", "all"], &[]),
        (&["--ignore", "scopes", "--select", "all", "--ignore", "form,project,policies"], &[]),
    ] {
        assert_eq!(check(&case, args).1, expected, "{args:?}");
    }
    // The command line comes before the configuration.
    case.write("ecaforge.toml", "[check.rules]\nunknown-scope = \"off\"\n");
    assert!(!check(&case, &[]).1.contains(&"unknown-scope".to_owned()));
    assert_eq!(check(&case, &["--select", "unknown-scope"]).1, ["unknown-scope"]);
    case.write("ecaforge.toml", "[check.rules]\nunknown-scope = \"hint\"\n");
    let (status, rules, _) = check(&case, &["--select", "unknown-scope"]);
    assert_eq!((status, rules), (0, vec!["unknown-scope".to_owned()]), "the severity stays");
    let (status, _, stderr) = check(&case, &["--select", "unknwn-scope"]);
    assert!(status == 2 && stderr.contains("did you mean `unknown-scope`?"), "{stderr}");
    let (status, _, stderr) = check(&case, &["--ignore", "scops"]);
    assert!(status == 2 && stderr.contains("did you mean `scopes`?"), "{stderr}");
}

#[test]
fn leaked_credentials_are_reported_whatever_is_selected() {
    let case = Case::new();
    case.write(GLOBAL, LEAK);
    for args in [
        &["--ignore", "committed-secret"][..],
        &["--ignore", "secrets"],
        &["--ignore", "all"],
        &["--select", "unknown-scope"],
    ] {
        let (status, rules, stderr) = check(&case, args);
        assert!(
            status == 1 && rules.contains(&"committed-secret".to_owned()),
            "{args:?} {rules:?}"
        );
        assert!(stderr.contains("`committed-secret`"), "{args:?}: {stderr}");
    }
    let quiet = check(&case, &["--ignore", "committed-secret", "--quiet"]);
    assert!(quiet.1.contains(&"committed-secret".to_owned()) && quiet.2.is_empty(), "{}", quiet.2);
    // What a run cannot judge is no request that is of no use.
    let config = "[[check.ignore]]\nrule = \"broad-scope\"\nreason = \"r\"\n";
    case.write("ecaforge.toml", config);
    assert!(check(&case, &[]).1.contains(&"unused-ignore".to_owned()));
    assert_eq!(check(&case, &["--select", "unused-ignore"]).1, ["committed-secret"]);
    case.write("ecaforge.toml", "[chek]\n");
    assert!(check(&case, &["--select", "pkce-off"]).1.contains(&"broken-config".to_owned()));
}

fn piped(case: &Case, args: &[&str], text: &str) -> (i32, String, String) {
    let mut command = program();
    command.current_dir(case.dir.path()).args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_dash_is_standard_input() {
    let case = Case::new();
    let bad = case.read(OAUTH);
    let by_name = ["check", "-", "--stdin-path", OAUTH, "--format", "concise"];
    let (status, stdout, _) = piped(&case, &by_name, &bad.replace("Apii", "Apy"));
    assert!(status == 1 && stdout.starts_with(OAUTH) && stdout.contains("Apy"), "{stdout}");
    // Without a name, the root element says what it is; nothing else of the project is read.
    let (status, stdout, stderr) = piped(&case, &["check", "-", "--format", "concise"], &bad);
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    assert!(status == 1 && stdout.contains("unknown-scope"), "{stdout}{stderr}");
    let (status, stdout, stderr) = piped(&case, &["check", "-"], "hello");
    assert_eq!((status, stdout.as_str()), (2, ""));
    assert!(stderr.contains("--stdin-path"), "{stderr}");
    for option in ["--fix", "--write-baseline"] {
        let (status, _, stderr) = piped(&case, &["check", "-", option], &bad);
        assert!(status == 2 && stderr.contains(option), "{stderr}");
    }
}

#[test]
fn patterns_are_paths() {
    let case = Case::new();
    let args = ["--select", "scopes", "force-app/**/*.ecaOauth-meta.xml"];
    assert_eq!(check(&case, &args).1, ["unknown-scope"]);
    assert_eq!(check(&case, &["--select", "scopes", "force-app/**/*.eca-meta.xml"]).1, [""; 0]);
    // Each file of a folder counts, also where no project is around them.
    for app in ["A", "B"] {
        let name = format!("loose/extlClntAppOauthSettings/{app}_oauth.ecaOauth-meta.xml");
        case.write(&name, &case.read(OAUTH).replace(">Billing<", &format!(">{app}<")));
    }
    let found = check(&case, &["--select", "scopes", "loose/**/?_oauth.ecaOauth-meta.xml"]).1;
    assert_eq!(found, ["unknown-scope", "unknown-scope"]);
    let (status, rules, stderr) = check(&case, &[".", "devops/**/*.ecaOauth-meta.xml"]);
    assert_eq!((status, rules), (2, Vec::new()));
    assert!(stderr.contains("devops/**/*.ecaOauth-meta.xml: no file matches"), "{stderr}");
}

#[test]
fn what_would_be_read_is_listed_and_not_checked() {
    let case = Case::new();
    case.write("ecaforge.toml", "[check]\nextends = 1\n");
    let (status, stdout, stderr) = run(case.dir.path(), &["check", "--show-files"]);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let listed: Vec<&str> = stdout.lines().collect();
    assert!(listed.is_sorted() && listed.contains(&OAUTH), "{listed:?}");
    for path in &listed {
        assert!(case.path(path).is_file(), "{path}");
    }
    assert!(listed.contains(&"ecaforge.toml") && listed.contains(&"sfdx-project.json"));
    let json = run(case.dir.path(), &["check", "--show-files", "--format", "json"]).1;
    let json: Vec<String> = serde_json::from_str(&json).unwrap();
    assert_eq!(json, listed);
    let (status, ..) = run(case.dir.path(), &["check", "--show-files", "--format", "sarif"]);
    assert_eq!(status, 2);
}

fn shown(case: &Case, args: &[&str]) -> Value {
    let all = [&["check", "--show-config", "--format", "json"], args].concat();
    let (status, stdout, stderr) = run(case.dir.path(), &all);
    assert_eq!(status, 0, "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn the_configuration_that_holds_is_shown_with_who_decided() {
    let case = Case::new();
    let none = shown(&case, &[]);
    assert_eq!(none["configurations"][0]["files"], serde_json::json!([]));
    assert_eq!(none["configurations"][0]["profile"]["decided-by"], "default");
    case.write("shared.toml", "[check]\nprofile = \"strict\"\n[policy]\nmax-session-minutes = 5\n");
    let own = "extends = \"shared.toml\"\n[check.rules]\npkce-off = \"off\"\n[[check.ignore]]\n\
               rule = \"broad-scope\"\nreason = \"r\"\n";
    case.write("ecaforge.toml", own);
    let now = shown(&case, &["--ignore", "unknown-scope,secrets", "--api-version", "66.0"]);
    let config = &now["configurations"][0];
    assert_eq!(config["files"], serde_json::json!(["ecaforge.toml", "shared.toml"]));
    assert_eq!(config["projects"], serde_json::json!(["."]));
    let profile = serde_json::json!(
        {"value": "strict", "decided-by": "configuration", "path": "shared.toml", "line": 2}
    );
    assert_eq!(config["profile"], profile);
    assert_eq!(config["api-version"]["decided-by"], "command line");
    assert_eq!(config["policy"]["max-session-minutes"]["value"], "5");
    assert_eq!(config["ignores"][0]["line"], 4);
    let rule = |id: &str| {
        let rules = config["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["rule"] == id).unwrap().clone()
    };
    for (id, severity, by) in [
        ("pkce-off", "off", "configuration"),
        ("unknown-scope", "off", "command line"),
        ("committed-secret", "error", "always on"),
        ("implicit-reset", "warning", "profile"),
        ("packaged-without-pkce", "off", "profile"),
        ("malformed-xml", "error", "rule"),
    ] {
        let rule = rule(id);
        assert_eq!(
            (&rule["severity"], &rule["decided-by"]),
            (&severity.into(), &by.into()),
            "{id}"
        );
    }
    assert_eq!(
        (&rule("pkce-off")["path"], &rule("pkce-off")["line"]),
        (&"ecaforge.toml".into(), &3.into())
    );
    let (status, text, _) = run(case.dir.path(), &["check", "--show-config"]);
    assert_eq!(status, 0);
    assert!(text.contains("strict (shared.toml:2)") && text.contains("ecaforge.toml:3"), "{text}");
}

#[test]
fn init_writes_a_configuration_and_never_over_another() {
    let dir = tempfile::tempdir().unwrap();
    let at = |args: &[&str]| run(dir.path(), &[&["init"], args].concat());
    let path = dir.path().join("ecaforge.toml");
    let (status, diff, _) = at(&["--diff"]);
    assert!(status == 0 && diff.contains("+fail-on = \"error\"") && !path.exists(), "{diff}");
    let (status, printed, _) = at(&["--stdout"]);
    assert!(status == 0 && !path.exists());
    assert_eq!(at(&[]).0, 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), printed);
    assert_eq!(run(dir.path(), &["check"]).0, 0, "what is written is understood");
    let (status, _, stderr) = at(&[]);
    assert!(status == 0 && stderr.contains("is not changed"), "{stderr}");
    // A project that `new` made has the file already.
    let spec = "[[app]]\nname = \"Billing\"\ncontact-email = \"owner@acme.com\"\n";
    std::fs::write(&path, spec).unwrap();
    let (status, more, stderr) = at(&[]);
    assert!(status == 2 && stderr.contains("add the lines above"), "{stderr}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), spec);
    std::fs::write(&path, spec.to_owned() + &more).unwrap();
    assert_eq!(run(dir.path(), &["check"]).0, 0);
    assert_eq!(run(dir.path(), &["init", "nowhere"]).0, 2);
    // A link is not followed, and what is no text is not replaced.
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(dir.path().join("elsewhere.toml"), &path).unwrap();
        assert_eq!(at(&[]).0, 2);
        assert!(!dir.path().join("elsewhere.toml").exists());
    }
}

/// A configuration above the projects is judged where the run looks at all that it is for.
#[test]
fn an_entry_above_the_project_that_ignores_nothing_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let one = Case::new();
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    let copy = |to: &str| {
        for name in [
            "sfdx-project.json",
            OAUTH,
            "force-app/main/default/externalClientApps/Billing.eca-meta.xml",
        ] {
            write(dir.path(), &format!("{to}/{name}"), &one.read(name));
        }
    };
    copy("app");
    let entry = |rule: &str, path: &str| {
        format!("[[check.ignore]]\nrule = \"{rule}\"\nreason = \"r\"\n{path}\n")
    };
    write(dir.path(), "ecaforge.toml", &(entry("broad-scope", "") + &entry("unknown-scope", "")));
    let told = |directory: &str, args: &[&str]| {
        let all = [&["check", "--format", "concise", "--select", "all"], args].concat();
        let (_, stdout, stderr) = run(&dir.path().join(directory), &all);
        assert!(!stdout.contains("unknown-scope]"), "{stdout}{stderr}");
        stdout.lines().filter(|line| line.contains("unused-ignore")).count()
    };
    for (directory, args) in
        [("", &["."][..]), ("", &["app"]), ("app", &[]), ("app", &["--config", "../ecaforge.toml"])]
    {
        assert_eq!(told(directory, args), 1, "{directory} {args:?}");
    }
    assert_eq!(told("app", &[OAUTH]), 0, "one file is not all");
    assert_eq!(told("app", &["force-app"]), 0, "nor is one directory");
    // Another project may need the entry.
    copy("other");
    assert_eq!(told("", &["app"]), 0);
    assert_eq!(told("", &["app", "other"]), 1);
    // It does not if it has its own configuration, or if the entry is not for it.
    write(dir.path(), "other/ecaforge.toml", "[check]\nfail-on = \"never\"\n");
    assert_eq!(told("", &["app"]), 1);
    std::fs::remove_file(dir.path().join("other/ecaforge.toml")).unwrap();
    write(dir.path(), "ecaforge.toml", &entry("broad-scope", "path = \"app/force-app/**\"\n"));
    let (_, stdout, _) = run(&dir.path().join("app"), &["check", "--format", "concise"]);
    assert!(stdout.contains("unused-ignore"), "{stdout}");
    // An entry of a shared file is of use if one project needs it.
    let shared = entry("unknown-scope", "") + &entry("pkce-off", "");
    write(dir.path(), "ecaforge.toml", &shared);
    for project in ["app", "other"] {
        write(dir.path(), &format!("{project}/ecaforge.toml"), "extends = \"../ecaforge.toml\"\n");
    }
    let good = one.read(OAUTH).replace("Apii", "Api");
    write(dir.path(), &format!("other/{OAUTH}"), &good);
    assert_eq!(told("", &["."]), 1);
    let shown = run(Path::new(dir.path()), &["check", "--format", "concise"]).1;
    assert!(shown.contains("`pkce-off`, which finds nothing"), "{shown}");
}
