//! What was there before a change is not new: in files that were moved, next to lines that were
//! touched, and in a baseline.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use ecaforge::check::{Baseline, CheckOutcome, CheckRequest, Since, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Finding;
use ecaforge::project::{Files, Scope};
use ecaforge::rules::all_rules;

use crate::adoption::{BAD_OAUTH, Case, GOOD_HEADER, HEADER, OAUTH, rules, stderr};
use crate::rule_examples::examples;

const NOW: Clock = Clock { now: 1_767_225_600 };
const MOVED: &str = "force-app/main/other/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";

type Texts = BTreeMap<String, Vec<u8>>;

fn checked(files: &Texts, request: CheckRequest<'_>) -> CheckOutcome {
    let scope = Scope { paths: vec![".".into()] };
    let request = CheckRequest { scope, clock: NOW, ..request };
    run_check(&Files::in_memory(files.clone()), &request).expect("it loads")
}

/// The path of a file in an example after all metadata was moved.
fn moved(path: &str) -> String {
    path.replacen("/main/default/", "/main/other/", 1)
}

/// The bad examples of all rules, moved: nothing in them is new, and a baseline still lists it.
#[test]
fn findings_of_every_rule_stay_old_when_their_files_move() {
    let (mut judged, mut complaints) = (0, Vec::new());
    for rule in all_rules() {
        for example in examples(rule).into_iter().filter(|example| example.bad) {
            let project = example.project();
            let texts = project.planned().filter_map(|(path, bytes)| {
                Some((path.to_string_lossy().into_owned(), bytes.clone()?))
            });
            let before: Texts = texts.collect();
            let after: Texts = before
                .iter()
                .map(|(path, bytes)| (moved(path), [bytes.as_slice(), b"\n"].concat()))
                .collect();
            if !before.keys().any(|path| moved(path) != *path) {
                continue;
            }
            judged += 1;
            let old = checked(&before, CheckRequest::default());
            let renamed = before.keys().map(|path| (PathBuf::from(moved(path)), path.into()));
            let renamed: BTreeMap<PathBuf, PathBuf> = renamed.collect();
            let changed: BTreeSet<PathBuf> = renamed.keys().cloned().collect();
            let since = Since::new(changed, &old).with_moved(renamed);
            let new = checked(&after, CheckRequest { since: Some(&since), ..<_>::default() });
            let told = |what: &str, found: &CheckOutcome, counts: fn(&Finding) -> bool| {
                let found = found.report.findings.iter().filter(|finding| counts(finding));
                let one = |f: &Finding| format!("{what} {}: {} {}", rule.id, f.rule, f.message);
                found.map(one).collect::<Vec<_>>()
            };
            complaints.extend(told("since", &new, |_| true));
            let baseline = Baseline::read(&Baseline::write(&old.report)).expect("a baseline");
            let left =
                checked(&after, CheckRequest { baseline: Some(&baseline), ..<_>::default() });
            // A credential is never left out; a message that names a moved file is another one.
            let counts = |f: &Finding| !Baseline::leaves_in(f) && !f.message.contains("/main/");
            complaints.extend(told("baseline", &left, counts));
        }
    }
    assert!(judged > 150, "{judged}");
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}

fn project() -> Case {
    let case = Case::new();
    case.commit();
    case
}

fn move_oauth(case: &Case, text: &str) {
    fs::remove_file(case.path(OAUTH)).expect("it is there");
    case.write(MOVED, text);
}

/// As git sees a move: staged or not, whole or with edits.
#[test]
fn a_moved_file_brings_nothing() {
    let edited = BAD_OAUTH.replace("Billing</label>", "Bills</label>");
    for (text, is_staged) in
        [(BAD_OAUTH, true), (BAD_OAUTH, false), (&edited, true), (&edited, false)]
    {
        let case = project();
        move_oauth(&case, text);
        if is_staged {
            case.git(&["add", "-A"]);
        }
        assert_eq!(case.found("--since HEAD"), [], "{is_staged} {text}");
        assert_eq!(case.found("--since HEAD force-app/main/other"), [], "{is_staged} {text}");
        // A touched text in the moved file is new.
        case.write(MOVED, &text.replace("Apii", "Apiii"));
        assert_eq!(rules(&case.found("--since HEAD")), ["unknown-scope"], "{is_staged} {text}");
        // So is a second file with the same fault.
        case.write(MOVED, text);
        case.write(OAUTH, text);
        let found = case.found("--since HEAD");
        assert!(rules(&found).contains(&"unknown-scope"), "{found:?}");
    }
}

/// The message about a credential has nothing of it, and still another credential is new.
#[test]
fn another_credential_in_the_same_place_is_new() {
    let secret = |value: &str| {
        let element = format!("<consumerSecret>{value}</consumerSecret>\n    <label>");
        let text = BAD_OAUTH
            .replace("Apii", "Api")
            .replace("ExtlClntAppOauthSettings", "ExtlClntAppGlobalOauthSettings");
        let text = text.replacen("<label>", &element, 1);
        text.replace(
            "    <commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>\n",
            "",
        )
    };
    let path = "force-app/main/default/extlClntAppGlobalOauthSets/Billing_g.ecaGlblOauth-meta.xml";
    let case = Case::new();
    case.write(path, &secret("7F3A9C21E5B84D06A1C2E3F4A5B6C7D8"));
    case.commit();
    let found = case.found("");
    let leaks: Vec<&str> =
        rules(&found).into_iter().filter(|rule| rule.contains("secret")).collect();
    assert!(!leaks.is_empty(), "{found:?}");
    assert_eq!(case.found("--since HEAD"), []);
    case.write(path, &secret("8A4B0D32F6C95E17B2D3F4A5B6C7D8E9"));
    assert!(leaks.iter().all(|rule| rules(&case.found("--since HEAD")).contains(rule)));
}

#[test]
fn a_baseline_holds_over_a_move_and_for_one_file_only() {
    let case = project();
    case.run("check --write-baseline");
    let with = "--baseline ecaforge-baseline.json";
    move_oauth(&case, BAD_OAUTH);
    assert_eq!(case.found(with), []);
    // The file is at its old place too: one of the two findings is new.
    case.write(OAUTH, BAD_OAUTH);
    let found = case.found(with);
    assert_eq!(found.iter().filter(|(rule, _)| rule == "unknown-scope").count(), 1, "{found:?}");
    // Written again after the move, it lists nothing that it did not list before.
    fs::remove_file(case.path(OAUTH)).expect("it is there");
    case.git(&["add", "ecaforge-baseline.json"]);
    case.git(&["commit", "-qm", "baseline"]);
    case.run(&format!("check --write-baseline {with}"));
    assert_eq!(case.found(&format!("{with} --since HEAD")), []);
}

#[test]
fn a_configuration_names_its_baseline() {
    let case = project();
    case.write("ecaforge.toml", "[check]\nbaseline = \"ci/known.json\"\n");
    assert_eq!(rules(&case.found("")), ["broken-config", "unknown-scope"]);
    fs::create_dir(case.path("ci")).expect("a directory");
    let written = case.run("check --write-baseline");
    assert!(stderr(&written).contains("wrote 1 findings to ci/known.json; ecaforge.toml names it"));
    assert_eq!(case.found(""), []);
    // The path is one from the file, wherever the check runs.
    let mut command = case.command("check --format concise ..");
    let output = command.current_dir(case.path("force-app")).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // The command line comes first.
    assert_eq!(rules(&case.found("--isolated")), ["unknown-scope"]);
    case.write("empty.json", "{\"version\": 1, \"findings\": []}");
    assert_eq!(rules(&case.found("--baseline empty.json")), ["unknown-scope"]);
    let shown = case.run("check --show-config");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("ci/known.json (ecaforge.toml:2)"), "{shown}");
    // A new baseline takes something from the check.
    assert_eq!(rules(&case.found("--since HEAD")), ["weakened-configuration"]);
    case.git(&["add", "-A"]);
    case.git(&["commit", "-qm", "baseline"]);
    assert_eq!(case.found("--since HEAD"), []);
    case.write(HEADER, &GOOD_HEADER.replace("Local", "Lokal"));
    case.run("check --write-baseline");
    assert_eq!(rules(&case.found("--since HEAD")), ["weakened-configuration"]);
    // So does another file with more in it.
    case.run("check --write-baseline --baseline more.json");
    case.write("ecaforge.toml", "[check]\nbaseline = \"more.json\"\n");
    assert_eq!(rules(&case.found("--since HEAD")), ["weakened-configuration"]);
}

/// A repository of a stranger cannot make the check read elsewhere.
#[test]
fn a_baseline_outside_of_the_repository_is_refused() {
    let case = project();
    let outside = tempfile::tempdir().expect("a directory");
    let elsewhere = outside.path().join("x.json");
    fs::write(&elsewhere, "{\"version\": 1, \"findings\": []}").expect("a file");
    let elsewhere = elsewhere.display().to_string();
    for path in [
        "../x.json",
        &elsewhere,
        "https://acme.com/x.json",
        "~/x.json",
        "a/../../x.json",
        "x.txt",
        "a\\\\x.json",
    ] {
        case.write("ecaforge.toml", &format!("[check]\nbaseline = \"{path}\"\n"));
        assert_eq!(rules(&case.found("")), ["broken-config", "unknown-scope"], "{path}");
    }
    for text in ["", "[]", "{\"version\": 2, \"findings\": []}"] {
        case.write("ecaforge.toml", "[check]\nbaseline = \"x.json\"\n");
        case.write("x.json", text);
        assert_eq!(rules(&case.found("")), ["broken-config", "unknown-scope"], "{text}");
    }
}
