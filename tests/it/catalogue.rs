//! The catalogue of what goes wrong: each fault is found by the rule that is named for it.

use std::collections::BTreeMap;

use ecaforge::check::{CheckRequest, Checker, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::rules::{all_rules, profile, rule};
use ecaforge::schema::{NAMESPACE, names, schema};
use serde::Deserialize;

const CATALOGUE: &str = include_str!("../data/catalogue.toml");
/// 2026-01-01.
const NOW: Clock = Clock { now: 1_767_225_600 };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    fault: Vec<Fault>,
    #[serde(default)]
    sound: Vec<Sound>,
}

/// A project in which nothing is wrong, or nothing worse than `worst`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sound {
    what: String,
    files: BTreeMap<String, String>,
    /// The gravest severity that a finding may have; none where nothing may be found.
    worst: Option<Severity>,
    /// Rules that must not fire.
    #[serde(default)]
    silent: Vec<String>,
    /// Words that must not appear in any message or help.
    #[serde(default)]
    never_says: Vec<String>,
    profile: Option<String>,
}

/// A fault, and a project that has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    what: String,
    rules: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// How often, in which file, which element.
    repeat: Option<(usize, String, String)>,
    #[serde(default)]
    like: Vec<String>,
    profile: Option<String>,
}

impl Fault {
    fn projects(&self) -> Vec<Files> {
        if !self.like.is_empty() {
            let of = |id: &String| rule(id).expect("a rule").examples().expect("readable");
            let bad = self.like.iter().flat_map(of).filter(|example| example.bad);
            return bad.map(|example| example.project()).collect();
        }
        let repeated = self.repeat.iter().map(|(count, name, text)| (name, text.repeat(*count)));
        vec![project(self.files.iter().map(|(n, t)| (n, t.clone())).chain(repeated))]
    }
}

/// A project with these files, and with a `sfdx-project.json` if they have none.
fn project<'a>(given: impl Iterator<Item = (&'a String, String)>) -> Files {
    let mut files = Files::in_memory([(
        "sfdx-project.json",
        r#"{"packageDirectories": [{"path": "force-app"}], "sourceApiVersion": "67.0"}"#,
    )]);
    for (name, text) in given {
        let (path, text) = file(name, &text);
        files.plan(path.as_ref(), Some(text.into_bytes()));
    }
    files
}

fn find(files: &Files, profile_id: Option<&str>) -> Vec<Finding> {
    let scope = Scope { paths: vec![".".into()] };
    let profile = profile(profile_id.unwrap_or("default")).expect("a profile");
    if files.is_file("ecaforge.toml".as_ref()) {
        let request =
            CheckRequest { scope, clock: NOW, profile: Some(profile), ..CheckRequest::default() };
        return run_check(files, &request).expect("it loads").report.findings;
    }
    let workspace = load(files, &scope, &LoadOptions::default()).expect("it loads");
    Checker::for_profile(profile, NOW).check(&workspace).findings
}

/// Path and text of a file that is given by its suffix and its elements, or by its path and text.
fn file(name: &str, text: &str) -> (String, String) {
    let known = schema()
        .by_suffix(name)
        .or_else(|| schema().types.values().find(|t| t.fixed_name.as_deref() == Some(name)));
    let Some(known) = known else {
        assert!(name.contains(['/', '.']), "`{name}` is neither a suffix nor a path");
        return (name.to_owned(), text.to_owned());
    };
    let names_app = known.name == names::HEADER
        || known.element(names::APP_REFERENCE).is_none()
        || text.contains(names::APP_REFERENCE);
    let app = if names_app {
        ""
    } else {
        "<externalClientApplication>Billing</externalClientApplication>"
    };
    let path = format!("force-app/main/default/{}/{}", known.folder, known.file_name("Billing"));
    let root = &known.name;
    (path, format!("<{root} xmlns=\"{NAMESPACE}\">{app}{text}</{root}>\n"))
}

#[test]
fn each_fault_is_found_by_its_rules() {
    let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("the catalogue can be read");
    let mut missed = Vec::new();
    for fault in &catalogue.fault {
        let projects = fault.projects();
        assert!(!projects.is_empty() && !fault.rules.is_empty(), "{} shows nothing", fault.what);
        let mut found = Vec::new();
        for files in projects {
            found.extend(find(&files, fault.profile.as_deref()).into_iter().map(|f| f.rule));
        }
        let silent = fault.rules.iter().filter(|id| !found.contains(&id.as_str()));
        missed
            .extend(silent.map(|id| format!("{}: `{id}` is silent, found {found:?}", fault.what)));
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn sound_projects_get_no_false_alarm() {
    let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("the catalogue can be read");
    let mut wrong = Vec::new();
    for sound in &catalogue.sound {
        let files = project(sound.files.iter().map(|(name, text)| (name, text.clone())));
        for finding in find(&files, sound.profile.as_deref()) {
            let said = format!("{} {}", finding.message, finding.help);
            let too_grave =
                sound.silent.is_empty() && sound.never_says.is_empty() || sound.worst.is_some();
            if too_grave && Some(finding.severity) > sound.worst
                || sound.silent.iter().any(|id| id == finding.rule)
                || sound.never_says.iter().any(|words| said.contains(words.as_str()))
            {
                let (rule, severity) = (finding.rule, finding.severity.word());
                wrong.push(format!("{}: {severity} {rule}: {said}", sound.what));
            }
        }
        for id in &sound.silent {
            assert_eq!(rule(id).map(|rule| rule.id), Some(id.as_str()), "{}", sound.what);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules that no fault of the catalogue is for: those about the form of files in general and those
/// about the run itself. A new rule needs an entry, or a reason to stand here.
const NOT_IN_CATALOGUE: &[&str] = &[
    "broken-project-file",
    "misplaced-package-directory",
    "stray-content",
    "unsorted-elements",
    "repeated-element",
    "type-not-available",
    "unknown-api-version",
    "deprecated-element",
    "reserved-element",
    "invalid-boolean",
    "whitespace-around-value",
    "start-page-without-url",
    "long-refresh-lifetime",
    "admin-profile-preauthorized",
    "broken-config",
    "broken-ignore",
    "certificate-removed",
    "expired-ignore",
    "ip-ranges-removed",
    "unused-ignore",
    "unreadable-file",
    "weakened-configuration",
];

#[test]
fn each_rule_is_for_a_fault() {
    let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("the catalogue can be read");
    let named: Vec<&String> = catalogue.fault.iter().flat_map(|fault| &fault.rules).collect();
    for rule in all_rules() {
        let listed = named.iter().any(|id| *id == rule.id);
        let left_out = NOT_IN_CATALOGUE.contains(&rule.id);
        assert!(listed != left_out, "{}: in the catalogue or left out, not both", rule.id);
    }
}
