//! Every machine format, read back by another reader, with messages and paths of every kind.

use ecaforge::check::{Checker, Report, Suppressed, Suppressor};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::{Finding, Place, Related, Severity};
use ecaforge::emit::{self, Places};
use ecaforge::project::{Files, LoadOptions, Scope, Workspace, load};
use ecaforge::rules::all_rules;
use ecaforge::text::Span;
use ecaforge::text::escape::is_hidden;
use jsonschema::Validator;
use quick_xml::events::Event;
use serde_json::Value;

pub(crate) const NASTY: &[&str] = &[
    "plain",
    "quotes \" ' and `code`",
    "one\ntwo\r\nthree\ttab",
    "100% %0A ::error::x",
    "]]> <!-- --> <b> & &amp;",
    "emoji \u{1f600} and \u{202e}right to left",
    "bell \u{7} escape \u{1b}[31m null \u{0}",
    "a | table | cell @someone [x](y)",
    "",
];
pub(crate) const PATHS: &[&str] = &[
    "force-app/a.xml",
    "C:/Users/me/a b.xml",
    "C:\\Users\\me\\a.xml",
    "a,b:c%d.xml",
    "quote\"'<>&.xml",
    "new\nline.xml",
    "emoji\u{1f600}\u{1}.xml",
];

pub(crate) fn finding(path: &str, message: &str, severity: Severity) -> Finding {
    let place = Place { path: path.into(), span: Span::empty(0) };
    let rule = all_rules().next().expect("there is a rule");
    Finding {
        rule: rule.id,
        severity,
        place: place.clone(),
        app: Some(message.to_owned()),
        message: message.to_owned().into(),
        why: message.to_owned().into(),
        help: message.to_owned().into(),
        url: Some("https://example.com/a?b=c&d".into()),
        related: vec![Related { place, message: message.to_owned() }],
        fix: None,
        withheld: false,
        fingerprint: format!("{path}{message}{}", severity.word()),
    }
}

pub(crate) fn nasty() -> Report {
    let mut findings = Vec::new();
    for path in PATHS {
        for message in NASTY {
            for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
                findings.push(finding(path, message, severity));
            }
        }
    }
    let suppressed = NASTY.iter().map(|message| Suppressed {
        finding: finding("s.xml", message, Severity::Error),
        by: Suppressor::Config,
        reason: Some((*message).to_owned()),
    });
    Report::with_suppressed(findings, suppressed.collect(), &Workspace::default())
}

pub(crate) fn places(report: &Report) -> Places<'static> {
    static NONE: std::sync::OnceLock<Workspace> = std::sync::OnceLock::new();
    Places::of(report, NONE.get_or_init(Workspace::default))
}

/// A real report: all bad examples of all rules.
pub(crate) fn real() -> Vec<(Report, Workspace)> {
    let examples = all_rules().flat_map(|rule| rule.examples().expect("readable"));
    let check = |files: &Files| {
        let scope = Scope { paths: vec![".".into()] };
        let workspace = load(files, &scope, &LoadOptions::default()).expect("it loads");
        let report = Checker::new(Clock { now: 1_767_225_600 }).check(&workspace);
        (report, workspace)
    };
    examples.filter(|example| example.bad).map(|example| check(&example.project())).collect()
}

/// Reads a schema, which takes longer than to judge by it.
fn judge(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

fn valid(judge: &Validator, instance: &Value) {
    let faults: Vec<String> = judge
        .iter_errors(instance)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The schema as published, with one bracket escaped that only JavaScript reads as a plain character.
fn sarif_judge() -> Validator {
    judge(&include_str!("../schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$"))
}

#[test]
fn sarif_is_valid_and_points_where_the_finding_is() {
    let judge = sarif_judge();
    for (report, workspace) in real() {
        let places = Places::of(&report, &workspace);
        let log: Value = serde_json::from_str(&emit::sarif(&report, &places)).unwrap();
        valid(&judge, &log);
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(run["results"].as_array().unwrap().len(), report.findings.len());
        for (result, finding) in run["results"].as_array().unwrap().iter().zip(&report.findings) {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            let rule = &run["tool"]["driver"]["rules"][index];
            assert_eq!(rule["id"], finding.rule);
            assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let (start, end) = places.range(&finding.place.path, finding.place.span);
            assert_eq!(region["startLine"], start.line);
            assert_eq!(region["endColumn"], end.column);
            let edits = finding.fix.as_ref().map_or(0, |fix| fix.edits.len());
            let moves = finding.fix.as_ref().map_or(0, |fix| fix.moves.len());
            assert_eq!(result["fixes"].is_array(), edits > 0 && moves == 0 && !finding.withheld);
            assert_eq!(result["partialFingerprints"]["ecaforge/v1"], finding.fingerprint);
        }
    }
}

/// A plain text message of SARIF as a viewer shows it, in which no brackets make a link.
pub(crate) fn sarif_text(message: &str) -> String {
    if !message.contains("](") {
        return message.to_owned();
    }
    let mut text = String::new();
    let mut chars = message.chars();
    while let Some(c) = chars.next() {
        assert!(!matches!(c, '[' | ']'), "a bracket of a link in `{message}`");
        text.push(if c == '\\' { chars.next().expect("what the backslash is for") } else { c });
    }
    text
}

#[test]
fn sarif_takes_every_text() {
    let report = nasty();
    let log: Value = serde_json::from_str(&emit::sarif(&report, &places(&report))).unwrap();
    valid(&sarif_judge(), &log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len() + report.suppressed.len());
    for (result, finding) in results.iter().zip(&report.findings) {
        let uri =
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        let base = url::Url::parse("file:///project/").unwrap();
        let resolved = base.join(uri).unwrap();
        assert_eq!(resolved.scheme(), "file", "{uri}");
        assert!(uri.is_ascii() && !uri.contains([' ', '"', '<', '\\', '\n']), "{uri}");
        let message = result["message"]["text"].as_str().unwrap();
        assert!(sarif_text(message).starts_with(&*finding.message), "{message}");
    }
    let suppressions = results.iter().filter(|result| result["suppressions"].is_array());
    assert_eq!(suppressions.count(), report.suppressed.len());
}

/// Reads a workflow command as the runner does: undoing its escapes.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::").expect("a command");
    let (head, data) = rest.split_once("::").expect("data");
    let (name, properties) = head.split_once(' ').expect("properties");
    let undo = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let properties = properties.split(',').map(|property| {
        let (key, value) = property.split_once('=').expect("a value");
        (key.to_owned(), undo(value))
    });
    (name.to_owned(), properties.collect(), undo(data))
}

#[test]
fn github_commands_are_escaped_and_capped() {
    for path in PATHS {
        for message in NASTY {
            let findings = vec![finding(path, message, Severity::Error)];
            let report = Report::new(findings, &Workspace::default());
            let text = emit::github(&report, &places(&report));
            assert_eq!(text.lines().count(), 1, "{text:?}");
            let (name, properties, data) = command(text.trim_end_matches('\n'));
            assert_eq!(name, "error");
            // Line ends are encoded, what nobody sees is shown.
            let clean = |text: &str| -> String {
                let kept = |c: char| matches!(c, '\n' | '\r' | '\t') || !is_hidden(c);
                let shown = |c: char| format!("\\u{{{:x}}}", u32::from(c));
                text.chars().map(|c| if kept(c) { c.to_string() } else { shown(c) }).collect()
            };
            assert_eq!(properties[0], ("file".to_owned(), clean(path)));
            assert!(data.starts_with(&clean(message)));
        }
    }
    let report = nasty();
    let text = emit::github(&report, &places(&report));
    let count = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 10));
    assert!(text.lines().last().unwrap().contains("more not shown here"));
}

#[test]
fn gitlab_reads_back() {
    let report = nasty();
    let issues: Value = serde_json::from_str(&emit::gitlab(&report, &places(&report))).unwrap();
    let issues = issues.as_array().unwrap();
    assert_eq!(issues.len(), report.findings.len());
    let mut fingerprints: Vec<&str> =
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len());
    for (issue, finding) in issues.iter().zip(&report.findings) {
        assert_eq!(issue["location"]["path"], *finding.place.path);
        assert_eq!(issue["location"]["lines"]["begin"], 1);
        let severity = issue["severity"].as_str().unwrap();
        assert!(["critical", "major", "minor", "info"].contains(&severity));
        assert!(issue["description"].as_str().unwrap().starts_with(&*finding.message));
    }
}

fn fails(finding: &Finding) -> bool {
    finding.severity >= Severity::Warning
}

#[test]
fn junit_reads_back() {
    let report = nasty();
    let text = emit::junit(&report, &places(&report), &fails);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut failures, mut cases, mut skipped, mut messages) = (0, 0, 0, Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => cases += 1,
                "skipped" => skipped += 1,
                "failure" => {
                    failures += 1;
                    let message = tag.try_get_attribute("message").unwrap().unwrap();
                    messages
                        .push(quick_xml::escape::unescape(&message.value).unwrap().into_owned());
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(cases, report.findings.len() + report.suppressed.len());
    assert_eq!(failures, report.summary.errors + report.summary.warnings);
    assert_eq!(skipped, report.suppressed.len());
    assert!(messages.iter().any(|message| message == NASTY[2]), "line ends survive");
    assert!(messages.iter().any(|message| message == NASTY[4]));
    let empty = Report::default();
    assert!(emit::junit(&empty, &places(&empty), &fails).contains("tests=\"1\" failures=\"0\""));
}

#[test]
fn markdown_folds_what_is_no_error() {
    let report = nasty();
    let text = emit::markdown(&report, &places(&report));
    assert!(text.len() < 65_536);
    assert!(!text.contains("@someone"), "nobody is called by a comment");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    let errors = text.find("#### 63 errors\n").expect("the errors");
    let warnings = text.find("<details><summary>63 warnings</summary>").expect("the warnings");
    let hints = text.find("<details><summary>63 hints</summary>").expect("the hints");
    assert!(errors < warnings && warnings < hints);
    assert!(!text[..warnings].contains("<details>"), "errors are open");
}

#[test]
fn lines_stay_lines() {
    let report = nasty();
    let text = emit::concise(&report, &places(&report));
    assert_eq!(text.lines().count(), report.findings.len() + report.suppressed.len());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn json_is_what_its_schema_says() {
    let judge = judge(&serde_json::to_string(&emit::report_schema()).unwrap());
    let report = nasty();
    let json: Value = serde_json::from_str(&emit::json(&report, &places(&report))).unwrap();
    valid(&judge, &json);
    assert_eq!(json["findings"].as_array().unwrap().len(), report.findings.len());
    for (report, workspace) in real() {
        let places = Places::of(&report, &workspace);
        let json: Value = serde_json::from_str(&emit::json(&report, &places)).unwrap();
        valid(&judge, &json);
    }
}
