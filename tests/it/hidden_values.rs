//! A marker planted in every kind of place of every kind of file appears in no output.

use std::fmt::Write as _;
use std::path::Path;

use ecaforge::check::Report;
use ecaforge::check::{Baseline, CheckRequest, run_check};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Safety, Severity};
use ecaforge::emit::{self, HumanOptions, Places};
use ecaforge::fix::{Checked, fix};
use ecaforge::project::{Files, Scope, Workspace};
use ecaforge::schema::schema;

const NS: &str = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

/// What is planted, and the parts of it that no output may have.
const MARKERS: &[(&str, &[&str])] = &[
    ("Zq7mk3rW9vault", &["Zq7mk3rW9", "7mk3r"]),
    ("p@ss!Zq7mk3r#4711", &["Zq7mk3r", "4711"]),
    ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", &["81884c7d", "15b0f00a"]),
    ("https://svc:Zq7mk3rW9@shop.acme.com/cb", &["Zq7mk3rW9"]),
    (
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v7VpguoRK9JLsZq7mk3rW\n-----END PRIVATE KEY-----",
        &["J1hsZ3v7", "Zq7mk3rW", "9JLsZq"],
    ),
];

const HEADER: &str = "force-app/externalClientApps/Billing.eca-meta.xml";

/// A project with one file more.
fn project(path: &str, text: &str) -> Files {
    let header = format!(
        "<ExternalClientApplication {NS}>\n    <contactEmail>owner@acme.com</contactEmail>\n    \
         <distributionState>Local</distributionState>\n    <label>Billing</label>\n\
         </ExternalClientApplication>\n"
    );
    let sfdx = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
                \"sourceApiVersion\": \"67.0\"}";
    let files = [(HEADER, header.as_str()), ("sfdx-project.json", sfdx)];
    let others = files.into_iter().filter(|(other, _)| *other != path);
    Files::in_memory(
        others.chain([(path, text)]).map(|(p, t)| (format!("/{p}"), t.as_bytes().to_vec())),
    )
}

fn all_formats(report: &Report, workspace: &Workspace) -> Vec<(&'static str, String)> {
    let places = Places::of(report, workspace);
    vec![
        ("human", emit::human(report, &places, HumanOptions::default())),
        ("concise", emit::concise(report, &places)),
        ("json", emit::json(report, &places)),
        ("sarif", emit::sarif(report, &places)),
        ("github", emit::github(report, &places)),
        ("gitlab", emit::gitlab(report, &places)),
        ("azure", emit::azure(report, &places)),
        ("junit", emit::junit(report, &places, &|_| true)),
        ("checkstyle", emit::checkstyle(report, &places)),
        ("rdjson", emit::rdjson(report, &places)),
        ("markdown", emit::markdown(report, &places)),
        ("baseline", Baseline::write(report)),
    ]
}

/// Everything that check, fix and diff say of a project.
fn outputs(files: &Files) -> Vec<(&'static str, String)> {
    let request = CheckRequest {
        scope: Scope { paths: vec![Path::new("/").to_path_buf()] },
        clock: Clock { now: 1_767_225_600 },
        profile: ecaforge::rules::profile("strict"),
        ..CheckRequest::default()
    };
    let found = run_check(files, &request).expect("the path exists");
    let mut out = all_formats(&found.report, &found.workspace);
    let again = |files: &Files| {
        let checked = run_check(files, &request)?;
        Ok(Checked::new(checked.report, &checked.workspace))
    };
    let fixed = fix(files, Safety::Unsafe, &again).expect("it is fixed");
    out.push(("diff", fixed.changes.unified_diff()));
    out
}

/// Plants markers in the place of `@S@` and gives what leaks.
fn leaks(what: &str, path: &str, text: &str, markers: &[usize]) -> Vec<String> {
    let mut out = Vec::new();
    for (marker, parts) in markers.iter().map(|at| &MARKERS[at % MARKERS.len()]) {
        let files = project(path, &text.replace("@S@", marker));
        for (format, output) in outputs(&files) {
            let encoded = |part: &str| data_encoding::BASE64.encode(part.as_bytes());
            let found = parts.iter().find(|part| {
                output.contains(**part) || output.contains(encoded(part).trim_end_matches('='))
            });
            if let Some(part) = found {
                let line = output.lines().find(|line| line.contains(*part)).unwrap_or_default();
                let line: String = line.chars().take(300).collect();
                out.push(format!("{what}: {format} shows {part} of {marker:.20}: {line}"));
            }
        }
    }
    out
}

fn assert_none(leaks: &[String]) {
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks[..leaks.len().min(60)].join("\n"));
}

#[test]
fn no_element_of_any_type_shows_what_it_may_not() {
    let mut all = Vec::new();
    for of_type in schema().types.values() {
        let structs = of_type.structs.values().flat_map(|inner| &inner.elements);
        let of = |name: &str| format!("    <{name}>@S@</{name}>\n");
        let flat: String = of_type.elements.iter().map(|e| of(&e.name)).collect();
        let mut nested = String::new();
        for element in &of_type.elements {
            if let Some(inner) = of_type.structure_of(element) {
                let inner: String = inner.elements.iter().map(|e| of(&e.name)).collect();
                let _ = writeln!(nested, "    <{0}>{inner}</{0}>", element.name);
            }
        }
        assert!(structs.count() > 0 || nested.is_empty());
        let path = format!("force-app/{}/Billing.{}-meta.xml", of_type.folder, of_type.suffix);
        for body in [flat, nested] {
            let text = format!("<{0} {NS}>\n{body}</{0}>\n", of_type.name);
            all.extend(leaks(&of_type.name, &path, &text, &[0, 1, 2, 3, 4]));
        }
    }
    assert_none(&all);
}

/// Path and text of each way in the table, with the reason why a key in it is no finding.
fn ways() -> Vec<(String, String, Option<String>)> {
    let table: toml::Table = include_str!("../data/hidden_values.toml").parse().expect("a table");
    let ways = table["way"].as_array().expect("ways");
    let one = |way: &toml::Value| {
        let (path, text) = (way["path"].as_str().unwrap(), way["text"].as_str().unwrap());
        let (path, text) = match schema().by_suffix(path) {
            Some(of_type) => (
                format!("force-app/{}/Billing.{path}-meta.xml", of_type.folder),
                text.replace("@R@", &of_type.name),
            ),
            None => (path.to_owned(), text.to_owned()),
        };
        let silent = way.get("silent").and_then(toml::Value::as_str).map(str::to_owned);
        (path, text.replace("@NS@", NS), silent)
    };
    ways.iter().map(one).collect()
}

#[test]
fn no_way_to_hide_a_credential_shows_it() {
    let ways = ways();
    assert!(ways.len() >= 100, "{}", ways.len());
    let mut all = Vec::new();
    // The normal run takes a sample of ways and one marker for each.
    let every = std::env::var_os("ECAFORGE_ALL_MARKERS").is_some();
    for (at, (path, text, _)) in ways.iter().enumerate() {
        let markers: Vec<usize> = if every { (0..MARKERS.len()).collect() } else { vec![at / 8] };
        if every || at % 8 == 0 {
            all.extend(leaks(text, path, text, &markers));
        }
    }
    assert_none(&all);
}

/// Errors about credentials in a project.
fn errors(files: &Files) -> usize {
    let request = CheckRequest {
        scope: Scope { paths: vec![Path::new("/").to_path_buf()] },
        clock: Clock { now: 1_767_225_600 },
        ..CheckRequest::default()
    };
    let found = run_check(files, &request).expect("the path exists").report;
    let of_secrets = |rule: &str| {
        rule.contains("secret") || rule == "private-key" || rule == "url-with-user-info"
    };
    let is_error =
        |f: &&ecaforge::diagnostic::Finding| f.severity == Severity::Error && of_secrets(f.rule);
    found.findings.iter().filter(is_error).count()
}

/// A secret in the same element as another one is the same finding, whose fingerprint says nothing of it,
/// and no baseline leaves it out.
#[test]
fn fingerprints_say_nothing_of_secrets() {
    let request = CheckRequest {
        scope: Scope { paths: vec![Path::new("/").to_path_buf()] },
        profile: ecaforge::rules::profile("strict"),
        ..CheckRequest::default()
    };
    let secrets =
        ["2A6F70C1D9E84B53A6F70C1D9E84B53A", "7F3A90C1D9E84B53", "Zq7mk3rW9vault", "hunter"];
    for (path, text, _) in ways().iter().filter(|(path, ..)| path.ends_with("-meta.xml")).step_by(5)
    {
        let prints = |secret: &str| {
            let found = run_check(&project(path, &text.replace("@S@", secret)), &request)
                .expect("the path exists");
            let of_secrets = found.report.findings.iter().filter(|f| Baseline::leaves_in(f));
            assert!(!Baseline::write(&found.report).contains(secret), "{text}");
            of_secrets.map(|f| (f.rule, f.fingerprint.clone())).collect::<Vec<_>>()
        };
        let all: Vec<_> = secrets.iter().map(|secret| prints(secret)).collect();
        let same = |(rule, print): &(&str, String)| {
            all.iter().flatten().filter(|(other, _)| other == rule).all(|(_, other)| other == print)
        };
        assert!(
            all.iter().all(|found| found.len() > 1 || found.iter().all(same)),
            "{text}: {all:?}"
        );
    }
}

/// A private key is a credential by its form wherever it is. Other texts cannot be told from words.
#[test]
fn a_key_in_any_place_is_an_error() {
    let mut faults = Vec::new();
    for (at, (path, text, silent)) in ways().iter().enumerate() {
        let files = project(path, &text.replace("@S@", MARKERS[4].0));
        let found = errors(&files) > 0;
        if found == silent.is_some() {
            faults.push(format!(
                "{at}: {path}: {text}: {}",
                if found { "found, but marked silent" } else { "not found" }
            ));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
